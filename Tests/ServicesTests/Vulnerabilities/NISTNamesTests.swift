import Testing

@testable import Services

/// Under which names the NVD is asked (lifecycle.md §4.5).
@Suite struct NISTNamesTests {
    private static let six = ":*:*:*:*:*:*"
    private static let seven = six + ":*"

    /// Driver, version, names; none where the version is not understood.
    private static let vectors: [(String, String, [String])] = [
        ("cisco_ios", "15.2(7)E3", [#"cisco:ios:15.2\(7\)e3:*"#]),
        ("cisco_ios", "15.5", ["cisco:ios:15.5:*"]),
        ("cisco_ios", "15.2(4)M11", [#"cisco:ios:15.2\(4\)m11:*"#]),
        ("cisco_ios", "15", []),
        ("cisco_ios", "15.1(4)M, RELEASE", [#"cisco:ios:15.1\(4\)m, release:*"#]),
        ("cisco_xe", "17.3.3", ["cisco:ios_xe:17.3.3:*"]),
        ("cisco_xe", "17.9.4a", ["cisco:ios_xe:17.9.4a:*"]),
        ("cisco_xe", "17.03.04a", ["cisco:ios_xe:17.03.04a:*"]),
        ("cisco_xe", "Amsterdam-17.3.3", []), ("cisco_xe", "V17", []), ("cisco_xe", "", []),
        ("cisco_xr", "7.3.2", ["cisco:ios_xr:7.3.2:*"]),
        ("cisco_nxos", "9.3(10)M", [#"cisco:nx-os:9.3\(10\)m:*"#]),
        ("cisco_nxos", "7.0(3)I7(10)", [#"cisco:nx-os:7.0\(3\)i7\(10\):*"#]),
        ("cisco_asa", "9.8(4)29", [#"cisco:adaptive_security_appliance_software:9.8\(4\)29:*"#]),
        ("arista_eos", "4.28.1.1F", ["arista:eos:4.28.1.1f:*"]),
        ("paloalto_panos", "10.1.9-h1", ["paloaltonetworks:pan-os:10.1.9:h1:*"]),
        ("aruba_os", "8.6.0.4-83219", ["arubanetworks:arubaos:8.6.0.4:83219:*"]),
        ("juniper_junos", "12.3R12-S15", ["juniper:junos:12.3r12:s15" + six, "juniper:junos:12.3r12-s15" + seven]),
        ("juniper_junos", "12.3X48-D25", ["juniper:junos:12.3x48:d25" + six, "juniper:junos:12.3x48-d25" + seven]),
        (
            "juniper_junos", "12.1X47-D40.1",
            ["juniper:junos:12.1x47:d40.1" + six, "juniper:junos:12.1x47-d40.1" + seven]
        ),
        // Without a service release the train itself is meant.
        ("juniper_junos", "12.3X48", ["juniper:junos:12.3x48:-" + six, "juniper:junos:12.3x48" + seven]),
        ("juniper_junos", "20.4R3", ["juniper:junos:20.4r3" + seven, "juniper:junos:20.4:r3" + six]),
        ("juniper_junos", "20.4R3-S2.6", ["juniper:junos:20.4r3:s2.6" + six, "juniper:junos:20.4r3-s2.6" + seven]),
        ("juniper_junos", "21.1R1.11", ["juniper:junos:21.1r1" + seven, "juniper:junos:21.1:r1" + six]),
        ("juniper_junos", "22.4R2-S1-EVO", ["juniper:junos:22.4r2:s1" + six, "juniper:junos:22.4r2-s1" + seven]),
        ("juniper_junos", "22.4R2.8-EVO", ["juniper:junos:22.4r2" + seven, "juniper:junos:22.4:r2" + six]),
        ("juniper_junos", "12.1", ["juniper:junos:12.1:-" + six]),
        ("juniper_junos", "10.4S", ["juniper:junos:10.4s" + seven]),
        ("juniper_junos", "", []), ("juniper_junos", "banana", []),
        ("fortinet", "7.2.4", []), ("", "15.2", []), ("CISCO_IOS", "15.2", []),
    ]

    @Test func `names are those that clients know`() {
        for (driver, version, expected) in Self.vectors {
            let names = (try? NISTNames.names(driver: driver, version: version)) ?? []
            #expect(names == expected, "\(driver) \(version)")
        }
    }

    @Test func `a version in another spelling than the vendor's is asked for in both`() throws {
        let cases: [(String, String, [String])] = [
            ("cisco_xe", "17.03.04a", ["cisco:ios_xe:17.03.04a:*", "cisco:ios_xe:17.3.4a:*"]),
            ("cisco_xe", "Amsterdam-17.3.3", ["cisco:ios_xe:17.3.3:*"]),
            (
                "cisco_asa", "9.8(4)29",
                [
                    #"cisco:adaptive_security_appliance_software:9.8\(4\)29:*"#,
                    "cisco:adaptive_security_appliance_software:9.8.4.29:*",
                ]
            ),
            ("CISCO_IOS", "15.2 (7)E3", [#"cisco:ios:15.2\(7\)e3:*"#]),
            ("arista_eos", "4.28.1F", ["arista:eos:4.28.1f:*"]),
        ]
        for (driver, version, expected) in cases {
            let names = try NISTNames.questions(driver: driver, version: version)
            #expect(names == expected.map { "cpe:2.3:o:" + $0 }, "\(driver) \(version)")
        }
    }

    @Test func `Junos OS Evolved is asked for as the product that it is`() throws {
        let names = try NISTNames.questions(driver: "juniper_junos", version: "22.4R2-S1-EVO")
        #expect(
            names == [
                "cpe:2.3:o:juniper:junos_os_evolved:22.4r2:s1" + Self.six,
                "cpe:2.3:o:juniper:junos_os_evolved:22.4r2-s1" + Self.seven,
            ])
    }

    @Test func `what cannot be asked for says why`() {
        #expect(throws: NISTNames.Fault.self) { try NISTNames.questions(driver: "fortinet", version: "7.2.4") }
        do {
            _ = try NISTNames.questions(driver: "fortinet", version: "7.2.4")
        } catch {
            #expect(error.message.contains("arista_eos, aruba_os, cisco_asa"))
        }
        #expect(throws: NISTNames.Fault.self) { try NISTNames.questions(driver: "cisco_ios", version: "15") }
    }

    @Test func `names can stand in a query`() {
        #expect(
            NISTClient.encoded(#"cpe:2.3:o:cisco:ios:15.2\(7\)e3:*"#) == "cpe:2.3:o:cisco:ios:15.2%5C%287%5C%29e3:*")
        #expect(NISTClient.encoded("a b+c&d") == "a%20b%2Bc%26d")
    }
}
