/// Arista EOS.
enum AristaParser {
    static func facts(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("arista_eos")
        for line in text.lines {
            let trimmed = line.trimmed
            if facts.hardware == nil, let rest = trimmed.after("Arista "), !rest.contains(":") {
                facts.hardware = rest.firstWord
            } else if let (key, value) = trimmed.keyAndValue, !value.isEmpty {
                switch key {
                case "software image version": facts.version = facts.version ?? value.firstWord
                case "serial number": facts.serial = facts.serial ?? value.firstWord
                case "hostname": facts.hostname = facts.hostname ?? value.firstWord
                default: break
                }
            }
        }
        return facts
    }
}

/// FortiOS: `Version: FortiGate-60F v7.2.4,build1396,230131 (GA.F)`.
enum FortinetParser {
    static func facts(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("fortinet_fortios")
        for line in text.lines {
            guard let (key, value) = line.keyAndValue, !value.isEmpty else { continue }
            switch key {
            case "version" where facts.version == nil:
                let words = value.words
                guard
                    let place = words.firstIndex(where: { $0.hasPrefix("v") && $0.dropFirst().first?.isNumber == true })
                else {
                    continue
                }
                facts.version = String(words[place].dropFirst().prefix { $0.isNumber || $0 == "." })
                if place > 0 { facts.hardware = words[..<place].joined(separator: " ") }
            case "serial-number": facts.serial = facts.serial ?? value.firstWord
            case "hostname": facts.hostname = facts.hostname ?? value.firstWord
            default: break
            }
        }
        return facts
    }
}

/// Junos; of several members the master's or the first one's facts, and those of all.
enum JunosParser {
    static func facts(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("juniper_junos")
        var members: [DeviceFacts.Member] = []
        var fallback: String?
        for line in text.lines {
            let trimmed = line.trimmed
            if isMember(trimmed) {
                members.append(DeviceFacts.Member())
            } else if let value = trimmed.after("Junos: ") {
                facts.version = facts.version ?? value.firstWord
                if !members.isEmpty { members[members.count - 1].version = value.firstWord }
            } else if let value = trimmed.after("Model: ") {
                facts.hardware = facts.hardware ?? value.firstWord
                if !members.isEmpty { members[members.count - 1].hardware = value.firstWord }
            } else if let value = trimmed.after("Hostname: ") {
                facts.hostname = facts.hostname ?? value.firstWord
            } else if let words = trimmed.after("Chassis  ")?.words, words.count > 1 {
                // `show chassis hardware`: the columns between have nothing for a chassis.
                facts.serial = facts.serial ?? words[0]
                facts.hardware = facts.hardware ?? words[1...].joined(separator: " ")
            } else if let value = trimmed.after("Serial Number: ") {
                facts.serial = facts.serial ?? value.firstWord
                if !members.isEmpty { members[members.count - 1].serial = value.firstWord }
            } else if fallback == nil {
                fallback = package(trimmed)
            }
        }
        facts.version = facts.version ?? fallback
        facts.take(members)
        return facts
    }

    /// Whether a line begins what one member says: `fpc0:`, `node0:`, `member1:`.
    private static func isMember(_ line: String) -> Bool {
        guard line.hasSuffix(":") else { return false }
        let name = line.dropLast().lowercased()
        return ["fpc", "node", "member", "lcc"].contains {
            name.hasPrefix($0) && name.dropFirst($0.count).allSatisfy(\.isNumber)
        }
    }

    /// The version of the packages that carry the system's own: never the stamp of a build.
    private static func package(_ line: String) -> String? {
        for start in [
            "JUNOS Base OS boot [", "JUNOS EX  Software Suite [", "JUNOS EX Software Suite [",
            "JUNOS Software Release [",
        ] {
            guard let rest = line.after(start), let version = rest.before("]") else { continue }
            let digits = version.prefix { $0.isNumber }
            if (1...2).contains(digits.count), version.dropFirst(digits.count).first == "." { return version }
        }
        return nil
    }
}

/// Huawei VRP: the number of the platform, and behind it the version of the product.
enum HuaweiParser {
    static func facts(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("huawei_vrp")
        for line in text.lines {
            let trimmed = line.trimmed
            if facts.version == nil, let rest = trimmed.after("VRP (R) software, Version ") {
                facts.version = rest.firstWord
                if let inner = rest.between("(", ")"), let product = inner.words.last { facts.release = product }
            } else if let rest = trimmed.after("HUAWEI "), let name = rest.before(" uptime is ") {
                let words = name.words.filter { !["router", "switch"].contains($0.lowercased()) }
                facts.hardware = facts.hardware ?? words.joined(separator: " ")
            } else if facts.serial == nil, let (key, value) = trimmed.keyAndValue,
                key == "esn" || key.hasPrefix("esn of")
            {
                facts.serial = value.firstWord
            }
        }
        return facts
    }
}

/// FastIron: units with versions, and modules of units with models and serial numbers.
enum FastIronParser {
    static func facts(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("ruckus_fastiron")
        var versions: [Int: String] = [:]
        var models: [Int: String] = [:]
        var serials: [Int: String] = [:]
        var unit = 1
        for line in text.lines {
            let trimmed = line.trimmed
            if let rest = trimmed.after("UNIT "), let number = rest.before(":").flatMap({ Int($0.trimmed) }) {
                unit = number
                // `UNIT 1: SL 1: ICX6450-48P POE 48-port Management Module`
                let behind = rest.behind(": SL ") ?? ""
                if let model = behind.behind(": ")?.firstWord, models[unit] == nil { models[unit] = model }
            } else if let rest = trimmed.after("SW: Version ") {
                versions[unit] = versions[unit] ?? rest.firstWord
            } else if let range = trimmed.firstRange(of: "Serial  #:") {
                serials[unit] = serials[unit] ?? String(trimmed[range.upperBound...]).firstWord
            } else if let rest = trimmed.after("HW: "), models[0] == nil {
                models[0] = rest.words.last
            }
        }
        let units = Set(versions.keys).union(serials.keys).sorted()
        facts.take(units.map { .init(version: versions[$0], hardware: models[$0] ?? models[0], serial: serials[$0]) })
        return facts
    }
}
