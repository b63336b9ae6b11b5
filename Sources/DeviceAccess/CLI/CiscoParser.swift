/// Cisco's systems, told apart by what they print and not by what somebody called the platform.
enum CiscoParser {
    /// The facts in an answer to `show version`; `nil` when no system of Cisco speaks.
    static func facts(_ text: CLIText, platform: String) -> DeviceFacts? {
        for line in text.lines {
            let small = line.lowercased()
            if small.contains("nexus operating system") || small.contains("(nx-os) software") {
                return NexusParser.facts(text)
            }
            if small.contains("ios xr software, version") { return XRParser.facts(text) }
            if small.contains("adaptive security appliance software version") { return ASAParser.facts(text) }
            if small.contains("cisco ap software") || small.hasPrefix("ap running image") {
                return accessPoint(text, platform)
            }
            if small.contains("ios") && small.contains("software") && small.contains("version")
                || small.contains("cisco internetwork operating system")
            {
                return IOSParser.facts(text)
            }
            if small.trimmed.hasPrefix("package: ") && small.contains("version: ") { return IOSParser.packages(text) }
            if small.words == ["role", "pod", "node", "name", "version"] { return NexusParser.controllers(text) }
        }
        return nil
    }

    /// An access point: its image has the number of the controller's release.
    private static func accessPoint(_ text: CLIText, _ platform: String) -> DeviceFacts {
        var facts = DeviceFacts("cisco_ap")
        for line in text.lines {
            if let rest = line.after("cisco "), line.contains("Processor") || line.contains("processor") {
                facts.hardware = facts.hardware ?? rest.firstWord
            } else if let rest = line.after("Processor board ID ") {
                facts.serial = facts.serial ?? rest.firstWord
            } else if let (key, value) = line.keyAndValue, key == "ap running image", platform != "genie:cheetah" {
                facts.version = facts.version ?? value.firstWord
            } else if let range = line.firstRange(of: " uptime is ") {
                facts.hostname = String(line[..<range.lowerBound]).trimmed
            }
        }
        return facts
    }

    /// The name before `uptime is`; not of a part of the device.
    static func hostname(_ line: String) -> String? {
        guard let range = line.firstRange(of: " uptime is ") else { return nil }
        let name = String(line[..<range.lowerBound]).trimmed
        let isPart = ["system", "kernel", "processor", "switch"].contains(name.lowercased()) && name != "Switch"
        return name.isEmpty || name.contains(" ") || isPart ? nil : name
    }
}

/// IOS and IOS XE.
enum IOSParser {
    static func facts(_ text: CLIText) -> DeviceFacts {
        var reading = IOSReading()
        for line in text.lines { reading.take(line) }
        return reading.facts
    }

    /// `show version RP active running`: the version of the packages.
    static func packages(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("cisco_iosxe")
        for line in text.lines {
            guard line.trimmed.after("Package: rpbase") != nil, let version = line.between("version: ", ",") else {
                continue
            }
            facts.version = facts.version ?? version
            // The packages that run win over those that are only there.
            if line.contains("status: active") {
                facts.version = version
                break
            }
        }
        return facts.version == nil ? nil : facts
    }
}

/// What was read of `show version` on IOS so far.
private struct IOSReading {
    private var isXE = false
    private var xeVersion: String?
    private var iosVersion: String?
    private var processor: String?
    private var board: String?
    private var hostname: String?
    private var models: [String] = []
    private var serials: [String] = []
    private var table: [DeviceFacts.Member] = []
    private var isInTable = false

    mutating func take(_ line: String) {
        let trimmed = line.trimmed
        let small = trimmed.lowercased()
        if isInTable {
            if takeRow(trimmed) { return }
            isInTable = false
        }
        if small.hasPrefix("switch") && small.contains("ports") && small.contains("model") {
            isInTable = true
        } else if small.hasPrefix("cisco ios xe software, version") || small.hasPrefix("cisco ios-xe software, version")
        {
            isXE = true
            xeVersion = xeVersion ?? trimmed.behind("ersion ")?.firstWord
        } else if isImage(small) {
            if small.contains("ios-xe software") || small.contains("ios xe software") { isXE = true }
            // The first one counts: what a standby processor prints comes later.
            iosVersion =
                iosVersion ?? (trimmed.behind(", Version ") ?? trimmed.behind("Experimental Version "))?.firstWord
        } else if let rest = trimmed.after("Processor board ID ") {
            board = board ?? rest.firstWord
        } else if let model = processorModel(trimmed) {
            processor = processor ?? model
        } else if let (key, value) = trimmed.keyAndValue {
            if key == "model number", let model = value.firstWord { models.append(model) }
            if key == "system serial number", let serial = value.firstWord { serials.append(serial) }
        }
        if hostname == nil { hostname = CiscoParser.hostname(trimmed) }
    }

