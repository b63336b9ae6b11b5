import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Metadata of objects over REST: typed, of some fields, and of what the caller can see (core.md §2.8).
@Suite struct ObjectMetadataTests {
    private struct World {
        let server: TestServer
        let object: String

        init() async throws {
            server = try await TestServer()
            object = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        }

        func type(_ name: String, _ dataType: String) async throws {
            try await server.create(
                "/api/extras/metadata-types/",
                ["name": .string(name), "content_types": ["dcim.manufacturer"], "data_type": .string(dataType)])
        }

        func put(_ type: String, _ more: [(String, JSONValue)], token: String? = nil) async throws -> APIResponse {
            try await server.send(
                "POST", "/api/extras/object-metadata/",
                .object(
                    JSONObject(
                        [
                            ("metadata_type", .string(type)), ("assigned_object_type", "dcim.manufacturer"),
                            ("assigned_object_id", .string(object)),
                        ] + more)), token: token)
        }
    }

    @Test(
        "values are of the type's data type, and stored in one form",
        arguments: [
            ("text", #""a""#, #""a""#, "5"), ("markdown", #""*a*""#, #""*a*""#, "[]"), ("integer", #""5""#, "5", "5.5"),
            ("float", #""1.5""#, "1.5", #""x""#), ("float", "2", "2.0", "true"), ("boolean", #""yes""#, "true", "7"),
            ("date", #""2026-11-21""#, #""2026-11-21""#, #""21.11.2026""#),
            ("datetime", #""2026-11-21T12:00:00+01:00""#, #""2026-11-21T11:00:00Z""#, #""noon""#),
            ("url", #""https://example.com""#, #""https://example.com""#, #""x""#),
            ("json", #"{"a": [1]}"#, #"{"a": [1]}"#, #""""#), ("select", #""red""#, #""red""#, #""blue""#),
            ("multi-select", #"["red"]"#, #"["red"]"#, #"["red", "blue"]"#),
        ])
    func typed(_ dataType: String, _ value: String, _ stored: String, _ wrong: String) async throws {
        let world = try await World()
        try await world.type("t", dataType)
        if dataType.hasSuffix("select") {
            try await world.server.create("/api/extras/metadata-choices/", ["metadata_type": "t", "value": "red"])
        }
        let refused = try await world.put("t", [("value", try JSONValue(parsing: wrong))])
        #expect(refused.status == 400)
        #expect(try await refused.jsonBody()["value"] != nil)
        #expect(try await world.put("t", []).status == 400)
        #expect(try await world.put("t", [("value", .null)]).status == 400)
        let made = try await world.put("t", [("value", try JSONValue(parsing: value))])
        try await expect(made, answers: 201)
        let body = try await made.jsonBody()
        #expect(body["value"] == (try JSONValue(parsing: stored)), "\(body.text)")
        #expect(body["assigned_object"]?["id"]?.stringValue == world.object)
        #expect(body["scoped_fields"] == [])
    }

    @Test func `a contact or a team stands instead of a value`() async throws {
        let world = try await World()
        try await world.type("owner", "contact-or-team")
        try await world.type("text", "text")
        let contact = try await world.server.create("/api/extras/contacts/", ["name": "c"])
        let team = try await world.server.create("/api/extras/teams/", ["name": "t"])
        let (c, t) = (("contact", JSONValue.string(contact)), ("team", JSONValue.string(team)))
        #expect(try await world.put("owner", []).status == 400)
        #expect(try await world.put("owner", [c, t]).status == 400)
        #expect(try await world.put("owner", [c, ("value", "x")]).status == 400)
        #expect(try await world.put("text", [c, ("value", "x")]).status == 400)
        #expect(try await world.put("owner", [t]).status == 201)
        #expect(try await world.server.get("/api/extras/object-metadata/?team=t")["count"] == 1)
        // Who answers for something does not go.
        #expect(try await world.server.send("DELETE", "/api/extras/teams/\(team)/").status == 409)
    }

    @Test func `of one type there is one entry about each field`() async throws {
        let world = try await World()
        try await world.type("source", "text")
        try await world.type("other", "text")
        func put(_ type: String, _ fields: [String]) async throws -> APIResponse {
            try await world.put(type, [("value", "x"), ("scoped_fields", .array(fields.map(JSONValue.string)))])
        }
        #expect(try await put("source", ["name"]).status == 201)
        let taken = try await put("source", ["description", "name"])
        #expect(try await taken.text().contains("about name already"))
        #expect(try await put("source", []).text().contains("about all fields already"))
        #expect(try await put("source", ["description"]).status == 201)
        #expect(try await put("other", []).status == 201)
        #expect(try await put("other", ["name"]).status == 400)
        #expect(try await put("source", ["colour"]).text().contains(#""colour\" is not a field"#))
        #expect(try await world.server.get("/api/extras/object-metadata/?scoped_fields=name")["count"] == 1)
        let all = try await world.server.get("/api/extras/object-metadata/?assigned_object_id=\(world.object)")
        #expect(all["count"] == 3)
        // With the object its metadata goes; a type that is used does not.
        let type =
            try await world.server.get("/api/extras/metadata-types/?name=other")["results"]?[0]?["id"]?.keyText ?? ""
        #expect(try await world.server.send("DELETE", "/api/extras/metadata-types/\(type)/").status == 409)
        _ = try await world.server.send("DELETE", "/api/dcim/manufacturers/\(world.object)/")
        #expect(try await world.server.get("/api/extras/object-metadata/")["count"] == 0)
        #expect(try await world.server.send("DELETE", "/api/extras/metadata-types/\(type)/").status == 204)
    }

    @Test func `types name models, keep their data type, and choices in use stay`() async throws {
        let world = try await World()
        let types = "/api/extras/metadata-types/"
        for (name, type) in [("no.model", "text"), ("users.session", "text"), ("dcim.manufacturer", "colour")] {
            let answer = try await world.server.send(
                "POST", types, ["name": "t", "content_types": [.string(name)], "data_type": .string(type)])
            #expect(answer.status == 400)
        }
        try await world.type("t", "select")
        let id = try await world.server.get("\(types)?name=t")["results"]?[0]?["id"]?.keyText ?? ""
        let choice = try await world.server.create(
            "/api/extras/metadata-choices/", ["metadata_type": "t", "value": "red"])
        _ = try await world.server.create("/api/extras/metadata-choices/", ["metadata_type": "t", "value": "re"])
        #expect(try await world.put("t", [("value", "red")]).status == 201)
        let path = "/api/extras/metadata-choices/\(choice)/"
        #expect(try await world.server.send("PATCH", path, ["value": "blue"]).status == 400)
        #expect(try await world.server.send("PATCH", path, ["weight": 5]).status == 200)
        #expect(try await world.server.send("DELETE", path).status == 409)
        let unused =
            try await world.server.get("/api/extras/metadata-choices/?value=re")["results"]?[0]?["id"]?.keyText ?? ""
        #expect(try await world.server.send("DELETE", "/api/extras/metadata-choices/\(unused)/").status == 204)
        #expect(try await world.server.send("PATCH", "\(types)\(id)/", ["data_type": "text"]).status == 400)
        #expect(
            try await world.server.send("PATCH", "\(types)\(id)/", ["content_types": ["dcim.device"]]).status == 400)
        try await world.type("plain", "text")
        let refused = try await world.server.send(
            "POST", "/api/extras/metadata-choices/", ["metadata_type": "plain", "value": "x"])
        #expect(refused.status == 400)
        #expect(try await world.put("plain", [("value", "x"), ("assigned_object_type", "dcim.device")]).status == 400)
    }

    @Test func `an object that the caller cannot see has no metadata to give`() async throws {
        let world = try await World()
        try await world.type("t", "text")
        let token = try await world.server.role(
            "l", [(["extras.objectmetadata"], ["view", "add"], "null"), (["extras.metadatatype"], ["view"], "null")])
        let hidden = try await world.put("t", [("value", "x")], token: token)
        let absent = try await world.put(
            "t", [("value", "x"), ("assigned_object_id", "00000000-0000-4000-8000-000000000000")], token: token)
        #expect(hidden.status == 400 && absent.status == 400)
        #expect(try await hidden.text() == absent.text())
        #expect(try await hidden.text().contains("Object not found"))
    }
}
