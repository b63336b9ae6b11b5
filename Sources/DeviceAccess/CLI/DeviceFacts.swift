/// What a device says of itself.
package struct DeviceFacts: Hashable, Sendable {
    /// One of several devices that work as one.
    package struct Member: Hashable, Sendable {
        /// Its version.
        package var version: String?
        /// Its model.
        package var hardware: String?
        /// Its serial number.
        package var serial: String?
    }

    /// The operating system, as ``SystemNames`` of the matching or the platform's name.
    package var system: String
    /// The version in the device's spelling, without labels; `nil` when the text does not tell.
    package var version: String?
    /// A second number of the same software, as Huawei's product version.
    package var release: String?
    /// The model of the chassis, or of the member that leads.
    package var hardware: String?
    /// The serial number of the same.
    package var serial: String?
    /// The name of the device.
    package var hostname: String?
    /// The members, where there are at least two.
    package var members: [Member] = []

    /// Starts with a system alone.
    package init(_ system: String) {
        self.system = system
    }

    /// Whether nothing was found out.
    var isEmpty: Bool { version == nil && hardware == nil && serial == nil && members.isEmpty }

    /// Keeps members when there are several, and takes what is missing from the first.
    mutating func take(_ members: [Member]) {
        if let first = members.first {
            version = version ?? first.version
            hardware = hardware ?? first.hardware
            serial = serial ?? first.serial
        }
        if members.count > 1 { self.members = members }
    }
}

/// Why a text tells nothing.
package struct CLIParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A whole sentence.
    package let description: String
}