    /// Whether a line names the image that runs: never the ROM, the boot loader, or the bootstrap.
    private func isImage(_ small: String) -> Bool {
        guard small.contains(", version ") || small.contains("experimental version ") else { return false }
        guard !small.hasPrefix("rom:"), !small.hasPrefix("bootldr"), !small.contains("bootstrap") else { return false }
        return small.hasPrefix("cisco ios software") || small.hasPrefix("ios (tm)")
            || small.hasPrefix("cisco ios xe software")
            || small.hasPrefix("cisco internetwork operating system") || small.hasPrefix("ios-xe software")
    }

    /// The model in lines such as `cisco WS-C4507R (MPC8245) processor` and `Cisco IOSv (revision 1.0) with  with …`.
    private func processorModel(_ line: String) -> String? {
        guard let rest = line.after("cisco "), rest.contains("("),
            rest.contains(" with ") || rest.contains("processor"),
            rest.contains("bytes of") || rest.contains("processor")
        else { return nil }
        return rest.before(" (") ?? rest.firstWord
    }

    /// Takes a row such as `*    1 56    WS-C3850-48U       03.06.05E         cat3k_caa-universalk9 INSTALL`.
    private mutating func takeRow(_ line: String) -> Bool {
        if line.hasPrefix("---") { return true }
        var words = line.words
        let isActive = words.first == "*"
        if isActive { words.removeFirst() }
        guard words.count >= 4, let first = words.first?.drop(while: { $0 == "*" }), Int(first) != nil,
            Int(words[1]) != nil
        else { return false }
        let member = DeviceFacts.Member(version: words[3], hardware: words[2], serial: nil)
        if isActive || words[0].hasPrefix("*") { table.insert(member, at: 0) } else { table.append(member) }
        return true
    }

    var facts: DeviceFacts {
        let isModern = iosVersion.map(Self.isModern) ?? false
        var facts = DeviceFacts(isXE || isModern ? "cisco_iosxe" : "cisco_ios")
        if facts.system == "cisco_iosxe" {
            // From 16.1 on both lines have one number, and only the line of IOS tells it of special builds.
            facts.version = isModern ? iosVersion : xeVersion ?? iosVersion
        } else {
            facts.version = iosVersion
        }
        facts.hardware = processor ?? models.first
        facts.serial = board ?? serials.first
        facts.hostname = hostname
        facts.take(members)
        return facts
    }

    private var members: [DeviceFacts.Member] {
        let count = max(table.count, serials.count > 1 ? serials.count : 0)
        guard count > 1 else { return [] }
        return (0..<count).map { index in
            DeviceFacts.Member(
                version: index < table.count ? table[index].version : nil,
                hardware: index < table.count ? table[index].hardware : index < models.count ? models[index] : nil,
                serial: index < serials.count ? serials[index] : nil)
        }
    }

    private static func isModern(_ version: String) -> Bool {
        guard let major = Int(version.prefix { $0.isNumber }), version.dropFirst(String(major).count).first == "."
        else { return false }
        return major >= 16
    }
}

/// IOS XR.
enum XRParser {
    static func facts(_ text: CLIText) -> DeviceFacts {
        var facts = DeviceFacts("cisco_iosxr")
        for line in text.lines {
            let trimmed = line.trimmed
            if facts.version == nil, let rest = trimmed.behind("IOS XR Software, Version ") {
                facts.version = rest.firstWord.map { String($0.prefix { $0 != "[" }) }
            } else if let rest = trimmed.after("cisco "), rest.contains(" ("), rest.contains("processor") {
                facts.hardware = facts.hardware ?? rest.before(" (")
            }
            if facts.hostname == nil { facts.hostname = CiscoParser.hostname(trimmed) }
        }
        return facts
    }
}

