import ArgumentParser
import Basics
import DeviceAccess

/// The command `almanac cli`.
struct CLICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cli", abstract: "Read what devices print.", subcommands: [Parse.self])

    /// The command `almanac cli parse`.
    struct Parse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "parse", abstract: "Read version, hardware, serial number and name from a device's answer.",
            discussion: """
                Each line of input is {"platform", "command", "text"}; platforms are named as in ntc-templates or genie
                (cisco_ios, genie:iosxe). Each gives one line: {"os", "version", "hardware", "serial", "hostname"} with null for
                what the text does not tell, "members" for stacks, or {"error"} when it tells nothing.

                Example: almanac cli parse --batch < answers.ndjson
                """)

        @Flag(help: "Read one JSON object per line until the input ends.")
        var batch = false

        func run() async throws {
            try await runReporting {
                try requireBatch(batch)
                try BatchLines.run(Self.answer)
            }
        }

        /// The answer to a question.
        static func answer(_ question: JSONValue) -> JSONValue {
            guard let platform = question["platform"]?.stringValue, let text = question["text"]?.stringValue else {
                return BatchLines.error("“platform” and “text” must be texts.")
            }
            do throws(CLIParseError) {
                let command = question["command"]?.stringValue ?? ""
                return json(try CLIParsers.parse(platform: platform, command: command, text: text))
            } catch {
                return BatchLines.error(error.description)
            }
        }

        private static func json(_ facts: DeviceFacts) -> JSONValue {
            var object: JSONObject = [
                "os": .string(facts.system), "version": value(facts.version), "hardware": value(facts.hardware),
                "serial": value(facts.serial), "hostname": value(facts.hostname),
            ]
            if let release = facts.release { object["release"] = .string(release) }
            if !facts.members.isEmpty {
                object["members"] = .array(
                    facts.members.map {
                        ["version": value($0.version), "hardware": value($0.hardware), "serial": value($0.serial)]
                    })
            }
            return .object(object)
        }

        private static func value(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    }
}

/// The command `almanac facts`.
struct FactsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts", abstract: "Make the facts that NAPALM's get_facts gives of a driver's answers.",
        discussion: """
            Each line of input is {"driver", "outputs": {command: answer}}; drivers are ios, nxos, nxos_ssh, eos, junos and
            iosxr_netconf. Each gives one line with NAPALM's keys (hostname, fqdn, vendor, model, os_version, serial_number,
            uptime, interface_list), or {"error"}.

            Example: almanac facts --batch < recorded.ndjson
            """)

    @Flag(help: "Read one JSON object per line until the input ends.")
    var batch = false

    func run() async throws {
        try await runReporting {
            try requireBatch(batch)
            let time = SystemTime()
            try BatchLines.run { Self.answer($0, now: Double(time.now.microseconds) / 1e6) }
        }
    }

    /// The answer to a question.
    static func answer(_ question: JSONValue, now: Double) -> JSONValue {
        guard let driver = question["driver"]?.stringValue, let outputs = question["outputs"]?.objectValue else {
            return BatchLines.error("“driver” must be a text and “outputs” an object.")
        }
        do throws(CLIParseError) {
            let answers = Dictionary(outputs.map { ($0.key, $0.value) }) { first, _ in first }
            return try NAPALMFacts(driver: driver, outputs: answers, now: now).json
        } catch {
            return BatchLines.error(error.description)
        }
    }
}
