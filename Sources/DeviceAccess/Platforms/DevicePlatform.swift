/// What devices of a platform are asked, and how their answers are read.
///
/// The table goes by the network driver of a platform, exactly: `nx-os` is not a part of a name, and FortiOS is not IOS.
package struct DevicePlatform: Hashable, Sendable {
    /// The commands; the answer to the first is needed, the others add what it left out.
    package let commands: [String]
    /// The platform as ``CLIParsers`` know it.
    let parser: String
    /// The operating systems that such a device may run, as ``DeviceFacts/system`` names them; the first is meant by the driver.
    package let systems: [String]

    /// The platform with this network driver.
    package static func named(_ driver: String) -> DevicePlatform? { table[driver] }

    /// The drivers that are known, sorted.
    package static var drivers: [String] { table.keys.sorted() }

    private init(_ parser: String, _ systems: [String], _ commands: [String]) {
        self.parser = parser
        self.systems = systems
        self.commands = commands
    }

    private static let table: [String: DevicePlatform] = {
        let rows: [([String], String, [String], [String])] = [
            (["cisco_ios"], "cisco_ios", ["cisco_ios", "cisco_iosxe"], ["show version"]),
            (["cisco_xe"], "cisco_ios", ["cisco_iosxe", "cisco_ios"], ["show version"]),
            (["cisco_xr"], "cisco_xr", ["cisco_iosxr"], ["show version"]),
            (["cisco_nxos"], "cisco_nxos", ["cisco_nxos", "cisco_nxos_aci"], ["show version"]),
            (["cisco_asa"], "cisco_asa", ["cisco_asa"], ["show version"]),
            (["cisco_wlc"], "cisco_wlc", ["cisco_wlc"], ["show sysinfo"]),
            (["arista_eos"], "arista_eos", ["arista_eos"], ["show version"]),
            (["juniper_junos"], "juniper_junos", ["juniper_junos"], ["show version", "show chassis hardware"]),
            (["paloalto_panos"], "paloalto_panos", ["paloalto_panos"], ["show system info"]),
            (["fortinet", "fortinet_fortios"], "fortinet", ["fortinet_fortios"], ["get system status"]),
            (["bigip_f5"], "f5_bigip", ["f5_bigip"], ["tmsh show sys version"]),
            (["aruba_aoscx"], "aruba_aoscx", ["aruba_aoscx"], ["show version", "show system"]),
            (
                ["huawei", "huawei_vrp", "huawei_vrpv8"], "huawei_vrp", ["huawei_vrp"],
                ["display version", "display esn"]
            ),
            (["hp_comware", "h3c_comware"], "hp_comware", ["hp_comware"], ["display version"]),
            (["hp_procurve"], "hp_procurve", ["hp_procurve"], ["show version", "show system information"]),
            (
                ["mikrotik_routeros"], "mikrotik_routeros", ["mikrotik_routeros"],
                ["/system resource print", "/system routerboard print"]
            ),
            (["checkpoint_gaia"], "checkpoint_gaia", ["checkpoint_gaia"], ["show version all", "show asset all"]),
            (["ruckus_fastiron", "brocade_fastiron"], "ruckus_fastiron", ["ruckus_fastiron"], ["show version"]),
            (["nokia_sros"], "nokia_sros", ["nokia_sros"], ["show version"]),
            (["extreme_exos"], "extreme_exos", ["extreme_exos"], ["show version"]),
            (["netscaler"], "netscaler", ["citrix_netscaler"], ["show version", "show hardware"]),
        ]
        var table: [String: DevicePlatform] = [:]
        for (drivers, parser, systems, commands) in rows {
            for driver in drivers { table[driver] = DevicePlatform(parser, systems, commands) }
        }
        return table
    }()
}

extension DevicePlatform {
    /// Reads the answers to ``commands``, in their order; nil where there was none.
    ///
    /// - Throws: ``CLIParseError`` when the first tells nothing of the device.
    package func facts(_ answers: [String?]) throws(CLIParseError) -> DeviceFacts {
        var facts = try CLIParsers.parse(
            platform: parser, command: commands.first ?? "", text: answers.first.flatMap { $0 } ?? "")
        for (command, answer) in zip(commands, answers).dropFirst() {
            // What adds nothing does no harm.
            guard let answer, let more = try? CLIParsers.parse(platform: parser, command: command, text: answer),
                more.system == facts.system
            else { continue }
            facts.version = facts.version ?? more.version
            facts.release = facts.release ?? more.release
            facts.hardware = facts.hardware ?? more.hardware
            facts.serial = facts.serial ?? more.serial
            facts.hostname = facts.hostname ?? more.hostname
        }
        return facts
    }
}

/// How long devices say that they have been up.
package enum DeviceUptime {
    /// Seconds since the start, out of `Router uptime is 5 days, 1 hour` or `Uptime : 160 days 11:32:40`.
    package static func seconds(in text: String) -> Int? {
        let lines = CLIText(text).lines
        for line in lines {
            let small = line.lowercased()
            guard let range = small.firstRange(of: "uptime"), !small.contains("control processor") else { continue }
            if let seconds = duration(String(small[range.upperBound...])) { return seconds }
        }
        // ASA: `fw-1 up 2 days 3 hours`.
        for line in lines {
            let words = line.words
            if words.count > 3, words[1] == "up", let seconds = duration(words.dropFirst(2).joined(separator: " ")) {
                return seconds
            }
        }
        return nil
    }

    private static func duration(_ text: String) -> Int? {
        let counted = Uptime.seconds(text.replacing("(", with: "").replacing(")", with: ""))
        let clock = text.split(whereSeparator: \.isWhitespace).compactMap { Self.clock($0) }.first
        guard counted != nil || clock != nil else { return nil }
        let (sum, isTooMuch) = (counted ?? 0).addingReportingOverflow(clock ?? 0)
        return isTooMuch ? nil : sum
    }

    /// `11:32:40`.
    private static func clock(_ word: Substring) -> Int? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2],
            (0..<24).contains(hours), (0..<60).contains(minutes), (0..<60).contains(seconds)
        else { return nil }
        return hours * 3600 + minutes * 60 + seconds
    }
}
