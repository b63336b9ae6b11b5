import Basics
import Testing

@testable import Applicability

/// Names that a source gave up for others (vendor.md §2.8).
@Suite struct ReplacedNameTests {
    /// `vendor:product:version`, as a CPE name.
    private static func name(_ text: String) -> String {
        let parts = text.split(separator: ":").count
        return "cpe:2.3:o:\(text)" + String(repeating: ":*", count: 10 - parts)
    }

    private static func names(_ steps: KeyValuePairs<String, [String]>) -> ReplacedNames {
        var names = ReplacedNames()
        for (text, others) in steps { names.add(name(text), replacedBy: others.map(name)) }
        return names
    }

    private static func match(
        _ product: String, from: String? = nil, before: String? = nil, vulnerable: Bool = true
    ) -> JSONValue {
        var match: JSONObject = [
            "vulnerable": .bool(vulnerable), "criteria": .string(name(product)), "matchCriteriaId": "A",
        ]
        if let from { match["versionStartIncluding"] = .string(from) }
        if let before { match["versionEndExcluding"] = .string(before) }
        return .object(match)
    }

    private static func configurations(
        _ matches: [JSONValue], _ names: ReplacedNames, listed: [String] = [], operator name: String = "OR",
        negate: Bool = false
    ) throws -> NVDConfigurations {
        try NVDConfigurations(
            [["nodes": [["operator": .string(name), "negate": .bool(negate), "cpeMatch": .array(matches)]]]],
            names: names
        ) { _ in listed }
    }

    private static func evidence(
        _ configurations: NVDConfigurations, _ version: String, _ system: OperatingSystem
    ) throws -> Evidence? {
        configurations.evidence(Subject(try Version(version, of: system)))
    }

    @Test func `what is listed by a name that was given up is listed by the names in its place`() throws {
        let names = Self.names(["cisco:ios_xe:17.3.5": ["cisco:ios_xe:17.3.6", "cisco:ios_xe:17.6.1a"]])
        let range = Self.match("cisco:ios_xe", from: "17.3.1", before: "17.3.4")
        let listed = try Self.configurations([range], names, listed: ["17.3.2", "17.3.5"])
        for (version, verdict, note) in [
            ("17.3.2", Verdict.affected, ""), ("17.3.5", .affected, " (listed by name)"),
            ("17.3.6", .affected, " (listed by name as 17.3.5, now cisco:ios_xe:17.3.6)"),
            ("17.6.1a", .affected, " (listed by name as 17.3.5, now cisco:ios_xe:17.6.1a)"),
            ("17.3.7", .notAffected, ""), ("17.6.1", .notAffected, ""),
        ] {
            let evidence = try #require(try Self.evidence(listed, version, .ciscoIOSXE))
            #expect(evidence.verdict == verdict, "\(version)")
            let rule = verdict == .affected ? Self.name("cisco:ios_xe") + " >= 17.3.1 < 17.3.4" + note : ""
            #expect(evidence.rule == rule, "\(version)")
        }
        let bare = try Self.configurations([range], names, listed: ["17.3.2"])
        #expect(try Self.evidence(bare, "17.3.6", .ciscoIOSXE)?.verdict == .notAffected)
        // Inside of the bounds nothing more has to be said.
        let inside = try Self.configurations(
            [range], Self.names(["cisco:ios_xe:17.3.5": ["cisco:ios_xe:17.3.2"]]), listed: ["17.3.5"])
        #expect(try Self.evidence(inside, "17.3.2", .ciscoIOSXE)?.rule.hasSuffix("17.3.4") == true)
    }

    @Test func `a version that is named by a name that was given up is named by the names in its place`() throws {
        let names = Self.names([
            "cisco:ios:16.9.1": ["cisco:ios_xe:16.9.2"], "cisco:ios_xe:16.9.2": ["cisco:ios_xr:7.1.1"],
        ])
        for (name, isAll) in [("OR", false), ("AND", true)] {
            let exact = try Self.configurations([Self.match("cisco:ios:16.9.1")], names, operator: name)
            #expect(exact.systems == [.ciscoIOS, .ciscoIOSXE, .ciscoIOSXR], "\(isAll)")
            let evidence = try Self.evidence(exact, "16.9.2", .ciscoIOSXE)
            #expect(evidence?.verdict == .affected)
            #expect(evidence?.rule == Self.name("cisco:ios:16.9.1") + " (now named cisco:ios_xe:16.9.2)")
            #expect(try Self.evidence(exact, "7.1.1", .ciscoIOSXR)?.verdict == .affected)
            // Of everything else under the new names nothing is said.
            #expect(try Self.evidence(exact, "7.1.2", .ciscoIOSXR) == nil)
        }
        let other = try Self.configurations([Self.match("cisco:ios:16.9.3")], names)
        #expect(try Self.evidence(other, "7.1.1", .ciscoIOSXR) == nil)
    }

    @Test func `an edition of a release is another name where one is named, and none where it is listed`() throws {
        var names = ReplacedNames()
        names.add("cpe:2.3:o:cisco:ios_xe:16.9.1:*:*:*:*:*:x86:*", replacedBy: [Self.name("cisco:ios_xe:16.9.9")])
        let exact = try Self.configurations([Self.match("cisco:ios_xe:16.9.1")], names)
        #expect(try Self.evidence(exact, "16.9.9", .ciscoIOSXE)?.verdict == .notAffected)
        let listed = try Self.configurations(
            [Self.match("cisco:ios_xe", before: "16.9.2")], names, listed: ["16.9.1"])
        #expect(try Self.evidence(listed, "16.9.9", .ciscoIOSXE)?.verdict == .affected)
    }

