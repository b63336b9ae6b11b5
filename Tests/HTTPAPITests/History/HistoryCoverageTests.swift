import Basics
import Domain
import HTTPAPI
import Modeling
import Services
import Storage
import TestKit
import Testing

/// No operation of any model changes a row without a trace; a new model is tested without a line here (quality.md R15).
@Suite("Every change of any model leaves its history")
struct HistoryCoverageTests {
    private func history(
        _ server: TestServer, _ schema: AnySchema, _ id: String
    ) async throws -> [Record<ObjectChange>] {
        let object = try #require(schema.identifier(id))
        return try await server.store.read { session in
            try session.fetch(Query<ObjectChange>().where { $0.changedObjectId == object }.sorted(by: "id"))
        }
    }

    @Test("Create, change and delete leave who, when, which request and what", arguments: Models.creatable)
    func traces(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let body = try await SampleObjects(server).body(schema, full: true)
        let created = try await server.send("POST", schema.names.path, .object(body))
        try await expect(created, answers: 201)
        let id = try #require(try await created.jsonBody()["id"]?.keyText)
        var requests = [created.header("X-Request-ID")]
        var actions = ["create"]
        if let change = try await otherValue(schema, body, server) {
            server.time.advance(seconds: 5)
            let changed = try await server.send("PATCH", "\(schema.names.path)\(id)/", .object(change))
            try await expect(changed, answers: 200, JSONValue.object(change).text)
            requests.append(changed.header("X-Request-ID"))
            actions.append("update")
        }
        if schema.operations.contains(.delete) {
            server.time.advance(seconds: 5)
            let deleted = try await server.send("DELETE", "\(schema.names.path)\(id)/")
            try await expect(deleted, answers: 204)
            requests.append(deleted.header("X-Request-ID"))
            actions.append("delete")
        }
        let changes = try await history(server, schema, id)
        #expect(changes.map(\.action) == actions)
        #expect(changes.map { $0.requestId.description } == requests.compactMap(\.self))
        #expect(changes.allSatisfy { $0.userName == "admin" && $0.user != nil && $0.changedObjectType == identifier })
        #expect(changes.allSatisfy { $0.changeContext == "web" && !$0.changeContextDetail.isEmpty })
        for change in changes {
            #expect((change.before == nil) == (change.action == "create"))
            #expect((change.after == nil) == (change.action == "delete"))
        }
        #expect(try await HistoryAudit(store: server.store).run().fault == nil)
    }

    /// Another value for one field, in an object that stays valid.
    private func otherValue(_ schema: AnySchema, _ body: JSONObject, _ server: TestServer) async throws -> JSONObject? {
        // A chosen view has the name of its list, so that no text of the choice changes alone.
        guard schema.operations.contains(.update), schema !== UserSavedViewAssociation.schema else { return nil }
        for field in schema.fields where SampleObjects.isWritable(field) && field.target == nil {
            guard field.info.kind == .text, !field.info.isWriteOnly, field.info.choices.isEmpty,
                field.info.format == .plain,
                !field.info.isUnique, body[field.info.name]?.stringValue != nil
            else { continue }
            let name = field.info.name
            let other = SampleRules.byModel[schema.identifier]?.fields[name] ?? "other"
            // A text of which the sample has the one that fits says nothing new.
            if other != body[name] { return [name: other] }
        }
        return nil
    }

    @Test("The history of a new object gives back its row, cell by cell", arguments: Models.creatable)
    func rebuilt(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        for full in [false, true] {
            let id = try #require(schema.identifier(try await samples.create(schema, full: full).id))
            let change = try #require(try await history(server, schema, id.description).first)
            let state = try #require(ChangeSnapshots(change, server.store.catalog).after)
            let row = try #require(try await server.store.read { try $0.row(schema, id) })
            for (index, column) in schema.columns.enumerated() where column.isRecorded || column.name == "id" {
                #expect(state.row[index] == row[index], "\(column.name)")
            }
            // The form of REST is the one that REST gives, but for what is beside the row.
            let shown = try await server.get("\(schema.names.path)\(schema.text(of: id))/?depth=1&exclude_m2m=false")
                .objectValue
            let page = try await server.get("/api/extras/object-changes/?changed_object_id=\(id)&action=create")
            let past = try #require(page["results"]?[0]?["object_data_v2"]?.objectValue)
            for (name, value) in past {
                guard let current = shown?[name] else { continue }
                #expect(
                    value.text.replacing("http://test", with: "") == current.text.replacing("http://test", with: ""),
                    "\(name)")
            }
        }
    }

    @Test("What is refused, and what changes nothing, leaves no trace")
    func noTrace() async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme", "description": "x"])
        let count = try await server.get("/api/extras/object-changes/?limit=1")["count"]
        let before = try await server.get("/api/dcim/manufacturers/\(id)/")
        server.time.advance(seconds: 5)
        for body: JSONValue in [[:], ["name": "Acme"], ["description": "x", "no_such_field": 1]] {
            try await expect(try await server.send("PATCH", "/api/dcim/manufacturers/\(id)/", body), answers: 200)
        }
        for body: JSONValue in [["name": ""], ["name": "Acme"]] {
            try await expect(try await server.send("POST", "/api/dcim/manufacturers/", body), answers: 400)
        }
        try await expect(
            try await server.send("POST", "/api/dcim/manufacturers/", [["name": "B"], ["name": "Acme"]]), answers: 400)
        #expect(try await server.get("/api/extras/object-changes/?limit=1")["count"] == count)
        #expect(try await server.get("/api/dcim/manufacturers/\(id)/")["last_updated"] == before["last_updated"])
    }

    @Test("A bulk request leaves one change for each object, under one request")
    func bulk() async throws {
        let server = try await TestServer()
        let created = try await server.send("POST", "/api/dcim/manufacturers/", [["name": "A"], ["name": "B"]])
        let request = try #require(created.header("X-Request-ID"))
        let changes = try await server.get("/api/extras/object-changes/?request_id=\(request)")
        #expect(changes["count"] == 2)
        #expect(
            Set((changes["results"]?.arrayValue ?? []).compactMap { $0["object_repr"]?.stringValue }) == ["A", "B"])
    }
}
