import Applicability
import Basics
import Testing

/// Configurations made at random, judged by an index and by counting on one's fingers.
@Suite struct CaseIndexTests {
    /// FortiOS releases in order; a release's place is what the independent judgement works with.
    private static let releases = (5...7).flatMap { major in
        (0...3).flatMap { minor in (0...4).map { "\(major).\(minor).\($0)" } }
    }

    /// A criterion with what it means: the places that it covers.
    private struct Criterion {
        let json: JSONValue
        let places: Set<Int>
    }

    private static func criterion(_ random: SeededRandom) -> Criterion {
        let low = Int(random.below(UInt64(releases.count)))
        let high = low + Int(random.below(UInt64(releases.count - low)))
        var object: JSONObject = ["vulnerable": true]
        let places: Set<Int>
        switch random.below(5) {
        case 0:
            object["criteria"] = "cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*"
            object["versionStartIncluding"] = .string(releases[low])
            object["versionEndExcluding"] = .string(releases[high])
            places = Set(low..<max(low, high))
        case 1:
            object["criteria"] = "cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*"
            object["versionEndIncluding"] = .string(" " + releases[high])
            places = Set(0...high)
        case 2:
            object["criteria"] = "cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*"
            object["versionStartExcluding"] = .string(releases[low])
            places = Set((low + 1)..<max(low + 1, releases.count))
        default:
            object["criteria"] = .string("cpe:2.3:o:fortinet:fortios:\(releases[low]):*:*:*:*:*:*:*")
            places = [low]
        }
        return Criterion(json: .object(object), places: places)
    }

    /// A record: alternatives of criteria, each maybe negated or gated by hardware.
    private static func record(_ random: SeededRandom) -> (json: JSONValue, places: Set<Int>) {
        var configurations: [JSONValue] = []
        var all: Set<Int> = []
        for _ in 0...random.below(2) {
            let criteria = (0...random.below(4)).map { _ in criterion(random) }
            var places = criteria.reduce(into: Set<Int>()) { $0.formUnion($1.places) }
            var node: JSONObject = ["operator": "OR", "cpeMatch": .array(criteria.map(\.json))]
            if random.below(6) == 0 {
                node["negate"] = true
                places = Set(releases.indices).subtracting(places)
            }
            var nodes: [JSONValue] = [.object(node)]
            var configuration: JSONObject = [:]
            if random.below(3) == 0 {
                let isOurs = random.below(2) == 0
                let model = isOurs ? "fortigate_60f" : "fortigate_90g"
                let gate: JSONValue = [
                    "criteria": .string("cpe:2.3:h:fortinet:\(model):-:*:*:*:*:*:*:*"), "vulnerable": false,
                ]
                nodes.append(["operator": "OR", "cpeMatch": [gate]])
                configuration["operator"] = "AND"
                if !isOurs { places = [] }
            }
            configuration["nodes"] = .array(nodes)
            configurations.append(.object(configuration))
            all.formUnion(places)
        }
        return (.array(configurations), all)
    }

    private static func statements(
        _ configurations: JSONValue, _ system: OperatingSystem
    ) throws -> [SystemStatement] {
        let configurations = try NVDConfigurations(configurations)
        return [SystemStatement(.nvd, origin: "nvd", products: [], configurations: configurations, of: system)]
            .compactMap(\.self)
    }

    @Test func `an index finds what brute force finds in 100,000 pairs`() throws {
        let random = SeededRandom(seed: 21)
        var index = CaseIndex(.fortiOS)
        var expected: [Set<Int>] = []
        for id in 0..<1700 {
            let (json, places) = Self.record(random)
            index.add("\(id)", try Self.statements(json, .fortiOS))
            expected.append(places)
        }
        #expect(index.count == 1700)
        for (place, text) in Self.releases.enumerated() {
            let subject = Subject(try Version(text, of: .fortiOS), hardware: ["FortiGate-60F"])
            let found = Set(index.findings(subject).filter { $0.assessment.verdict == .affected }.map(\.id))
            #expect(found == Set(expected.indices.filter { expected[$0].contains(place) }.map(String.init)), "\(text)")
            let all = index.everything(subject)
            #expect(all.count == 1700)
            #expect(Set(all.filter { $0.assessment.verdict == .affected }.map(\.id)) == found, "\(text)")
        }
    }

    @Test func `all versions of one system are none of another that is filed under its name too`() throws {
        func verdict(_ version: String, _ match: JSONValue, _ system: OperatingSystem) throws -> Verdict? {
            let configurations: JSONValue = [["nodes": [["cpeMatch": [match]]]]]
            return try NVDConfigurations(configurations).evidence(Subject(try Version(version, of: system)))?.verdict
        }
        let all: JSONValue = ["vulnerable": true, "criteria": "cpe:2.3:o:cisco:ios:*:*:*:*:*:*:*:*"]
        #expect(try verdict("15.2(7)E3", all, .ciscoIOS) == .affected)
        #expect(try verdict("17.9.5", all, .ciscoIOSXE) == nil)
        let named: JSONValue = ["vulnerable": true, "criteria": #"cpe:2.3:o:cisco:ios:16.7\(1\):*:*:*:*:*:*:*"#]
        #expect(try verdict("16.7.1", named, .ciscoIOSXE) == .affected)
        // The appliance's older name is nobody else's, so a range under it counts.
        let range: JSONValue = [
            "vulnerable": true, "criteria": "cpe:2.3:a:cisco:adaptive_security_appliance:*:*:*:*:*:*:*:*",
            "versionEndExcluding": "9.8.4",
        ]
        #expect(try verdict("9.6(1)", range, .ciscoASA) == .affected)
    }

    @Test func `spellings, builds, hotfixes and trains are found by their names`() throws {
        let cases: [(OperatingSystem, String, [String])] = [
            (.panOS, "paloaltonetworks:pan-os:10.1.14:*", ["10.1.14", "10.1.14-h10"]),
            (.panOS, "paloaltonetworks:pan-os:10.1.14:h10", ["10.1.14-h10"]),
            (.junos, "juniper:junos:21.4:*", ["21.4R1", "21.4R3-S2.3"]),
            (.junos, "juniper:junos:21.4:r3-s2", ["21.4R3-S2", "21.4R3-S2.3"]),
            (.ciscoFTD, "cisco:firepower_threat_defense:7.2.5:*", ["7.2.5", "7.2.5-208", "7.2.5 (Build 208)"]),
            (.ciscoIOSXE, "cisco:ios_xe:3.16.4bs:*", ["03.16.04b.S"]),
            (.ciscoIOSXE, #"cisco:ios:16.7\(1\):*"#, ["16.7.1"]),
            (.aristaEOS, "arista:eos:4.15.0:*", ["4.15.0F", "4.15.0FX"]),
        ]
        for (system, name, versions) in cases {
            var index = CaseIndex(system)
            let match: JSONValue = ["vulnerable": true, "criteria": .string("cpe:2.3:o:\(name):*:*:*:*:*:*")]
            index.add(name, try Self.statements([["nodes": [["cpeMatch": [match]]]]], system))
            for text in versions {
                #expect(index.findings(Subject(try Version(text, of: system))).map(\.id) == [name], "\(name) \(text)")
            }
            let other = Subject(try Version("9.9.9", of: system == .junos ? .panOS : system))
            if other.system == system { #expect(index.findings(other).isEmpty) }
        }
    }
}
