import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What configuration contexts cost: nothing per object.
@Suite struct ConfigContextCostTests {
    @Test func `the contexts of a page cost as many statements as those of one device`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        for number in 0..<60 {
            let name = JSONValue.string("n\(number)")
            try await world.make(
                "dcim.location", ["name": name, "location_type": "Site", "parent": "EMEA", "status": "Active"])
            try await world.make(
                "dcim.device",
                [
                    "name": name, "device_type": "T1", "location": name, "role": "core", "status": "Active",
                    "tenant": "ops", "tags": ["red"],
                ])
        }
        try await world.make("extras.dynamicgroup", ["name": "g", "content_type": "dcim.device"])
        let red = try #require(try await world.fetch(Query<Domain.Tag>().where { $0.name == "red" }).first)
        _ = try await world.update(
            "extras.tag", red.id.raw, ["content_types": ["dcim.device", "dcim.location", "extras.configcontext"]])
        let criteria: [(String, String)] = [
            ("locations", "EMEA"), ("tags", "red"), ("tenants", "ops"), ("dynamic_groups", "g"), ("roles", "core"),
        ]
        for (number, (name, value)) in criteria.enumerated() {
            let data = JSONValue.object(JSONObject([("c\(number)", .int(1))]))
            try await world.make(
                "extras.configcontext",
                .object(
                    JSONObject([
                        ("name", .string("c\(number)")), ("data", data), (name, JSONValue.array([.string(value)])),
                    ])))
        }
        let one = try await render(world, limit: 1)
        let many = try await render(world, limit: 60)
        #expect(one.statements == many.statements, "\(one) \(many)")
        #expect(
            many.values.count == 60 && many.values.allSatisfy { $0.objectValue?.count == 5 }, "\(many.values.prefix(2))"
        )
    }

    private func render(_ world: ServiceWorld, limit: Int) async throws -> (statements: Int, values: [JSONValue]) {
        let table = StatementTable(ProductCatalog.catalog, world.store.engine.dialect)
        let environment = world.environment
        return try await world.store.engine.read { connection in
            let counter = CountingConnection(connection)
            let session = Session(counter, table)
            let rows = try session.rows(
                Selection(Device.schema, where: .compare(["name"], .startsWith, [.text("n")]), limit: limit))
            let values = ConfigContextValues(session, environment: environment)
            try values.prepare(Device.schema, rows)
            let statements = counter.statements
            let rendered = try rows.map { try values.value(Device.schema, $0) }
            #expect(counter.statements == statements)
            return (statements, rendered)
        }
    }
}
