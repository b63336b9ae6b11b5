import Basics
import Testing

@testable import Applicability

/// Versions that a source lists by name for a criterion with bounds (vendor.md §2.8).
@Suite struct NamedVersionTests {
    private static func configurations(
        _ product: String, from: String, before: String, names: [String]
    ) throws -> NVDConfigurations {
        let match: JSONValue = [
            "vulnerable": true, "criteria": .string("cpe:2.3:o:\(product):*:*:*:*:*:*:*:*"),
            "versionStartIncluding": .string(from), "versionEndExcluding": .string(before), "matchCriteriaId": "A",
        ]
        return try NVDConfigurations([["nodes": [["operator": "OR", "cpeMatch": [match]]]]]) { id in
            id == "A" ? names : []
        }
    }

    private static func evidence(
        _ configurations: NVDConfigurations, _ version: String, _ system: OperatingSystem
    ) throws -> Evidence? {
        configurations.evidence(Subject(try Version(version, of: system)))
    }

    @Test func `a version that is listed is meant, wherever it stands to the bounds`() throws {
        let listed = try Self.configurations(
            "cisco:ios_xe", from: "17.3.1", before: "17.3.4", names: ["17.3.1", "17.3.5", "17.6.3a"])
        for (version, verdict, byName) in [
            ("17.3.1", Verdict.affected, false), ("17.3.5", .affected, true), ("17.6.3a", .affected, true),
            ("17.3.3", .affected, false), ("17.3.4", .notAffected, false), ("17.6.3", .notAffected, false),
        ] {
            let evidence = try #require(try Self.evidence(listed, version, .ciscoIOSXE))
            #expect(evidence.verdict == verdict, "\(version)")
            #expect(evidence.rule.contains("(listed by name)") == byName, "\(version)")
        }
    }

    @Test func `what order leaves open is settled by a name, and what is not listed stays as it is`() throws {
        let train = ("cisco:ios", "15.2(4)M1", "15.2(4)M6")
        let open = try Self.configurations(train.0, from: train.1, before: train.2, names: [])
        #expect(try Self.evidence(open, "15.2(4)E3", .ciscoIOS)?.verdict == .potential)
        let listed = try Self.configurations(train.0, from: train.1, before: train.2, names: [#"15.2\(4\)e3"#])
        #expect(try Self.evidence(listed, "15.2(4)E3", .ciscoIOS)?.verdict == .affected)
        #expect(try Self.evidence(listed, "15.2(4)E5", .ciscoIOS)?.verdict == .potential)
    }

    @Test func `a name that is exact means no hotfix of it`() throws {
        let listed = try Self.configurations(
            "paloaltonetworks:pan-os", from: "10.2.0", before: "10.2.3", names: ["10.2.9:-", "10.2.10:h2"])
        #expect(try Self.evidence(listed, "10.2.9", .panOS)?.verdict == .affected)
        #expect(try Self.evidence(listed, "10.2.9-h1", .panOS)?.verdict == .notAffected)
        #expect(try Self.evidence(listed, "10.2.10-h2", .panOS)?.verdict == .affected)
        #expect(try Self.evidence(listed, "10.2.10", .panOS)?.verdict == .notAffected)
    }

    @Test func `names are kept by their version and update, and what names no version is not kept`() {
        #expect(NamedVersions.short("cpe:2.3:o:cisco:ios_xe:17.3.1:*:*:*:*:*:*:*") == "17.3.1")
        #expect(NamedVersions.short("cpe:2.3:o:juniper:junos:21.4:r3-s2:*:*:*:*:*:*") == "21.4:r3-s2")
        #expect(NamedVersions.short(#"cpe:2.3:o:cisco:ios:15.2\(7\)e3:*:*:*:*:*:*:*"#) == #"15.2\(7\)e3"#)
        #expect(NamedVersions.short("cpe:2.3:o:paloaltonetworks:pan-os:10.1.14:-:*:*:*:*:*:*") == "10.1.14:-")
        for name in ["", "17.3.1", "cpe:2.3:o:cisco:ios_xe:*:*:*:*:*:*:*:*", "cpe:2.3:o:cisco:ios_xe:-:*:*:*:*:*:*:*"] {
            #expect(NamedVersions.short(name) == nil, "\(name)")
        }
        #expect(NamedVersions(["17.3.1", "banana", "a b", "*", ":::::::::::::"], of: .ciscoIOSXE).keys.count == 1)
    }

    @Test func `the index finds what looking at all finds`() throws {
        var index = CaseIndex(.ciscoIOSXE)
        for (id, names) in [("listed", ["17.9.1"]), ("bare", [])] {
            let configurations = try Self.configurations("cisco:ios_xe", from: "17.3.1", before: "17.3.4", names: names)
            let statement = SystemStatement(
                .nvd, origin: "nvd", products: [], configurations: configurations, of: .ciscoIOSXE)
            index.add(id, [try #require(statement)])
        }
        for (version, found) in [("17.3.2", ["listed", "bare"]), ("17.9.1", ["listed"]), ("17.9.2", [])] {
            let subject = Subject(try Version(version, of: .ciscoIOSXE))
            #expect(index.findings(subject).map(\.id) == found, "\(version)")
            let all = index.everything(subject).filter { $0.assessment.verdict == .affected }
            #expect(all.map(\.id) == found, "\(version)")
        }
    }
}
