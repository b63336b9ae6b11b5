package import Basics

/// The facts of a device as NAPALM's `get_facts` names them.
package struct NAPALMFacts: Hashable, Sendable {
    /// Who makes the device.
    var vendor: String
    /// The version as the driver reports it, labels included.
    var version: String?
    /// The serial number.
    var serial: String?
    /// The model.
    var model: String?
    /// The name without its domain.
    var hostname: String?
    /// The name with its domain.
    var fullName: String?
    /// Seconds since the start; `nil` when unknown.
    var uptime: Int?
    /// The names of the interfaces, as the device lists them.
    var interfaces: [String] = []
    /// What the driver says for a text that is not known.
    var unknown = "Unknown"

    /// Reads what a driver's commands printed.
    ///
    /// - Parameters:
    ///   - driver: `ios`, `nxos`, `nxos_ssh`, `eos`, `junos` or `iosxr_netconf`.
    ///   - outputs: What was printed, by command; small differences in how a command is written do not matter.
    ///   - now: Seconds since 1970, for drivers whose devices tell when they started.
    /// - Throws: ``CLIParseError`` when the driver is not known or a needed answer is missing.
    package init(driver: String, outputs: [String: JSONValue], now: Double) throws(CLIParseError) {
        var answers: [String: JSONValue] = [:]
        for (command, value) in outputs { answers[Self.plain(command)] = value }
        let reader = DriverAnswers(answers: answers)
        switch driver.lowercased() {
        case "ios": self = try IOSDriver.facts(reader)
        case "nxos": self = try NexusDriver.facts(reader)
        case "nxos_ssh": self = try NexusShellDriver.facts(reader)
        case "eos": self = try EOSDriver.facts(reader, now: now)
        case "junos": self = try JunosDriver.facts(reader)
        case "iosxr_netconf": self = try XRDriver.facts(reader)
        default:
            throw CLIParseError(description: "The driver is none of ios, nxos, nxos_ssh, eos, junos, iosxr_netconf.")
        }
    }

    /// Starts with a vendor.
    init(vendor: String) { self.vendor = vendor }

    /// A command in small letters, everything that is neither letter nor digit as one underscore.
    static func plain(_ command: String) -> String {
        var name = command.lowercased()
        for suffix in [".txt", ".json", ".xml", ".yml"] where name.hasSuffix(suffix) { name.removeLast(suffix.count) }
        var result = ""
        for character in name {
            if character.isLetter || character.isNumber {
                result.append(character)
            } else if result.last != "_" {
                result.append("_")
            }
        }
        return result
    }

    /// The facts with NAPALM's keys.
    package var json: JSONValue {
        [
            "uptime": .int(Int64(uptime ?? -1)), "vendor": .string(vendor), "os_version": .string(version ?? unknown),
            "serial_number": .string(serial ?? unknown), "model": .string(model ?? unknown),
            "hostname": .string(hostname ?? unknown), "fqdn": .string(fullName ?? unknown),
            "interface_list": .array(interfaces.map { .string($0) }),
        ]
    }
}

/// The answers to a driver's commands.
struct DriverAnswers {
    let answers: [String: JSONValue]

    /// The lines of an answer; `nil` when it is missing.
    func text(_ command: String) -> CLIText? {
        answers[command]?.stringValue.map(CLIText.init)
    }

    /// The lines of an answer that is needed.
    func needed(_ command: String) throws(CLIParseError) -> CLIText {
        guard let text = text(command) else { throw Self.missing(command) }
        return text
    }

    /// An answer as JSON, whether it came as such or as its text.
    func json(_ command: String) -> JSONValue? {
        guard let value = answers[command] else { return nil }
        guard let text = value.stringValue else { return value }
        return try? JSONValue(parsing: text)
    }

    /// A needed answer as JSON.
    func neededJSON(_ command: String) throws(CLIParseError) -> JSONValue {
        guard let json = json(command) else { throw Self.missing(command) }
        return json
    }

    /// All answers whose command begins so, joined; `nil` when there is none.
    func texts(_ start: String) -> String? {
        let found = answers.filter { $0.key.hasPrefix(start) }.sorted { $0.key < $1.key }.compactMap(
            \.value.stringValue)
        return found.isEmpty ? nil : found.joined(separator: "\n")
    }

    static func missing(_ command: String) -> CLIParseError {
        CLIParseError(
            description: "The answer to “\(command.replacing("_", with: " "))” is missing or cannot be read.")
    }
}

/// Durations in words.
enum Uptime {
    private static let units: [(String, Int)] = [
        ("year", 31_536_000), ("week", 604_800), ("day", 86_400), ("hour", 3600), ("min", 60), ("sec", 1),
    ]

    /// The seconds of `27 weeks, 4 days, 16 minutes` or `23 day(s), 12 hour(s)`; `nil` when nothing is counted.
    static func seconds(_ text: String) -> Int? {
        var total = 0
        var isFound = false
        let words = text.lowercased().split { $0 == "," || $0.isWhitespace }
        for (number, unit) in zip(words, words.dropFirst()) {
            guard let count = Int(number), let match = units.first(where: { unit.hasPrefix($0.0) }) else { continue }
            let (product, isTooMuch) = count.multipliedReportingOverflow(by: match.1)
            let (sum, overflow) = total.addingReportingOverflow(product)
            guard !isTooMuch, !overflow else { return nil }
            total = sum
            isFound = true
        }
        return isFound ? total : nil
    }
}
