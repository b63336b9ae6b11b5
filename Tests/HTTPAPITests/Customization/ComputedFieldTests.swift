import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Computed fields")
struct ComputedFieldTests {
    private static let path = "/api/extras/computed-fields/"

    /// A server with a platform of a manufacturer, and a field that reads it.
    private func server(_ template: String, fallback: String = "none") async throws -> (TestServer, platform: String) {
        let server = try await TestServer()
        try await server.create(
            "/api/extras/custom-fields/", ["label": "Size", "type": "integer", "content_types": ["dcim.platform"]])
        try await server.create("/api/dcim/manufacturers/", ["name": "Acme & Söhne", "description": "makes things"])
        let id = try await server.create(
            "/api/dcim/platforms/",
            [
                "name": "os", "manufacturer": "Acme & Söhne", "napalm_args": ["a": [1, 2]],
                "custom_fields": ["size": 7],
            ])
        try await server.create(
            Self.path,
            [
                "label": "Shown", "content_type": "dcim.platform", "template": .string(template),
                "fallback_value": .string(fallback),
            ])
        return (server, "/api/dcim/platforms/\(id)/")
    }

    @Test(
        "A template reads the object's fields, relations and custom fields, escaped for HTML",
        arguments: [
            ("{{ obj.name | upper }}", "OS"), ("{{ obj.manufacturer.name }}", "Acme &amp; Söhne"),
            ("{{ obj.manufacturer.name | safe }}", "Acme & Söhne"), ("{{ obj.cf.size * 2 }}", "14"),
            ("{{ obj.custom_field_data.size }}", "7"), ("{{ obj.napalm_args.a[1] }}", "2"), ("{{ obj }}", "os"),
            ("{{ obj.manufacturer }}", "Acme &amp; Söhne"), ("{% if obj.description %}x{% else %}y{% endif %}", "y"),
            ("{{ obj.last_updated[:10] }}", "2026-11-21"), ("{{ obj.nothing }}", "none"),
            ("{{ obj.nothing.at_all }}", "none"), ("{{ 1 // 0 }}", "none"),
            ("{{ obj.manufacturer.platforms }}", "none"),
            ("{{ obj.delete() }}", "none"), ("{{ ''.__class__.__mro__ }}", "none"),
            ("{% for i in range(100000) %}{% for j in range(1000) %}x{% endfor %}{% endfor %}", "none"),
            ("{{ obj.tags | length }}/{{ obj.cf.missing }}", "0/"),
        ])
    func values(_ template: String, _ expected: String) async throws {
        let (server, platform) = try await server(template)
        let shown = try await server.get(platform + "?include=computed_fields")["computed_fields"]
        #expect(shown == ["shown": .string(expected)])
    }

    @Test("They are shown when asked for and in answers to changes, in the order of their weights")
    func shown() async throws {
        let (server, platform) = try await server("{{ obj.name }}")
        try await server.create(
            Self.path,
            ["label": "First", "content_type": "dcim.platform", "template": "{{ obj.cf.size }}", "weight": 1])
        try await server.create(
            Self.path, ["label": "Other", "content_type": "dcim.manufacturer", "template": "{{ obj.name }}"])
        #expect(try await server.get(platform)["computed_fields"] == nil)
        #expect(
            try await server.send("GET", platform + "?include=computed_fields").text()
                .contains(#""computed_fields":{"first":"7","shown":"os"}"#))
        let changed = try await server.send("PATCH", platform, ["custom_fields": ["size": 9], "name": "new"])
        #expect(try await changed.jsonBody()["computed_fields"] == ["first": "9", "shown": "new"])
        let list = try await server.get("/api/dcim/platforms/?include=computed_fields")
        #expect(list["results"]?[0]?["computed_fields"]?["first"] == "9")
        #expect(
            try await server.get("/api/extras/statuses/?limit=1&include=computed_fields")["results"]?[0]?[
                "computed_fields"] == [:])
    }

    @Test("A template that cannot be read is refused with its place")
    func syntax() async throws {
        let (server, _) = try await server("{{ obj.name }}")
        for template in ["{{ obj.name ", "{% if %}", "{{ obj | no_such_filter }}", "a\n{% endfor %}"] {
            let response = try await server.send(
                "POST", Self.path, ["label": "x", "content_type": "dcim.platform", "template": .string(template)])
            #expect(response.status == 400)
            #expect(try await response.messages("template").first?.contains("line") == true, "\(template)")
        }
        let id = try await server.get("\(Self.path)?key=shown")["results"]?[0]?["id"]?.stringValue ?? ""
        let bad = try await server.send("PATCH", "\(Self.path)\(id)/", ["template": "{{"])
        #expect(bad.status == 400)
        let key = try await server.send("PATCH", "\(Self.path)\(id)/", ["key": "other"])
        #expect(try await key.messages("key") == ["Key cannot be changed once created"])
        let twice = try await server.send(
            "POST", Self.path, ["label": "Shown", "content_type": "dcim.platform", "template": "x"])
        #expect(
            try await twice.messages("non_field_errors") == ["The fields content_type, label must make a unique set."])
    }
}
