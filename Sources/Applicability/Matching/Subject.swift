/// What a vulnerability is judged for: a version of a system, on a hardware.
package struct Subject: Sendable {
    /// The version that runs.
    package let version: Version
    /// The models of the device.
    package let hardware: HardwareNames

    /// Makes a subject.
    ///
    /// - Parameter hardware: Chassis, modules and part numbers; `nil` when nobody knows.
    package init(_ version: Version, hardware: [String]? = nil) {
        self.version = version
        self.hardware = HardwareNames(hardware)
    }

    /// The system that runs.
    package var system: OperatingSystem { version.system }
}
