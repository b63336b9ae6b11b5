import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Export templates over REST: what a template makes of a list, for whom, and how much it may (core.md §8.5).
@Suite struct TemplateExportTests {
    private func template(
        _ server: TestServer, _ name: String, _ code: String, _ more: [(String, JSONValue)] = []
    ) async throws {
        try await server.create(
            "/api/extras/export-templates/",
            .object(
                JSONObject(
                    [("name", .string(name)), ("content_type", "dcim.manufacturer"), ("template_code", .string(code))]
                        + more)))
    }

    private func world() async throws -> TestServer {
        let server = try await TestServer()
        for name in ["Acme", "Bolt & Co", "Cisco"] {
            try await server.create("/api/dcim/manufacturers/", ["name": .string(name)])
        }
        return server
    }

    @Test func `a template makes a file of the whole filtered list`() async throws {
        let server = try await world()
        try await template(
            server, "names", "{{ queryset.count() }}:{% for m in queryset %}{{ m.name }},{% endfor %}",
            [("mime_type", "text/csv"), ("file_extension", ".csv")])
        let all = try await server.send("GET", "/api/dcim/manufacturers/?export=names")
        // Values are escaped, as in every template (core.md §3.5).
        #expect(try await all.text() == "3:Acme,Bolt &amp; Co,Cisco,")
        #expect(all.header("Content-Type") == "text/csv; charset=utf-8")
        #expect(all.header("Content-Disposition") == #"attachment; filename="nautobot_manufacturers.csv""#)
        let some = try await server.send("GET", "/api/dcim/manufacturers/?export=names&name__ic=c&sort=-name")
        #expect(try await some.text() == "3:Cisco,Bolt &amp; Co,Acme,")
        let part = try await server.send("GET", "/api/dcim/manufacturers/?export=names&limit=1&offset=1")
        #expect(try await part.text() == "1:Bolt &amp; Co,")
        try await template(server, "plain", "{{ queryset | length }} {{ (queryset | first).name }}")
        let plain = try await server.send("GET", "/api/dcim/manufacturers/?export=plain")
        #expect(try await plain.text() == "3 Acme")
        #expect(plain.header("Content-Type") == "text/plain; charset=utf-8")
        #expect(plain.header("Content-Disposition") == #"attachment; filename="nautobot_manufacturers""#)
        // Nothing is exported without a name; a template of another model is none.
        #expect(try await server.get("/api/dcim/manufacturers/?export=")["count"] == 3)
        #expect(try await server.send("GET", "/api/dcim/platforms/?export=plain").status == 400)
        #expect(try await server.send("GET", "/api/dcim/manufacturers/?export=plain&colour=1").status == 400)
    }

    @Test func `an export shows what the caller may view, with a template that the caller may view`() async throws {
        let world = try await DynamicGroupTests.World()
        let server = world.server
        for (name, code) in [
            ("open", "{% for d in queryset %}{{ d.name }} {{ d.location.name }}|{{ d.role }};{% endfor %}"),
            ("closed", "x"),
        ] {
            try await server.create(
                "/api/extras/export-templates/",
                ["name": .string(name), "content_type": "dcim.device", "template_code": .string(code)])
        }
        let token = try await server.role(
            "l",
            [
                (["dcim.device"], ["view"], #"{"name__startswith": "a"}"#),
                (["extras.exporttemplate"], ["view"], #"{"name": "open"}"#), (["extras.role"], ["view"], "null"),
            ])
        let answer = try await server.send("GET", "/api/dcim/devices/?export=open", token: token)
        // Locations cannot be seen.
        #expect(try await answer.text() == "a1 |core;a2 |core;")
        let hidden = try await server.send("GET", "/api/dcim/devices/?export=closed", token: token)
        let absent = try await server.send("GET", "/api/dcim/devices/?export=nowhere", token: token)
        #expect(hidden.status == 400 && absent.status == 400)
        #expect(try await hidden.text().replacing("closed", with: "nowhere") == absent.text())
        let blind = try await server.role("blind", [(["extras.exporttemplate"], ["view"], "null")])
        #expect(try await server.send("GET", "/api/dcim/devices/?export=open", token: blind).status == 403)
    }

    @Test(
        "a template that fails or does too much answers an error, and the server goes on",
        arguments: [
            "{{ 1 // 0 }}", "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
            "{{ 'x' * 90000000 }}", "{{ queryset.delete() }}", "{{ queryset.model.objects }}",
            "{% for m in queryset %}{{ m.__class__.mro() }}{% endfor %}",
        ])
    func limits(_ code: String) async throws {
        let server = try await world()
        try await template(server, "bad", code)
        let answer = try await server.send("GET", "/api/dcim/manufacturers/?export=bad")
        let text = try await answer.text()
        #expect(answer.status == 400 && text.contains("cannot be rendered"), "\(text)")
        #expect(answer.header("Content-Disposition") == nil)
        #expect(try await server.get("/api/dcim/manufacturers/")["count"] == 3)
    }

    @Test(
        "what cannot be a template, a type or an ending is refused when it is saved",
        arguments: [
            ("template_code", "{% for %}"), ("template_code", "{{ a | nofilter }}"), ("mime_type", "text"),
            ("mime_type", "text/html\r\nX-Evil: 1"), ("mime_type", "text/csv; name=\"a\""),
            ("file_extension", "csv\"; x"),
            ("file_extension", "a/b"), ("content_type", "no.model"), ("content_type", "users.session"),
        ])
    func refused(_ field: String, _ value: String) async throws {
        let server = try await TestServer()
        var body = JSONObject([("name", "t"), ("content_type", "dcim.device"), ("template_code", "x")])
        body[field] = .string(value)
        let answer = try await server.send("POST", "/api/extras/export-templates/", .object(body))
        #expect(answer.status == 400)
        #expect(try await answer.jsonBody()[field] != nil)
    }

    @Test func `more objects than fit in memory are refused, and taken in parts`() async throws {
        let server = try await TestServer()
        try await template(server, "count", "{{ queryset.count() }}")
        for start in stride(from: 0, to: 10_001, by: 2000) {
            let items = (start..<min(start + 2000, 10_001)).map {
                JSONValue.object(JSONObject([("name", .string("m\($0)"))]))
            }
            #expect(try await server.send("POST", "/api/dcim/manufacturers/", .array(items)).status == 201)
        }
        let whole = try await server.send("GET", "/api/dcim/manufacturers/?export=count")
        #expect(whole.status == 400)
        #expect(try await whole.text().contains("at most 10000"))
        let part = try await server.send("GET", "/api/dcim/manufacturers/?export=count&limit=10000&offset=1")
        #expect(try await part.text() == "10000")
    }
}
