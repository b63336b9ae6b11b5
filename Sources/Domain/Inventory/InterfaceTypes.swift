import Modeling

/// The kinds of interfaces and connectors that clients know, by their stored value and label.
enum InterfaceTypes {
    /// Every kind of interface, in the order of the choice lists.
    static let all: [Choice] =
        virtual + ethernet + backplane + wireless + wideArea + storage + serial + access + stacking

    /// Types without hardware.
    static let virtualTypes = virtual.map(\.value)

    /// Types of wireless local networks; cellular types count as physical.
    static let wirelessTypes = wireless.map(\.value).filter { $0.hasPrefix("ieee802") || $0 == "other-wireless" }

    /// Interfaces without hardware.
    private static let virtual: [Choice] = [
        Choice("virtual", "Virtual"), Choice("bridge", "Bridge"), Choice("lag", "Link Aggregation Group (LAG)"),
        Choice("tunnel", "Tunnel"),
    ]

    /// Ethernet ports, built in and modular.
    private static let ethernet: [Choice] = [
        Choice("100base-fx", "100BASE-FX (10/100ME FIBER)"), Choice("100base-lfx", "100BASE-LFX (10/100ME FIBER)"),
        Choice("100base-tx", "100BASE-TX (10/100ME)"), Choice("100base-t1", "100BASE-T1 (10/100ME Single Pair)"),
        Choice("1000base-t", "1000BASE-T (1GE)"), Choice("2.5gbase-t", "2.5GBASE-T (2.5GE)"),
        Choice("5gbase-t", "5GBASE-T (5GE)"), Choice("10gbase-t", "10GBASE-T (10GE)"),
        Choice("10gbase-cx4", "10GBASE-CX4 (10GE)"), Choice("1000base-x-gbic", "GBIC (1GE)"),
        Choice("1000base-x-sfp", "SFP (1GE)"), Choice("10gbase-x-sfpp", "SFP+ (10GE)"),
        Choice("10gbase-x-xfp", "XFP (10GE)"), Choice("10gbase-x-xenpak", "XENPAK (10GE)"),
        Choice("10gbase-x-x2", "X2 (10GE)"), Choice("25gbase-x-sfp28", "SFP28 (25GE)"),
        Choice("50gbase-x-sfp56", "SFP56 (50GE)"), Choice("40gbase-x-qsfpp", "QSFP+ (40GE)"),
        Choice("50gbase-x-sfp28", "QSFP28 (50GE)"), Choice("100gbase-x-cfp", "CFP (100GE)"),
        Choice("100gbase-x-cfp2", "CFP2 (100GE)"), Choice("200gbase-x-cfp2", "CFP2 (200GE)"),
        Choice("400gbase-x-cfp2", "CFP2 (400GE)"), Choice("100gbase-x-cfp4", "CFP4 (100GE)"),
        Choice("100gbase-x-cpak", "Cisco CPAK (100GE)"), Choice("100gbase-x-qsfp28", "QSFP28 (100GE)"),
        Choice("100gbase-x-cxp", "CXP (100GE)"), Choice("100gbase-x-qsfpdd", "QSFP-DD (100GE)"),
        Choice("100gbase-x-dsfp", "DSFP (100GE)"), Choice("100gbase-x-sfpdd", "SFP-DD (100GE)"),
        Choice("200gbase-x-qsfp56", "QSFP56 (200GE)"), Choice("200gbase-x-qsfpdd", "QSFP-DD (200GE)"),
        Choice("400gbase-x-qsfp112", "QSFP112 (400GE)"), Choice("400gbase-x-qsfpdd", "QSFP-DD (400GE)"),
        Choice("400gbase-x-osfp", "OSFP (400GE)"), Choice("400gbase-x-osfp-rhs", "OSFP-RHS (400GE)"),
        Choice("400gbase-x-cdfp", "CDFP (400GE)"), Choice("400gbase-x-cfp8", "CFP8 (400GE)"),
        Choice("800gbase-x-qsfpdd", "QSFP-DD (800GE)"), Choice("800gbase-x-osfp", "OSFP (800GE)"),
        Choice("800gbase-x-osfp-xd", "OSFP-XD (800GE)"), Choice("1600gbase-x-osfp", "OSFP (1600GE)"),
        Choice("1600gbase-x-osfp-xd", "OSFP-XD (1600GE)"),
    ]

