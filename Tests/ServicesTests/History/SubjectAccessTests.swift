import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Changes and notes are open to those who may view what they are about.
@Suite struct SubjectAccessTests {
    /// May view everything about changes and notes, manufacturers whose name begins with A, all tenants, nothing else.
    private func access(_ world: ServiceWorld) -> SubjectAccess {
        SubjectAccess(world.store.catalog) { _, schema, _ in
            switch schema.identifier {
            case "extras.objectchange", "extras.note", "tenancy.tenant": .always
            case "dcim.manufacturer": .compare(["name"], .startsWith, [.text("A")])
            case "dcim.platform": .never
            default: throw Problem(.forbidden, "no")
            }
        }
    }

    @Test func `changes are those of viewable objects, and of gone ones the actor's own`() async throws {
        let world = try await ServiceWorld()
        let seen = try await world.make("dcim.manufacturer", ["name": "Acme"])
        let unseen = try await world.make("dcim.manufacturer", ["name": "Bcme"])
        let gone = try await world.make("dcim.manufacturer", ["name": "Acme East"])
        try await world.delete("dcim.manufacturer", gone)
        let tenant = try await world.make("tenancy.tenant", ["name": "t"])
        try await world.delete("tenancy.tenant", tenant)
        try await world.make("dcim.platform", ["name": "p"])
        try await world.make("dcim.locationtype", ["name": "l"])
        func found(_ actor: Actor) async throws -> [Record<ObjectChange>] {
            let predicate = try access(world).allowed(.view, on: ObjectChange.schema, for: actor)
            return try await world.store.read { session in
                try session.rows(Selection(ObjectChange.schema, where: predicate))
                    .map(Record<ObjectChange>.init(values:))
            }
        }
        // Whoever may view every tenant may view those that were; of manufacturers nobody can say any more.
        let rows = try await found(world.actor)
        #expect(Set(rows.map(\.changedObjectId)) == [seen, tenant])
        #expect(!rows.contains { $0.changedObjectId == unseen })
        #expect(rows.count == 3)
        let user = ID<User>(Identifier(high: 9, low: 9))
        let other = Actor(user: user, name: "ann", isSuperuser: false, requestID: Identifier(high: 9, low: 8))
        #expect(try await found(other).count == 3)
        let delete = try #require(try await world.history(of: gone).last)
        try await world.store.write { session in
            var row = delete
            row.user = user
            try session.update(
                ObjectChange.schema, row.values, columns: [ObjectChange.schema.handles.user.index])
        }
        #expect(Set(try await found(other).map(\.changedObjectId)) == [seen, tenant, gone])
        #expect(try await found(world.actor).count == 3)
    }

    @Test func `notes are those of viewable objects only`() async throws {
        let world = try await ServiceWorld()
        for name in ["Acme", "Bcme"] {
            let id = try await world.make("dcim.manufacturer", ["name": .string(name)])
            try await world.make(
                "extras.note",
                [
                    "assigned_object_type": "dcim.manufacturer", "assigned_object_id": .string(id.description),
                    "note": .string("about \(name)"),
                ])
        }
        let predicate = try access(world).allowed(.view, on: Note.schema, for: world.actor)
        let rows = try await world.store.read { session in
            try session.rows(Selection(Note.schema, where: predicate)).map(Record<Note>.init(values:))
        }
        #expect(rows.map(\.note) == ["about Acme"])
    }

    @Test func `who may view everything is asked about nothing`() throws {
        let access = SubjectAccess(ProductCatalog.catalog) { _, _, _ in .always }
        let actor = Actor.system(requestID: Identifier(high: 1, low: 1), detail: "test")
        #expect(try access.allowed(.view, on: ObjectChange.schema, for: actor) == .always)
        #expect(try access.allowed(.view, on: Device.schema, for: actor) == .always)
    }
}
