import Basics

/// NAPALM's driver `nxos`, over NX-API.
enum NexusDriver {
    /// Where the version may be, the best first.
    private static let versions = ["nxos_ver_str", "sys_ver_str", "rr_sys_ver", "kickstart_ver_str"]

    static func facts(_ answers: DriverAnswers) throws(CLIParseError) -> NAPALMFacts {
        var facts = NAPALMFacts(vendor: "Cisco")
        facts.unknown = ""
        let json = try answers.neededJSON("show_version")
        facts.version = versions.lazy.compactMap { json[$0]?.stringValue }.first { !$0.isEmpty }
        facts.model = json["chassis_id"]?.stringValue
        facts.serial = NexusInventory.serial(answers.json("show_inventory")) ?? json["proc_board_id"]?.stringValue
        let parts = ["kern_uptm_days", "kern_uptm_hrs", "kern_uptm_mins", "kern_uptm_secs"].map { number(json[$0]) }
        if parts.contains(where: { $0 != nil }) {
            facts.uptime = zip(parts, [86_400, 3600, 60, 1]).reduce(0) { $0 &+ ($1.0 ?? 0) &* $1.1 }
        }
        facts.fullName = answers.json("show_hostname")?["hostname"]?.stringValue
        facts.hostname =
            json["host_name"]?.stringValue ?? facts.fullName.map { String($0.prefix { $0 != "." }) }
        facts.interfaces = rows(answers.json("show_interface")?["TABLE_interface"]?["ROW_interface"])
            .compactMap { $0["interface"]?.stringValue }
        return facts
    }

    /// The rows of a table; a table with one row has no list.
    static func rows(_ json: JSONValue?) -> [JSONValue] {
        json?.arrayValue ?? json.map { [$0] } ?? []
    }

    private static func number(_ json: JSONValue?) -> Int? {
        json?.intValue.map(Int.init) ?? json?.stringValue.flatMap { Int($0) }
    }
}

/// NAPALM's driver `eos`, over eAPI.
enum EOSDriver {
    static func facts(_ answers: DriverAnswers, now: Double) throws(CLIParseError) -> NAPALMFacts {
        var facts = NAPALMFacts(vendor: "Arista")
        facts.unknown = ""
        let json = try answers.neededJSON("show_version")
        facts.version = json["internalVersion"]?.stringValue ?? json["version"]?.stringValue
        facts.serial = json["serialNumber"]?.stringValue
        facts.model = json["modelName"]?.stringValue
        if let start = json["bootupTimestamp"]?.doubleValue, start > 0, now > start, now < 1e12 {
            facts.uptime = Int(now - start)
        }
        let names = answers.json("show_hostname")
        facts.hostname = names?["hostname"]?.stringValue
        facts.fullName = names?["fqdn"]?.stringValue
        let interfaces = answers.json("show_interfaces")?["interfaces"]?.objectValue?.keys ?? []
        facts.interfaces = interfaces.sorted { NaturalOrder.key($0) < NaturalOrder.key($1) }
        return facts
    }
}

/// NAPALM's driver `junos`: facts as `key: value`, interfaces as the device's XML.
enum JunosDriver {
    static func facts(_ answers: DriverAnswers) throws(CLIParseError) -> NAPALMFacts {
        var values: [String: String] = [:]
        for line in try answers.needed("facts").lines {
            guard let (key, value) = line.keyAndValue, values[key] == nil else { continue }
            values[key] = value.filter { $0 != "'" && $0 != "\"" }
        }
        var facts = NAPALMFacts(vendor: "Juniper")
        facts.unknown = ""
        facts.version = values["version"] ?? values["os_version"]
        facts.model = values["model"]
        facts.serial = values["serialnumber"] ?? values["serial_number"]
        facts.hostname = values["hostname"]
        facts.fullName = values["fqdn"] ?? values["hostname"]
        facts.uptime = values["uptime"].flatMap { Int($0) }
        let xml = XMLTexts(answers.texts("get_interface") ?? "")
        for interface in xml.elements("physical-interface") {
            if let name = XMLTexts(interface).values("name").first { facts.interfaces.append(name) }
        }
        return facts
    }
}

/// NAPALM's driver `iosxr_netconf`: one answer with time, interfaces and inventory.
enum XRDriver {
    static func facts(_ answers: DriverAnswers) throws(CLIParseError) -> NAPALMFacts {
        guard let text = answers.texts("") else { throw DriverAnswers.missing("get") }
        let xml = XMLTexts(text)
        var facts = NAPALMFacts(vendor: "Cisco")
        facts.unknown = ""
        // The first entity of the inventory is the rack.
        facts.version = xml.values("software-revision").first
        facts.serial = xml.values("serial-number").first
        facts.model = xml.values("model-name").first
        facts.hostname = xml.values("host-name").first
        facts.fullName = facts.hostname
        facts.uptime = xml.values("uptime").compactMap { Int($0) }.first
        facts.interfaces = xml.values("interface-name")
        guard facts.version != nil || facts.hostname != nil else { throw DriverAnswers.missing("get") }
        return facts
    }
}

/// Texts of elements in XML, found by the element's name alone.
struct XMLTexts {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8.prefix(CLIText.mostBytes * 4))
    }

    /// The texts of all elements of a name that hold only text, in order, trimmed.
    func values(_ name: String) -> [String] {
        elements(name).compactMap { inner in
            inner.contains("<") ? nil : Self.decoded(inner.trimmed)
        }
    }

    /// What stands in all elements of a name, inner ones of the same name included.
    func elements(_ name: String) -> [String] {
        let open = Array("<\(name)".utf8)
        let close = Array("</\(name)>".utf8)
        var found: [String] = []
        var offset = 0
        while let start = index(of: open, from: offset) {
            offset = start + open.count
            guard offset < bytes.count, [0x3E, 0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]),
                let end = bytes[offset...].firstIndex(of: 0x3E)
            else { continue }
            guard bytes[end - 1] != 0x2F, let stop = index(of: close, from: end + 1) else { continue }
            found.append(String(decoding: bytes[(end + 1)..<stop], as: UTF8.self))
            // An element of the same name may lie inside, such as the number in <uptime>.
        }
        return found
    }

    private func index(of wanted: [UInt8], from start: Int) -> Int? {
        guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
        var place = start
        while place <= bytes.count - wanted.count {
            guard let next = bytes[place...(bytes.count - wanted.count)].firstIndex(of: first) else { return nil }
            if bytes[next..<(next + wanted.count)].elementsEqual(wanted) { return next }
            place = next + 1
        }
        return nil
    }

    private static func decoded(_ text: String) -> String {
        guard text.contains("&") else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&apos;", with: "'").replacing("&amp;", with: "&")
    }
}
