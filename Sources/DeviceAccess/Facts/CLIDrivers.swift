import Basics

/// NAPALM's driver `ios`: the version is a sentence of the line that names the image; the last such line wins.
enum IOSDriver {
    static func facts(_ answers: DriverAnswers) throws(CLIParseError) -> NAPALMFacts {
        var facts = NAPALMFacts(vendor: "Cisco")
        for line in try answers.needed("show_version").lines {
            if let version = image(line) {
                facts.version = version
            } else if let range = line.firstRange(of: " uptime is ") {
                facts.hostname = String(line[..<range.lowerBound]).trimmed
                facts.uptime = Uptime.seconds(String(line[range.upperBound...]))
            } else if let rest = line.behind("Processor board ID ") {
                facts.serial = rest.firstWord
            } else if facts.model == nil, let rest = line.after("cisco "), rest.contains("bytes of") {
                facts.model = rest.firstWord
            }
        }
        for line in answers.text("show_hosts")?.lines ?? [] {
            guard let domain = line.behind("Default domain is ")?.firstWord, domain != "not", let host = facts.hostname
            else {
                continue
            }
            facts.fullName = "\(host).\(domain)"
        }
        for line in answers.text("show_ip_interface_brief")?.lines ?? [] {
            let words = line.words
            guard words.count >= 6, words[1] == "unassigned" || words[1].first?.isNumber == true else { continue }
            facts.interfaces.append(words[0])
        }
        return facts
    }

    private static func image(_ line: String) -> String? {
        if let rest = line.behind("Cisco IOS Software, ") ?? line.behind("IOS (tm) ") { return rest.trimmed }
        guard line.contains("Cisco IOS Software ["), let rest = line.behind("], ") else { return nil }
        return rest.trimmed
    }
}

/// NAPALM's driver `nxos_ssh`.
enum NexusShellDriver {
    private static let names: [(String, String)] = [
        ("mgmt", "Management"), ("Eth", "Ethernet"), ("Po", "Port-channel"), ("Vlan", "Vlan"), ("Lo", "Loopback"),
        ("Tunnel", "Tunnel"), ("nve", "nve"),
    ]

    static func facts(_ answers: DriverAnswers) throws(CLIParseError) -> NAPALMFacts {
        var facts = NAPALMFacts(vendor: "Cisco")
        facts.unknown = ""
        for line in try answers.needed("show_version").lines {
            let trimmed = line.trimmed
            if facts.version == nil, trimmed.hasPrefix("NXOS: version ") || trimmed.hasPrefix("system: ") {
                facts.version = trimmed.behind("version ")?.firstWord
            } else if facts.model == nil, let rest = trimmed.after("cisco "),
                let range = rest.lowercased().firstRange(of: "chassis")
            {
                let length = rest.lowercased()[..<range.upperBound].count
                facts.model = String(rest.prefix(length))
            } else if let rest = trimmed.after("Processor Board ID ") {
                facts.serial = facts.serial ?? rest.firstWord
            } else if let rest = trimmed.after("Kernel uptime is ") {
                facts.uptime = Uptime.seconds(rest)
            }
        }
        facts.serial =
            NexusInventory.serial(answers.json("show_inventory_json"))
            ?? answers.text("show_inventory").flatMap(NexusInventory.serial) ?? facts.serial
        name(answers, &facts)
        for line in answers.text("show_interface_status")?.lines ?? [] {
            guard let word = line.words.first, let name = interface(word) else { continue }
            facts.interfaces.append(name)
        }
        return facts
    }

    private static func name(_ answers: DriverAnswers, _ facts: inout NAPALMFacts) {
        var domain: String?
        for line in answers.text("show_hosts")?.lines ?? [] where domain == nil && line.contains("Default domain") {
            domain = line.behind(" is ")?.firstWord
        }
        guard let full = answers.text("show_hostname")?.lines.compactMap(\.firstWord).first else { return }
        let parts = full.split(separator: ".", maxSplits: 1).map(String.init)
        facts.hostname = parts.first
        if let domain = domain ?? (parts.count > 1 ? parts[1] : nil), let host = parts.first {
            facts.fullName = "\(host).\(domain)"
        }
    }

    /// The long name of an interface; `nil` for words that name none.
    private static func interface(_ word: String) -> String? {
        for (short, long) in names where word.hasPrefix(short) {
            let rest = word.dropFirst(short.count)
            if rest.first?.isNumber == true { return long + rest }
            if rest.hasPrefix("ernet") || rest.hasPrefix("rt-channel") { return word }
        }
        return nil
    }
}

/// Inventories of Nexus switches.
enum NexusInventory {
    /// The serial number of the chassis, in the form of NX-API.
    static func serial(_ json: JSONValue?) -> String? {
        for row in NexusDriver.rows(json?["TABLE_inv"]?["ROW_inv"]) {
            guard row["name"]?.stringValue?.filter({ $0 != "\"" }) == "Chassis" else { continue }
            return row["serialnum"]?.stringValue
        }
        return nil
    }

    /// The serial number of the chassis, in the form of the command line.
    static func serial(_ text: CLIText) -> String? {
        var isChassis = false
        for line in text.lines {
            if line.contains("NAME:") { isChassis = line.contains("\"Chassis\"") }
            if isChassis, let serial = line.behind("SN: ")?.firstWord { return serial }
        }
        return nil
    }
}
