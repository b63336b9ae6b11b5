import Applicability
import Basics
import Testing

/// The recorded versions that lie beside the repository.
@Suite(.enabled(if: SharedVectors.areAvailable)) struct VersionVectorTests {
    @Test func `every recorded comparison comes out as recorded`() throws {
        var count = 0
        for vector in try SharedVectors.json("vectors/version-order-vectors.json").arrayValue ?? [] {
            let (system, a, b) = try #require(Self.pair(vector))
            let order = try Version(a, of: system).order(Version(b, of: system))
            #expect(Int64(order.sign) == vector["cmp"]?.intValue, "\(system.rawValue) \(a) \(b)")
            #expect(order.isSameTrain == vector["sameTrain"]?.boolValue ?? true, "\(system.rawValue) \(a) \(b)")
            count += 1
        }
        #expect(count > 200)
    }

    @Test func `every recorded alias gives its canonical form, and what has none is refused`() throws {
        for vector in try SharedVectors.json("vectors/version-aliases.json").arrayValue ?? [] {
            let (system, raw) = try #require(Self.single(vector, "raw"))
            let canonical = try #require(vector["canonical"]?.stringValue)
            if canonical.hasPrefix("IOS train string") {
                #expect(throws: VersionError.self) { try Version(raw, of: system) }
            } else {
                // Remarks of the recorder stand in brackets.
                #expect(try Version(raw, of: system).canonical == canonical.prefix { $0 != " " }, "\(raw)")
            }
        }
    }

    @Test func `every version of the catalogues is understood, and its canonical form is the same version`() throws {
        for name in try SharedVectors.names("data/version-catalog") {
            let catalog = try SharedVectors.json("data/version-catalog/\(name)")
            let system = try #require(OperatingSystem(rawValue: catalog["os"]?.stringValue ?? ""))
            for text in (catalog["parseable_in_order"]?.arrayValue ?? []).compactMap(\.stringValue) {
                let version = try Version(text, of: system)
                #expect(try Version(version.canonical, of: system) == version, "\(system.rawValue) \(text)")
            }
        }
    }

    @Test func `odd texts of the catalogues are refused, or read as what they name`() throws {
        let refused = [
            "cisco_ios": ["12.0(10)w5(18f)", "16.6.2", "15.5(3)s1.1", "7000", "denali-16.3.4", "12.1x(l)", "11"],
            "cisco_iosxe": ["15.2(3)e", "3.6e", "3.2.00.xo.15.0(2)xo", "12.2(33)sre7a", "5.2.0.base", "3.4.xs"],
            "cisco_nxos": ["3000", "base", "r231", "9.1(1)SV1(3.1.8)"],
            "cisco_asa": ["9.9.1(1)"],
            "juniper_junos": ["0", "unspecified", "21.4*", "22.4R2, 22.4R3", "14.1X53-R1", "15.1A1"],
            "paloalto_panos": ["All"],
        ]
        for (name, texts) in refused {
            let system = try #require(OperatingSystem(rawValue: name))
            for text in texts {
                #expect(throws: VersionError.self, "\(name) \(text)") { try Version(text, of: system) }
            }
        }
    }

    private static func single(_ vector: JSONValue, _ key: String) -> (OperatingSystem, String)? {
        guard let system = vector["os"]?.stringValue.flatMap(OperatingSystem.init), let text = vector[key]?.stringValue
        else { return nil }
        return (system, text)
    }

    private static func pair(_ vector: JSONValue) -> (OperatingSystem, String, String)? {
        guard let (system, a) = single(vector, "a"), let b = vector["b"]?.stringValue else { return nil }
        return (system, a, b)
    }
}
