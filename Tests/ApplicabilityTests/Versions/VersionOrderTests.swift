import Applicability
import Basics
import Testing

/// The order of versions, and what makes none.
@Suite struct VersionOrderTests {
    /// Versions of one system, the oldest first.
    private static let chains: [(OperatingSystem, [String])] = [
        (.ciscoIOS, ["12.2(55)SE", "12.2(55)SE1", "12.2(55)SE10", "12.2(55)SE12", "12.2(55)SE12a", "12.2(58)SE"]),
        (.ciscoIOS, ["15.2(7)E", "15.2(7)E0a", "15.2(7)E0b", "15.2(7)E1", "15.2(7b)E"]),
        (
            .ciscoIOSXE,
            ["2.6.2a", "3.6.5E", "3.6.5aE", "3.6.10E", "16.1.1", "16.12.10a", "17.3.4", "17.03.04a", "17.10.1"]
        ),
        (.ciscoIOSXR, ["6.1.4.10I", "6.1.4", "7.9.2", "7.10.1", "7.11.21", "24.1.1"]),
        (.ciscoNXOS, ["7.0(3)I4(8b)", "7.0(3)I7(9)", "7.0(3)I7(9w)", "9.3(9)", "9.3(10)", "10.2(3)F", "10.3(4a)"]),
        (.ciscoACI, ["4.2(7f)", "14.2(7l)", "n9000-14.2(7q)", "15.2(1g)"]),
        (.ciscoASA, ["9.8(4)", "9.8(4)10", "9.8.4.12", "9.12(1)"]),
        (.ciscoFTD, ["6.2.3", "6.2.3-85", "6.2.3 (Build 86)", "6.2.3.1", "6.10.0"]),
        (.ciscoISE, ["2.7", "2.7.0 p1", "2.7 Patch 9", "3.0"]),
        (.aristaEOS, ["4.20.5F", "4.20.5.1F", "4.28.2F", "4.28.3M", "4.28.10M"]),
        (.junos, ["21.4", "21.4R1", "21.4R1-S2", "21.4R2", "21.4R3-S2.3", "21.4r3-s10-evo", "22.1R1"]),
        (.junos, ["12.1X47", "12.1X47-D20.7", "12.1X47:D45", "12.1X47-D100"]),
        (.panOS, ["10.1.6-b2", "10.1.6-rc1", "10.1.6", "10.1.6-h3", "10.1.6-h10", "10.1.7"]),
        (.fortiOS, ["6.0.*", "6.0.0", "v6.0.9,build0335,200121 (GA)", "6.0.10"]),
        (.bigIP, ["13.1.0", "13.1.0 HF2", "13.1.0.8-0.0.3", "16.1.4.1"]),
        (.arubaCX, ["FL.10.06.0240", "10.10.1080", "10.13.1000"]),
        (.huaweiVRP, ["V200R019C00", "V200R019C00SPC500", "V200R019C00SPC500SPH012", "V200R019C10SPC200"]),
        (.routerOS, ["7.11alpha1", "7.11beta2", "7.11rc1", "7.11", "7.11.2 (stable)"]),
        (.gaia, ["R77.30", "R80", "R81.20", "R81.20 Take 41", "R81.20 JHF Take 53"]),
        (.fastIron, ["08.0.30", "08.0.30hT313", "08.0.95b"]),
        (.srOS, ["TiMOS-B-20.10.B1", "20.10.R4", "20.10.R10"]),
        (.exos, ["30.7.1.1", "30.7.1.1-patch1-14", "30.7.1.1 patch1-16", "31.7.2.28"]),
        (.netScaler, ["12.1-65.25", "NS13.1: Build 37.38.nc", "13.1-51.14"]),
        (.sonicOS, ["6.5.4.4", "6.5.4.4-44n", "6.5.4.4-44v-21-2079", "7.0.1-5035-R906", "7.0.1-5161"]),
    ]

