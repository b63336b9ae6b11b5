import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Several saves of one object in one request leave one row of history with the last state.
@Suite struct JournalTests {
    private func members(_ document: JSONDocument?) throws -> JSONObject {
        try #require(try document.map { try JSONValue(parsing: $0.text) }?.objectValue)
    }

    @Test func `a create and its updates are one create with the last state`() async throws {
        let world = try await ServiceWorld()
        try await world.listen()
        let id = try await world.change { pipeline in
            let schema = Manufacturer.schema
            let row = try pipeline.create(schema, ["name": "Acme"])
            let id = try #require(row[0].identifier)
            _ = try pipeline.update(schema, id, ["description": "first"])
            _ = try pipeline.update(schema, id, ["description": "second"])
            return id
        }
        let changes = try await world.history(of: id)
        #expect(changes.map(\.action) == ["create"])
        let change = try #require(changes.first)
        #expect(change.before == nil && change.objectRepr == "Acme")
        #expect(try members(change.after)["description"] == "second")
        let events = try await world.fetch(Query<OutboxEvent>().where { $0.changeId == change.id.raw })
        #expect(events.map(\.topic) == ["create.dcim.manufacturer"])
    }

    @Test func `several updates are one, from the first state to the last, without what came back`() async throws {
        let world = try await ServiceWorld()
        let id = try await world.make("dcim.manufacturer", ["name": "Acme", "description": "one"])
        try await world.change { pipeline in
            for object: JSONObject in [
                ["description": "two", "name": "Bcme"], ["description": "three"], ["name": "Acme"],
            ] {
                _ = try pipeline.update(Manufacturer.schema, id, object)
            }
        }
        let change = try #require(try await world.history(of: id).last)
        #expect(try await world.history(of: id).count == 2)
        let before = try members(change.before)
        #expect(before["description"] == "one" && before["name"] == nil)
        #expect(try members(change.after)["description"] == "three")
    }

    @Test func `an update and a delete are one delete of the object as it was`() async throws {
        let world = try await ServiceWorld()
        try await world.listen()
        let id = try await world.make("dcim.manufacturer", ["name": "Acme", "description": "one"])
        try await world.change { pipeline in
            _ = try pipeline.update(Manufacturer.schema, id, ["description": "two"])
            try pipeline.delete(Manufacturer.schema, [id])
        }
        let changes = try await world.history(of: id)
        #expect(changes.map(\.action) == ["create", "delete"])
        let last = try #require(changes.last)
        #expect(last.after == nil)
        #expect(try members(last.before)["description"] == "one")
        let events = try await world.fetch(Query<OutboxEvent>().where { $0.changeId == last.id.raw })
        #expect(events.map(\.topic) == ["delete.dcim.manufacturer"])
    }

    @Test func `what is made and deleted again leaves nothing`() async throws {
        let world = try await ServiceWorld()
        let history = try await world.count(ObjectChange.schema)
        let seals = try await world.count(ChangeSeal.schema)
        try await world.change { pipeline in
            let row = try pipeline.create(Manufacturer.schema, ["name": "Acme"])
            try pipeline.delete(Manufacturer.schema, [try #require(row[0].identifier)])
        }
        #expect(try await world.count(ObjectChange.schema) == history)
        #expect(try await world.count(ChangeSeal.schema) == seals)
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
    }

    @Test func `what a savepoint undoes is not in the history, also when it changed an earlier entry`() async throws {
        let world = try await ServiceWorld()
        struct Failure: Error {}
        let id = try await world.change { pipeline in
            let row = try pipeline.create(Manufacturer.schema, ["name": "Acme"])
            let id = try #require(row[0].identifier)
            _ = try? pipeline.session.savepoint {
                _ = try pipeline.update(Manufacturer.schema, id, ["description": "undone"])
                try pipeline.session.savepoint { _ = try pipeline.create(Manufacturer.schema, ["name": "Inner"]) }
                throw Failure()
            }
            try pipeline.session.savepoint { _ = try pipeline.create(Manufacturer.schema, ["name": "Kept"]) }
            return id
        }
        let changes = try await world.fetch(
            Query<ObjectChange>().where { $0.changedObjectType == "dcim.manufacturer" }.sorted(by: "id"))
        #expect(changes.map(\.objectRepr) == ["Acme", "Kept"])
        #expect(try members(changes.first?.after)["description"] == nil)
        #expect(try await world.history(of: id).count == 1)
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
    }

    @Test func `an object that an undone savepoint made and changed can be made again under its key`() async throws {
        let world = try await ServiceWorld()
        struct Failure: Error {}
        let key = Identifier(high: 7, low: 7)
        let object: JSONObject = ["id": .string(key.description), "name": "Acme"]
        try await world.change { pipeline in
            _ = try? pipeline.session.savepoint {
                _ = try pipeline.create(Manufacturer.schema, object)
                _ = try pipeline.update(Manufacturer.schema, key, ["description": "undone"])
                throw Failure()
            }
            _ = try pipeline.create(Manufacturer.schema, ["name": "Other"])
            _ = try pipeline.create(Manufacturer.schema, object)
        }
        let changes = try await world.history(of: key)
        #expect(changes.map(\.action) == ["create"] && changes.first?.objectRepr == "Acme")
        #expect(try members(changes.first?.after)["description"] == nil)
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
    }

    @Test func `a version of a row is always later than the one before, also when the clock stands still`() async throws
    {
        let world = try await ServiceWorld()
        let id = try await world.make("dcim.manufacturer", ["name": "Acme"])
        var times: [Timestamp] = []
        for text in ["a", "b", "c"] {
            _ = try await world.update("dcim.manufacturer", id, ["description": .string(text)])
            let row = try #require(try await world.store.read { try $0.row(Manufacturer.schema, id) })
            guard case .timestamp(let time) = row[try #require(Manufacturer.schema.lastUpdatedIndex)] else { continue }
            times.append(time)
        }
        #expect(times.count == 3 && times == times.sorted() && Set(times).count == 3)
    }
}