    @Test func `nothing is less affected by it, whatever is negated or joined`() throws {
        let names = Self.names(["cisco:ios_xe:17.3.5": ["cisco:ios_xe:17.3.6", "cisco:ios_xr:7.1.1"]])
        let match = Self.match("cisco:ios_xe:17.3.5")
        let hardware: JSONValue = ["vulnerable": false, "criteria": "cpe:2.3:h:cisco:asr_1001:-:*:*:*:*:*:*:*"]
        let order: [Verdict?] = [nil, .notAffected, .unknown, .potential, .affected]
        for name in ["OR", "AND"] {
            for isNegated in [false, true] {
                for matches in [[match], [match, hardware], [match, Self.match("cisco:ios_xe:17.9.1")]] {
                    let before = try Self.configurations(
                        matches, ReplacedNames(), operator: name, negate: isNegated)
                    let after = try Self.configurations(matches, names, operator: name, negate: isNegated)
                    for (version, system) in [
                        ("17.3.5", OperatingSystem.ciscoIOSXE), ("17.3.6", .ciscoIOSXE), ("17.9.1", .ciscoIOSXE),
                        ("17.9.2", .ciscoIOSXE), ("7.1.1", .ciscoIOSXR), ("7.1.2", .ciscoIOSXR),
                    ] {
                        let was = try Self.evidence(before, version, system)?.verdict
                        let now = try Self.evidence(after, version, system)?.verdict
                        let places = (order.firstIndex(of: was) ?? 0, order.firstIndex(of: now) ?? 0)
                        #expect(places.0 <= places.1, "\(name) \(isNegated) \(matches.count) \(version)")
                        #expect(now == was || now == .affected || now == .potential)
                        if isNegated { #expect(now == was) }
                    }
                }
            }
        }
    }

    @Test func `circles, long chains and texts that are no names do no harm`() throws {
        var names = Self.names([
            "cisco:ios_xe:17.3.5": ["cisco:ios_xe:17.3.6"], "cisco:ios_xe:17.3.6": ["cisco:ios_xe:17.3.5"],
        ])
        for text in ["", "cpe:2.3:o", "cpe:2.3:o:a:b:*", "cpe:2.3:h:cisco:ios:1:*", ":::", "cpe:2.3:o:\u{0}"] {
            names.add(text, replacedBy: [text, Self.name("cisco:ios_xe:1.1.1")])
        }
        names.add(Self.name("cisco:ios_xe:17.3.6"), replacedBy: ["", "cpe:/", "banana", Self.name("cisco:ios_xe")])
        let exact = try Self.configurations([Self.match("cisco:ios_xe:17.3.5")], names)
        #expect(try Self.evidence(exact, "17.3.6", .ciscoIOSXE)?.verdict == .affected)
        #expect(try Self.evidence(exact, "1.1.1", .ciscoIOSXE)?.verdict == .notAffected)
        var chain = ReplacedNames()
        for number in 0..<2_000 {
            chain.add(
                Self.name("cisco:ios_xe:17.3.\(number)"), replacedBy: [Self.name("cisco:ios_xe:17.3.\(number + 1)")])
        }
        #expect(chain.successors(of: NamedRelease(product: "cisco:ios_xe", version: "17.3.0")).count == 100)
        #expect(chain.releases(leadingTo: [Self.name("cisco:ios_xe:17.3.2000")]).count == 2_001)
    }

    @Test func `what leads to a name is found, and so are the systems that lead to one`() {
        let names = Self.names([
            "cisco:nx-os:7.1": ["cisco:ios:15.1"], "cisco:ios:15.1": ["cisco:ios_xr:7.1.1"], "cisco:ios_xr:9.9.9": [],
        ])
        #expect(
            names.releases(leadingTo: [Self.name("cisco:ios:15.1")]).map(\.text).sorted() == [
                "cisco:ios:15.1", "cisco:nx-os:7.1",
            ])
        // A name that counts again is none of them, and still means something else than before.
        #expect(names.releases(leadingTo: [Self.name("fortinet:fortios:7.2.4")]).count == 1)
        #expect(
            names.systems(leadingTo: [.ciscoIOSXR]) == [
                .ciscoIOSXR, .ciscoIOS, .ciscoIOSXE, .ciscoNXOS, .ciscoACI,
            ])
        #expect(names.systems(leadingTo: [.ciscoNXOS]) == [.ciscoNXOS])
    }

    @Test func `the index finds what looking at all finds`() throws {
        let names = Self.names(["cisco:ios_xe:17.9.1": ["cisco:ios_xe:17.9.4"]])
        var index = CaseIndex(.ciscoIOSXE)
        let cases = [
            ("listed", Self.match("cisco:ios_xe", from: "17.3.1", before: "17.3.4")),
            ("named", Self.match("cisco:ios_xe:17.9.1")), ("neither", Self.match("cisco:ios_xe:17.9.2")),
        ]
        for (id, match) in cases {
            let configurations = try Self.configurations([match], names, listed: ["17.9.1"])
            let statement = SystemStatement(
                .nvd, origin: "nvd", products: [], configurations: configurations, of: .ciscoIOSXE)
            index.add(id, [try #require(statement)])
        }
        for (version, found) in [("17.9.4", ["listed", "named"]), ("17.9.2", ["neither"]), ("17.9.3", [])] {
            let subject = Subject(try Version(version, of: .ciscoIOSXE))
            #expect(index.findings(subject).map(\.id) == found, "\(version)")
            let all = index.everything(subject).filter { $0.assessment.verdict == .affected }
            #expect(all.map(\.id) == found, "\(version)")
        }
    }
}
