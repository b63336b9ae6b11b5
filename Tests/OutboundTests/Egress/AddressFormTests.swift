import Basics
import Outbound
import Testing

/// The addresses of the machine itself, of its neighbours and of clouds, in every form that some program understands.
@Suite struct AddressFormTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let url: String
        let rule: EgressRefusal.Rule

        var testDescription: String { String(url.prefix(80)) }
    }

    /// Hosts, with or without a port, and URLs.
    static func forms(_ rule: EgressRefusal.Rule, _ texts: String...) -> [Form] {
        texts.map { Form(url: $0.contains("://") ? $0 : "http://\($0)/", rule: rule) }
    }

    /// Texts that are meant as URLs as they stand.
    static func texts(_ rule: EgressRefusal.Rule, _ texts: String...) -> [Form] {
        texts.map { Form(url: $0, rule: rule) }
    }

    static let refused: [Form] =
        forms(
            .addressClass(.loopback), "127.0.0.1", "127.0.0.1:8080", "127.1.2.3", "127.255.255.254", "[::1]",
            "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::0001]", "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]", "[::FFFF:7F00:0001]", "[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::7f00:1]",
            "[64:ff9b::127.0.0.1]", "HTTP://127.0.0.1/", "http://127.0.0.1", "http://127.0.0.1?a=b")
        + forms(
            .obscuredAddress, "2130706433", "0x7f000001", "0x7F.0x0.0x0.0x1", "0x7f.1", "017700000001",
            "0177.0.0.1", "0177.0.0.01", "127.1", "127.0.1", "0", "0x0", "00000000", "127.0.0.1.", "2130706433.",
            "0x", "1.2.3.4.5", "256.256.256.256", "127.0.0.0x1", "127.000.000.001", "example.123", "169.254.43518",
            "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "3232235777")
        + forms(
            .addressClass(.unspecified), "0.0.0.0", "0.0.0.0:80", "0.1.2.3", "[::]", "[0:0:0:0:0:0:0:0]",
            "[::ffff:0.0.0.0]", "[64:ff9b::]")
        + forms(
            .addressClass(.metadata), "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192",
            "168.63.129.16", "[fd00:ec2::254]", "[fd20:ce::254]", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]")
        + forms(.addressClass(.linkLocal), "169.254.0.1", "[fe80::1]", "[febf::1]")
        + forms(
            .addressClass(.multicast), "224.0.0.1", "239.255.255.250", "255.255.255.255", "[ff02::1]", "[ff05::2]")
        + forms(.addressClass(.shared), "100.64.0.1", "100.127.255.254")
        + forms(
            .addressClass(.reserved), "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "240.0.0.1",
            "192.88.99.1", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
            "[2001:db8::1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b:1::7f00:1]", "[fec0::1]", "[100::1]",
            "[4000::1]", "[3fff::1]")
        + forms(
            .unlistedPrivate, "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "[fc00::1]", "[fdff::1]",
            "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]")
        + forms(
            .localName, "localhost", "localhost.", "LOCALHOST", "LocalHost:8080", "a.localhost",
            "localhost.localdomain",
            "ip6-localhost")
        + forms(
            .nonASCIIHost, "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "ⓛocalhost", "exämple.com", "example\u{200B}.com",
            "loc\u{AD}alhost", "example .com", "exa\tmple.com", "exam\nple.com", "\u{FF0F}evil.example")
        + forms(.zoneIdentifier, "[fe80::1%eth0]", "[fe80::1%25eth0]", "[::1%lo]")
        + forms(
            .userInfo, "user@127.0.0.1", "good.example@127.0.0.1", "user:pass@good.example", "@127.0.0.1",
            "good.example:80@127.0.0.1", "a@b@127.0.0.1")
        + forms(
            .malformedHost, "http://", "http:///path", "http://?q", "[::1", "[:::1]", "[127.0.0.1]",
            "%31%32%37.0.0.1", "127.0.0.1%2f", "example..com", ".example.com", "-a.example", "a-.example",
            "ex*mple.com", "[::ffff:127.1]", "[1::2::3]", "[g::1]", "a,b")
        + forms(
            .malformedURL, "http://good.example#@127.0.0.1/", "http://good.example\\@127.0.0.1/",
            "http://good.example/#@127.0.0.1", "http://good.example/\\\\127.0.0.1", "[::1]]", "::1",
            "http://good.example:/", "http://good.example:0/", "http://good.example:65536/",
            "http://good.example:080080/", "http://good.example:80a/", "http://good.example:-1/", "[::1]x",
            "http://good.example/a b", "http://good.example/a/../b", "http://good.example/%2e%2E/b",
            "http://good.example/.", "http://good.example/%zz", "http://good.example/%2", "http://good.example/\u{E9}",
            "http://good.example/\r\nX: y", "http://good.example/\u{0}", "http://good.example/<b>",
            "http://good.example/" + String(repeating: "a", count: 8_200))
        + texts(.malformedURL, "good.example", "", "//127.0.0.1/", "/path")
        + texts(
            .scheme, "file:///etc/passwd", "gopher://127.0.0.1:70/_x", "dict://127.0.0.1:11211/stat",
            "ftp://good.example/",
            "javascript:alert(1)", "data:text/plain,x", "http:good.example", "http:/good.example",
            "ldap://good.example/",
            "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun/x", "jar:http://good.example!/",
            " http://good.example/",
            "ws://good.example/", "https:\\\\good.example")
        + forms(.port(22), "good.example:22")
        + forms(.port(25), "http://good.example:25/")
        + forms(.port(6667), "http://good.example:6667/")

    @Test("what may not be reached is refused, with the rule that says so", arguments: refused)
    func refuses(_ form: Form) {
        let error = #expect(throws: EgressRefusal.self) { try EgressPolicy.forUserURLs().check(form.url) }
        #expect(error?.rule == form.rule)
        #expect(error?.message.hasSuffix(".") == true)
    }

    @Test func `there are more than sixty forms`() {
        #expect(Self.refused.count > 150)
    }

    @Test(
        "ordinary URLs pass, in one form",
        arguments: [
            ("https://hooks.example.com/a/b?c=d%20e", "https://hooks.example.com/a/b?c=d%20e"),
            ("HTTPS://Hooks.Example.COM", "https://hooks.example.com/"),
            ("https://hooks.example.com.:443/", "https://hooks.example.com/"),
            ("http://example.com:8080?x=/../y", "http://example.com:8080/?x=/../y"),
            ("http://93.184.216.34/", "http://93.184.216.34/"),
            ("http://[2606:2800:220:1::248]:8080/", "http://[2606:2800:220:1::248]:8080/"),
            ("http://[::ffff:93.184.216.34]/", "http://93.184.216.34/"),
            ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
            ("https://a_b.example/..a/b./...", "https://a_b.example/..a/b./..."),
            ("https://123.example/", "https://123.example/"), ("https://example.com/@me", "https://example.com/@me"),
            ("https://example.com/a:b,c;d=!$&'()*+~[1]", "https://example.com/a:b,c;d=!$&'()*+~[1]"),
            ("http://[64:ff9b::5db8:d822]/", "http://[64:ff9b::5db8:d822]/"),
        ])
    func accepts(_ url: String, _ form: String) throws {
        #expect(try EgressPolicy.forUserURLs().check(url).text == form)
    }

    @Test func `neither a URL nor a refusal shows path, query or user information`() throws {
        let url = try EgressPolicy.forUserURLs().check("https://hooks.example.com/T0/s3cret?key=s3cret")
        #expect("\(url)" == "https://hooks.example.com")
        for text in ["http://u:s3cret@h.example/", "http://10.0.0.1/s3cret?s3cret", "http://h.example/ s3cret"] {
            let error = #expect(throws: EgressRefusal.self) { try EgressPolicy.forUserURLs().check(text) }
            #expect("\(String(describing: error))".contains("s3cret") == false)
        }
    }
}
