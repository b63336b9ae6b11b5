import Applicability
import Basics
import Testing

/// Ranges and lists of fixes.
@Suite struct RangeTests {
    private static func row(_ system: OperatingSystem, _ json: JSONValue) -> AffectedRow {
        AffectedRow(json, of: system)
    }

    private static func covers(_ system: OperatingSystem, _ json: JSONValue, _ version: String) throws -> Truth {
        let version = try Version(version, of: system)
        return row(system, json).rules.map { $0.covers(version) }.max() ?? .no
    }

    @Test(arguments: [OperatingSystem.fortiOS, .ciscoIOSXE, .panOS, .junos])
    func `ranges equal brute force over all versions of a line`(_ system: OperatingSystem) throws {
        let texts = (16...19).flatMap { major in
            (1...6).flatMap { minor in
                switch system {
                case .ciscoIOSXE: ["", "a", "b"].map { "\(major).\(minor).1\($0)" }
                case .panOS: ["", "-h1", "-h10"].map { "\(major).\(minor).1\($0)" }
                case .junos: ["R1", "R2", "R2-S3"].map { "\(major).\(minor)\($0)" }
                default: (0...2).map { "\(major).\(minor).\($0)" }
                }
            }
        }
        let versions = try texts.map { try Version($0, of: system) }
        let random = SeededRandom(seed: 9)
        var count = 0
        for _ in 0..<1500 {
            let low = Int(random.below(UInt64(texts.count)))
            let high = low + Int(random.below(UInt64(texts.count - low)))
            let isIncluded = random.below(2) == 0
            let isOpen = random.below(5) == 0
            let json: JSONValue = [
                "version": .string(isOpen ? "0" : texts[low]),
                (isIncluded ? "lessThanOrEqual" : "lessThan"): .string(texts[high]),
            ]
            let row = Self.row(system, json)
            for (place, version) in versions.enumerated() {
                let expected = (isOpen || place >= low) && (isIncluded ? place <= high : place < high)
                let truth = row.rules.map { $0.covers(version) }.max() ?? .no
                // A hotfix of the last release that is included may be affected as well.
                let isHotfix =
                    system == .panOS && isIncluded && place > high && texts[place].hasPrefix(texts[high] + "-")
                #expect(
                    truth == (expected ? .yes : isHotfix && place >= low ? .possible : .no),
                    "\(json.text) \(texts[place])")
                count += 1
            }
        }
        #expect(count > 100_000)
    }

    @Test func `another train is never firmly inside, and outside only of a range about one train`() throws {
        let open: JSONValue = ["version": "0", "lessThan": "15.1(4)M7"]
        #expect(try Self.covers(.ciscoIOS, open, "15.1(4)M6") == .yes)
        #expect(try Self.covers(.ciscoIOS, open, "15.1(4)M7") == .no)
        #expect(try Self.covers(.ciscoIOS, open, "15.2(7)E3") == .possible)
        #expect(try Self.covers(.ciscoIOS, open, "15.0(2)SE4") == .possible)
        let train: JSONValue = ["version": "7.3(0)N1(1)", "lessThan": "7.3(8)N1(1)"]
        #expect(try Self.covers(.ciscoNXOS, train, "7.3(2)N1(1)") == .yes)
        #expect(try Self.covers(.ciscoNXOS, train, "7.3(2)D1(1)") == .possible)
        #expect(try Self.covers(.ciscoNXOS, train, "7.0(3)I7(9)") == .no)
        #expect(try Self.covers(.junos, ["version": "0", "lessThan": "20.4R3-S7"], "15.1X49-D200") == .possible)
        #expect(try Self.covers(.junos, ["version": "21.1", "lessThan": "21.1R3"], "15.1X49-D200") == .no)
    }

    @Test func `a list of fixes covers each line by itself`() throws {
        let row: JSONValue = ["version": "21.1", "lessThan": "21.1R1-S1, 21.1R3"]
        let expected: [(String, Truth)] = [
            ("21.1R1", .yes), ("21.1R1-S1", .no), ("21.1R1-S2", .no), ("21.1R2", .yes), ("21.1R2-S9", .yes),
            ("21.1R3", .no),
            ("21.1R3-S1", .no), ("21.1R4", .no), ("21.2R1", .no), ("20.4R3", .no),
        ]
        for (version, truth) in expected { #expect(try Self.covers(.junos, row, version) == truth, "\(version)") }
    }

    @Test func `hotfixes of older releases fix only these`() throws {
        let row = Self.row(
            .panOS,
            [
                "version": "10.2.0", "lessThan": "10.2.9-h1", "status": "affected",
                "changes": [
                    ["at": "10.2.8-h3", "status": "unaffected"], ["at": "10.2.7-h8", "status": "unaffected"],
                    ["at": "10.2.9-h1", "status": "unaffected"],
                ],
            ])
        let product = { (version: String) throws -> Verdict? in
            let rows: JSONValue = [
                "versions": [
                    [
                        "version": "10.2.0", "lessThan": "10.2.9-h1", "status": "affected",
                        "changes": [
                            ["at": "10.2.8-h3", "status": "unaffected"], ["at": "10.2.7-h8", "status": "unaffected"],
                            ["at": "10.2.9-h1", "status": "unaffected"],
                        ],
                    ]
                ], "defaultStatus": "unaffected",
            ]
            let subject = Subject(try Version(version, of: .panOS))
            return AffectedProduct(rows, of: .panOS, isEvolved: false).evidence(subject)?.verdict
        }
        #expect(row.status == .affected)
        let expected: [(String, Verdict)] = [
            ("10.2.7", .affected), ("10.2.7-h7", .affected), ("10.2.7-h8", .notAffected), ("10.2.8", .affected),
            ("10.2.8-h3", .notAffected), ("10.2.8-h4", .notAffected), ("10.2.9", .affected),
            ("10.2.9-h1", .notAffected),
            ("10.2.10", .notAffected),
        ]
        for (version, verdict) in expected { #expect(try product(version) == verdict, "\(version)") }
    }

    @Test func `trains, open starts, signs and swapped bounds are read as they are meant`() throws {
        let cases: [(OperatingSystem, JSONValue, String, Truth)] = [
            (.junos, ["version": "21.3", "lessThan": "21.3*"], "21.3R3-S5", .yes),
            (.junos, ["version": "21.3", "lessThan": "21.3*"], "21.4R1", .no),
            (.junos, ["version": "19.4R3-S4", "lessThan": "19.4*"], "19.4R3-S3", .no),
            (.junos, ["version": "0", "lessThanOrEqual": "21.*"], "20.4R3", .yes),
            (.junos, ["version": "22.1R1-EVO", "lessThan": "22.1*-EVO"], "22.1R2", .yes),
            (.fortiOS, ["version": "6.0.*"], "6.0.7", .yes), (.fortiOS, ["version": "6.0.*"], "6.2.0", .no),
            (.arubaOS, ["version": "10.4.x.x"], "10.4.0.1", .yes),
            (.arubaOS, ["version": "- ArubaOS 8.10.x.x:  8.10.0.6 and below"], "8.10.0.6", .yes),
            (.arubaOS, ["version": "- ArubaOS 8.10.x.x:  8.10.0.6 and below"], "8.9.0.1", .no),
            (.arubaOS, ["version": "8.10.0.0", "lessThanOrEqual": "<=8.10.0.12"], "8.10.0.12", .yes),
            (.sonicOS, ["version": "7.0.1-5119 and earlier versions"], "7.0.1-5100", .yes),
            (.sonicOS, ["version": "7.0.1-5119 and earlier versions"], "7.0.1-5120", .no),
            (.fortiOS, ["version": "FortiOS 5.2.10 through 5.2.15, 5.4.0 through 5.4.13"], "5.4.7", .yes),
            (.fortiOS, ["version": "FortiOS before 7.0.3"], "7.0.3", .no),
            (.aristaEOS, ["version": "4.26.1F", "lessThanOrEqual": "4.26.0"], "4.26.1F", .yes),
            (.aristaEOS, ["version": "4.28.2F", "lessThanOrEqual": "4.28.5.1M "], "4.28.5.1M", .yes),
            (.aristaEOS, ["version": "4.15.0", "lessThan": "4.16.0"], "4.15.0FX", .possible),
            (.aristaEOS, ["version": "4.15.0F"], "4.15.0FX", .possible),
            (.bigIP, ["version": "13.1.0", "lessThan": "*"], "13.1.5", .yes),
            (.bigIP, ["version": "13.1.0", "lessThan": "*"], "14.1.0", .no),
            (.panOS, ["version": "9.0.0", "lessThan": "*"], "11.0.0", .yes),
            (.ciscoIOS, ["version": "n/a"], "15.2(7)E3", .possible),
            (.ciscoIOS, ["version": "All"], "15.2(7)E3", .yes),
            (.ciscoIOS, ["version": "15.2.weird"], "15.2(7)E3", .possible),
            (.ciscoIOS, ["version": "15.1.weird"], "15.2(7)E3", .no),
            (.junos, ["version": "21.4R3-S2"], "21.4R3-S2.3", .yes),
            (.junos, ["version": "21.1", "lessThanOrEqual": "21.4R3-S2"], "21.4R3-S2.3", .yes),
            (.ciscoFTD, ["version": "7.2.0", "lessThanOrEqual": "7.2.5"], "7.2.5-208", .yes),
            (.ciscoIOSXE, ["version": "16.1.1", "lessThan": "something else"], "16.2.1", .possible),
        ]
        for (system, json, version, truth) in cases {
            #expect(try Self.covers(system, json, version) == truth, "\(system.rawValue) \(json.text) \(version)")
        }
        #expect(Self.row(.aristaEOS, ["version": "4.26.1F", "lessThanOrEqual": "4.26.0"]).flags == [.boundsSwapped])
        #expect(
            Self.row(.aristaEOS, ["version": "4.24.0", "lessThanOrEqual": "<=4.24.11M"]).flags == [.operatorInValue])
    }

    @Test func `random rows never trap, and what they do not mean is never firmly inside`() throws {
        let random = SeededRandom(seed: 31)
        let pieces = [
            "21.4R3-S2", "21.3*", "<=", "=", "4.28.3M", "7.0.1-5119", "and earlier versions", ",", "through", "*", "0",
            "n/a", "x", "-",
            "6.0.*", "999999999999999999", "9999999999999999999999", "FortiOS", "before", "15.2(7)E3", "12.1X47-D20",
            ".", "(", " ",
        ]
        let text = { (most: UInt64) -> JSONValue in
            .string(
                (0..<random.below(most)).map { _ in pieces[Int(random.below(UInt64(pieces.count)))] }.joined(
                    separator: " "))
        }
        for round in 0..<6000 {
            let system = OperatingSystem.allCases[round % OperatingSystem.allCases.count]
            let row: JSONValue = [
                "version": text(4), ["lessThan", "lessThanOrEqual", "other"][round % 3]: text(3),
                "changes": [["at": text(2), "status": "unaffected"]], "status": "affected",
            ]
            let product = AffectedProduct(["versions": [row]], of: system, isEvolved: false)
            guard let version = try? Version(["17.3.4", "21.4R2", "10.1(2)", "4.28.3M", "R81"][round % 5], of: system)
            else {
                continue
            }
            _ = product.evidence(Subject(version, hardware: round % 2 == 0 ? nil : ["x"]))
        }
    }
}
