/// A network operating system whose versions can be read and put in order.
///
/// Source of the list and of each grammar: `docs/reference/version-order.md`.
package enum OperatingSystem: String, CaseIterable, Hashable, Sendable {
    /// Cisco IOS (`15.2(7)E3`).
    case ciscoIOS = "cisco_ios"
    /// Cisco IOS XE (`17.3.4a`, and the older `3.16.4bS`).
    case ciscoIOSXE = "cisco_iosxe"
    /// Cisco IOS XR (`7.10.1`).
    case ciscoIOSXR = "cisco_iosxr"
    /// Cisco NX-OS on its own (`7.0(3)I7(9)`, `9.3(10)`).
    case ciscoNXOS = "cisco_nxos"
    /// Cisco NX-OS in ACI mode (`14.2(7f)`).
    case ciscoACI = "cisco_nxos_aci"
    /// Cisco Adaptive Security Appliance (`9.8.4.10`).
    case ciscoASA = "cisco_asa"
    /// Cisco Firepower Threat Defense (`7.4.1.1`).
    case ciscoFTD = "cisco_ftd"
    /// Cisco Firepower Management Center (`7.2.5.1`).
    case ciscoFMC = "cisco_fmc"
    /// Cisco FXOS (`2.10.1.179`).
    case ciscoFXOS = "cisco_fxos"
    /// Cisco AireOS of wireless LAN controllers (`8.10.185.0`).
    case ciscoWLC = "cisco_wlc"
    /// Cisco Identity Services Engine (`3.1 Patch 7`).
    case ciscoISE = "cisco_ise"
    /// Arista EOS (`4.28.3M`).
    case aristaEOS = "arista_eos"
    /// Juniper Junos OS and Junos OS Evolved (`21.4R3-S2`).
    case junos = "juniper_junos"
    /// Palo Alto Networks PAN-OS (`10.1.6-h3`).
    case panOS = "paloalto_panos"
    /// Fortinet FortiOS (`7.2.4`).
    case fortiOS = "fortinet_fortios"
    /// F5 BIG-IP (`16.1.4.1`).
    case bigIP = "f5_bigip"
    /// ArubaOS of controllers and gateways (`8.10.0.2`).
    case arubaOS = "arubaos"
    /// Aruba AOS-CX (`10.10.1080`).
    case arubaCX = "aruba_aoscx"
    /// Huawei VRP (`V200R019C00SPC500`).
    case huaweiVRP = "huawei_vrp"
    /// MikroTik RouterOS (`6.49.7`).
    case routerOS = "mikrotik_routeros"
    /// Check Point Gaia (`R81.20`).
    case gaia = "checkpoint_gaia"
    /// Ruckus, formerly Brocade, FastIron (`08.0.95b`).
    case fastIron = "ruckus_fastiron"
    /// Nokia SR OS (`20.10.R4`).
    case srOS = "nokia_sros"
    /// Extreme EXOS (`31.7.2.28`).
    case exos = "extreme_exos"
    /// Citrix NetScaler ADC and Gateway (`13.1-51.14`).
    case netScaler = "citrix_netscaler"
    /// SonicWall SonicOS (`7.0.1-5161`).
    case sonicOS = "sonicwall_sonicos"

    /// How versions of this system are written.
    var grammar: any VersionGrammar {
        switch self {
        case .ciscoIOS: IOSGrammar()
        case .ciscoIOSXE: IOSXEGrammar()
        case .ciscoIOSXR: IOSXRGrammar()
        case .ciscoNXOS: NXOSGrammar()
        case .ciscoACI: ACIGrammar()
        case .ciscoASA: ASAGrammar()
        case .ciscoFTD, .ciscoFMC: .firepower
        case .ciscoFXOS: FXOSGrammar()
        case .ciscoWLC: AireOSGrammar()
        case .ciscoISE: ISEGrammar()
        case .aristaEOS: EOSGrammar()
        case .junos: JunosGrammar()
        case .panOS: PANOSGrammar()
        case .fortiOS: FortiOSGrammar()
        case .bigIP: BIGIPGrammar()
        case .arubaOS: .arubaOS
        case .arubaCX: ArubaCXGrammar()
        case .huaweiVRP: HuaweiGrammar()
        case .routerOS: RouterOSGrammar()
        case .gaia: GaiaGrammar()
        case .fastIron: FastIronGrammar()
        case .srOS: SROSGrammar()
        case .exos: EXOSGrammar()
        case .netScaler: NetScalerGrammar()
        case .sonicOS: SonicOSGrammar()
        }
    }
}
