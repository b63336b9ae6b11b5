import Testing

@testable import Basics

@Suite struct IPTests {
    @Test(
        "addresses are read and written in the shortest form",
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("10.0.0.1", "10.0.0.1"), ("::", "::"),
            ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
            ("2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("::ffff:c000:201", "::ffff:192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("fe80::0", "fe80::"), ("::1.2.3.4", "::102:304"),
        ])
    func host(_ text: String, _ expected: String) throws {
        let host = try #require(IPHost(text))
        #expect(host.description == expected)
        #expect(IPHost(expected) == host)
        #expect(IPHost(bytes: host.bytes) == host)
        #expect(host.bytes.count * 8 == host.family.bits)
    }

    @Test(
        "other texts are no address",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3", "1..2.3",
            "1.2.3.4 ", " 1.2.3.4", "0x1.2.3.4", "1.2.3.-4", "1.2.3.4444", ":", ":::", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:", ":1", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7",
            "::1%eth0", "fe80::1%1", "[::1]", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4:5", "1.2.3.4::",
            "::01.2.3.4", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1.2.3.4/24", "::1 ",
        ])
    func refuses(_ text: String) {
        #expect(IPHost(text) == nil)
    }

    @Test func `random IPv6 addresses read back as themselves`() {
        let random = SeededRandom(seed: 10)
        for _ in 0..<5_000 {
            let bytes = (0..<8).flatMap { _ in random.below(2) == 0 ? [0, 0] : random.fill(2) }
            let host = IPHost(bytes: bytes)
            #expect(host != nil)
            #expect(host.flatMap { IPHost($0.description) } == host)
        }
    }

    @Test(
        "networks lose the bits after the prefix",
        arguments: [
            ("10.0.0.77/24", "10.0.0.0/24", "10.0.0.255"), ("10.1.2.3/0", "0.0.0.0/0", "255.255.255.255"),
            ("10.1.2.3/32", "10.1.2.3/32", "10.1.2.3"), ("10.1.2.3/31", "10.1.2.2/31", "10.1.2.3"),
            ("172.16.200.1/12", "172.16.0.0/12", "172.31.255.255"),
            ("2001:db8:1:2:3::/48", "2001:db8:1::/48", "2001:db8:1:ffff:ffff:ffff:ffff:ffff"),
            ("2001:db8::1/64", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff"),
            ("::1/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), ("::1/128", "::1/128", "::1"),
            ("ff::ff/65", "ff::/65", "ff::7fff:ffff:ffff:ffff"), ("::3/127", "::2/127", "::3"),
            ("8000::/1", "8000::/1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ])
    func network(_ text: String, _ expected: String, _ last: String) throws {
        let network = try #require(IPNetwork(text))
        #expect(network.description == expected)
        #expect(network.broadcast.description == last)
        #expect(network.contains(network.network))
        #expect(network.contains(network.broadcast))
        #expect(network.contains(network))
        #expect(IPInterfaceAddress(text)?.description.hasSuffix("/\(network.prefixLength)") == true)
        #expect(IPInterfaceAddress(text)?.network == network)
    }

    @Test(
        "other texts are no network",
        arguments: [
            "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/24/24",
            "::/129", "/24", "10.0.0.0/ 24", "10.0.0.0/255.255.255.0", "10.0.0/24", "10.0.0.0/2a", "::/1280",
            "10.0.0.0/99999999999999999999",
        ])
    func refusesNetwork(_ text: String) {
        #expect(IPNetwork(text) == nil)
        #expect(IPInterfaceAddress(text) == nil)
    }

    @Test func `containment needs the family and the prefix`() throws {
        let outer = try #require(IPNetwork("10.0.0.0/8"))
        let inner = try #require(IPNetwork("10.20.0.0/16"))
        #expect(outer.contains(inner))
        #expect(!inner.contains(outer))
        #expect(!outer.contains(try #require(IPHost("11.0.0.0"))))
        #expect(!outer.contains(try #require(IPHost("::a00:1"))))
        #expect(!(try #require(IPNetwork("::/0"))).contains(inner))
        #expect(IPNetwork(host: inner.network, prefixLength: 33) == nil)
        #expect(IPNetwork(host: inner.network, prefixLength: -1) == nil)
    }

    @Test func `networks and hosts are ordered by family, address and length`() {
        let texts = ["0.0.0.0/0", "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "::/0", "2001:db8::/32"]
        let networks = texts.compactMap { IPNetwork($0) }
        #expect(networks.shuffled().sorted().map(\.description) == texts)
        let byKey = networks.shuffled().sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
        #expect(byKey == networks)
        #expect(IPHost(v4: .max) < IPHost(v6High: 0, low: 0))
        let addresses = ["10.0.0.1/8", "10.0.0.1/24", "10.0.0.2/8"].compactMap { IPInterfaceAddress($0) }
        #expect(addresses.reversed().sorted() == addresses)
    }

    @Test(arguments: [0, 3, 5, 15, 17])
    func `addresses have four or sixteen bytes`(_ count: Int) {
        #expect(IPHost(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }
}
