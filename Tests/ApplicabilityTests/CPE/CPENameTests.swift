import Applicability
import Basics
import Testing

/// Names of products and how they compare.
@Suite struct CPENameTests {
    private static let ios = #"cpe:2.3:o:cisco:ios:15.2\(7\)e3:*:*:*:*:*:*:*"#

    @Test func `a formatted string and a URI of one name are equal, and each can be written again`() throws {
        let name = try CPEName(Self.ios)
        #expect(name.part == .operatingSystem)
        #expect(name.version == .text("15.2(7)e3"))
        #expect(name.formatted == Self.ios)
        #expect(name.uri == "cpe:/o:cisco:ios:15.2%287%29e3")
        #expect(try CPEName(name.uri) == name)
    }

    @Test func `escapes keep their meaning through both forms`() throws {
        for text in [
            #"cpe:2.3:a:foo\\bar:c\+\+:1.0:-:*:*:*:*:*:*"#, #"cpe:2.3:o:juniper:junos:12.1x46\:d72:*:*:*:*:*:*:*"#,
            #"cpe:2.3:a:x:\-:\*:*:*:*:*:*:*:*"#, #"cpe:2.3:a:hp:insight:7.4.0.1570:-:*:*:online:win2003:x64:*"#,
            #"cpe:2.3:a:x:y:12.2*:sp??:*:*:*:*:*:*"#, #"cpe:2.3:*:x:y:1.0:*:en\-us:*:*:*:*:*"#,
        ] {
            let name = try CPEName(text)
            #expect(try CPEName(name.formatted) == name, "\(text)")
            #expect(try CPEName(name.uri) == name, "\(text) \(name.uri)")
        }
        let packed = try CPEName("cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~")
        #expect(packed.formatted == "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*")
    }

    @Test func `attributes that are missing are any`() throws {
        #expect(try CPEName("cpe:2.3:o:cisco:ios:15.3:*") == CPEName("cpe:2.3:o:cisco:ios:15.3:*:*:*:*:*:*:*"))
        #expect(try CPEName("cpe:/o:mikrotik:routeros").formatted == "cpe:2.3:o:mikrotik:routeros:*:*:*:*:*:*:*:*")
    }

    @Test func `texts that are no names are refused`() {
        for text in [
            "", "cpe:2.3:", "cpe:2.3:x:cisco:ios", "cpe:2.3:o:cisco:ios xe:*", "cpe:2.3:o:a:b:c:d:e:f:g:h:i:j:k",
            "cpe:2.3:o:cisco::1", "cpe:2.3:o:ci*sco:ios:1", "cpe:2.3:o:cisco:ios:**", "cpe:/o:cisco:ios:1%2",
            #"cpe:2.3:o:c\"#,
            "cpe:/a:b:c:d:e:~1~2:f", "http://x",
        ] {
            #expect(throws: CPEError.self, "\(text)") { try CPEName(text) }
        }
    }

    @Test(arguments: [
        ("*", "1.0", CPERelation.superset), ("1.0", "*", .subset), ("*", "*", .equal), ("-", "-", .equal),
        ("-", "1.0", .disjoint), ("1.0", "-", .disjoint), ("*", "-", .superset), ("-", "*", .subset),
        ("1.0", "1.0", .equal), ("1.0", "2.0", .disjoint), ("1.*", "1.0", .superset), ("1.?", "1.10", .disjoint),
        ("1.??", "1.10", .superset), ("1.0", "1.*", .undefined), ("*.0", "1.0", .superset), ("2.*", "1.0", .disjoint),
    ])
    func `versions compare as the specification's table says`(
        _ source: String, _ target: String, _ relation: CPERelation
    ) throws {
        let name = { (version: String) in try CPEName("cpe:2.3:o:cisco:ios_xe:\(version):*:*:*:*:*:*:*") }
        #expect(try CPERelation(name(source), name(target)) == relation)
    }

    @Test func `names overlap unless an attribute is disjoint`() throws {
        let hotfix = try CPEName("cpe:2.3:o:paloaltonetworks:pan-os:10.1.14:h10:*:*:*:*:*:*")
        #expect(try CPEName("cpe:2.3:o:paloaltonetworks:pan-os:10.1.14:*:*:*:*:*:*:*").overlaps(hotfix))
        #expect(try !CPEName("cpe:2.3:o:paloaltonetworks:pan-os:10.1.14:-:*:*:*:*:*:*").overlaps(hotfix))
        #expect(try CPEName("cpe:2.3:o:PaloAltoNetworks:PAN-OS:10.1.14:H10").overlaps(hotfix))
        #expect(try CPERelation(CPEName("cpe:2.3:o:a:b:*:h1"), CPEName("cpe:2.3:o:a:b:1:*")) == .undefined)
    }

    @Test func `random changes of a name never trap`() {
        let random = SeededRandom(seed: 5)
        for _ in 0..<20_000 {
            var bytes = Array(Self.ios.utf8)
            for _ in 0...random.below(4) { bytes[Int(random.below(UInt64(bytes.count)))] = UInt8(random.below(256)) }
            guard let name = try? CPEName(String(decoding: bytes, as: UTF8.self)) else { continue }
            #expect((try? CPEName(name.formatted)) == name, "\(name.formatted)")
        }
    }
}
