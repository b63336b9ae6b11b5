package import Basics
import NIOPosix

/// Answers for devices out of recordings: a folder for each device, under its name or its address, with a file for each command.
///
/// `transport.json` in such a folder makes the device slow, noisy or faulty. Files are read on threads that may block.
package struct ReplayTransport: DeviceTransport {
    private let folder: String
    private let time: any Timekeeper

    /// - Parameters:
    ///   - folder: The absolute path of the folder of recordings.
    ///   - time: The clock of deadlines and delays.
    package init(folder: String, time: any Timekeeper) {
        self.folder = folder
        self.time = time
    }

    /// A recording asks for no password.
    package var needsCredentials: Bool { false }

    /// Opens the recording of a device.
    package func connect(to target: DeviceTarget, until deadline: Duration) async throws -> any DeviceSession {
        let folders = [target.name, target.address ?? ""].filter(Self.isName).map { folder + "/" + $0 }
        let recording = try await NIOThreadPool.singleton.runIfActive { () -> ReplayRecording? in
            for folder in folders {
                if let found = try ReplayRecording(folder: folder) { return found }
            }
            return nil
        }
        guard let recording else { throw DeviceFailure(.unreachable, "There is no recording of the device.") }
        try await time.pause(recording.behaviour.connectDelay, until: deadline)
        switch recording.behaviour.fault {
        case .unreachable: throw DeviceFailure(.unreachable, "The device cannot be reached.")
        case .refuse: throw DeviceFailure(.refused, "The device refuses connections.")
        case .auth: throw DeviceFailure(.auth, "The device does not accept the credentials.")
        case .silence, .drop, .garbage, nil: break
        }
        return ReplaySession(recording: recording, host: target.name, time: time)
    }

    /// Whether a text can only name a folder directly below ours.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix(".") && text.utf8.count <= 255
            && text.utf8.allSatisfy { $0 > 31 && $0 != 0x2F }
    }
}

/// A session with a recorded device.
private struct ReplaySession: DeviceSession {
    let recording: ReplayRecording
    let host: String
    let time: any Timekeeper

    func answer(to command: String, until deadline: Duration) async throws -> String {
        let behaviour = recording.behaviour
        if behaviour.fault == .silence { try await time.pause(.seconds(86_400), until: deadline) }
        try await time.pause(behaviour.delay, until: deadline)
        switch behaviour.fault {
        case .drop: throw DeviceFailure(.unreachable, "The device closed the session.")
        case .garbage: return ReplayNoise.garbage(like: host)
        case .unreachable, .refuse, .silence, .auth, nil: break
        }
        let text = try await NIOThreadPool.singleton.runIfActive { [recording] in recording.answer(to: command) }
        return behaviour.isNoisy ? ReplayNoise.terminal(text, command, host) : text
    }

    func close() async {}
}

extension Timekeeper {
    /// Waits for a while that ends before a deadline; fails when the deadline has come first.
    fileprivate func pause(_ span: Duration, until deadline: Duration) async throws {
        let end = uptime + span
        if span > .zero { try await sleep(until: min(end, deadline)) }
        guard end <= deadline else { throw DeviceFailure(.timeout, "The device did not answer in time.") }
    }
}

/// What terminals add to answers, and what broken lines make of them.
enum ReplayNoise {
    /// The answer as a terminal shows it: banner, echo, pagers, escape sequences, both line ends, and the prompt behind.
    static func terminal(_ text: String, _ command: String, _ host: String) -> String {
        var lines = ["\u{1B}[2J\u{1B}[H*** Authorised access only ***", "", "\(host)#\(command)"]
        let pager = " --More-- \r          \r"
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            lines.append((number > 0 && number.isMultiple(of: 20) ? pager : "") + line)
        }
        return lines.joined(separator: "\r\n") + "\r\n\(host)# "
    }

    /// Bytes that are the same for the same device and mean nothing.
    static func garbage(like host: String) -> String {
        var state = Identifier.derived(from: host).high | 1
        var text = ""
        for _ in 0..<400 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: state >> 56)))
        }
        return text
    }
}
