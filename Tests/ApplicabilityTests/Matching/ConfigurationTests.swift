import Applicability
import Basics
import Testing

/// Configurations of the NVD.
@Suite struct ConfigurationTests {
    private static func match(
        _ criteria: String, _ more: [String: JSONValue] = [:], vulnerable: Bool = true
    ) -> JSONValue {
        var object: JSONObject = ["criteria": .string(criteria), "vulnerable": .bool(vulnerable)]
        for (key, value) in more { object[key] = value }
        return .object(object)
    }

    private static func verdict(
        _ configurations: JSONValue, _ version: String, _ system: OperatingSystem = .ciscoIOSXE,
        hardware: [String]? = nil
    ) throws -> Verdict? {
        let subject = Subject(try Version(version, of: system), hardware: hardware)
        return try NVDConfigurations(configurations).evidence(subject)?.verdict
    }

    private static let xe = "cpe:2.3:o:cisco:ios_xe:17.3.4a:*:*:*:*:*:*:*"

    @Test func `exact names, ranges and all versions`() throws {
        let exact: JSONValue = [["nodes": [["operator": "OR", "cpeMatch": [Self.match(Self.xe)]]]]]
        #expect(try Self.verdict(exact, "17.03.04a") == .affected)
        #expect(try Self.verdict(exact, "17.3.4") == .notAffected)
        let range = Self.match(
            "cpe:2.3:o:cisco:ios_xe:*:*:*:*:*:*:*:*",
            ["versionStartIncluding": "17.3", "versionEndExcluding": " 17.3.8a"])
        #expect(try Self.verdict([["nodes": [["cpeMatch": [range]]]]], "17.3.8") == .affected)
        #expect(try Self.verdict([["nodes": [["cpeMatch": [range]]]]], "17.3.8a") == .notAffected)
        let all = Self.match("cpe:2.3:o:cisco:ios_xe:*:*:*:*:*:*:*:*")
        #expect(try Self.verdict([["nodes": [["cpeMatch": [all]]]]], "16.1.1") == .affected)
        let both = Self.match(Self.xe, ["versionEndIncluding": "17.3.3"])
        #expect(try Self.verdict([["nodes": [["cpeMatch": [both]]]]], "17.3.4a") == .notAffected)
    }

    @Test func `a source that does not name the product is silent`() throws {
        let other: JSONValue = [["nodes": [["cpeMatch": [Self.match("cpe:2.3:o:cisco:ios_xr:*:*:*:*:*:*:*:*")]]]]]
        #expect(try Self.verdict(other, "17.3.4") == nil)
        #expect(try Self.verdict([], "17.3.4") == nil)
        // Being named as the place where something runs is no finding.
        let context: JSONValue = [
            [
                "operator": "AND",
                "nodes": [
                    ["cpeMatch": [Self.match("cpe:2.3:a:cisco:webex:*:*:*:*:*:*:*:*")]],
                    ["cpeMatch": [Self.match(Self.xe, vulnerable: false)]],
                ],
            ]
        ]
        #expect(try Self.verdict(context, "17.3.4a") == nil)
    }

