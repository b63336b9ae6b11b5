package import Basics

/// A way to talk to devices.
///
/// An implementation waits without holding a thread, ends when its task is cancelled, and gives up when a deadline has passed; whoever
/// calls watches the deadline too, and does not wait for a session that is late.
package protocol DeviceTransport: Sendable {
    /// Whether devices ask for a name and a password.
    var needsCredentials: Bool { get }

    /// Opens a session, logged in and ready for commands.
    ///
    /// - Parameter deadline: A value of the uptime of the clock that the transport was made with.
    /// - Throws: ``DeviceFailure``; `CancellationError`.
    func connect(to target: DeviceTarget, until deadline: Duration) async throws -> any DeviceSession
}

/// An open session on a device.
package protocol DeviceSession: Sendable {
    /// What the device prints for a command, as it came.
    ///
    /// - Throws: ``DeviceFailure``; `CancellationError`.
    func answer(to command: String, until deadline: Duration) async throws -> String

    /// Ends the session; nobody waits for it.
    func close() async
}

/// A device to talk to.
package struct DeviceTarget: Sendable {
    /// Its name in the inventory; empty when it has none.
    package var name: String
    /// The address under which it is managed, without a mask.
    package var address: String?
    /// The network driver of its platform, `cisco_ios`.
    package var driver: String
    /// What it is logged in to with.
    package var credentials: DeviceCredentials?

    package init(name: String, address: String? = nil, driver: String, credentials: DeviceCredentials? = nil) {
        self.name = name
        self.address = address
        self.driver = driver
        self.credentials = credentials
    }
}

/// A name and a password, neither of which is ever printed.
package struct DeviceCredentials: Sendable {
    package let username: Redacted<String>
    package let password: Redacted<String>

    package init(username: Redacted<String>, password: Redacted<String>) {
        self.username = username
        self.password = password
    }
}

/// Why a device told nothing; the kinds differ in who has to act (vendor.md §1.4).
package struct DeviceFailure: Error, Hashable, Sendable {
    /// What went wrong.
    package enum Kind: String, CaseIterable, Sendable {
        /// There is no way to it, or it went away.
        case unreachable
        /// It does not accept connections.
        case refused
        /// It does not accept the name and the password.
        case auth
        /// It did not answer in time.
        case timeout
        /// Nobody knows what its platform would have to be asked.
        case noDriver = "no-driver"
        /// There is nothing to log in with.
        case noCredentials = "no-credentials"
        /// What it answered tells nothing.
        case unparseable
    }

    package let kind: Kind
    /// A whole sentence, without anything that the device or a secret said.
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
