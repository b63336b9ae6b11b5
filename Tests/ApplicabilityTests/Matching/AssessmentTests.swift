import Applicability
import Basics
import Testing

/// Entries of the CVE list, and what sources say together.
@Suite struct AssessmentTests {
    private static func verdict(
        _ json: JSONValue, _ system: OperatingSystem, _ version: String, hardware: [String]? = nil
    ) throws -> Verdict? {
        AffectedProduct(json)?.evidence(Subject(try Version(version, of: system), hardware: hardware))?.verdict
    }

    private static let vendors = [
        "BIG-IP": "F5", "Junos OS Evolved": "Juniper Networks", "PAN-OS": "Palo Alto Networks",
        "EOS": "Arista Networks",
        "Junos OS": "Juniper Networks", "FortiOS": "Fortinet",
    ]

    private static func entry(_ product: String, _ status: String?, _ versions: JSONValue...) -> JSONValue {
        var entry: JSONObject = [
            "vendor": .string(vendors[product] ?? "Cisco"), "product": .string(product),
            "versions": .array(versions),
        ]
        if let status { entry["defaultStatus"] = .string(status) }
        return .object(entry)
    }

    @Test func `versions that no row covers have the default, and a fix in the train counts where there is none`()
        throws
    {
        let row: JSONValue = ["version": "16.1.0", "lessThan": "16.1.4", "status": "affected"]
        let cases: [(String?, String, Verdict)] = [
            ("unaffected", "17.1.0", .notAffected), ("affected", "17.1.0", .affected), ("unknown", "17.1.0", .unknown),
            (nil, "17.1.0", .unknown), ("unknown", "16.1.4", .notAffected), ("unknown", "16.1.3.5", .affected),
            (nil, "15.1.0", .unknown),
        ]
        for (status, version, verdict) in cases {
            #expect(
                try Self.verdict(Self.entry("BIG-IP", status, row), .bigIP, version) == verdict,
                "\(status ?? "-") \(version)")
        }
    }

    @Test func `a list of single versions of Cisco is complete`() throws {
        let entry = Self.entry(
            "Cisco IOS XE Software", nil, ["version": "17.9.4", "status": "affected"],
            ["version": "16.9.5", "status": "affected"])
        #expect(try Self.verdict(entry, .ciscoIOSXE, "16.09.05") == .affected)
        #expect(try Self.verdict(entry, .ciscoIOSXE, "17.9.4a") == .notAffected)
        #expect(try Self.verdict(entry, .ciscoIOS, "15.2(7)E3") == nil)
    }

    @Test func `changes flip the status inside of a row`() throws {
        let entry = Self.entry(
            "Junos OS", "unaffected",
            [
                "version": "19.4R3-S4", "lessThan": "19.4*", "status": "affected",
                "changes": [["at": "19.4R3-S9", "status": "unaffected"]],
            ])
        let cases: [(String, Verdict)] = [
            ("19.4R3-S3", .notAffected), ("19.4R3-S4", .affected), ("19.4R3-S8.2", .affected),
            ("19.4R3-S9", .notAffected),
            ("20.1R1", .notAffected),
        ]
        for (version, verdict) in cases { #expect(try Self.verdict(entry, .junos, version) == verdict, "\(version)") }
    }

    @Test func `Junos OS Evolved is another product`() throws {
        let row: JSONValue = ["version": "22.4", "lessThan": "22.4R1-S2-EVO, 22.4R2-EVO", "status": "affected"]
        let entry = Self.entry("Junos OS Evolved", "unaffected", row)
        #expect(try Self.verdict(entry, .junos, "22.4R1-EVO") == .affected)
        #expect(try Self.verdict(entry, .junos, "22.4R1-S2-EVO") == .notAffected)
        #expect(try Self.verdict(entry, .junos, "22.4R1") == nil)
    }

    @Test func `platforms need the hardware`() throws {
        guard
            case .object(var entry) = Self.entry(
                "Junos OS", "unaffected", ["version": "21.1", "lessThan": "21.1R3", "status": "affected"])
        else { return }
        entry["platforms"] = ["SRX4600", "SRX345"]
        #expect(try Self.verdict(.object(entry), .junos, "21.1R1", hardware: ["srx345"]) == .affected)
        #expect(try Self.verdict(.object(entry), .junos, "21.1R1", hardware: ["MX240"]) == .notAffected)
        #expect(try Self.verdict(.object(entry), .junos, "21.1R1") == .potential)
        #expect(try Self.verdict(.object(entry), .junos, "21.1R3") == .notAffected)
    }

    @Test func `the most believed source that covers the version decides, and a conflict is told`() {
        let evidence = { (source: EvidenceSource, verdict: Verdict) in
            Evidence(source: source, verdict: verdict, rule: "")
        }
        let cases: [([Evidence], Verdict, Bool)] = [
            ([], .unknown, false), ([evidence(.nvd, .affected)], .affected, false),
            ([evidence(.nvd, .notAffected), evidence(.cna, .affected)], .affected, true),
            ([evidence(.nvd, .affected), evidence(.cna, .notAffected)], .notAffected, true),
            ([evidence(.nvd, .affected), evidence(.cna, .unknown)], .affected, false),
            ([evidence(.nvd, .notAffected), evidence(.cna, .unknown)], .notAffected, false),
            ([evidence(.nvd, .affected), evidence(.cna, .potential)], .affected, false),
            ([evidence(.nvd, .notAffected), evidence(.cna, .potential)], .potential, true),
            ([evidence(.cna, .notAffected), evidence(.cna, .affected)], .affected, true),
            ([evidence(.vendorChecker, .notAffected), evidence(.cna, .affected)], .notAffected, true),
        ]
        for (evidence, verdict, isConflict) in cases {
            let assessment = Assessment(evidence)
            #expect(assessment.verdict == verdict)
            #expect(assessment.isConflict == isConflict)
        }
    }

    @Test func `the same name of another vendor's product is another product`() throws {
        let versions: JSONValue = [["version": "0", "lessThan": "17.2", "status": "affected"]]
        let cases: [(String, String?, OperatingSystem?)] = [
            ("iOS", "Apple", nil), ("iOS", "Cisco", .ciscoIOS), ("IOS", nil, nil), ("EOS", "Extreme Networks", nil),
            ("EOS", "Arista Networks", .aristaEOS), ("Cisco IOS XE Software", "n/a", .ciscoIOSXE),
        ]
        for (product, vendor, system) in cases {
            var entry: JSONObject = ["product": .string(product), "versions": versions]
            if let vendor { entry["vendor"] = .string(vendor) }
            #expect(AffectedProduct(.object(entry))?.system == system, "\(product) of \(vendor ?? "nobody")")
        }
    }

    @Test func `a source that contradicts itself gives a conflict and no verdict`() throws {
        func row(_ bound: String, _ status: String) -> JSONValue {
            [
                "version": .string(bound == "below" ? "0" : "10.2.5"),
                "lessThan": .string(bound == "below" ? "10.2.5" : "*"),
                "status": .string(status), "conflict": true,
            ]
        }
        let entry = Self.entry(
            "PAN-OS", nil, row("below", "affected"), row("above", "affected"), row("below", "unaffected"))
        let subject = Subject(try Version("10.2.4", of: .panOS))
        let evidence = try #require(AffectedProduct(entry)?.evidence(subject))
        let assessment = Assessment([evidence])
        #expect(assessment.verdict == .potential)
        #expect(assessment.isConflict)
    }

    @Test func `fixes of the own train come first`() throws {
        let entry = Self.entry(
            "PAN-OS", "unaffected", ["version": "10.1.0", "lessThan": "10.1.9", "status": "affected"],
            ["version": "10.2.0", "lessThan": "10.2.4-h2", "status": "affected"],
            ["version": "9.1.0", "lessThan": "9.1.16", "status": "affected"])
        let subject = Subject(try Version("10.2.3", of: .panOS))
        #expect(AffectedProduct(entry)?.evidence(subject)?.fixedIn == ["10.2.4-h2"])
        let older = Subject(try Version("9.1.2", of: .panOS))
        #expect(AffectedProduct(entry)?.evidence(older)?.fixedIn == ["9.1.16", "10.1.9", "10.2.4-h2"])
    }

    @Test(.enabled(if: SharedVectors.areAvailable))
    func `CVE-2023-20198: the vendor's list outweighs the ranges of the NVD`() throws {
        var facts = VulnerabilityFacts()
        facts.add(cveRecord: try SharedVectors.json("data/cve5/CVE-2023-20198.json"))
        let answer = try SharedVectors.json("data/nvd-api/cve-modern-netos-5.trimmed.json")
        let record = answer["vulnerabilities"]?.arrayValue?.first { $0["cve"]?["id"] == "CVE-2023-20198" }
        try facts.add(nvd: try #require(record?["cve"]))
        let assess = { (text: String) throws in Assessment(facts.evidence(Subject(try Version(text, of: .ciscoIOSXE))))
        }
        #expect(try assess("16.9.5").verdict == .affected)
        #expect(try assess("16.9.5").isConflict)
        #expect(try assess("17.9.4a").verdict == .notAffected)
        #expect(try !assess("17.9.4a").isConflict)
    }
}