    /// Ethernet inside a chassis.
    private static let backplane: [Choice] = [
        Choice("1000base-kx", "1000BASE-KX (1GE)"), Choice("10gbase-kr", "10GBASE-KR (10GE)"),
        Choice("10gbase-kx4", "10GBASE-KX4 (10GE)"), Choice("25gbase-kr", "25GBASE-KR (25GE)"),
        Choice("40gbase-kr4", "40GBASE-KR4 (40GE)"), Choice("50gbase-kr", "50GBASE-KR (50GE)"),
        Choice("100gbase-kp4", "100GBASE-KP4 (100GE)"), Choice("100gbase-kr2", "100GBASE-KR2 (100GE)"),
        Choice("100gbase-kr4", "100GBASE-KR4 (100GE)"),
    ]

    /// Radio, from local to cellular.
    private static let wireless: [Choice] = [
        Choice("ieee802.11a", "IEEE 802.11a"), Choice("ieee802.11g", "IEEE 802.11b/g"),
        Choice("ieee802.11n", "IEEE 802.11n"), Choice("ieee802.11ac", "IEEE 802.11ac"),
        Choice("ieee802.11ad", "IEEE 802.11ad"), Choice("ieee802.11ax", "IEEE 802.11ax"),
        Choice("ieee802.11ay", "IEEE 802.11ay"), Choice("ieee802.15.1", "IEEE 802.15.1 (Bluetooth)"),
        Choice("other-wireless", "Other (Wireless)"), Choice("gsm", "GSM"), Choice("cdma", "CDMA"),
        Choice("lte", "LTE"),
    ]

    /// SONET and SDH.
    private static let wideArea: [Choice] = [
        Choice("sonet-oc3", "OC-3/STM-1"), Choice("sonet-oc12", "OC-12/STM-4"), Choice("sonet-oc48", "OC-48/STM-16"),
        Choice("sonet-oc192", "OC-192/STM-64"), Choice("sonet-oc768", "OC-768/STM-256"),
        Choice("sonet-oc1920", "OC-1920/STM-640"), Choice("sonet-oc3840", "OC-3840/STM-1234"),
    ]

    /// Fibre Channel and InfiniBand.
    private static let storage: [Choice] = [
        Choice("1gfc-sfp", "SFP (1GFC)"), Choice("2gfc-sfp", "SFP (2GFC)"), Choice("4gfc-sfp", "SFP (4GFC)"),
        Choice("8gfc-sfpp", "SFP+ (8GFC)"), Choice("16gfc-sfpp", "SFP+ (16GFC)"),
        Choice("32gfc-sfp28", "SFP28 (32GFC)"), Choice("32gfc-sfpp", "SFP+ (32GFC)"),
        Choice("64gfc-qsfpp", "QSFP+ (64GFC)"), Choice("64gfc-sfpdd", "SFP-DD (64GFC)"),
        Choice("64gfc-sfpp", "SFP+ (64GFC)"), Choice("128gfc-sfp28", "QSFP28 (128GFC)"),
        Choice("infiniband-sdr", "SDR (2 Gbps)"), Choice("infiniband-ddr", "DDR (4 Gbps)"),
        Choice("infiniband-qdr", "QDR (8 Gbps)"), Choice("infiniband-fdr10", "FDR10 (10 Gbps)"),
        Choice("infiniband-fdr", "FDR (13.5 Gbps)"), Choice("infiniband-edr", "EDR (25 Gbps)"),
        Choice("infiniband-hdr", "HDR (50 Gbps)"), Choice("infiniband-ndr", "NDR (100 Gbps)"),
        Choice("infiniband-xdr", "XDR (250 Gbps)"),
    ]

    /// Serial lines.
    private static let serial: [Choice] = [
        Choice("t1", "T1 (1.544 Mbps)"), Choice("e1", "E1 (2.048 Mbps)"), Choice("t3", "T3 (45 Mbps)"),
        Choice("e3", "E3 (34 Mbps)"), Choice("da15", "DA15"), Choice("da26", "DA26"), Choice("da31", "DA31"),
        Choice("db25", "DB25"), Choice("db44", "DB44"), Choice("db60", "DB60"), Choice("dc37", "DC37"),
        Choice("dc62", "DC62"), Choice("dc79", "DC79"), Choice("dd50", "DD50"), Choice("dd78", "DD78"),
        Choice("dd100", "DD100"), Choice("de9", "DE9"), Choice("de15", "DE15"), Choice("de19", "DE19"),
        Choice("df104", "DF104"),
    ]

