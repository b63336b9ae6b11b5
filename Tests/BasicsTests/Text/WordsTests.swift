import Testing

@testable import Basics

@Suite struct WordsTests {
    @Test(
        "Swift names become wire names",
        arguments: [
            ("softwareVersion", "software_version"), ("primaryIp4", "primary_ip4"),
            ("oldSoftware", "old_software"), ("cvssV2", "cvss_v2"), ("cvssV2Score", "cvss_v2_score"),
            ("name", "name"), ("", ""), ("Name", "name"), ("HTTPServer", "http_server"), ("aB", "a_b"),
            ("ip4Address", "ip4_address"), ("primaryIP4", "primary_ip4"), ("already_snake", "already_snake"),
            ("mixed_Case", "mixed_case"), ("étéNom", "été_nom"),
        ])
    func snakeCase(_ camel: String, _ expected: String) {
        #expect(Words.snakeCase(camel) == expected)
    }

    @Test(
        "white space goes at both ends only",
        arguments: [
            ("", ""), ("a", "a"), (" a ", "a"), ("\t\r\n a b \u{A0}\u{3000}", "a b"), ("   ", ""),
            ("\u{2003}é", "é"), ("a\u{200B}", "a\u{200B}"), ("\u{B}\u{C}x\u{85}", "x"), (" \r\n", ""),
        ])
    func trimmed(_ text: String, _ expected: String) {
        #expect(Words.trimmed(text) == expected)
    }

    @Test(
        "runs of digits are padded",
        arguments: [
            ("Ethernet1/10", "Ethernet00000001/00000010"), ("a", "a"), ("", ""), ("7", "00000007"),
            ("123456789", "123456789"), ("12345678", "12345678"), ("x001", "x00000001"), ("é2é", "é00000002é"),
            ("١", "١"),
        ])
    func naturalOrder(_ text: String, _ expected: String) {
        #expect(NaturalOrder.key(text) == expected)
    }

    @Test func `natural keys sort numbers by value`() {
        let names = ["Eth1", "Eth2", "Eth10", "Eth10/1", "Eth10/2", "Eth10/10"]
        #expect(names.shuffled().sorted { NaturalOrder.key($0) < NaturalOrder.key($1) } == names)
    }

    @Test(
        "slugs have letters, digits and single dashes",
        arguments: [
            ("15.2(1)T", "15-2-1-t"), ("cisco_ios", "cisco-ios"), ("APAC-3", "apac-3"),
            ("2026-09-13", "2026-09-13"), ("", ""), ("  --a--  ", "a"), ("Été à Paris", "ete-a-paris"),
            ("ﬁx", "fix"), ("東京-1", "1"), ("!!!", ""), ("A  B", "a-b"), ("n.v.t.", "n-v-t"),
        ])
    func slug(_ text: String, _ expected: String) {
        #expect(Slug.make(text) == expected)
    }
}
