/// Hardware of the sample network: real device types and inventory parts with the lifecycle dates their vendors
/// published.
///
/// Every table is plain text, one row per logical line and no heading row. Columns are separated by `|`; a cell may
/// be empty. Dates are `YYYY-MM-DD`. A source line that ends in `\#` continues on the next one.
///
/// An empty date means that no date was confirmed for it; a row without any date has no notice recorded here. It does
/// not claim that the vendor never published one.
enum SampleHardwareFacts {
    /// Device types.
    ///
    /// Columns: `manufacturer|model|part_number|u_height|role|platform|family|release_date|end_of_sale|`
    /// `end_of_sw_releases|end_of_security_patches|end_of_support|documentation_url`.
    ///
    /// Models and heights come from the community device type library (CC0-1.0), dates from the notice named in the
    /// last column. `platform` is a network driver of ``SampleSoftwareFacts/platforms``, `role` a name of
    /// ``SampleSiteFacts/roles``, `family` the key of ``SampleSoftwareFacts/familyReleases``.
    static let deviceTypes = #"""
        Cisco|Catalyst 2960-24TC-L|WS-C2960-24TC-L|1|access-switch|cisco_ios|Catalyst 2960||2014-10-31|||2019-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-2960-series-switches/eos-eol-notice-c51-730121.html
        Cisco|WS-C3560G-48TS-S|WS-C3560G-48TS-S|1|access-switch|cisco_ios|Catalyst 3560-G||2013-01-30||2016-01-30|2018-01-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3750-series-switches/eol_c51-696372.html
        Cisco|WS-C3560V2-48PS-S|WS-C3560V2-48PS-S|1|access-switch|cisco_ios|Catalyst 3560-V2||2016-05-14|||2021-05-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3750-series-switches/eos-eol-notice-c51-730227.html
        Cisco|Catalyst 3560X-24T-S|WS-C3560X-24T-S|1|access-switch|cisco_ios|Catalyst 3560-X||2016-10-30|2017-10-30|2019-10-30|2021-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3560-x-series-switches/eos-eol-notice-c51-736139.html
        Cisco|Catalyst 3750X-48P-S|WS-C3750X-48P-S|1|access-switch|cisco_ios|Catalyst 3750-X||2016-10-30|2017-10-30|2019-10-30|2021-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3560-x-series-switches/eos-eol-notice-c51-736139.html
        Cisco|Catalyst 3750X-12S-S|WS-C3750X-12S-S|1|distribution-switch|cisco_ios|Catalyst 3750-X||2016-10-30|2017-10-30|2019-10-30|2021-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3560-x-series-switches/eos-eol-notice-c51-736139.html
        Cisco|Catalyst C4900M|WS-C4900M|2|distribution-switch|cisco_ios|Catalyst 4900M||2016-10-30|||2021-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-4900-series-switches/eos-eol-notice-c51-736182.html
        Cisco|Catalyst 4948-S|WS-C4948-S|1|out-of-band|cisco_ios|Catalyst 4948||2013-08-01|||2018-07-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-4900-series-switches/eol_C51-712223.html
        Cisco|Catalyst 2960X-48FPD-L|WS-C2960X-48FPD-L|1|access-switch|cisco_ios|Catalyst 2960-X||2022-10-31|||2027-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-2960-x-series-switches/eos-eol-notice-c51-744432.html
        Cisco|Catalyst 2960X-24TS-L|WS-C2960X-24TS-L|1|out-of-band|cisco_ios|Catalyst 2960-X||2022-10-31|||2027-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-2960-x-series-switches/eos-eol-notice-c51-744432.html
        Cisco|Catalyst 3560-CX-8PC-S|WS-C3560CX-8PC-S|1|access-switch|cisco_ios|Catalyst 3560-CX||2024-04-30|||2029-04-30|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3560-cx-series-switches/catalyst-3560-cx-serie-switche-eol.html
        Cisco|C1000-24T-4G-L|C1000-24T-4G-L|1|out-of-band|cisco_ios|Catalyst 1000||2025-04-30|2026-04-30|2028-04-30|2030-04-30|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-1000-series-switches/catalyst-1000-series-switches-eol.html
        Cisco|ISR2911|CISCO2911/K9|2|branch-router|cisco_ios|ISR 2900||2017-12-09|||2022-12-31|\#
        https://www.cisco.com/c/en/us/products/collateral/routers/2900-series-integrated-services-routers-isr/eos-eol-notice-c51-737831.html
        Cisco|2951 ISR|CISCO2951/K9|2|branch-router|cisco_ios|ISR 2900||2017-12-09|||2022-12-31|\#
        https://www.cisco.com/c/en/us/products/collateral/routers/2900-series-integrated-services-routers-isr/eos-eol-notice-c51-737831.html
        Cisco|Catalyst 3650-48PS|WS-C3650-48PS|1|access-switch|cisco_xe|Catalyst 3650||2021-10-31|||2026-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3650-series-switches/eos-eol-notice-c51-744426-b.html
        Cisco|Catalyst 3850-48P IP Base|WS-C3850-48P-S|1|access-switch|cisco_xe|Catalyst 3850||2020-10-30|||2025-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3850-series-switches/eos-eol-notice-c51-743072.pdf
        Cisco|Catalyst 3850-12XS-S|WS-C3850-12XS-S|1|distribution-switch|cisco_xe|Catalyst 3850||2020-10-30|||2025-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-3850-series-switches/eos-eol-notice-c51-743072.pdf
        Cisco|Catalyst C4500X-16SFP+|WS-C4500X-16SFP+|1|distribution-switch|cisco_xe|Catalyst 4500||2020-10-30|||2025-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-4500-x-series-switches/eos-eol-notice-c51-743098.pdf
        Cisco|Catalyst C4510R+E|WS-C4510R+E|14|core-switch|cisco_xe|Catalyst 4500||2020-10-30|||2025-10-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-4500-series-switches/eos-eol-notice-c51-743088.html
        Cisco|C9200L-48P-4X|C9200L-48P-4X|1|access-switch|cisco_xe|Catalyst 9200L||||||
        Cisco|Catalyst 9300-24UX|C9300-24UX|1|access-switch|cisco_xe|Catalyst 9300||||||
        Cisco|Catalyst 9300-48P|C9300-48P|1|access-switch|cisco_xe|Catalyst 9300||||||
        Cisco|Catalyst 9407R|C9407R|10|core-switch|cisco_xe|Catalyst 9400||||||
        Cisco|Catalyst 9500-40X|C9500-40X|1|distribution-switch|cisco_xe|Catalyst 9500||2024-04-30|2025-04-30|2029-04-30|2029-04-30|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/catalyst-9500-series-switches/c9500-12q-c9500-24q-c9500-40x-eol.html
        Cisco|Catalyst 9500-48Y4C|C9500-48Y4C|1|core-switch|cisco_xe|Catalyst 9500||||||
        Cisco|ISR4321|ISR4321/K9|1|branch-router|cisco_xe|ISR 4000||2023-11-07|2025-08-31|2028-11-30|2028-11-30|\#
        https://www.cisco.com/c/en/us/products/collateral/routers/4000-series-integrated-services-routers-isr/select-isr4k-series-platform-eol.html
        Cisco|ISR4331|ISR4331/K9|1|branch-router|cisco_xe|ISR 4000||||2028-11-30|2028-11-30|\#
        https://www.cisco.com/c/en/us/products/collateral/routers/4000-series-integrated-services-routers-isr/select-isr4k-series-platform-eol.html
        Cisco|C8300-1N1S-6T|C8300-1N1S-6T|1|branch-router|cisco_xe|Catalyst 8300||||||
        Cisco|ASR1001-X|ASR1001-X|1|wan-edge|cisco_xe|ASR 1000||2022-08-01|2023-08-01|2025-07-31|2027-07-31|\#
        https://www.cisco.com/c/en/us/products/collateral/routers/asr-1000-series-aggregation-services-routers/asr1001-x-1002-x-eol.html
        Cisco|ASR1002-HX|ASR1002-HX|2|wan-edge|cisco_xe|ASR 1000||2025-03-31|2026-03-31||2030-03-31|\#
        https://www.cisco.com/c/en/us/products/collateral/routers/asr-1000-series-aggregation-services-routers/asr1002-hx-asso-part-eol.html
        Cisco|Catalyst 8500-12X|C8500-12X|1|wan-edge|cisco_xe|Catalyst 8500||||||
        Cisco|Nexus 3048|N3K-C3048TP-1GE|1|out-of-band|cisco_nxos|Nexus 3000||2020-08-03|||2025-08-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-3000-series-switches/eos-eol-notice-c51-743427.html
        Cisco|Nexus 5548UP|N5K-C5548UP|1|datacenter-leaf|cisco_nxos|Nexus 5500||2019-05-05|||2024-05-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-5000-series-switches/eos-eol-notice-c51-740720.html
        Cisco|Nexus 5596UP|N5K-C5596UP|2|datacenter-leaf|cisco_nxos|Nexus 5500||2019-05-05|||2024-05-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-5000-series-switches/eos-eol-notice-c51-740720.html
        Cisco|Nexus 93108TC-EX|N9K-C93108TC-EX|1|datacenter-leaf|cisco_nxos|Nexus 9300-EX||2022-08-09|2023-08-09|2025-08-08|2027-08-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-9000-series-switches/n9k-c93180yc-c93108tc-ex-eol.html
        Cisco|Nexus 93180YC-EX|N9K-C93180YC-EX|1|datacenter-leaf|cisco_nxos|Nexus 9300-EX||2022-08-09|2023-08-09|2025-08-08|2027-08-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-9000-series-switches/n9k-c93180yc-c93108tc-ex-eol.html
        Cisco|Nexus 93180YC-FX3|N9K-C93180YC-FX3|1|datacenter-leaf|cisco_nxos|Nexus 9300-FX3||||||
        Cisco|Nexus 9364C|N9K-C9364C|2|datacenter-spine|cisco_nxos|Nexus 9300||2024-01-30|2025-01-29|2029-01-31|2029-01-31|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-9000-series-switches/nexus-9332c-9364c-fixed-spine-switch-eol.html
        Cisco|Nexus 93600CD-GX|N9K-C93600CD-GX|1|datacenter-spine|cisco_nxos|Nexus 9300-GX||||||
        Cisco|ASA5506-X|ASA5506-K9|1|firewall|cisco_asa|ASA 5506-X||2021-08-02|||2026-08-31|\#
        https://www.cisco.com/c/en/us/products/collateral/security/asa-5500-series-next-generation-firewalls/eos-eol-notice-c51-744797.html
        Cisco|ASA5508-X|ASA5508-K9|1|firewall|cisco_asa|ASA 5508-X||2021-08-02|||2026-08-31|\#
        https://www.cisco.com/c/en/us/products/collateral/security/asa-5500-series-next-generation-firewalls/eos-eol-notice-c51-744798.html
        Cisco|ASA5515-X|ASA5515-K9|1|firewall|cisco_asa|ASA 5515-X||2017-08-25|||2022-08-31|\#
        https://www.cisco.com/c/en/us/products/collateral/security/asa-5500-series-next-generation-firewalls/eos-eol-notice-c51-738644.html
        Cisco|ASA5525-X|ASA5525-K9|1|firewall|cisco_asa|ASA 5525-X||2020-09-04|||2025-09-30|\#
        https://www.cisco.com/c/en/us/products/collateral/security/asa-firepower-services/eos-eol-notice-c51-743545.html
        Cisco|FPR2130-NGFW-K9|FPR2130-NGFW-K9|1|firewall|cisco_asa|Firepower 2100|||||2030-05-31|\#
        https://www.cisco.com/c/en/us/products/collateral/security/firepower-ngfw/firepower-2100-series-sec-app-5-yr-sub-eol.html
        Cisco|ASR-9001|ASR-9001|2|wan-edge|cisco_xr|ASR 9001||2022-02-11|2023-02-11|2025-02-10|2027-02-28|\#
        https://www.cisco.com/c/en/us/products/collateral/routers/asr-9000-series-aggregation-services-routers/asr-9001-router-eol.html
        Cisco|ASR-9903|ASR-9903|3|wan-edge|cisco_xr|ASR 9900||||||
        Arista|CCS-720XP-24ZY4-F|CCS-720XP-24ZY4-F|1|access-switch|arista_eos|720XP||||||
        Arista|CCS-720XP-48ZC2-F|CCS-720XP-48ZC2-F|1|access-switch|arista_eos|720XP||||||
        Arista|DCS-7010TX-48-F|DCS-7010TX-48-F|1|out-of-band|arista_eos|7010X||||||
        Arista|DCS-7050SX3-48YC8-F|DCS-7050SX3-48YC8-F|1|datacenter-leaf|arista_eos|7050X3||||||
        Arista|DCS-7050CX3-32S-F|DCS-7050CX3-32S-F|1|datacenter-spine|arista_eos|7050X3||||||
        Arista|DCS-7280SR3-48YC8-F|DCS-7280SR3-48YC8-F|1|datacenter-leaf|arista_eos|7280R3||||||
        Juniper|EX4100-48P|EX4100-48P|1|access-switch|juniper_junos|EX4100||||||
        Juniper|EX4400-48P|EX4400-48P|1|access-switch|juniper_junos|EX4400||||||
        Juniper|EX4500-40F|EX4500-40F-VC1-BF|2|distribution-switch|juniper_junos|EX4500|||||2021-05-01|\#
        https://support.juniper.net/support/eol/product/ex_series/
        Juniper|MX480||8|wan-edge|juniper_junos|MX||||||
        Juniper|QFX5120-48Y-AFI2|QFX5120-48Y-AFI2|1|datacenter-leaf|juniper_junos|QFX5120||||||
        Juniper|SRX1500|SRX1500-SYS-JB-AC|1|firewall|juniper_junos|SRX1500||2026-04-15|||2031-04-15|\#
        https://support.juniper.net/support/eol/product/srx_series/
        Juniper|SRX4100-AC|SRX4100-SYS-JB-AC|1|firewall|juniper_junos|SRX4100||2026-04-15|||2031-04-15|\#
        https://support.juniper.net/support/eol/product/srx_series/
        Palo Alto Networks|PA-200|PA-200|1|firewall|paloalto_panos|PA-200||2018-10-31|||2023-10-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-220|PA-220|0|firewall|paloalto_panos|PA-220||2023-01-31|||2028-01-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-410|PA-410|1|firewall|paloalto_panos|PA-400||2027-03-22|||2032-03-21|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-440|PA-440|1|firewall|paloalto_panos|PA-400||||||
        Palo Alto Networks|PA-500|PA-500|1|firewall|paloalto_panos|PA-500||2018-10-31|||2023-10-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-850|PA-850|1|firewall|paloalto_panos|PA-800||2024-08-31|||2029-08-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-3020|PA-3020|1|firewall|paloalto_panos|PA-3000||2019-10-31|||2024-10-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-3220|PA-3220|2|firewall|paloalto_panos|PA-3200||2023-08-31|||2028-08-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-3410|PA-3410|1|firewall|paloalto_panos|PA-3400||||||
        Palo Alto Networks|PA-5050|PA-5050|2|firewall|paloalto_panos|PA-5000||2019-01-31|||2024-01-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-5220|PA-5220|3|firewall|paloalto_panos|PA-5200||2023-08-31|||2028-08-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Fortinet|FortiGate 90G|FG-90G|1|firewall|fortinet_fortios|FortiGate 90G||||||
        Fortinet|FortiGate 100E|FG-100E|1|firewall|fortinet_fortios|FortiGate 100E||2021-08-17|||2026-08-17|\#
        https://support.fortinet.com/Information/ProductLifeCycle.aspx
        Fortinet|FortiGate 200F|FG-200F|1|firewall|fortinet_fortios|FortiGate 200F||||||
        Fortinet|FortiGate 600F|FG-600F|1|firewall|fortinet_fortios|FortiGate 600F||||||
        """#

    /// Inventory parts: supervisors, line cards, transceivers and power supplies.
    ///
    /// Columns: `manufacturer|part_id|description|end_of_sale|end_of_support|documentation_url`.
    ///
    /// Dates come from the notice named in the last column and are empty where none was confirmed.
    static let inventoryParts = #"""
        Cisco|WS-SUP720-3B|Catalyst 6500 Supervisor Engine 720 with PFC3B|||
        Cisco|WS-X45-SUP8-E|Catalyst 4500E Supervisor Engine 8-E|||
        Cisco|WS-X4748-RJ45V+E|Catalyst 4500E 48-port PoE+ 10/100/1000 line card|||
        Cisco|C9400-SUP-1|Catalyst 9400 Supervisor Engine 1|||
        Cisco|C9300-NM-8X|Catalyst 9300 8 x 10 GE network module|||
        Cisco|C3KX-NM-10G|Catalyst 3750-X and 3560-X 10 GE network module|||
        Cisco|C3KX-PWR-715WAC|Catalyst 3750-X and 3560-X 715 W AC power supply|||
        Cisco|PWR-C1-715WAC|Catalyst 3850 and 9300 715 W AC power supply|||
        Cisco|N5K-PAC-750W|Nexus 5500 750 W AC power supply|||
        Cisco|N9K-PAC-650W|Nexus 9300 650 W AC power supply|||
        Cisco|X2-10GB-SR|10GBASE-SR X2 transceiver|||
        Cisco|SFP-10G-SR|10GBASE-SR SFP+ transceiver|||
        Cisco|SFP-10G-LR|10GBASE-LR SFP+ transceiver|||
        Cisco|GLC-SX-MM|1000BASE-SX SFP transceiver|||
        Cisco|GLC-TE|1000BASE-T SFP transceiver|||
        Cisco|QSFP-40G-SR4|40GBASE-SR4 QSFP+ transceiver|||
        Arista|SFP-10G-SRL|10GBASE-SRL SFP+ transceiver|||
        Juniper|EX-SFP-10GE-SR|10GBASE-SR SFP+ transceiver|||
        Palo Alto Networks|PA-7000-20G-NPC|PA-7000 20 Gbps network processing card|2019-01-31|2024-01-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PA-7000-20GXM-NPC|PA-7000 20 Gbps network processing card, large memory|2021-05-08|2026-05-08|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PAN-PA-7000-100G-NPC-A|PA-7000 100 Gbps network processing card|2025-12-31|2030-12-31|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        Palo Alto Networks|PAN-PWR-2200W-AC|PA-5450 2200 W AC power supply|2026-11-22|2031-11-21|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/hardware-end-of-life-dates
        """#
}
