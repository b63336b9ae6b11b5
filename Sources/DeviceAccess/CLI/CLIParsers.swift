/// Reads what commands such as `show version` print, by platform.
package enum CLIParsers {
    private typealias Parser = @Sendable (CLIText) -> DeviceFacts?

    /// Reads the answer to a command.
    ///
    /// - Parameters:
    ///   - platform: The platform as ntc-templates or genie name it (`cisco_ios`, `genie:iosxe`).
    ///   - command: The command; a few platforms print different things.
    ///   - text: The answer, maybe with prompts, pagers and banners.
    /// - Throws: ``CLIParseError`` when the text tells nothing of the device.
    package static func parse(
        platform: String, command: String, text: String
    ) throws(CLIParseError) -> DeviceFacts {
        let clean = CLIText(text)
        guard !clean.isEmpty else { throw CLIParseError(description: "The device's answer is empty.") }
        let name = platform.lowercased()
        var facts: DeviceFacts?
        if isCisco(name) { facts = CiscoParser.facts(clean, platform: name) }
        if facts == nil, let parser = parsers[name] { facts = parser(clean) }
        if facts == nil, let format = KeyedFormat.formats[name] { facts = format.facts(clean) }
        if facts == nil, parsers[name] == nil, KeyedFormat.formats[name] == nil {
            facts = CiscoParser.facts(clean, platform: name) ?? KeyedFormat.general(name).facts(clean)
        }
        guard var facts, !facts.isEmpty else {
            throw CLIParseError(
                description:
                    "Nothing in the answer to “\(command.prefix(60))” tells version, hardware or serial number.")
        }
        if facts.hostname == nil { facts.hostname = Prompt.hostname(clean) }
        return facts
    }

    private static func isCisco(_ platform: String) -> Bool {
        guard !["cisco_s300", "cisco_wlc_ssh", "cisco_wlc"].contains(platform) else { return false }
        return platform.hasPrefix("cisco") || platform.hasPrefix("genie:")
    }

    private static let parsers: [String: Parser] = [
        "juniper_junos": JunosParser.facts, "genie:junos": JunosParser.facts, "juniper": JunosParser.facts,
        "huawei_vrp": HuaweiParser.facts, "huawei": HuaweiParser.facts,
        "brocade_fastiron": FastIronParser.facts, "ruckus_fastiron": FastIronParser.facts,
        "fortinet": FortinetParser.facts, "fortinet_fortios": FortinetParser.facts,
        "arista_eos": AristaParser.facts, "eos": AristaParser.facts,
        "alcatel_aos": SwitchParsers.alcatel, "allied_telesis_awplus": SwitchParsers.allied,
        "aruba_os": SwitchParsers.procurve, "hp_procurve": SwitchParsers.procurve, "avaya_vsp": SwitchParsers.voss,
        "extreme_vsp": SwitchParsers.voss, "cisco_s300": SwitchParsers.smallBusiness, "eltex": SwitchParsers.eltex,
        "oneaccess_oneos": SwitchParsers.oneAccess, "aruba_aoscx": SwitchParsers.arubaCX,
        "extreme_exos": SwitchParsers.exos, "extreme": SwitchParsers.exos, "checkpoint_gaia": SwitchParsers.gaia,
        "alcatel_sros": SwitchParsers.srOS, "nokia_sros": SwitchParsers.srOS, "hp_comware": SwitchParsers.comware,
        "citrix_netscaler": SwitchParsers.netScaler, "netscaler": SwitchParsers.netScaler,
        "mikrotik_routeros": SwitchParsers.routerOS, "f5_tmsh": SwitchParsers.bigIP, "f5_bigip": SwitchParsers.bigIP,
    ]
}

/// The prompt before an echoed command.
enum Prompt {
    private static let commands = ["sh ver", "sho ver", "show ver", "show sys", "display ver", "get system", "sh sys"]

    /// The name in a prompt that stands before a command: `core-1#show version`.
    static func hostname(_ text: CLIText) -> String? {
        for line in text.lines.prefix(50) {
            guard let end = line.firstIndex(where: { $0 == "#" || $0 == ">" || $0 == "$" }), end != line.startIndex
            else {
                continue
            }
            let rest = String(line[line.index(after: end)...]).trimmed.lowercased()
            guard commands.contains(where: { rest.hasPrefix($0) }) else { continue }
            let name = line[..<end].drop { $0 == "<" }
            let plain = name.prefix { $0 != "(" && $0 != ":" && !$0.isWhitespace }
            let host = plain.split(separator: "@").last.map(String.init) ?? ""
            if !host.isEmpty, host.utf8.count <= 255 { return host }
        }
        return nil
    }
}
