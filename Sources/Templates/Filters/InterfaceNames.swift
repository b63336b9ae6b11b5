/// The long and short names of interfaces.
enum InterfaceNames {
    /// Each long name with the names that mean it, itself included, and its short name.
    ///
    /// - Source: netutils `constants.py`, `BASE_INTERFACES` and `REVERSE_MAPPING`.
    private static let table: [(long: String, names: String, short: String?)] = [
        ("AppGigabitEthernet", "Ap ap", "Ap"),
        ("ATM", "ATM AT", "At"),
        ("Bdi", "B Bd Bdi", nil),
        ("BVI", "Bv Bvi", "Bv"),
        ("Port-channel", "Bridge-Aggregation PortChannel Port-channel Port-Channel port-channel po Po", "Po"),
        ("Dialer", "Dialer Di", "Di"),
        ("EOBC", "EOBC EO", "EO"),
        ("Ethernet", "Ethernet Eth eth Et et", "Et"),
        ("FastEthernet", "FastEthernet FastEth FastE Fast Fas FE Fa fa", "Fa"),
        ("Fddi", "Fddi FD", "FD"),
        (
            "FortyGigabitEthernet", "FortyGigabitEthernet FortyGigEthernet FortyGigEth FortyGigE FortyGig FGE FO Fo",
            "Fo"
        ),
        ("FiftyGigabitEthernet", "FiftyGigabitEthernet FiftyGigEthernet FiftyGigEth FiftyGigE FI Fi fi", nil),
        ("GigabitEthernet", "GigabitEthernet GigEthernet GigEth GigE Gig GE Ge ge Gi gi", "Gi"),
        (
            "HundredGigabitEthernet",
            "HundredGigabitEthernet HundredGigEthernet HundredGigEth HundredGigE HundredGig Hu",
            "Hu"
        ),
        (
            "TwentyFiveGigE",
            "TwentyFiveGigabitEthernet TwentyFiveGigEthernet TwentyFiveGigEth TwentyFiveGigE TwentyFiveGig TF Tf tf Twe",
            "Twe"
        ),
        (
            "TwoHundredGigabitEthernet",
            "TwoHundredGigabitEthernet TwoHundredGigEthernet TwoHundredGigEth TwoHundredGigE TwoHundredGig TH Th th",
            nil
        ),
        (
            "FourHundredGigabitEthernet",
            "FourHundredGigabitEthernet FourHundredGigEthernet FourHundredGigEth FourHundredGigE FourHundredGig F f",
            "FH"
        ),
        ("Loopback", "Loopback loopback Lo lo", "Lo"),
        ("Management", "Management Mgmt mgmt Ma", "Ma"),
        ("Ma", "Management_short", nil),
        ("MFR", "MFR", "MFR"),
        ("Multilink", "Multilink Mu", "Mu"),
        ("nve", "n nv nve", nil),
        ("POS", "POS PO", "PO"),
        ("Serial", "Serial Se S", "Se"),
        ("Sync", "Sync Sy", "Sy"),
        (
            "TenGigabitEthernet",
            "Ten-GigabitEthernet TenGigabitEthernet TenGigEthernet TenGigEth TenGigE TenGig TeGig Ten T Te te XGE", "Te"
        ),
        ("Tunnel", "Tunnel Tun Tu", "Tu"),
        ("TwoGigabitEthernet", "Tw Two", "Tw"),
        ("Virtual-Access", "Virtual-Access Vi", "Vi"),
        ("Virtual-Template", "Virtual-Template Vt", "Vt"),
        ("VLAN", "VLAN V Vl Vlan-interface vlan", "Vl"),
        ("Wlan-GigabitEthernet", "Wlan-GigabitEthernet", "Wl-Gi"),
    ]

    /// The long name of every name.
    static let long: [String: String] = Dictionary(
        table.flatMap { row in row.names.split(separator: " ").map { (String($0), row.long) } }
    ) { $1 }

    /// The short name of long names.
    static let short: [String: String] = Dictionary(
        table.compactMap { row in row.short.map { (row.long, $0) } }
    ) { $1 }

    /// The letters of a name, and the numbers after them.
    static func split(_ name: String) -> (kind: String, number: String) {
        let kind = PythonText.strip(name, "/\\0123456789.: ", left: false)
        let rest = String(name.unicodeScalars.dropFirst(kind.unicodeScalars.count))
        return (kind, PythonText.strip(rest, right: false))
    }
}
