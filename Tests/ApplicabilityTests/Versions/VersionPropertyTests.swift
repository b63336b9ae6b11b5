import Applicability
import Basics
import Testing

/// What holds for all versions, tried on many.
@Suite struct VersionPropertyTests {
    /// Valid versions of a system, made of its example by changing numbers and letters.
    private static func samples(_ system: OperatingSystem, _ random: SeededRandom, count: Int) -> [Version] {
        var texts = seeds[system] ?? []
        var versions: [Version] = []
        for _ in 0..<200_000 where versions.count < count {
            let seed = texts[Int(random.below(UInt64(texts.count)))]
            let text = mutated(seed, random)
            guard let version = try? Version(text, of: system) else { continue }
            versions.append(version)
            // What was made of a mutation is a start of others: trains and suffixes spread.
            if texts.count < 200 { texts.append(version.canonical) }
        }
        return versions
    }

    private static let seeds: [OperatingSystem: [String]] = [
        .ciscoIOS: ["15.2(7)E3", "12.2(33)SXI4a", "12.3(6f)", "15.2(4.0.5)E", "12.2"],
        .ciscoIOSXE: ["17.3.4a", "3.16.4bS", "16.12.1z1", "3.6.5E"], .ciscoIOSXR: ["7.10.1", "6.1.4.10I"],
        .ciscoNXOS: ["7.0(3)I7(9w)", "9.3(10)", "7.3(0)N1(1.2)", "7.3"], .ciscoACI: ["14.2(7f)"],
        .ciscoASA: ["9.8(4)10", "9.8.4"], .ciscoFTD: ["7.4.1.1", "6.2.3-85"], .ciscoFMC: ["7.2.5.1"],
        .ciscoFXOS: ["2.10(1.179)"], .ciscoWLC: ["8.10.185.0"], .ciscoISE: ["3.1 Patch 7"],
        .aristaEOS: ["4.28.3M", "4.20.5.1F", "4.14.5FX.2"],
        .junos: ["21.4R3-S2.3", "12.1X47-D20.7", "15.1F6-S2", "21.4"],
        .panOS: ["10.1.6-h3", "10.1.6-b2"], .fortiOS: ["7.2.4"], .bigIP: ["16.1.4.1", "13.1.0 HF2"],
        .arubaOS: ["8.10.0.2"], .arubaCX: ["10.10.1080"], .huaweiVRP: ["V200R019C00SPC500SPH012"],
        .routerOS: ["7.11beta2", "6.49.7"], .gaia: ["R81.20 Take 41", "R80"], .fastIron: ["08.0.95b"],
        .srOS: ["20.10.R4"], .exos: ["30.7.1.1-patch1-14"], .netScaler: ["13.1-51.14"],
        .sonicOS: ["6.5.4.4-44v-21-2079", "7.0.1-5161"],
    ]

    private static func mutated(_ text: String, _ random: SeededRandom) -> String {
        var bytes = Array(text.utf8)
        for _ in 0...random.below(3) where !bytes.isEmpty {
            let place = Int(random.below(UInt64(bytes.count)))
            switch bytes[place] {
            case 0x30...0x39: bytes[place] = 0x30 + UInt8(random.below(10))
            case 0x61...0x7A where random.below(4) > 0: bytes[place] = 0x61 + UInt8(random.below(26))
            case 0x41...0x5A where random.below(4) > 0: bytes[place] = 0x41 + UInt8(random.below(26))
            default: if random.below(6) == 0 { bytes.remove(at: place) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: OperatingSystem.allCases)
    func `a rule refuses every version outside of its reach`(_ system: OperatingSystem) {
        let versions = Self.samples(system, SeededRandom(seed: 11), count: 90)
        var outside = 0
        var wrong: [String] = []
        for (place, bound) in versions.enumerated() {
            let other = versions[(place * 7 + 3) % versions.count]
            let upper = VersionRange(lower: .open, upper: .version(bound, isIncluded: place % 2 == 0))
            let lower = VersionRange(lower: .version(bound, isIncluded: place % 2 == 1), upper: .unreadable("?"))
            let both = VersionRange(
                lower: .version(bound, isIncluded: true), upper: .version(other, isIncluded: false))
            let rules: [VersionRule] = [
                .range(upper), .range(lower), .range(both), .both([.range(both), .everything]),
                .unlessFixed(from: .version(bound, isIncluded: true), fixes: [other]),
            ]
            for rule in rules {
                let reach = VersionReach(rule)
                for version in versions {
                    guard let mark = version.mark, !reach.holds(mark) else { continue }
                    outside += 1
                    if rule.covers(version) != .no { wrong.append("\(version.canonical): \(rule)") }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
        #expect(outside > 100)
    }

    @Test(arguments: OperatingSystem.allCases)
    func `the order is total, and agrees with the comparison where there is one`(_ system: OperatingSystem) throws {
        let random = SeededRandom(seed: 7)
        let versions = Self.samples(system, random, count: 160)
        #expect(versions.count == 160)
        #expect(Set(versions).count > 20)
        for left in versions {
            for right in versions {
                // Exactly one of three holds.
                let facts = [left < right, left == right, right < left].filter(\.self).count
                #expect(facts == 1, "\(left.canonical) \(right.canonical)")
                guard let order = try? left.order(right) else { continue }
                #expect(try right.order(left).sign == -order.sign)
                if order.sign < 0 { #expect(left < right) }
                if left == right { #expect(order.sign == 0) }
            }
        }
        // 26 systems with 40,000 triples each.
        for _ in 0..<40_000 {
            let picked = (0..<3).map { _ in versions[Int(random.below(160))] }
            if picked[0] < picked[1], picked[1] < picked[2] {
                #expect(picked[0] < picked[2], "\(picked.map(\.canonical))")
            }
        }
    }

    @Test(arguments: OperatingSystem.allCases)
    func `the canonical form of what is understood is understood as the same`(_ system: OperatingSystem) throws {
        for version in Self.samples(system, SeededRandom(seed: 11), count: 300) {
            let again = try Version(version.canonical, of: system)
            #expect(again.canonical == version.canonical)
            // The canonical form of Junos OS Evolved is that of Junos OS: the product tells them apart.
            if !version.traits.contains(.evolved) { #expect(again == version, "\(version.canonical)") }
        }
    }

    @Test func `random bytes never trap and are understood by none`() throws {
        let random = SeededRandom(seed: 3)
        var understood = 0
        for _ in 0..<20_000 {
            let text = String(decoding: random.fill(Int(random.below(24))), as: UTF8.self)
            for system in OperatingSystem.allCases where (try? Version(text, of: system)) != nil { understood += 1 }
        }
        #expect(understood < 10)
        for system in OperatingSystem.allCases {
            for seed in Self.seeds[system] ?? [] {
                for length in 0...seed.utf8.count {
                    _ = try? Version(String(seed.prefix(length)), of: system)
                    _ = try? Version(seed.replacing("4", with: String(repeating: "9", count: length * 3)), of: system)
                }
            }
        }
    }
}
