/// Parsers of a few lines each, for what no key tells.
enum SwitchParsers {
    /// Alcatel-Lucent: model and version stand in the description.
    static func alcatel(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("alcatel_aos")
        for line in text.lines {
            guard let (key, value) = line.keyAndValue else { continue }
            if key == "description" {
                let words = value.words
                guard let place = words.firstIndex(where: { isDotted($0) && $0.contains(".R") }) else { continue }
                facts.version = words[place]
                if place > 0 { facts.hardware = words[place - 1] }
            } else if key == "name" {
                facts.hostname = value.firstWord
            }
        }
        return facts
    }

    /// Allied Telesis: boards of the members, and the name of the image.
    static func allied(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("allied_telesis_awplus")
        var members: [DeviceFacts.Member] = []
        var nameFollows = false
        for line in text.lines {
            let words = line.words
            if words.first == "Base", words.count >= 5, Int(words[1]) != nil {
                members.append(.init(version: nil, hardware: words[words.count - 3], serial: words[words.count - 1]))
            } else if nameFollows {
                facts.hostname = line.trimmed.firstWord
                nameFollows = false
            } else if line.trimmed == "System Name" {
                nameFollows = true
            } else if let (key, value) = line.keyAndValue, key == "current software" {
                facts.version = value.firstWord
            }
        }
        facts.take(members)
        return facts
    }

    /// ProCurve, today ArubaOS-Switch: `WC.16.05.0007` below the stamp of the image.
    static func procurve(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("hp_procurve")
        for line in text.lines {
            let trimmed = line.trimmed
            if facts.version == nil, trimmed.words.count == 1, isProcurve(trimmed) { facts.version = trimmed }
            guard let (key, value) = trimmed.keyAndValue else { continue }
            if facts.version == nil, key == "software revision" || key.hasSuffix("software revision"),
                let word = value.firstWord
            {
                facts.version = word
            }
            if key == "system name" { facts.hostname = value.firstWord }
            if let range = trimmed.firstRange(of: "Serial Number") {
                facts.serial = String(trimmed[range.upperBound...]).trimmed.after(":").flatMap { $0.trimmed.firstWord }
            }
        }
        return facts
    }

    private static func isProcurve(_ word: String) -> Bool {
        let parts = word.split(separator: ".")
        return parts.count >= 3 && parts[0].count <= 2 && parts[0].allSatisfy(\.isLetter)
            && parts.dropFirst().allSatisfy { $0.first?.isNumber == true }
    }

    /// VOSS: the primary release.
    static func voss(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("extreme_voss")
        for line in text.lines where line.contains("(Primary Release)") {
            facts.version = facts.version ?? line.trimmed.firstWord
        }
        return facts
    }

    /// Cisco's small business switches: `SW version    1.3.7.18 ( date …`, or the version of the active image.
    static func smallBusiness(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("cisco_s300")
        for line in text.lines where facts.version == nil {
            let trimmed = line.trimmed
            if let rest = trimmed.after("SW version") ?? trimmed.after("Version:") {
                facts.version = rest.trimmed.firstWord
            }
        }
        return facts
    }

    /// Eltex: the model in `show system`; the version only in `show version`.
    static func eltex(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("eltex")
        for line in text.lines {
            guard let (key, value) = line.keyAndValue, !value.isEmpty else { continue }
            if key == "system description" { facts.hardware = facts.hardware ?? value }
            if key == "system name" { facts.hostname = value.firstWord }
            if key == "version" || key == "sw version" { facts.version = facts.version ?? value.firstWord }
        }
        return facts
    }

    /// OneOS: `System Information for device NAME S/N SERIAL`.
    static func oneAccess(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("oneaccess_oneos")
        for line in text.lines {
            let trimmed = line.trimmed
            if let rest = trimmed.after("System Information for device ") {
                facts.hostname = rest.firstWord
                facts.serial = rest.behind("S/N ")?.firstWord
            } else if let (key, value) = trimmed.keyAndValue, key == "software version" {
                facts.version = facts.version ?? value.firstWord
            }
        }
        return facts
    }

    /// AOS-CX: `show version` and `show system`, which pads its keys.
    static func arubaCX(_ text: CLIText) -> DeviceFacts? {
        var facts = KeyedFormat(
            system: "aruba_aoscx", version: ["version", "arubaos-cx version", "aos-cx version"],
            hardware: ["product name", "chassis product name"], serial: ["chassis serial nbr", "serial number"],
            hostname: ["hostname"], takesFirstWord: false
        ).facts(text)
        if facts.version == nil {
            for line in text.lines {
                guard let rest = line.trimmed.after("ArubaOS-CX Version") ?? line.trimmed.after("AOS-CX Version") else {
                    continue
                }
                facts.version = rest.trimmed.after(":").map(\.trimmed) ?? rest.trimmed.firstWord
            }
        }
        return facts
    }

