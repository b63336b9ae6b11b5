import Basics
import Testing

@testable import Outbound

@Suite struct EgressPolicyTests {
    private func host(_ text: String) throws -> IPHost { try #require(IPHost(text)) }
    private func network(_ text: String) throws -> IPNetwork { try #require(IPNetwork(text)) }
    private func rule(_ text: String) throws -> HostRule { try #require(HostRule(text)) }

    /// The rule that an address breaks; `nil` when it may be reached.
    private func refusal(
        _ policy: EgressPolicy, _ address: String, url: String = "https://hooks.example.com/"
    ) throws -> EgressRefusal.Rule? {
        let url = try TargetURL(url)
        let host = try host(address)
        do throws(EgressRefusal) {
            try policy.check(host, of: url)
            return nil
        } catch {
            return error.rule
        }
    }

    @Test func `every row of the registries is understood`() {
        #expect(AddressClass.registry.count == AddressClass.rows.count)
    }

    @Test("the classes of a registry's first and last addresses", arguments: AddressClass.registry.indices)
    func classes(_ index: Int) {
        let (network, addressClass) = AddressClass.registry[index]
        let isCovered = AddressClass.registry[..<index].contains { $0.network.contains(network.network) }
        #expect(isCovered || network.network.addressClass == addressClass)
    }

    @Test func `an address on the edge of a range belongs to the right side`() throws {
        for (address, addressClass) in [
            ("9.255.255.255", AddressClass.global), ("11.0.0.0", .global), ("172.15.255.255", .global),
            ("172.32.0.0", .global), ("192.167.255.255", .global), ("100.63.255.255", .global),
            ("100.128.0.0", .global),
            ("126.255.255.255", .global), ("128.0.0.0", .global), ("223.255.255.255", .global), ("1.0.0.0", .global),
            ("2001:200::", .global), ("2001:1ff:ffff::", .reserved), ("1fff::1", .reserved), ("2003::1", .global),
            ("fdff:ffff::1", .privateUse), ("fe00::1", .reserved),
        ] {
            #expect(try host(address).addressClass == addressClass, "\(address)")
        }
    }

    @Test func `a name that leads to a private address needs its network or its host listed`() throws {
        var policy = EgressPolicy.forUserURLs()
        #expect(try refusal(policy, "10.1.2.3") == .unlistedPrivate)
        policy.allowedNetworks = [try network("10.1.0.0/16"), try network("fd12::/32")]
        #expect(try refusal(policy, "10.1.2.3") == nil)
        #expect(try refusal(policy, "10.2.0.1") == .unlistedPrivate)
        #expect(try refusal(policy, "fd12::1") == nil)
        #expect(try refusal(policy, "::ffff:10.1.2.3") == nil)
        policy = .forUserURLs(allowedHosts: [try rule("hooks.example.com")])
        #expect(try refusal(policy, "10.1.2.3") == nil)
        #expect(try refusal(policy, "10.1.2.3", url: "https://other.example.com/") == .unlistedPrivate)
    }

    @Test func `no list of hosts or networks opens what is never reached`() throws {
        var policy = EgressPolicy.forUserURLs(allowedHosts: [.any])
        policy.allowedNetworks = [try network("0.0.0.0/0"), try network("::/0")]
        #expect(try refusal(policy, "192.168.0.1") == nil)
        for (address, addressClass) in [
            ("127.0.0.1", AddressClass.loopback), ("169.254.1.1", .linkLocal), ("169.254.169.254", .metadata),
            ("fd00:ec2::254", .metadata), ("100.64.0.1", .shared), ("224.0.0.1", .multicast), ("0.0.0.0", .unspecified),
            ("::1", .loopback), ("2002:a00:1::", .reserved),
        ] {
            #expect(try refusal(policy, address) == .addressClass(addressClass))
        }
        #expect(throws: EgressRefusal.self) { try policy.check("http://localhost/") }
    }

    @Test func `a blocked network is refused unless the host is listed`() throws {
        var policy = EgressPolicy.forUserURLs()
        let blocked = try network("93.184.0.0/16")
        policy.blockedNetworks = [blocked]
        #expect(try refusal(policy, "93.184.216.34") == .blockedNetwork(blocked))
        #expect(try refusal(policy, "64:ff9b::5db8:d822") == .blockedNetwork(blocked))
        #expect(try refusal(policy, "94.0.0.1") == nil)
        policy.allowedHosts = [try rule(".example.com")]
        #expect(try refusal(policy, "93.184.216.34") == nil)
    }

    @Test func `an exception opens one address on one port`() throws {
        var policy = EgressPolicy.forUserURLs()
        policy.exceptions = [EgressPolicy.Exception(try network("127.0.0.1/32"), port: 9_000)]
        #expect(throws: Never.self) { try policy.check("http://127.0.0.1:9000/") }
        #expect(throws: Never.self) { try policy.check("http://localhost:9000/") }
        #expect(throws: EgressRefusal.self) { try policy.check("http://127.0.0.1:9001/") }
        #expect(throws: EgressRefusal.self) { try policy.check("http://127.0.0.2:9000/") }
        #expect(throws: EgressRefusal.self) { try policy.check("http://localhost:9001/") }
    }

    @Test func `devices and back ends may be private, and on every port`() throws {
        let policy = EgressPolicy.forNetworkAccess()
        for address in ["10.1.2.3", "192.168.0.1", "100.64.0.1", "fd12::1", "8.8.8.8"] {
            #expect(try refusal(policy, address) == nil)
        }
        #expect(throws: Never.self) { try policy.check("https://10.1.2.3:22/restconf") }
        for address in ["127.0.0.1", "169.254.169.254", "100.100.100.200", "fe80::1", "0.0.0.0", "224.0.0.1"] {
            #expect(try refusal(policy, address) != nil)
        }
    }

    @Test func `schemes can be narrowed`() {
        var policy = EgressPolicy.forUserURLs()
        policy.schemes = [.https]
        #expect(throws: EgressRefusal.self) { try policy.check("http://hooks.example.com/") }
        #expect(throws: Never.self) { try policy.check("https://hooks.example.com/") }
    }

    @Test(
        "entries of the list of hosts",
        arguments: [
            ("*", "a.example", true), ("a.example", "a.example", true), ("A.Example.", "a.example", true),
            ("a.example", "b.a.example", false), (".example", "a.example", true), (".example", "example", true),
            (".ample", "example", false), ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false),
            ("::1", "[::1]", true), ("[fd00::1]", "[fd00:0::1]", true), ("a.example", "10.1.2.3", false),
        ])
    func hosts(_ entry: String, _ host: String, _ matches: Bool) throws {
        let rule = try rule(entry)
        #expect(rule.matches(try #require(TargetHost(host))) == matches)
        #expect(HostRule(rule.description) == rule)
    }

    @Test("other entries are none", arguments: ["", ".", "**", "*.example", ".10.1.2.3", "a b", "127.1", "http://a/"])
    func noHosts(_ entry: String) {
        #expect(HostRule(entry) == nil)
    }

    @Test(
        "where a redirect leads to",
        arguments: [
            ("https://b.example/x", "https://b.example/x"), ("//b.example/x", "https://b.example/x"),
            ("/x?y", "https://a.example/x?y"), ("x", "https://a.example/p/x"), ("../x", "https://a.example/x"),
            ("../../../x/./y/..", "https://a.example/x/"), ("?z", "https://a.example/p/q?z"),
            ("x#fragment", "https://a.example/p/x"), ("", "https://a.example/p/q?r"), (".", "https://a.example/p/"),
            ("..", "https://a.example/"),
        ])
    func redirect(_ location: String, _ expected: String) throws {
        #expect(try TargetURL("https://a.example/p/q?r").resolving(location) == expected)
    }
}