    @Test func `versions of a chain grow`() throws {
        for (system, texts) in Self.chains {
            let versions = try texts.map { try Version($0, of: system) }
            for (index, left) in versions.enumerated() {
                for (other, right) in versions.enumerated() {
                    #expect(
                        try left.order(right).sign == (index - other).signum(), "\(left.canonical) \(right.canonical)")
                    #expect((left < right) == (index < other), "\(left.canonical) \(right.canonical)")
                }
            }
        }
    }

    @Test func `spellings of one version are equal and have one canonical form`() throws {
        let spellings: [(OperatingSystem, [String], String)] = [
            (.ciscoIOSXE, ["03.16.04b.S", "3.16.4bs", "3.16.4bS", "3.16.4BS", "3.16s_3.16.4bs"], "3.16.4bS"),
            (.ciscoIOSXE, ["17.03.04a", "amsterdam-17.3.4a", " 17.3.4a "], "17.3.4a"),
            (.ciscoASA, ["9.8(3)21", "9.8.3.21", "9.8(3.21)"], "9.8.3.21"),
            (.ciscoNXOS, ["10.2(3)F", "10.2(3)", "10.2.3", "10.2(3) [Maintenance Release]"], "10.2(3)"),
            (.ciscoACI, ["4.2(7f)", "14.2(7f) [build 14.2(7f)]"], "14.2(7f)"),
            (.junos, ["21.4r3-s2", "21.4R3-S2", "21.4R3S2", "21.4R3:S2"], "21.4R3-S2"),
            (.aristaEOS, ["4.28.3M", "4.28.3.M", "EOS-4.28.3M", "4.28.3M-3054042.4283M"], "4.28.3M"),
            (.bigIP, ["13.1.0", "13.1.0.0", "13.1"], "13.1.0"),
            (.arubaCX, ["FL.10.08.0001", "10.8.1"], "10.08.0001"),
        ]
        for (system, texts, canonical) in spellings {
            for text in texts {
                let version = try Version(text, of: system)
                #expect(version.canonical == canonical, "\(text)")
                #expect(try version == Version(canonical, of: system), "\(text)")
            }
        }
    }

    @Test func `equal numbers in different trains have no order, other numbers have one that means little`() throws {
        let cases: [(OperatingSystem, String, String)] = [
            (.ciscoIOS, "15.2(7)E3", "15.2(7)M"), (.ciscoIOSXE, "3.8.0S", "3.8.0E"),
            (.ciscoNXOS, "7.3(0)N1(1)", "7.3(0)D1(1)"), (.junos, "15.1X49-D100", "15.1R7"),
        ]
        for (system, a, b) in cases {
            let error = #expect(throws: VersionError.self) { try Version(a, of: system).order(Version(b, of: system)) }
            #expect(error?.kind == .incomparable)
        }
        let order = try Version("15.2(7)E3", of: .ciscoIOS).order(Version("15.1(4)M6", of: .ciscoIOS))
        #expect(order.sign == 1)
        #expect(!order.isSameTrain)
    }

    @Test func `engineering builds and texts without meaning are refused with a reason`() throws {
        for text in [
            "17.4.20200702:124009", "17.18.1prd21", "BLD_POLARIS_DEV_LATEST_20220708_143608", "17.03.03 - SMU-PATCHED",
        ] {
            let error = #expect(throws: VersionError.self) { try Version(text, of: .ciscoIOSXE) }
            #expect(error?.kind == .engineeringBuild, "\(text)")
        }
        for text in [
            "", " ", "17", "17.", "17..3", "x", "17.3.4é", String(repeating: "9", count: 40) + ".1", "17.3.4a b",
        ] {
            let error = #expect(throws: VersionError.self) { try Version(text, of: .ciscoIOSXE) }
            #expect(error?.kind == .notUnderstood, "\(text)")
            #expect(error?.description.contains("17.3.4a") == true)
        }
    }
}