    /// EXOS: `ExtremeXOS version 21.1.5.2 by release-manager`, or `Primary ver: 30.7.1.1`.
    static func exos(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("extreme_exos")
        for line in text.lines {
            let trimmed = line.trimmed
            for start in ["ExtremeXOS version ", "version "] where facts.version == nil && trimmed.contains("XOS") {
                guard let words = trimmed.behind(start)?.words, let first = words.first, isDotted(first) else {
                    continue
                }
                facts.version = words.count > 1 && words[1].hasPrefix("patch") ? "\(first)-\(words[1])" : first
            }
            guard let (key, value) = trimmed.keyAndValue, let word = value.firstWord else { continue }
            switch key {
            case "primary ver" where facts.version == nil && isDotted(word): facts.version = word
            case "system type": facts.hardware = facts.hardware ?? word
            case "sysname": facts.hostname = facts.hostname ?? word
            case "switch", "chassis":
                // `Switch      : 800471-00-06 1234N-12345 Rev 6.0 …`
                if facts.serial == nil, value.words.count > 1 { facts.serial = value.words[1] }
            default: break
            }
        }
        return facts
    }

    /// Gaia: `Product version Check Point Gaia R80.40`.
    static func gaia(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("checkpoint_gaia")
        for line in text.lines {
            guard facts.version == nil, line.lowercased().contains("version") else { continue }
            facts.version = line.words.first { word in
                word.first == "R" && word.dropFirst().first?.isNumber == true
                    && word.dropFirst().allSatisfy { $0.isNumber || $0 == "." }
            }
        }
        return facts
    }

    /// SR OS: `TiMOS-C-20.10.R4 cpm/hops64 Nokia 7750 SR …`.
    static func srOS(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("nokia_sros")
        for line in text.lines {
            let words = line.words
            if facts.version == nil, let word = words.first(where: { $0.hasPrefix("TiMOS-") }) {
                // The platform stands in a letter before the number.
                facts.version = word.split(separator: "-", maxSplits: 2).last.map(String.init)
                if let vendor = words.firstIndex(where: { $0 == "Nokia" || $0 == "ALCATEL" }), words.count > vendor + 2
                {
                    facts.hardware = words[(vendor + 1)...(vendor + 2)].joined(separator: " ")
                }
            }
            if let (key, value) = line.keyAndValue {
                if key == "system name" { facts.hostname = value.firstWord }
                if key == "system type", facts.hardware == nil { facts.hardware = value }
            }
        }
        return facts
    }

    /// Comware: `H3C Comware Software, Version 7.1.070, Release 2612P02`.
    static func comware(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("hp_comware")
        for line in text.lines {
            let trimmed = line.trimmed
            if facts.version == nil, trimmed.lowercased().contains("comware"), let rest = trimmed.behind("Version ") {
                facts.version = rest.firstWord
                facts.release = rest.behind("Release ")?.firstWord
            }
            guard facts.hardware == nil, let name = trimmed.before(" uptime is ") else { continue }
            let words = name.words.drop { ["HP", "HPE", "H3C"].contains($0) }
            facts.hardware = words.isEmpty ? nil : words.joined(separator: " ")
        }
        return facts
    }

    /// NetScaler: `NetScaler NS13.1: Build 51.14.nc, Date: …`.
    static func netScaler(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("citrix_netscaler")
        for line in text.lines {
            guard facts.version == nil, let rest = line.behind("NetScaler NS"), let train = rest.before(":"),
                let build = rest.behind("Build ")?.firstWord
            else { continue }
            let numbers = build.split(separator: ".").prefix(2).joined(separator: ".")
            facts.version = "\(train)-\(numbers)"
        }
        return facts
    }

    /// RouterOS: `version: 7.12.2 (stable)`; the channel is a label.
    static func routerOS(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("mikrotik_routeros")
        for line in text.lines {
            guard let (key, value) = line.keyAndValue, !value.isEmpty else { continue }
            switch key {
            case "version": facts.version = facts.version ?? value.firstWord
            case "board-name": facts.hardware = facts.hardware ?? value
            case "serial-number": facts.serial = facts.serial ?? value.firstWord
            default: break
            }
        }
        return facts
    }

    /// BIG-IP: `Version 16.1.4.1` below `Main Package`.
    static func bigIP(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("f5_bigip")
        for line in text.lines {
            let words = line.words
            guard words.count >= 2 else { continue }
            if words[0] == "Version", facts.version == nil, isDotted(words[1]) { facts.version = words[1] }
            if words[0] == "Edition", words.contains("Hotfix"), let version = facts.version {
                facts.release = "\(version) hotfix"
            }
        }
        return facts
    }

    private static func isDotted(_ word: String) -> Bool {
        word.first?.isNumber == true && word.contains(".")
    }
}