/// Adaptive Security Appliance.
enum ASAParser {
    static func facts(_ text: CLIText) -> DeviceFacts {
        var facts = DeviceFacts("cisco_asa")
        for line in text.lines {
            let trimmed = line.trimmed
            if facts.version == nil, let rest = trimmed.behind("Appliance Software Version ") {
                facts.version = rest.firstWord
            } else if let rest = trimmed.after("Hardware:") {
                facts.hardware = facts.hardware ?? rest.trimmed.firstWord
            } else if let rest = trimmed.after("Serial Number:") {
                facts.serial = facts.serial ?? rest.trimmed.firstWord
            } else if facts.hostname == nil, let range = trimmed.firstRange(of: " up "), trimmed.hasUptime {
                let name = String(trimmed[..<range.lowerBound])
                if !name.contains(" ") { facts.hostname = name }
            }
        }
        return facts
    }
}

extension String {
    /// Whether a line tells how long something is up: `fw1 up 3 days 22 hours`.
    fileprivate var hasUptime: Bool {
        guard let rest = behind(" up ") else { return false }
        let words = rest.words
        return words.count >= 2 && Int(words[0]) != nil
            && ["min", "hour", "day", "year", "sec"].contains { words[1].hasPrefix($0) }
    }
}

/// NX-OS, on its own and in ACI mode.
enum NexusParser {
    static func facts(_ text: CLIText) -> DeviceFacts {
        var facts = DeviceFacts("cisco_nxos")
        var kickstart: String?
        for line in text.lines {
            let trimmed = line.trimmed
            let small = trimmed.lowercased()
            if small.hasPrefix("nxos: version") || small.hasPrefix("system:") && small.contains("version") {
                facts.version = facts.version ?? trimmed.behind("version ")?.firstWord
            } else if small.hasPrefix("kickstart:"), small.contains("version") {
                kickstart = kickstart ?? trimmed.behind("version ")?.firstWord
            } else if let rest = trimmed.after("cisco "), small.contains("chassis") || small.contains("supervisor") {
                facts.hardware = facts.hardware ?? model(rest)
            } else if let rest = trimmed.after("Processor Board ID ") {
                facts.serial = facts.serial ?? rest.trimmed.firstWord
            } else if let rest = trimmed.after("Device name:") {
                facts.hostname = facts.hostname ?? rest.trimmed.firstWord
            } else if small.contains("image file is"), small.contains("aci-") {
                facts.system = "cisco_nxos_aci"
            }
        }
        facts.version = facts.version ?? kickstart
        if let version = facts.version, isLeaf(version) { facts.system = "cisco_nxos_aci" }
        return facts
    }

    /// The model in `Nexus9000 C93180YC-EX Chassis`, `Nexus5548 Chassis ("O2 …")` and `N9K-C93180YC-EX ("supervisor")`.
    private static func model(_ text: String) -> String? {
        let words = text.words
        guard let first = words.first else { return nil }
        guard first.lowercased().hasPrefix("nexus"), words.count > 1 else {
            // In ACI mode the part number stands there: its family is left out elsewhere.
            let isPart =
                first.hasPrefix("N") && first.dropFirst().first?.isNumber == true && first.dropFirst(2).hasPrefix("K-")
            return isPart ? String(first.dropFirst(4)) : first
        }
        let second = words[1]
        return second.hasPrefix("(") || second.hasPrefix("\"") || second.lowercased() == "chassis" ? first : second
    }

    /// Releases of a leaf begin with 11; NX-OS on its own has not reached them.
    private static func isLeaf(_ version: String) -> Bool {
        guard let major = Int(version.prefix { $0.isNumber }) else { return false }
        return major >= 11
    }

    /// The table of an APIC, with the controller's own version.
    static func controllers(_ text: CLIText) -> DeviceFacts? {
        var facts = DeviceFacts("cisco_nxos_aci")
        var members: [DeviceFacts.Member] = []
        for line in text.lines {
            let words = line.words
            guard words.count == 5, Int(words[1]) != nil, Int(words[2]) != nil else { continue }
            if words[0] == "controller", facts.version == nil {
                facts.version = words[4]
                facts.hostname = words[3]
            }
            members.append(DeviceFacts.Member(version: words[4], hardware: nil, serial: nil))
        }
        facts.take(members)
        return facts.version == nil ? nil : facts
    }
}