    /// DSL, cable and passive optical networks.
    private static let access: [Choice] = [
        Choice("xdsl", "xDSL"), Choice("docsis", "DOCSIS"), Choice("gpon", "GPON (2.5 Gbps / 1.25 Gbps)"),
        Choice("xg-pon", "XG-PON (10 Gbps / 2.5 Gbps)"), Choice("xgs-pon", "XGS-PON (10 Gbps)"),
        Choice("ng-pon2", "NG-PON2 (TWDM-PON) (4x10 Gbps)"), Choice("epon", "EPON (1 Gbps)"),
        Choice("10g-epon", "10G-EPON (10 Gbps)"),
    ]

    /// Ports that join switches into a stack, and everything else.
    private static let stacking: [Choice] = [
        Choice("cisco-stackwise", "Cisco StackWise"), Choice("cisco-stackwise-plus", "Cisco StackWise Plus"),
        Choice("cisco-flexstack", "Cisco FlexStack"), Choice("cisco-flexstack-plus", "Cisco FlexStack Plus"),
        Choice("cisco-stackwise-80", "Cisco StackWise-80"), Choice("cisco-stackwise-160", "Cisco StackWise-160"),
        Choice("cisco-stackwise-320", "Cisco StackWise-320"), Choice("cisco-stackwise-480", "Cisco StackWise-480"),
        Choice("cisco-stackwise-1t", "Cisco StackWise-1T"), Choice("juniper-vcp", "Juniper VCP"),
        Choice("extreme-summitstack", "Extreme SummitStack"),
        Choice("extreme-summitstack-128", "Extreme SummitStack-128"),
        Choice("extreme-summitstack-256", "Extreme SummitStack-256"),
        Choice("extreme-summitstack-512", "Extreme SummitStack-512"), Choice("other", "Other"),
    ]

    /// Every kind of connector.
    static let ports: [Choice] = [
        Choice("8p8c", "8P8C"), Choice("8p6c", "8P6C"), Choice("8p4c", "8P4C"), Choice("8p2c", "8P2C"),
        Choice("6p6c", "6P6C"), Choice("6p4c", "6P4C"), Choice("6p2c", "6P2C"), Choice("4p4c", "4P4C"),
        Choice("4p2c", "4P2C"), Choice("gg45", "GG45"), Choice("tera-4p", "TERA 4P"), Choice("tera-2p", "TERA 2P"),
        Choice("tera-1p", "TERA 1P"), Choice("110-punch", "110 Punch"), Choice("bnc", "BNC"), Choice("f", "F"),
        Choice("n", "N"), Choice("mrj21", "MRJ21"), Choice("fc", "FC"), Choice("lc", "LC"), Choice("lc-pc", "LC/PC"),
        Choice("lc-upc", "LC/UPC"), Choice("lc-apc", "LC/APC"), Choice("lsh", "LSH"), Choice("lsh-pc", "LSH/PC"),
        Choice("lsh-upc", "LSH/UPC"), Choice("lsh-apc", "LSH/APC"), Choice("lx5", "LX5"), Choice("lx5-pc", "LX5/PC"),
        Choice("lx5-upc", "LX5/UPC"), Choice("lx5-apc", "LX5/APC"), Choice("mpo", "MPO"), Choice("mtrj", "MTRJ"),
        Choice("sc", "SC"), Choice("sc-pc", "SC/PC"), Choice("sc-upc", "SC/UPC"), Choice("sc-apc", "SC/APC"),
        Choice("st", "ST"), Choice("cs", "CS"), Choice("cs-pc", "CS/PC"), Choice("cs-upc", "CS/UPC"),
        Choice("cs-apc", "CS/APC"), Choice("sn", "SN"), Choice("sma-905", "SMA 905"), Choice("sma-906", "SMA 906"),
        Choice("urm-p2", "URM-P2"), Choice("urm-p4", "URM-P4"), Choice("urm-p8", "URM-P8"),
        Choice("splice", "Splice"), Choice("other", "Other"),
    ]
}