    @Test func `hardware decides, and when it is unknown the verdict is potential`() throws {
        let gated: JSONValue = [
            [
                "operator": "AND",
                "nodes": [
                    [
                        "cpeMatch": [
                            Self.match("cpe:2.3:o:arista:eos:*:*:*:*:*:*:*:*", ["versionEndIncluding": "4.28.5.1m"])
                        ]
                    ],
                    [
                        "cpeMatch": [
                            Self.match("cpe:2.3:h:arista:7280cr3-96:-:*:*:*:*:*:*:*", vulnerable: false),
                            Self.match("cpe:2.3:h:arista:7800r3:-:*:*:*:*:*:*:*", vulnerable: false),
                        ]
                    ],
                ],
            ]
        ]
        let cases: [([String]?, String, Verdict)] = [
            (["DCS-7280CR3-96-F"], "4.28.3M", .affected), (["7280cr3-96"], "4.28.3M", .affected),
            (["DCS-7050SX3-48YC8"], "4.28.3M", .notAffected), (nil, "4.28.3M", .potential), ([], "4.28.3M", .potential),
            (["DCS-7800R3-36P"], "4.28.3M", .affected), (["weird thing"], "4.28.3M", .potential),
            (["DCS-7280CR3-96-F"], "4.29.2F", .notAffected), (nil, "4.29.2F", .notAffected),
        ]
        for (hardware, version, verdict) in cases {
            #expect(
                try Self.verdict(gated, version, .aristaEOS, hardware: hardware) == verdict,
                "\(hardware ?? []) \(version)")
        }
    }

    @Test func `negated nodes and configurations turn around`() throws {
        let node: JSONValue = [["nodes": [["operator": "OR", "negate": true, "cpeMatch": [Self.match(Self.xe)]]]]]
        let whole: JSONValue = [["negate": true, "nodes": [["operator": "OR", "cpeMatch": [Self.match(Self.xe)]]]]]
        for configurations in [node, whole] {
            #expect(try Self.verdict(configurations, "17.3.4a") == .notAffected)
            #expect(try Self.verdict(configurations, "17.3.4") == .affected)
        }
    }

    @Test func `both spellings of Junos and PAN-OS mean the same`() throws {
        let cases: [(OperatingSystem, String, String, Verdict)] = [
            (.junos, "juniper:junos:21.4:r3-s2", "21.4R3-S2", .affected),
            (.junos, "juniper:junos:21.4r3-s2:*", "21.4R3-S2.3", .affected),
            (.junos, "juniper:junos:12.1x46:d20", "12.1X46-D20", .affected),
            (.junos, "juniper:junos:21.4:-", "21.4R3", .notAffected),
            (.junos, "juniper:junos:21.4:-", "21.4", .affected),
            (.junos, "juniper:junos:21.4:*", "21.4R3-S9", .affected),
            (.junos, "juniper:junos:21.4:r3-s2", "21.4R3", .notAffected),
            (.panOS, "paloaltonetworks:pan-os:10.1.14:h10", "10.1.14-h10", .affected),
            (.panOS, "paloaltonetworks:pan-os:10.1.14:-", "10.1.14-h10", .notAffected),
            (.panOS, "paloaltonetworks:pan-os:10.1.14:*", "10.1.14-h10", .affected),
            (.ciscoISE, "cisco:identity_services_engine:2.7.0:patch1", "2.7 Patch 1", .affected),
        ]
        for (system, name, version, verdict) in cases {
            let configurations: JSONValue = [["nodes": [["cpeMatch": [Self.match("cpe:2.3:o:\(name):*:*:*:*:*:*")]]]]]
            #expect(try Self.verdict(configurations, version, system) == verdict, "\(name) \(version)")
        }
    }

    @Test func `a version that nobody understands makes its neighbours potential`() throws {
        let odd: JSONValue = [
            ["nodes": [["cpeMatch": [Self.match(#"cpe:2.3:o:cisco:ios:12.0\(10\)w5\(18f\):*:*:*:*:*:*:*"#)]]]]
        ]
        #expect(try Self.verdict(odd, "12.0(11)S3", .ciscoIOS) == .potential)
        #expect(try Self.verdict(odd, "12.2(55)SE12", .ciscoIOS) == .notAffected)
    }

    @Test func `what cannot be read is an error and not a silence`() {
        for configurations: JSONValue in [
            [["nodes": [["cpeMatch": [["vulnerable": true]]]]]],
            [["nodes": [["cpeMatch": [Self.match("cpe:2.3:o:x y")]]]]],
            [["operator": "XOR", "nodes": []]],
        ] {
            #expect(throws: CPEError.self) { try NVDConfigurations(configurations) }
        }
    }

    @Test func `versions of IOS XE that are filed under IOS count, and others say nothing`() throws {
        let filed: JSONValue = [
            ["nodes": [["cpeMatch": [Self.match("cpe:2.3:o:cisco:ios:16.7\\(1\\):*:*:*:*:*:*:*")]]]]
        ]
        #expect(try Self.verdict(filed, "16.7.1") == .affected)
        #expect(try Self.verdict(filed, "16.7.2") == nil)
    }

    @Test(arguments: [
        ("arista", "DCS-7280CR3-96-F", "7280cr3-96", Truth.yes), ("arista", "DCS-7280SR3-48YC8", "7280r3", .yes),
        ("arista", "DCS-7504R3", "7500r3", .yes), ("arista", "DCS-7504R3", "7500r3-36cq", .possible),
        ("arista", "DCS-7808R3", "7800r3", .yes), ("arista", "DCS-7050SX3-48YC8", "7280r3", .no),
        ("arista", "DCS-7280SR-48C6", "7280r3", .no), ("arista", "vEOS", "7280r3", .possible),
        ("juniper", "srx345-sys-jb", "srx345", .yes), ("juniper", "mx240", "mx_series", .yes),
        ("juniper", "mx240", "MX Series", .yes), ("juniper", "srx5800", "SRX 5000 Series", .possible),
        ("juniper", "ex4300-48t", "qfx5110", .no), ("juniper", "mx240", "mx480", .no),
        ("paloaltonetworks", "PA-820", "pa-820", .yes), ("paloaltonetworks", "PA-820", "pa-220", .no),
        ("cisco", "C9300-48P", "catalyst_9300-48p", .possible), ("cisco", "ASR1001-X", "asr_1001-x", .yes),
    ])
    func `models are told apart by their names where the vendor's names allow it`(
        _ vendor: String, _ model: String, _ product: String, _ truth: Truth
    ) {
        #expect(HardwareNames([model]).match(product, vendor: vendor) == truth)
        #expect(HardwareNames(nil).match(product, vendor: vendor) == .possible)
        #expect(HardwareNames(["something", model]).match(product, vendor: vendor) >= truth)
    }
}
