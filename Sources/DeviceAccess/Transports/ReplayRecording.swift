import Basics
import Foundation

/// What was recorded of a device: one file for each command in a folder, and how the device behaves.
struct ReplayRecording: Sendable {
    /// How a recorded device misbehaves.
    enum Fault: String, CaseIterable, Sendable {
        /// Nothing leads to it.
        case unreachable
        /// It refuses connections.
        case refuse
        /// It takes the connection and says nothing more.
        case silence
        /// It does not take the password.
        case auth
        /// It closes the session instead of answering.
        case drop
        /// It answers with bytes that mean nothing.
        case garbage
    }

    /// `transport.json`.
    struct Behaviour: Sendable {
        var fault: Fault?
        /// Until a session is open, and before each answer.
        var connectDelay = Duration.zero
        var delay = Duration.zero
        /// Whether answers come with banner, echo, pagers and escape sequences.
        var isNoisy = false
    }

    let behaviour: Behaviour
    /// Paths of answers by command, as ``key(_:)`` writes it.
    private let answers: [String: String]
    /// Bytes of an answer that are read.
    private static let mostBytes = 1 << 20
    private static let behaviourFile = "transport.json"

    /// Looks at a recording; blocks while it reads.
    ///
    /// - Returns: nil when there is no such folder.
    /// - Throws: ``DeviceFailure`` when `transport.json` is not understood.
    init?(folder: String) throws(DeviceFailure) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        var answers: [String: String] = [:]
        for name in names.sorted() where !name.hasPrefix(".") && name != Self.behaviourFile {
            answers[Self.key(name)] = folder + "/" + name
        }
        self.answers = answers
        behaviour =
            names.contains(Self.behaviourFile)
            ? try Self.behaviour(Self.bytes(folder + "/" + Self.behaviourFile) ?? []) : Behaviour()
    }

    /// The recorded answer, or what a device says to a command that it does not know.
    ///
    /// Blocks while it reads.
    func answer(to command: String) -> String {
        guard let path = answers[Self.key(command)], let bytes = Self.bytes(path) else {
            return "% Invalid input detected at '^' marker."
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A command as it may stand in the name of a file: `show version`, `show_version.txt`.
    private static func key(_ command: String) -> String {
        let plain = NAPALMFacts.plain(command)
        return String(plain.drop { $0 == "_" }.reversed().drop { $0 == "_" }.reversed())
    }

    private static func bytes(_ path: String) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        // What was read stays read, whatever closing says.
        defer { try? file.close() }
        return (try? file.read(upToCount: mostBytes)).map { Array($0) }
    }

    private static func behaviour(_ bytes: [UInt8]) throws(DeviceFailure) -> Behaviour {
        guard let object = (try? JSONValue(parsing: bytes))?.objectValue else { throw unclear("is no JSON object") }
        var behaviour = Behaviour()
        for (name, value) in object {
            switch name {
            case "fault":
                guard let fault = value.stringValue.flatMap({ Fault(rawValue: $0) }) else {
                    throw unclear("may have these faults: " + Fault.allCases.map(\.rawValue).joined(separator: ", "))
                }
                behaviour.fault = fault
            case "delay": behaviour.delay = try seconds(value, name)
            case "connect_delay": behaviour.connectDelay = try seconds(value, name)
            case "noise":
                guard let isNoisy = value.boolValue else { throw unclear("may have true or false as noise") }
                behaviour.isNoisy = isNoisy
            default: throw unclear("may have fault, delay, connect_delay and noise, and nothing else")
            }
        }
        return behaviour
    }

    private static func seconds(_ value: JSONValue, _ name: String) throws(DeviceFailure) -> Duration {
        guard let seconds = value.doubleValue, (0...86_400).contains(seconds) else {
            throw unclear("may have seconds up to a day as \(name)")
        }
        return .seconds(seconds)
    }

    private static func unclear(_ what: String) -> DeviceFailure {
        DeviceFailure(.unreachable, "The file transport.json of the recording \(what).")
    }
}
