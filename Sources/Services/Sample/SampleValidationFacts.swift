/// The software policy of the sample network: which versions are valid where, and since when.
///
/// The policy is invented; platforms, versions, models, roles and tags are those of the other fact tables.
enum SampleValidationFacts {
    /// Validated software.
    ///
    /// Columns: `platform|version|start|end|preferred|device_type_model|role|tag`. The last three are optional and narrow
    /// the row to the devices of that model, role or tag; a row without them applies to every device of the platform. An
    /// empty end means until further notice.
    ///
    /// Around 2026-11-21 some rows have ended, some end within weeks and one has not begun, so that devices are found
    /// valid, not valid, and valid with a version that is not preferred.
    static let validatedSoftware = #"""
        cisco_ios|15.2(4)E10|2020-01-01|2024-12-31|false|||
        cisco_ios|15.2(7)E8|2023-06-01||false|||
        cisco_ios|15.2(7)E11|2025-01-15||true|||
        cisco_ios|15.7(3)M8|2021-01-01|2026-12-31|true||branch-router|
        cisco_ios|15.0(2)SE11|2018-01-01|2027-03-31|false|Catalyst 3750X-48P-S||
        cisco_xe|17.3.8a|2021-01-01|2024-07-31|false|||
        cisco_xe|16.12.8|2022-06-01|2026-12-31|false|Catalyst 3650-48PS||
        cisco_xe|17.9.5|2024-04-01|2027-01-31|false|||
        cisco_xe|17.12.4|2024-09-01||true|||
        cisco_xe|17.15.2|2025-06-01||false|||pilot
        cisco_xe|17.15.2|2026-01-01||true|Catalyst 8500-12X||
        cisco_nxos|9.3(13)|2024-01-01|2026-12-31|false|||
        cisco_nxos|10.3(4a)|2024-06-01||true|||
        cisco_nxos|10.4(3)|2027-01-01||false||datacenter-spine|
        cisco_asa|9.16(4)67|2024-10-01|2026-12-31|false|||
        cisco_asa|9.20(3)|2025-01-01||true|FPR2130-NGFW-K9||
        cisco_xr|7.5.2|2022-12-01|2025-12-31|false|||
        cisco_xr|7.11.2|2024-06-01||true|ASR-9903||
        arista_eos|4.28.3M|2022-10-01|2026-01-31|false|||
        arista_eos|4.30.5M|2024-02-01||false|||
        arista_eos|4.31.2F|2024-04-01||true||datacenter-leaf|
        juniper_junos|21.4R3-S5|2023-08-01||false|||
        juniper_junos|22.4R3-S4|2024-10-01||true|||
        paloalto_panos|10.1.14-h20|2026-01-01|2026-12-31|false|PA-220||
        paloalto_panos|10.2.18-h9|2026-08-01||false|||
        paloalto_panos|11.1.16-h1|2026-09-01||true||firewall|
        fortinet_fortios|7.2.8|2024-04-01|2026-09-30|false|||
        fortinet_fortios|7.4.3|2024-03-01||true|||
        """#
}
