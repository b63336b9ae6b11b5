import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Many objects in one request")
struct BulkTests {
    private static let absent = "00000000-0000-4000-8000-000000000000"

    @Test("A list is created in its order, or not at all", arguments: Models.creatable)
    func create(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        var bodies: [JSONValue] = []
        for number in 1...3 {
            var body = try await samples.body(schema)
            body["id"] = .string(Models.key(4 - number, of: schema))
            bodies.append(.object(body))
        }
        let wrong = try await server.send("POST", schema.names.path, .array(bodies + [["id": 5], 7]))
        try await expect(wrong, answers: 400)
        let errors = try await wrong.jsonBody().arrayValue ?? []
        #expect(errors.count == 5)
        #expect(errors.prefix(3).allSatisfy { $0 == [:] })
        #expect(errors.count == 5 && errors[3] != [:])
        #expect(
            errors.last
                == ["non_field_errors": ["Invalid data. Expected a dictionary, but got int."]])
        #expect(try await server.get("\(schema.names.path)?id=\(Models.key(1, of: schema))")["count"] == 0)
        let made = try await server.send("POST", schema.names.path, .array(bodies))
        try await expect(made, answers: 201)
        #expect(made.header("Location") == nil)
        #expect(
            try await made.jsonBody().arrayValue?.map { $0["id"]?.keyText ?? "" } == [
                Models.key(3, of: schema), Models.key(2, of: schema), Models.key(1, of: schema),
            ])
        let empty = try await server.send("POST", schema.names.path, [])
        #expect(empty.status == 201)
        #expect(try await empty.text() == "[]")
    }

    @Test("Many are changed together; unknown ids are passed over", arguments: Models.updatable)
    func change(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        var ids: [String] = []
        for _ in 0..<2 { ids.append(try await samples.create(schema, full: true).id) }
        let items = (ids + [Self.absent]).map { JSONValue.object(["id": .string($0)]) }
        let changed = try await server.send("PATCH", schema.names.path, .array(items))
        try await expect(changed, answers: 200)
        #expect(Set(try await changed.jsonBody().arrayValue?.compactMap { $0["id"]?.keyText } ?? []) == Set(ids))
        let none = try await server.send("PATCH", schema.names.path, [["id": .string(Self.absent)]])
        #expect(none.status == 200)
        #expect(try await none.text() == "[]")
        let withoutID = try await server.send("PATCH", schema.names.path, [["name": "x"]])
        #expect(withoutID.status == 400)
        #expect(try await withoutID.jsonBody() == [["id": ["This field is required."]]])
        for (body, type) in [([:], "dict"), ("x", "str"), (5, "int")] as [(JSONValue, String)] {
            let response = try await server.send("PATCH", schema.names.path, body)
            #expect(response.status == 400)
            #expect(
                try await response.jsonBody()
                    == ["non_field_errors": [.string("Expected a list of items but got type \"\(type)\".")]])
        }
        // One that cannot be changed keeps all as they were.
        guard
            let field = schema.fields.first(where: {
                SampleObjects.isWritable($0) && $0.info.kind == .text
                    && $0.info.maxLength != nil && $0.info.choices.isEmpty && !$0.info.isUnique
                    && $0.info.format == .plain
            })
        else { return }
        let before = try await server.get("\(schema.names.path)?limit=0&sort=id")
        let mixed = try await server.send(
            "PATCH", schema.names.path,
            [
                ["id": .string(ids[0]), field.info.name: "changed"],
                ["id": .string(ids[1]), field.info.name: .string(String(repeating: "x", count: 70_000))],
            ])
        #expect(mixed.status == 400)
        #expect(try await server.get("\(schema.names.path)?limit=0&sort=id") == before)
    }

    @Test("Many are deleted together", arguments: Models.creatable)
    func delete(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        guard schema.operations.contains(.delete) else { return }
        let server = try await TestServer()
        let samples = SampleObjects(server)
        var ids: [String] = []
        for _ in 0..<2 { ids.append(try await samples.create(schema).id) }
        let items = (ids + [Self.absent]).map { JSONValue.object(["id": .string($0), "extra": 1]) }
        let gone = try await server.send("DELETE", schema.names.path, .array(items))
        try await expect(gone, answers: 204)
        for id in ids {
            try await expect(try await server.send("GET", "\(schema.names.path)\(id)/"), answers: 404)
        }
        try await expect(try await server.send("DELETE", schema.names.path, []), answers: 204)
        for body in [nil, [:]] as [JSONValue?] {
            let response = try await server.send("DELETE", schema.names.path, body)
            #expect(response.status == 400)
            #expect(
                try await response.messages("non_field_errors")
                    == ["Expected a list of items but got type \"dict\"."])
        }
    }

    @Test("Notes are written on an object and listed with it", arguments: Models.creatable)
    func notes(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let made = try await SampleObjects(server).create(schema)
        let path = "\(schema.names.path)\(made.id)/notes/"
        guard schema.features.contains(.notes) else {
            #expect(made["notes_url"] == nil)
            try await expect(try await server.send("GET", path), answers: 404)
            return
        }
        #expect(made["notes_url"]?.stringValue == "http://test\(path)")
        for text in ["first", "second", "third"] {
            server.time.advance(seconds: 1)
            let response = try await server.send("POST", path, ["note": .string(text), "assigned_object_id": "x"])
            try await expect(response, answers: 201)
            let note = try await response.jsonBody()
            #expect(note["assigned_object_type"]?.stringValue == identifier)
            #expect(note["assigned_object_id"]?.stringValue == made.id)
            #expect(note["user_name"] == "admin" && note["user"]?["id"]?.keyText != nil)
        }
        let list = try await server.get("\(path)?limit=2")
        #expect(list["count"] == 3)
        #expect(list["next"]?.stringValue == "http://test\(path)?limit=2&offset=2")
        try await expect(try await server.send("POST", path, ["note": ""]), answers: 400)
        try await expect(try await server.send("POST", path, [1]), answers: 400)
        try await expect(
            try await server.send("GET", "\(schema.names.path)\(Self.absent)/notes/"), answers: 404)
        // Notes go with their object.
        try await expect(try await server.send("DELETE", "\(schema.names.path)\(made.id)/"), answers: 204)
        #expect(try await server.get("/api/extras/notes/?assigned_object_id=\(made.id)")["count"] == 0)
    }
}
