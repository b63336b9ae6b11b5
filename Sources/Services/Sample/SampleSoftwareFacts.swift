/// Software of the sample network: platforms, real operating system versions, what runs on what, and image names.
///
/// Every table is plain text, one row per logical line and no heading row. Columns are separated by `|`; a cell may
/// be empty. Dates are `YYYY-MM-DD`. A source line that ends in `\#` continues on the next one.
///
/// An empty date means that no date was confirmed for it, not that the vendor published none.
enum SampleSoftwareFacts {
    /// Platforms.
    ///
    /// Columns: `name|manufacturer|network_driver|napalm_driver`.
    ///
    /// Driver names are those of the netutils and NAPALM libraries; every other table refers to `network_driver`.
    static let platforms = #"""
        Cisco IOS|Cisco|cisco_ios|ios
        Cisco IOS-XE|Cisco|cisco_xe|ios
        Cisco NX-OS|Cisco|cisco_nxos|nxos_ssh
        Cisco ASA|Cisco|cisco_asa|asa
        Cisco IOS-XR|Cisco|cisco_xr|iosxr
        Arista EOS|Arista|arista_eos|eos
        Juniper Junos|Juniper|juniper_junos|junos
        Palo Alto PAN-OS|Palo Alto Networks|paloalto_panos|panos
        Fortinet FortiOS|Fortinet|fortinet_fortios|fortios
        """#

    /// Software versions.
    ///
    /// Columns: `platform|version|release_date|end_of_support|lts|documentation_url`.
    ///
    /// `end_of_support` and `lts` of IOS XE, PAN-OS and FortiOS are those of the release train on endoflife.date; that of
    /// NX-OS 9.3 is from the bulletin in its last column. `release_date` is given only where it is the date of the very
    /// version and not later than the end of support of its train.
    static let versions = #"""
        cisco_ios|12.2(55)SE12|||false|
        cisco_ios|15.0(2)SE11|||false|
        cisco_ios|15.0(2)SG11|||false|
        cisco_ios|15.2(4)E10|||false|
        cisco_ios|15.2(7)E3|||false|
        cisco_ios|15.2(7)E8|||false|
        cisco_ios|15.2(7)E11|||false|
        cisco_ios|15.7(3)M8|||false|
        cisco_ios|15.9(3)M7|||false|
        cisco_xe|3.11.8E|||false|
        cisco_xe|16.12.8||2023-07-31|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-16/eos-eol-notice-c51-744154.html
        cisco_xe|17.3.8a||2024-07-31|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-17/ios-xe-17-3-x-eol.html
        cisco_xe|17.6.5||2024-07-30|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-17/ios-xe-17-6-x-eol.html
        cisco_xe|17.9.4a||2026-07-29|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-17/ios-xe-17-9-x-eol.html
        cisco_xe|17.9.5||2026-07-29|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-17/ios-xe-17-9-x-eol.html
        cisco_xe|17.12.1|2023-07-28|2027-07-28|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-17/ios-xe-17-12-x-eol.html
        cisco_xe|17.12.4||2027-07-28|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-17/ios-xe-17-12-x-eol.html
        cisco_xe|17.15.2||2028-08-09|true|\#
        https://www.cisco.com/c/en/us/products/collateral/ios-nx-os-software/ios-xe-17/ios-xe-17-15-x-eol.html
        cisco_nxos|7.0(3)I7(10)|||false|
        cisco_nxos|7.3(8)N1(1)|||false|
        cisco_nxos|7.3(14)N1(1)|||false|
        cisco_nxos|9.3(10)||2025-10-31|false|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-9000-series-switches/nexus-3000-9000-releases-9-3x-eol.html
        cisco_nxos|9.3(13)||2025-10-31|false|\#
        https://www.cisco.com/c/en/us/products/collateral/switches/nexus-9000-series-switches/nexus-3000-9000-releases-9-3x-eol.html
        cisco_nxos|10.2(5)|||false|
        cisco_nxos|10.3(4a)|||false|
        cisco_nxos|10.4(3)|||false|
        cisco_asa|9.8(4)48|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa98/release/notes/asarn98.html
        cisco_asa|9.12(4)67|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa912/release/notes/asarn912.html
        cisco_asa|9.14(4)23|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa914/release/notes/asarn914.html
        cisco_asa|9.16(3)|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa916/release/notes/asarn916.html
        cisco_asa|9.16(4)|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa916/release/notes/asarn916.html
        cisco_asa|9.16(4)67|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa916/release/notes/asarn916.html
        cisco_asa|9.18(4)|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa918/release/notes/asarn918.html
        cisco_asa|9.20(3)|||false|https://www.cisco.com/c/en/us/td/docs/security/asa/asa920/release/notes/asarn920.html
        cisco_xr|6.4.2|||false|\#
        https://www.cisco.com/c/en/us/support/ios-nx-os-software/ios-xr-software/tsd-products-support-series-home.html
        cisco_xr|6.5.3|||false|\#
        https://www.cisco.com/c/en/us/support/ios-nx-os-software/ios-xr-software/tsd-products-support-series-home.html
        cisco_xr|6.7.4|||false|\#
        https://www.cisco.com/c/en/us/support/ios-nx-os-software/ios-xr-software/tsd-products-support-series-home.html
        cisco_xr|7.3.5|||false|\#
        https://www.cisco.com/c/en/us/support/ios-nx-os-software/ios-xr-software/tsd-products-support-series-home.html
        cisco_xr|7.5.2|||false|\#
        https://www.cisco.com/c/en/us/support/ios-nx-os-software/ios-xr-software/tsd-products-support-series-home.html
        cisco_xr|7.8.2|||false|\#
        https://www.cisco.com/c/en/us/support/ios-nx-os-software/ios-xr-software/tsd-products-support-series-home.html
        cisco_xr|7.11.2|||false|\#
        https://www.cisco.com/c/en/us/support/ios-nx-os-software/ios-xr-software/tsd-products-support-series-home.html
        arista_eos|4.22.1F|||false|
        arista_eos|4.24.11M|||false|
        arista_eos|4.26.10M|||false|
        arista_eos|4.27.8M|||false|\#
        https://www.arista.com/en/support/advisories-notices/end-of-support/20174-end-of-software-support-for-eos-4-27
        arista_eos|4.28.3M|||false|
        arista_eos|4.29.1F|||false|
        arista_eos|4.30.5M|||false|
        arista_eos|4.31.2F|||false|
        juniper_junos|15.1R7|||false|https://support.juniper.net/support/eol/software/junos/
        juniper_junos|20.4R3-S10|||false|https://support.juniper.net/support/eol/software/junos/
        juniper_junos|21.4R3-S5|||false|https://support.juniper.net/support/eol/software/junos/
        juniper_junos|21.4R3-S9|||false|https://support.juniper.net/support/eol/software/junos/
        juniper_junos|22.2R3-S4|||false|https://support.juniper.net/support/eol/software/junos/
        juniper_junos|22.4R3-S4|||false|https://support.juniper.net/support/eol/software/junos/
        juniper_junos|23.2R2-S2|||false|https://support.juniper.net/support/eol/software/junos/
        juniper_junos|23.4R2-S1|||false|https://support.juniper.net/support/eol/software/junos/
        paloalto_panos|8.1.24||2022-03-01|false|\#
        https://docs.paloaltonetworks.com/pan-os/8-1/pan-os-release-notes/pan-os-8-1-addressed-issues/pan-os-8-1-24-addressed-issues
        paloalto_panos|9.1.19|2024-05-22|2024-06-30|false|\#
        https://docs.paloaltonetworks.com/pan-os/9-1/pan-os-release-notes/pan-os-9-1-addressed-issues/pan-os-9-1-19-addressed-issues
        paloalto_panos|10.1.9-h3||2024-12-01|false|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/end-of-life-summary
        paloalto_panos|10.1.14-h20||2024-12-01|false|\#
        https://docs.paloaltonetworks.com/pan-os/10-1/pan-os-release-notes/pan-os-10-1-14-known-and-addressed-issues/pan-os-10-1-14-h20-addressed-issues
        paloalto_panos|10.2.9-h1||2025-08-27|false|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/end-of-life-summary
        paloalto_panos|10.2.18-h9||2025-08-27|false|\#
        https://docs.paloaltonetworks.com/pan-os/10-2/pan-os-release-notes/pan-os-10-2-18-known-and-addressed-issues/pan-os-10-2-18-h9-addressed-issues
        paloalto_panos|11.1.4||2027-05-03|false|\#
        https://www.paloaltonetworks.com/services/support/end-of-life-announcements/end-of-life-summary
        paloalto_panos|11.1.16-h1|2026-08-10|2027-05-03|false|\#
        https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-release-notes/pan-os-11-1-16-known-and-addressed-issues/pan-os-11-1-16-h1-addressed-issues
        paloalto_panos|11.2.13-h1|2026-08-12|2027-05-02|false|\#
        https://docs.paloaltonetworks.com/pan-os/11-2/pan-os-release-notes/pan-os-11-2-13-known-and-addressed-issues/pan-os-11-2-13-h1-addressed-issues
        paloalto_panos|12.1.9|2026-08-13|2028-08-28|false|\#
        https://docs.paloaltonetworks.com/ngfw/release-notes/12-1/pan-os-12-1-9-known-and-addressed-issues/pan-os-12-1-9-addressed-issues
        fortinet_fortios|6.2.16||2023-09-28|false|https://docs.fortinet.com/product/fortigate/6.2
        fortinet_fortios|6.4.15||2024-09-30|false|https://docs.fortinet.com/product/fortigate/6.4
        fortinet_fortios|7.0.15||2025-09-30|false|https://docs.fortinet.com/product/fortigate/7.0
        fortinet_fortios|7.2.5||2026-09-30|false|https://docs.fortinet.com/product/fortigate/7.2
        fortinet_fortios|7.2.8||2026-09-30|false|https://docs.fortinet.com/product/fortigate/7.2
        fortinet_fortios|7.4.0|2023-05-11|2028-11-11|false|https://docs.fortinet.com/product/fortigate/7.4
        fortinet_fortios|7.4.3||2028-11-11|false|https://docs.fortinet.com/product/fortigate/7.4
        fortinet_fortios|7.6.0|2024-07-25|2030-01-25|false|https://docs.fortinet.com/product/fortigate/7.6
        """#

    /// Which of the versions run on which hardware family.
    ///
    /// Columns: `family|versions`; `versions` is a list separated by commas, oldest first.
    ///
    /// Taken from the vendors' compatibility matrices as far as known; a family runs on one platform only.
    static let familyReleases = #"""
        Catalyst 2960|12.2(55)SE12,15.0(2)SE11
        Catalyst 3560-G|12.2(55)SE12,15.0(2)SE11
        Catalyst 3560-V2|12.2(55)SE12,15.0(2)SE11
        Catalyst 3560-X|15.0(2)SE11,15.2(4)E10
        Catalyst 3750-X|15.0(2)SE11,15.2(4)E10
        Catalyst 4900M|15.2(4)E10
        Catalyst 4948|15.0(2)SG11
        Catalyst 2960-X|15.2(4)E10,15.2(7)E3,15.2(7)E8,15.2(7)E11
        Catalyst 3560-CX|15.2(7)E3,15.2(7)E8,15.2(7)E11
        Catalyst 1000|15.2(7)E3,15.2(7)E8,15.2(7)E11
        ISR 2900|15.7(3)M8
        Catalyst 3650|16.12.8
        Catalyst 3850|16.12.8
        Catalyst 4500|3.11.8E
        Catalyst 9200L|16.12.8,17.3.8a,17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        Catalyst 9300|16.12.8,17.3.8a,17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        Catalyst 9400|16.12.8,17.3.8a,17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        Catalyst 9500|16.12.8,17.3.8a,17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        ISR 4000|16.12.8,17.3.8a,17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        ASR 1000|16.12.8,17.3.8a,17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        Catalyst 8300|17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        Catalyst 8500|17.6.5,17.9.4a,17.9.5,17.12.1,17.12.4,17.15.2
        Nexus 3000|7.0(3)I7(10),9.3(10)
        Nexus 5500|7.3(8)N1(1),7.3(14)N1(1)
        Nexus 9300-EX|7.0(3)I7(10),9.3(10),9.3(13),10.2(5),10.3(4a),10.4(3)
        Nexus 9300|9.3(10),9.3(13),10.2(5),10.3(4a),10.4(3)
        Nexus 9300-FX3|9.3(10),9.3(13),10.2(5),10.3(4a),10.4(3)
        Nexus 9300-GX|9.3(10),9.3(13),10.2(5),10.3(4a),10.4(3)
        ASA 5506-X|9.8(4)48,9.12(4)67,9.14(4)23,9.16(3),9.16(4),9.16(4)67
        ASA 5508-X|9.8(4)48,9.12(4)67,9.14(4)23,9.16(3),9.16(4),9.16(4)67
        ASA 5515-X|9.8(4)48,9.12(4)67
        ASA 5525-X|9.8(4)48,9.12(4)67,9.14(4)23
        Firepower 2100|9.12(4)67,9.14(4)23,9.16(4),9.16(4)67,9.18(4),9.20(3)
        ASR 9001|6.4.2,6.5.3,6.7.4
        ASR 9900|7.3.5,7.5.2,7.8.2,7.11.2
        720XP|4.24.11M,4.26.10M,4.27.8M,4.28.3M,4.29.1F,4.30.5M,4.31.2F
        7010X|4.27.8M,4.28.3M,4.29.1F,4.30.5M,4.31.2F
        7050X3|4.22.1F,4.24.11M,4.26.10M,4.27.8M,4.28.3M,4.29.1F,4.30.5M,4.31.2F
        7280R3|4.24.11M,4.26.10M,4.27.8M,4.28.3M,4.29.1F,4.30.5M,4.31.2F
        EX4100|22.2R3-S4,22.4R3-S4,23.2R2-S2,23.4R2-S1
        EX4400|21.4R3-S5,21.4R3-S9,22.2R3-S4,22.4R3-S4,23.2R2-S2,23.4R2-S1
        EX4500|15.1R7
        MX|20.4R3-S10,21.4R3-S5,21.4R3-S9,22.2R3-S4,22.4R3-S4,23.2R2-S2,23.4R2-S1
        QFX5120|20.4R3-S10,21.4R3-S5,21.4R3-S9,22.2R3-S4,22.4R3-S4,23.2R2-S2,23.4R2-S1
        SRX1500|20.4R3-S10,21.4R3-S5,21.4R3-S9,22.2R3-S4,22.4R3-S4,23.2R2-S2,23.4R2-S1
        SRX4100|20.4R3-S10,21.4R3-S5,21.4R3-S9,22.2R3-S4,22.4R3-S4,23.2R2-S2,23.4R2-S1
        PA-200|8.1.24
        PA-500|8.1.24
        PA-5000|8.1.24
        PA-3000|8.1.24,9.1.19
        PA-220|8.1.24,9.1.19,10.1.9-h3,10.1.14-h20,10.2.9-h1,10.2.18-h9
        PA-800|9.1.19,10.1.9-h3,10.1.14-h20,10.2.9-h1,10.2.18-h9,11.1.4,11.1.16-h1
        PA-3200|9.1.19,10.1.9-h3,10.1.14-h20,10.2.9-h1,10.2.18-h9,11.1.4,11.1.16-h1
        PA-5200|9.1.19,10.1.9-h3,10.1.14-h20,10.2.9-h1,10.2.18-h9,11.1.4,11.1.16-h1
        PA-400|10.1.9-h3,10.1.14-h20,10.2.9-h1,10.2.18-h9,11.1.4,11.1.16-h1,11.2.13-h1,12.1.9
        PA-3400|10.2.9-h1,10.2.18-h9,11.1.4,11.1.16-h1,11.2.13-h1,12.1.9
        FortiGate 100E|6.2.16,6.4.15,7.0.15,7.2.5,7.2.8
        FortiGate 200F|6.4.15,7.0.15,7.2.5,7.2.8,7.4.0,7.4.3,7.6.0
        FortiGate 600F|7.0.15,7.2.5,7.2.8,7.4.0,7.4.3,7.6.0
        FortiGate 90G|7.2.8,7.4.3,7.6.0
        """#
}
