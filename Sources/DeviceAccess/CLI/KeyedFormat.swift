/// Answers that are lines of a key and a value, which is most of them: which key tells what.
struct KeyedFormat: Sendable {
    /// The system that is named in the facts.
    let system: String
    /// Keys of the version, the best first; in small letters.
    var version: [String] = []
    /// Keys of the model.
    var hardware: [String] = []
    /// Keys of the serial number.
    var serial: [String] = []
    /// Keys of the name.
    var hostname: [String] = []
    /// Whether only the first word of a value counts.
    var takesFirstWord = true

    /// The facts in an answer.
    func facts(_ text: CLIText) -> DeviceFacts {
        var values: [String: String] = [:]
        for line in text.lines {
            guard let (key, value) = line.keyAndValue, !value.isEmpty, values[key] == nil else { continue }
            values[key] = value
        }
        var facts = DeviceFacts(system)
        // Some put a name before the number: `VyOS 1.3.2`.
        facts.version = value(version, values, whole: true)?.words.first { $0.contains(where: \.isNumber) }
        facts.hardware = value(hardware, values, whole: !takesFirstWord)
        facts.serial = value(serial, values)
        facts.hostname = value(hostname, values)
        return facts
    }

    private func value(_ keys: [String], _ values: [String: String], whole: Bool = false) -> String? {
        for key in keys {
            guard let value = values[key] else { continue }
            let text = whole ? value : value.firstWord ?? ""
            if !text.isEmpty, !["unknown", "n/a", "none", "-"].contains(text.lowercased()) { return text }
        }
        return nil
    }

    /// A format for platforms that nobody has described: keys that most devices use.
    static func general(_ platform: String) -> KeyedFormat {
        KeyedFormat(
            system: platform,
            version: [
                "software version", "sw version", "sw-version", "os version", "firmware version", "system version",
                "version",
                "image version", "current software", "operation code version",
            ],
            hardware: [
                "model", "model name", "hardware model", "system type", "product name", "platform", "machine model",
                "hw model",
            ],
            serial: [
                "serial number", "system serial number", "chassis serial number", "serial", "serial no", "hw s/n",
                "serial-number",
            ],
            hostname: ["hostname", "host name", "system name", "device name", "name"])
    }

    /// The formats by platform.
    static let formats: [String: KeyedFormat] = {
        let icos = ["serial number"]
        var formats: [String: KeyedFormat] = [
            "paloalto_panos": KeyedFormat(
                system: "paloalto_panos", version: ["sw-version"], hardware: ["model"], serial: ["serial"],
                hostname: ["hostname"]),
            "cisco_wlc_ssh": KeyedFormat(
                system: "cisco_wlc", version: ["product version"], hardware: ["pid", "system model"],
                serial: ["burned-in serial number"], hostname: ["system name"]),
            "dell_force10": KeyedFormat(
                system: "dell_force10",
                version: ["dell application software version", "dell os version", "os version"],
                hardware: ["system type"], serial: ["serial number"], hostname: []),
            "edgecore": KeyedFormat(
                system: "edgecore", version: ["operation code version"], hardware: ["model"], serial: ["serial number"]),
            "huawei_smartax": KeyedFormat(system: "huawei_smartax", version: ["version"], hardware: ["product"]),
            "ubiquiti_edgerouter": KeyedFormat(
                system: "ubiquiti_edgerouter", version: ["version"], hardware: ["hw model"], serial: ["hw s/n"],
                takesFirstWord: false),
            "vyatta_vyos": KeyedFormat(
                system: "vyos", version: ["version"], hardware: ["hardware model", "hw model"],
                serial: ["hardware s/n", "hw s/n"], takesFirstWord: false),
            "genie:sonic": KeyedFormat(
                system: "sonic", version: ["sonic software version"], hardware: ["hwsku", "platform"],
                serial: ["serial number"]),
            "watchguard_firebox": KeyedFormat(
                system: "watchguard_firebox", version: ["version", "os version"], hardware: ["model", "system model"],
                serial: ["serial number", "system serial number"], hostname: ["system name"]),
            "cisco_viptela": KeyedFormat(
                system: "cisco_viptela", version: ["version"], hardware: ["model name", "chassis serial number"],
                serial: ["chassis serial number", "board serial"], hostname: ["hostname", "system name"]),
            "dell_os10": KeyedFormat(
                system: "dell_os10", version: ["os version"], hardware: ["system type"], serial: ["service tag"]),
        ]
        for name in ["broadcom_icos", "ubiquiti_edgeswitch", "dell_powerconnect", "netgear_prosafe"] {
            formats[name] = KeyedFormat(
                system: name, version: ["software version", "system version", "version"],
                hardware: ["machine model", "machine type", "model"], serial: icos, hostname: ["system name"],
                takesFirstWord: false)
        }
        formats["vyos"] = formats["vyatta_vyos"]
        formats["sonic"] = formats["genie:sonic"]
        formats["cisco_wlc"] = formats["cisco_wlc_ssh"]
        formats["paloalto"] = formats["paloalto_panos"]
        return formats
    }()
}
