import Applicability

/// Which operating system a software version is of, by the network driver of its platform.
///
/// A table, never a search for parts of names. Where a driver serves several systems, the form of the version decides.
enum NetworkSystems {
    private static let byDriver: [String: [OperatingSystem]] = [
        "arista_eos": [.aristaEOS], "aruba_aoscx": [.arubaCX], "aruba_os": [.arubaOS], "bigip_f5": [.bigIP],
        "f5_bigip": [.bigIP], "f5_tmsh": [.bigIP], "brocade_fastiron": [.fastIron], "checkpoint_gaia": [.gaia],
        "cisco_aireos": [.ciscoWLC], "cisco_apic": [.ciscoACI], "cisco_asa": [.ciscoASA], "cisco_fmc": [.ciscoFMC],
        "cisco_ftd": [.ciscoFTD], "cisco_fxos": [.ciscoFXOS], "cisco_ios": [.ciscoIOS, .ciscoIOSXE],
        "cisco_ise": [.ciscoISE], "cisco_nxos": [.ciscoNXOS, .ciscoACI], "cisco_wlc": [.ciscoWLC],
        "cisco_xe": [.ciscoIOSXE, .ciscoIOS], "cisco_xr": [.ciscoIOSXR], "citrix_netscaler": [.netScaler],
        "netscaler": [.netScaler], "extreme_exos": [.exos], "fortinet": [.fortiOS],
        "fortinet_fortios": [.fortiOS], "huawei": [.huaweiVRP],
        "huawei_vrp": [.huaweiVRP], "huawei_vrpv8": [.huaweiVRP], "juniper_junos": [.junos],
        "mikrotik_routeros": [.routerOS], "nokia_sros": [.srOS], "paloalto_panos": [.panOS],
        "ruckus_fastiron": [.fastIron], "ruckus_icx": [.fastIron], "sonicwall_sonicos": [.sonicOS],
    ]

    /// The systems of a driver, the first one meant by it; nil when vulnerabilities of it are not known.
    static func systems(of driver: String) -> [OperatingSystem]? { byDriver[driver] }

    /// What a version of a platform is, or why nobody can tell.
    enum Reading: Sendable {
        case version(Version)
        /// A whole sentence that says what to do.
        case problem(String)
    }

    /// Reads a version.
    ///
    /// - Parameters:
    ///   - text: As the inventory has it.
    ///   - driver: The network driver of the platform, by its normalised name.
    static func read(_ text: String, driver: String) -> Reading {
        guard !driver.isEmpty else {
            return .problem("Its platform has no network driver; set one, such as cisco_xe.")
        }
        guard let systems = byDriver[driver] else {
            return .problem("Vulnerabilities of the network driver “\(driver.prefix(60))” are not known.")
        }
        var reason = ""
        for system in systems {
            do throws(VersionError) {
                let version = try Version(text, of: system)
                // ACI counts from 11; NX-OS on its own has never passed 10.
                let major = Int(version.canonical.prefix(while: \.isNumber)) ?? 0
                let isACI = system == .ciscoNXOS && major >= 11
                if isACI { continue }
                return .version(version)
            } catch {
                if reason.isEmpty { reason = error.description }
            }
        }
        return .problem(reason)
    }
}
