/// What fits together in the sample network: roles and sites, parts and devices, images and devices, contracts and
/// devices.
///
/// The tables are built like the other fact tables; lists in a cell are separated by commas. Names are those of the
/// other tables.
enum SampleFitFacts {
    /// What stands in a site of each kind.
    ///
    /// Columns: `facility|share|first|then`. `share` is the size beside other sites; the devices of a site have the
    /// roles in `first`, then those in `then` again and again.
    static let facilities = #"""
        Headquarters|30|core-switch,core-switch,firewall,firewall,wan-edge,wan-edge,distribution-switch,\#
        distribution-switch|\#
        access-switch,access-switch,access-switch,access-switch,access-switch,access-switch,access-switch,out-of-band
        Regional office|16|core-switch,core-switch,firewall,wan-edge,distribution-switch,distribution-switch|\#
        access-switch,access-switch,access-switch,access-switch,access-switch,access-switch,access-switch,out-of-band
        Data center|26|wan-edge,wan-edge,firewall,firewall,datacenter-spine,datacenter-spine,out-of-band|\#
        datacenter-leaf,datacenter-leaf,datacenter-leaf,datacenter-leaf,datacenter-leaf,datacenter-leaf,\#
        datacenter-leaf,datacenter-leaf,firewall,out-of-band
        Branch office|7|branch-router,firewall,distribution-switch|\#
        access-switch,access-switch,access-switch,access-switch,access-switch,access-switch,access-switch,branch-router
        """#

    /// The part of a device name that tells the role.
    ///
    /// Columns: `role|code`.
    static let roleCodes = #"""
        core-switch|cor
        distribution-switch|dis
        access-switch|acc
        branch-router|rtr
        wan-edge|wan
        datacenter-leaf|lea
        datacenter-spine|spi
        firewall|fwl
        out-of-band|oob
        """#

    /// Which part goes into which hardware.
    ///
    /// Columns: `part_id|hosts`; a host is a model or a hardware family. The processing cards of the PA-7000, which is
    /// not in the sample network, stand in the largest firewalls instead, so that parts without support occur.
    static let partHosts = #"""
        WS-X45-SUP8-E|Catalyst C4510R+E
        WS-X4748-RJ45V+E|Catalyst C4510R+E
        C9400-SUP-1|Catalyst 9400
        C9300-NM-8X|Catalyst 9300
        C3KX-NM-10G|Catalyst 3560-X,Catalyst 3750-X
        C3KX-PWR-715WAC|Catalyst 3560-X,Catalyst 3750-X
        PWR-C1-715WAC|Catalyst 3850,Catalyst 9300
        N5K-PAC-750W|Nexus 5500
        N9K-PAC-650W|Nexus 9300-EX,Nexus 9300-FX3
        X2-10GB-SR|Catalyst 4900M
        SFP-10G-SR|Catalyst 2960-X,Catalyst 3850,Catalyst 4500,Catalyst 9200L,Catalyst 9300,Catalyst 9400,\#
        Catalyst 9500,Catalyst 8300,Catalyst 8500,Nexus 3000,Nexus 5500,Nexus 9300-EX,Nexus 9300-FX3,ASR 1000,ASR 9001
        SFP-10G-LR|Catalyst 3850,Catalyst 4500,Catalyst 9400,Catalyst 9500,Catalyst 8500,ASR 1000,ASR 9001
        GLC-SX-MM|Catalyst 2960,Catalyst 3560-G,Catalyst 3560-V2,Catalyst 4948,Catalyst 2960-X,Catalyst 1000,\#
        Catalyst 3650,ISR 2900,ISR 4000
        GLC-TE|Catalyst 3560-CX,Catalyst 1000,Catalyst 3650,ISR 4000,Firepower 2100
        QSFP-40G-SR4|Catalyst 9500,Nexus 9300,Nexus 9300-GX,Nexus 9300-EX
        SFP-10G-SRL|720XP,7010X,7050X3,7280R3
        EX-SFP-10GE-SR|EX4100,EX4400,EX4500,QFX5120,MX,SRX1500,SRX4100
        PA-7000-20G-NPC|PA-5000,PA-5200
        PA-7000-20GXM-NPC|PA-5000,PA-5200,PA-3400
        PAN-PA-7000-100G-NPC-A|PA-5200,PA-3400
        PAN-PWR-2200W-AC|PA-5200,PA-3400
        """#

    /// By which part of its name an image is known to be for some hardware.
    ///
    /// Columns: `hardware|name_parts`; the hardware is a model or a family, and the row of the model counts before that
    /// of the family. An image that no row points out is not assigned to a device type.
    static let imageNames = #"""
        Catalyst 2960|c2960-
        Catalyst 3560-G|c3560-
        Catalyst 3560-V2|c3560-
        Catalyst 3560-X|c3560e-
        Catalyst 3750-X|c3750e-
        Catalyst 4948|cat4500-
        Catalyst 2960-X|c2960x-
        Catalyst 3560-CX|c3560cx-
        Catalyst 1000|c1000-
        ISR2911|c2900-
        2951 ISR|c2951-
        Catalyst 3650|cat3k_caa-
        Catalyst 3850|cat3k_caa-
        Catalyst 4500|cat4500e-
        Catalyst 9200L|cat9k_lite_iosxe
        Catalyst 9300|cat9k_iosxe
        Catalyst 9400|cat9k_iosxe
        Catalyst 9500|cat9k_iosxe
        ISR 4000|isr4300-
        ASR1001-X|asr1001x-
        Catalyst 8300|c8000be-
        Catalyst 8500|c8000aep-
        Nexus 3000|nxos
        Nexus 5500|n5000-uk9
        Nexus 9300-EX|nxos
        Nexus 9300|nxos
        Nexus 9300-FX3|nxos
        Nexus 9300-GX|nxos
        ASA 5506-X|-lfbff-k8
        ASA 5508-X|-lfbff-k8
        ASA 5515-X|-smp-k8
        ASA 5525-X|-smp-k8
        Firepower 2100|-fp2k
        ASR 9001|asr9k-mini-px
        ASR 9900|asr9k-mini-x64
        720XP|EOS-
        7010X|EOS-
        7050X3|EOS-,EOS64-
        7280R3|EOS-,EOS64-
        EX4500|jinstall-ex-4500
        MX|junos-install-mx
        QFX5120|jinstall-host-qfx-5e
        SRX1500|junos-srxentedge
        SRX4100|junos-srxmr
        PA-200|PanOS_200-
        PA-500|PanOS_500-
        PA-5000|PanOS_5000-
        PA-3000|PanOS_3000-
        PA-220|PanOS_220-
        PA-800|PanOS_800-
        PA-3200|PanOS_3200-
        PA-5200|PanOS_5200-
        PA-400|PanOS_400-
        PA-3400|PanOS_3400-
        FortiGate 100E|FGT_100E-
        FortiGate 200F|FGT_200F-
        FortiGate 600F|FGT_600F-
        """#

    /// Which devices of its manufacturer a contract is for.
    ///
    /// Columns: `number|weight|roles|regions|facilities`; an empty list means any. Of the contracts that a device may
    /// be under, one with twice the weight is chosen twice as often.
    static let contractScopes = #"""
        SNT-204417|2|core-switch,distribution-switch,access-switch,out-of-band||
        SNT-204418|4|core-switch,distribution-switch,access-switch,out-of-band||
        SNT-311902|4|datacenter-leaf,datacenter-spine,wan-edge||
        SNT-318055|3||EMEA|Branch office
        SSE-500871|2|||
        AC-71820|4|datacenter-leaf,datacenter-spine||Data center
        AC-73355|4|access-switch,out-of-band||
        JC-0099341|4|access-switch,distribution-switch,datacenter-leaf,wan-edge||
        JC-0104420|4|firewall||
        JC-LAB-0017|1|||
        PAN-2231780|3|||
        PAN-2290046|4|||Data center
        FC-10-88213|1|||
        FC-10-94470|2|||
        """#
}
