/// Under which names sources file an operating system.
///
/// A table, never a search for parts of names: `nx-os` and `nxos`, `FortiOS` and `IOS` have to be told apart.
package enum SystemNames {
    /// How a name relates to a system.
    package enum Relation: Sendable {
        /// The name of the system itself: what is not listed under it does not apply.
        case own
        /// A name under which some records file the system too: only what is listed under it counts.
        case also
    }

    /// The system that a CPE name of an operating system or application is filed under, and how.
    package static func relation(_ name: CPEName, _ system: OperatingSystem) -> Relation? {
        guard case .text(let vendor) = name.vendor, case .text(let product) = name.product else { return nil }
        guard name.part != .hardware else { return nil }
        let key = "\(vendor):\(product)"
        if own[system]?.contains(key) == true { return .own }
        if also[system]?.contains(key) == true { return .also }
        if system == .bigIP, vendor == "f5", product.hasPrefix("big-ip_") { return .own }
        return nil
    }

    /// Whether a name is another system's own.
    static func isOwnOfAnother(_ name: CPEName, than system: OperatingSystem) -> Bool {
        OperatingSystem.allCases.contains { other in
            guard other != system, case .own? = relation(name, other) else { return false }
            return true
        }
    }

    /// The systems that records file under a name of CPE, `vendor:product`.
    package static func systems(filedUnder name: String) -> [OperatingSystem] {
        name.hasPrefix("f5:big-ip_") ? [.bigIP] : filed[name] ?? []
    }

    private static let filed: [String: [OperatingSystem]] = {
        var filed: [String: [OperatingSystem]] = [:]
        for names in [own, also] {
            for (system, list) in names { for name in list { filed[name, default: []].append(system) } }
        }
        return filed.mapValues { $0.sorted { $0.rawValue < $1.rawValue } }
    }()

    /// The names of CPE that are a system's own, `vendor:product`.
    package static func names(_ system: OperatingSystem) -> [String] { own[system] ?? [] }

    private static let own: [OperatingSystem: [String]] = [
        .ciscoIOS: ["cisco:ios", "cisco:cisco_ios", "cisco:ios_software"],
        .ciscoIOSXE: ["cisco:ios_xe"],
        .ciscoIOSXR: ["cisco:ios_xr", "cisco:ios_xr_software"],
        .ciscoNXOS: ["cisco:nx-os", "cisco:nexus_os"],
        .ciscoACI: ["cisco:nx-os_system_software_in_aci_mode", "cisco:application_policy_infrastructure_controller"],
        .ciscoASA: [
            "cisco:adaptive_security_appliance_software", "cisco:secure_firewall_adaptive_security_appliance_software",
        ],
        .ciscoFTD: [
            "cisco:firepower_threat_defense", "cisco:firepower_threat_defense_software",
            "cisco:secure_firewall_threat_defense", "cisco:secure_firewall_threat_defense_software",
        ],
        .ciscoFMC: [
            "cisco:firepower_management_center", "cisco:secure_firewall_management_center",
            "cisco:firepower_management_center_software",
        ],
        .ciscoFXOS: ["cisco:fxos", "cisco:firepower_extensible_operating_system"],
        .ciscoWLC: ["cisco:wireless_lan_controller_software", "cisco:aireos"],
        .ciscoISE: ["cisco:identity_services_engine", "cisco:identity_services_engine_software"],
        .aristaEOS: ["arista:eos"],
        .junos: ["juniper:junos", "juniper:junos_os_evolved"],
        .panOS: ["paloaltonetworks:pan-os"],
        .fortiOS: ["fortinet:fortios"],
        .bigIP: ["f5:big-ip", "f5:tmos"],
        .arubaOS: ["arubanetworks:arubaos", "hpe:arubaos"],
        .arubaCX: ["arubanetworks:aos-cx", "hpe:arubaos-cx", "arubanetworks:arubaos-cx"],
        .huaweiVRP: ["huawei:vrp", "huawei:versatile_routing_platform"],
        .routerOS: ["mikrotik:routeros"],
        .gaia: ["checkpoint:gaia_os", "checkpoint:gaia", "checkpoint:quantum_security_gateway_firmware"],
        .fastIron: ["ruckus:fastiron", "ruckuswireless:fastiron", "brocade:fastiron", "commscope:ruckus_fastiron"],
        .srOS: ["nokia:service_router_operating_system", "nokia:sr_os"],
        .exos: ["extremenetworks:exos", "extremenetworks:extremexos"],
        .netScaler: [
            "citrix:netscaler_application_delivery_controller",
            "citrix:netscaler_application_delivery_controller_firmware",
            "citrix:netscaler_gateway", "citrix:netscaler_gateway_firmware",
            "citrix:application_delivery_controller_firmware",
        ],
        .sonicOS: ["sonicwall:sonicos"],
    ]

    /// Strings of IOS XE are filed under IOS as well, those of ACI under NX-OS.
    private static let also: [OperatingSystem: [String]] = [
        .ciscoIOSXE: ["cisco:ios", "cisco:cisco_ios"],
        .ciscoACI: ["cisco:nx-os"],
        .ciscoASA: ["cisco:adaptive_security_appliance"],
        .ciscoWLC: ["cisco:wireless_lan_controller"],
    ]

    /// The system that a CNA means by a product, in records of the CVE list.
    ///
    /// - Parameter vendor: Who makes it, as the record has it; several make a product called `iOS` or `EOS`. Where a record
    ///   names nobody, the product has to name its vendor.
    package static func system(product: String, vendor: String?) -> OperatingSystem? {
        let product = plain(product)
        guard let system = products[product], let words = makers[system] else { return nil }
        let vendor = plain(vendor ?? "")
        let maker = vendor.isEmpty || vendor == "n/a" || vendor == "unspecified" ? product : vendor
        return words.contains { maker.contains($0) } ? system : nil
    }

    /// By which words records name who makes a system, now or once.
    private static let makers: [OperatingSystem: [String]] = {
        let cisco: [OperatingSystem] = [
            .ciscoIOS, .ciscoIOSXE, .ciscoIOSXR, .ciscoNXOS, .ciscoACI, .ciscoASA, .ciscoFTD, .ciscoFMC, .ciscoFXOS,
            .ciscoWLC, .ciscoISE,
        ]
        var makers: [OperatingSystem: [String]] = [
            .aristaEOS: ["arista"], .junos: ["juniper", "junos"], .panOS: ["palo alto", "paloalto", "pan-os"],
            .fortiOS: ["fortinet", "fortios"], .bigIP: ["f5", "big-ip"],
            .arubaOS: ["aruba", "hewlett", "hpe"], .arubaCX: ["aruba", "hewlett", "hpe", "aos-cx"],
            .huaweiVRP: ["huawei"], .routerOS: ["mikrotik", "routeros"], .gaia: ["check point", "checkpoint"],
            .fastIron: ["ruckus", "commscope", "brocade", "arris"], .srOS: ["nokia", "alcatel"],
            .exos: ["extreme"], .netScaler: ["citrix", "netscaler", "cloud software"],
            .sonicOS: ["sonicwall", "sonicos"],
        ]
        for system in cisco { makers[system] = ["cisco"] }
        return makers
    }()

    /// Whether a CNA means Junos OS Evolved.
    static func isEvolved(product: String) -> Bool { plain(product) == "junos os evolved" }

    /// Small letters; spaces of all kinds become one.
    private static func plain(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static let products: [String: OperatingSystem] = {
        let names: [(OperatingSystem, [String])] = [
            (.ciscoIOS, ["ios", "ios software", "cisco ios", "cisco ios software"]),
            (.ciscoIOSXE, ["ios xe", "ios xe software", "cisco ios xe", "cisco ios xe software"]),
            (.ciscoIOSXR, ["ios xr", "ios xr software", "cisco ios xr", "cisco ios xr software"]),
            (.ciscoNXOS, ["nx-os", "nx-os software", "cisco nx-os", "cisco nx-os software"]),
            (
                .ciscoACI,
                [
                    "cisco nx-os system software in aci mode",
                    "cisco application policy infrastructure controller (apic)",
                ]
            ),
            (
                .ciscoASA,
                [
                    "adaptive security appliance (asa) software", "cisco adaptive security appliance (asa) software",
                    "cisco adaptive security appliance software",
                    "cisco secure firewall adaptive security appliance (asa) software",
                ]
            ),
            (
                .ciscoFTD,
                [
                    "firepower threat defense software", "cisco firepower threat defense software",
                    "cisco firepower threat defense (ftd) software",
                    "cisco secure firewall threat defense (ftd) software",
                ]
            ),
            (
                .ciscoFMC,
                [
                    "firepower management center", "cisco firepower management center",
                    "cisco secure firewall management center (fmc)", "cisco secure firewall management center",
                    "cisco secure firewall management center (fmc) software",
                ]
            ),
            (.ciscoFXOS, ["fxos", "cisco fxos software", "cisco firepower extensible operating system (fxos)"]),
            (
                .ciscoWLC,
                [
                    "cisco wireless lan controller (wlc)", "cisco aireos software",
                    "cisco wireless lan controller software",
                ]
            ),
            (
                .ciscoISE,
                [
                    "identity services engine", "cisco identity services engine software",
                    "cisco identity services engine",
                ]
            ),
            (.aristaEOS, ["eos", "arista eos"]),
            (.junos, ["junos", "junos os", "junos os evolved"]),
            (.panOS, ["pan-os"]),
            (.fortiOS, ["fortios", "fortinet fortios"]),
            (.bigIP, ["big-ip", "big-ip (all modules)"]),
            (.arubaOS, ["arubaos", "aruba os", "arubaos wi-fi controllers and campus/remote access points"]),
            (.arubaCX, ["aos-cx", "arubaos-cx", "hpe aruba networking aos-cx", "hpe aruba networking cx switches"]),
            (.huaweiVRP, ["vrp"]),
            (.routerOS, ["routeros", "mikrotik routeros"]),
            (.gaia, ["gaia", "gaia os", "check point gaia"]),
            (.fastIron, ["fastiron", "ruckus fastiron"]),
            (.srOS, ["sr os", "service router operating system"]),
            (.exos, ["exos", "extremexos", "extremexos (exos)"]),
            (
                .netScaler,
                ["netscaler adc", "netscaler gateway", "citrix adc", "citrix gateway", "citrix adc and citrix gateway"]
            ),
            (.sonicOS, ["sonicos"]),
        ]
        var products: [String: OperatingSystem] = [:]
        for (system, list) in names { for name in list { products[name] = system } }
        return products
    }()
}
