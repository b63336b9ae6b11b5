import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Custom links over REST: what they lead to and what they can never lead to (core.md §2.8).
@Suite struct CustomLinkTests {
    private func link(
        _ server: TestServer, _ name: String, _ text: String, _ url: String, _ more: [(String, JSONValue)] = []
    ) async throws -> APIResponse {
        try await server.send(
            "POST", "/api/extras/custom-links/",
            .object(
                JSONObject(
                    [
                        ("name", .string(name)), ("content_type", "dcim.manufacturer"), ("text", .string(text)),
                        ("target_url", .string(url)), ("new_window", false),
                    ] + more)))
    }

    private func links(_ server: TestServer, _ id: String, token: String? = nil) async throws -> [JSONValue] {
        let answer = try await server.send("GET", "/api/dcim/manufacturers/\(id)/custom-links/", token: token)
        return try await answer.jsonBody()["results"]?.arrayValue ?? []
    }

    @Test func `links of an object are rendered in their order, escaped, and without empty ones`() async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Bolt <b> & \"Co\""])
        #expect(
            try await link(
                server, "late", "See {{ obj.name }}", "https://example.com/?q={{ obj.name }}", [("weight", 200)]
            ).status == 201)
        #expect(try await link(server, "first", "Open", "/local/{{ obj.id }}", [("weight", 50)]).status == 201)
        #expect(
            try await link(server, "empty", "{% if obj.name == 'x' %}no{% endif %}", "https://example.com/").status
                == 201)
        #expect(try await link(server, "broken", "{{ 1 // 0 }}", "https://example.com/").status == 201)
        let shown = try await links(server, id)
        #expect(shown.map { $0["name"] } == ["first", "broken", "late"])
        #expect(shown[0]["target_url"]?.stringValue == "/local/\(id)")
        #expect(shown[1]["error"]?.stringValue?.isEmpty == false && shown[1]["target_url"] == .null)
        #expect(shown[2]["text"] == "See Bolt &lt;b&gt; &amp; &#34;Co&#34;")
        #expect(shown[2]["target_url"] == "https://example.com/?q=Bolt%20%3Cb%3E%20&%20%22Co%22")
        #expect(shown[2]["error"] == .null && shown[2]["label"] == "See Bolt <b> & \"Co\"")
        // Other models have other links.
        let tag = try await server.create("/api/extras/tags/", ["name": "t", "content_types": ["dcim.device"]])
        #expect(try await server.get("/api/extras/tags/\(tag)/custom-links/")["count"] == 0)
    }

    @Test(
        "an address with a scheme that runs something is dropped, however it is written",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
            "\u{1}javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>", "vbscript:x",
            "file:///etc/passwd",
            "blob:x", "about:blank", "\u{a0}javascript:alert(1)", "javascript\u{0}:alert(1)", "view-source:x",
            "filesystem:x",
        ])
    func dropped(_ address: String) {
        #expect(LinkAddress.allowed(address) == nil, "\(address)")
    }

    @Test(
        "an address with a scheme of links, or none, is kept",
        arguments: [
            ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
            ("mailto:a@example.com", "mailto:a@example.com"),
            ("ssh://sw1", "ssh://sw1"), ("tel:+49", "tel:+49"), ("/dcim/x:y", "/dcim/x:y"), ("?a=b:c", "?a=b:c"),
            ("HTTPS://example.com", "HTTPS://example.com"), ("https://a/\"onclick=\"x", "https://a/%22onclick=%22x"),
            ("a b", "a%20b"),
        ])
    func kept(_ address: String, _ shown: String) {
        #expect(LinkAddress.allowed(address) == shown)
    }

    @Test func `a value cannot make an address that runs something`() async throws {
        let server = try await TestServer()
        let id = try await server.create(
            "/api/dcim/manufacturers/", ["name": "m", "description": "javascript:alert(1)"])
        #expect(try await link(server, "l", "Go", "{{ obj.description }}").status == 201)
        let shown = try await links(server, id)
        #expect(shown.first?["target_url"] == .null && shown.first?["text"] == "Go")
        let refused = try await link(server, "x", "Go", "javascript:{{ obj.name }}")
        #expect(refused.status == 400)
        #expect(try await refused.jsonBody()["target_url"] != nil)
        #expect(try await link(server, "x", "{{ obj | nofilter }}", "https://example.com/").status == 400)
        #expect(try await link(server, "x", "a", "https://example.com/{% if %}").status == 400)
    }

    @Test func `links and objects are those that the caller may view, and links read no more than the caller`()
        async throws
    {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "m"])
        _ = try await link(server, "open", "open", "https://example.com/")
        _ = try await link(server, "closed", "closed", "https://example.com/")
        let token = try await server.role(
            "l",
            [
                (["dcim.manufacturer"], ["view"], #"{"name": "m"}"#),
                (["extras.customlink"], ["view"], #"{"name": "open"}"#),
            ])
        #expect(try await links(server, id, token: token).map { $0["name"] } == ["open"])
        let other = try await server.create("/api/dcim/manufacturers/", ["name": "other"])
        let path = "/api/dcim/manufacturers/\(other)/custom-links/"
        #expect(try await server.send("GET", path, token: token).status == 404)
        let none = try await server.role("none", [(["dcim.manufacturer"], ["view"], "null")])
        #expect(try await server.send("GET", path, token: none).status == 403)
    }

    @Test(arguments: [
        "{{ obj.user.password }}", "{{ user.tokens.first().key }}", "{{ obj._meta }}", "{{ obj.__class__ }}",
    ])
    func `templates of links reach nothing but the object`(_ code: String) async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "m"])
        #expect(try await link(server, "l", "x\(code)", "https://example.com/").status == 201)
        let shown = try await links(server, id)
        #expect(shown.first?["text"] == "x" || shown.first?["error"]?.stringValue?.isEmpty == false, "\(shown)")
    }
}
