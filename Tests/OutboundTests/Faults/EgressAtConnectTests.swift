import Basics
import Outbound
import TestKit
import Testing

/// The egress policy where it counts: between the name and the connection.
@Suite struct EgressAtConnectTests {
    /// Two servers on the same port, as a name that is public now and local the next time leads to them.
    private func twoServers() async throws -> (open: LoopbackServer, forbidden: LoopbackServer) {
        for _ in 0..<50 {
            let forbidden = try await LoopbackServer { _, _ in .text("secret") }
            // Somebody else may have this port on the other address.
            let open = try? await LoopbackServer(address: "127.0.0.2", port: forbidden.port) { _, _ in .text("open") }
            if let open { return (open, forbidden) }
        }
        throw OutboundError(.other("no port is free on both addresses"), origin: "")
    }

    @Test func `a name that changes its address is reached at the checked one`() async throws {
        let (open, forbidden) = try await twoServers()
        let resolver = ScriptedResolver { _, number in [number == 1 ? "127.0.0.2" : "127.0.0.1"] }
        let bench = Bench(open, resolver: resolver)
        let request = OutboundRequest(url: open.url("/", host: "rebinding.test"))
        let response = try await bench.client.send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "open")
        #expect(resolver.names == ["rebinding.test"])
        guard case .refused(let refusal) = await bench.fault(request) else {
            Issue.record("the second answer of the name server was not checked")
            return
        }
        #expect(refusal.rule == .addressClass(.loopback))
        #expect(refusal.message.contains("rebinding.test leads to 127.0.0.1"))
        #expect(forbidden.connections == 0)
        #expect(open.requests.count == 1)
    }

    @Test func `one forbidden address among good ones is enough`() async throws {
        let (open, forbidden) = try await twoServers()
        let bench = Bench(open, resolver: ScriptedResolver { _, _ in ["127.0.0.2", "127.0.0.1"] })
        guard case .refused = await bench.fault(OutboundRequest(url: open.url("/", host: "mixed.test"))) else {
            Issue.record("the request was not refused")
            return
        }
        #expect(open.connections + forbidden.connections == 0)
    }

    @Test func `no name server is asked about a URL that is refused as text`() async throws {
        let resolver = ScriptedResolver([:])
        let bench = Bench(resolver: resolver)
        for url in ["http://localhost/", "http://127.1/", "ftp://a.test/", "http://a.test:25/", "http://u@a.test/"] {
            guard case .refused = await bench.fault(OutboundRequest(url: url)) else {
                Issue.record("\(url) was not refused")
                continue
            }
        }
        #expect(resolver.names == [])
    }

    @Test func `a redirect is an answer unless it is asked for`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(302, ["Location": "/elsewhere"]) }
        let response = try await Bench(server).client.send(OutboundRequest(url: server.url()))
        #expect(response.status == 302)
        #expect(server.requests.count == 1)
    }

    @Test func `redirects on the same host are followed`() async throws {
        let server = try await LoopbackServer { request, number in
            number < 6 ? .answer([301, 302, 303, 307, 308][number - 1], ["Location": "hop\(number)"]) : .text("done")
        }
        let request = OutboundRequest(url: server.url("/a/"), headers: ["X-Token": "t"], redirects: .sameHost)
        let response = try await Bench(server).client.send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "done")
        #expect(server.requests.last?.target == "/a/hop5")
        #expect(server.requests.last?["X-Token"] == "t")
    }

    @Test func `a redirect loop ends after five hops`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(302, ["Location": "/"]) }
        let request = OutboundRequest(url: server.url(), redirects: .sameHost)
        #expect(await Bench(server).fault(request) == .tooManyRedirects)
        #expect(server.requests.count == 6)
    }

    @Test(
        "a redirect to a forbidden place is refused",
        arguments: [
            "http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://2130706433/",
            "http://localhost/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://10.0.0.1/", "//0.0.0.0/",
            "http://user:pass@other.test/", "http://other.test/",
        ])
    func forbidden(_ location: String) async throws {
        let server = try await LoopbackServer { _, _ in .answer(302, ["Location": location]) }
        let request = OutboundRequest(url: server.url("/", host: "hooks.test"), redirects: .sameHost)
        guard case .redirectRefused = await Bench(server).fault(request) else {
            Issue.record("the redirect was followed")
            return
        }
        #expect(server.requests.count == 1)
    }

    @Test func `a redirect to the same name is resolved and checked again`() async throws {
        let (open, forbidden) = try await twoServers()
        let server = try await LoopbackServer(address: "127.0.0.2") { _, _ in
            .answer(302, ["Location": "http://other.test:\(open.port)/"])
        }
        let resolver = ScriptedResolver(["first.test": ["127.0.0.2"], "other.test": ["127.0.0.1"]])
        let rule = RedirectRule(maximum: 5, otherHosts: [.any])
        let request = OutboundRequest(url: server.url("/", host: "first.test"), redirects: rule)
        guard case .refused = await Bench(server, open, resolver: resolver).fault(request) else {
            Issue.record("the redirect led to a forbidden address")
            return
        }
        #expect(forbidden.connections == 0)
    }

    @Test func `another host gets no credentials, and no body`() async throws {
        let target = try await LoopbackServer { _, _ in .text("done") }
        let server = try await LoopbackServer { _, _ in
            .answer(307, ["Location": "http://other.test:\(target.port)/x"])
        }
        let headers: HeaderFields = ["Authorization": "Bearer t", "X-Vault-Token": "t", "Accept": "text/plain"]
        let rule = RedirectRule(maximum: 1, otherHosts: [.name("other.test")])
        let bench = Bench(server, target)
        var request = OutboundRequest(url: server.url("/", host: "a.test"), headers: headers, redirects: rule)
        let response = try await bench.client.send(request)
        #expect(response.head.origin == "http://other.test:\(target.port)")
        let received = try #require(target.requests.first)
        #expect(received["Authorization"] == nil)
        #expect(received["X-Vault-Token"] == nil)
        #expect(received["Accept"] == "text/plain")
        request.method = .post
        request.body = [1]
        #expect(await bench.fault(request) == .redirectRefused(nil))
        request.redirects = RedirectRule(maximum: 1, otherHosts: [.name("other.test")], trustsOtherHosts: true)
        #expect(try await bench.client.send(request).status == 200)
        #expect(target.requests.last?.method == "POST")
        #expect(target.requests.last?.body == [1])
        #expect(target.requests.last?["X-Vault-Token"] == "t")
    }

    @Test func `a POST is not turned into something else by a redirect`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(302, ["Location": "/x"]) }
        let request = OutboundRequest(method: .post, url: server.url(), body: [1], redirects: .sameHost)
        #expect(try await Bench(server).client.send(request).status == 302)
        #expect(server.requests.count == 1)
    }
}
