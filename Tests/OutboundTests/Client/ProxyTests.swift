import Basics
import Outbound
import TestKit
import Testing

@Suite struct ProxyTests {
    /// A server that accepts CONNECT and then answers as if it were the target.
    private func proxy() async throws -> LoopbackServer {
        try await LoopbackServer { request, _ in request.method == "CONNECT" ? .answer(200) : .text("through") }
    }

    private func settings(
        _ proxy: LoopbackServer, resolution: ProxySettings.Resolution = .here, bypassedHosts: [HostRule] = []
    ) throws -> OutboundSettings {
        var settings = OutboundSettings()
        settings.proxy = try ProxySettings(
            url: proxy.url("/"), credentials: Redacted(ProxySettings.Credentials(user: "u", password: "p")),
            bypassedHosts: bypassedHosts, resolution: resolution)
        return settings
    }

    @Test func `the proxy is asked for the checked address`() async throws {
        let proxy = try await proxy()
        let resolver = ScriptedResolver(["hooks.test": ["93.184.216.34"]])
        let bench = Bench(resolver: resolver, settings: try settings(proxy))
        let response = try await bench.client.send(OutboundRequest(url: "http://hooks.test/x"))
        #expect(String(decoding: response.body, as: UTF8.self) == "through")
        #expect(proxy.requests.first?.target == "93.184.216.34:80")
        #expect(proxy.requests.first?["Proxy-Authorization"] == "Basic dTpw")
        #expect(proxy.requests.last?["Host"] == "hooks.test")
        #expect(proxy.requests.last?["Proxy-Authorization"] == nil)
    }

    @Test func `a forbidden address is refused before the proxy hears of it`() async throws {
        let proxy = try await proxy()
        let resolver = ScriptedResolver(["hooks.test": ["10.0.0.1"]])
        let bench = Bench(resolver: resolver, settings: try settings(proxy))
        guard case .refused = await bench.fault(OutboundRequest(url: "http://hooks.test/")) else {
            Issue.record("the request was not refused")
            return
        }
        #expect(proxy.connections == 0)
    }

    @Test func `a proxy that finds the addresses itself gets the name, and never a forbidden address`() async throws {
        let proxy = try await proxy()
        let resolver = ScriptedResolver([:])
        let bench = Bench(resolver: resolver, settings: try settings(proxy, resolution: .byProxy))
        #expect(await bench.fault(OutboundRequest(url: "http://hooks.test/x")) == nil)
        #expect(proxy.requests.first?.target == "hooks.test:80")
        #expect(resolver.names == [])
        guard case .refused = await bench.fault(OutboundRequest(url: "http://10.0.0.1/")) else {
            Issue.record("the address was not refused")
            return
        }
    }

    @Test func `hosts of the bypass list are reached directly`() async throws {
        let proxy = try await proxy()
        let server = try await LoopbackServer { _, _ in .text("direct") }
        let bench = Bench(server, settings: try settings(proxy, bypassedHosts: [.domain("inside.test")]))
        let response = try await bench.client.send(OutboundRequest(url: server.url("/", host: "a.inside.test")))
        #expect(String(decoding: response.body, as: UTF8.self) == "direct")
        #expect(proxy.connections == 0)
    }

    @Test func `a proxy that refuses is told apart from the target`() async throws {
        let proxy = try await LoopbackServer { _, _ in .answer(407) }
        let resolver = ScriptedResolver(["hooks.test": ["93.184.216.34"]])
        let bench = Bench(resolver: resolver, settings: try settings(proxy))
        #expect(await bench.fault(OutboundRequest(url: "http://hooks.test/")) == .proxyFailed)
    }

    @Test(
        "other URLs are none of a proxy", arguments: ["", "proxy:3128", "https://proxy.test", "http://u:p@proxy.test"])
    func noProxy(_ url: String) {
        #expect(throws: OutboundError.self) { try ProxySettings(url: url) }
    }
}
