import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What definitions cost: nothing per row, and nothing where there are none.
@Suite struct CustomizationCostTests {
    /// Statements of a body over a store.
    private func statements(
        _ world: ServiceWorld, _ body: @escaping @Sendable (Session) throws -> Void
    ) async throws -> Int {
        let table = StatementTable(ProductCatalog.catalog, world.store.engine.dialect)
        return try await world.store.engine.read { connection in
            let counter = CountingConnection(connection)
            try body(Session(counter, table))
            return counter.statements
        }
    }

    /// Devices on types of their own, in locations of their own.
    private func world(devices: Int) async throws -> ServiceWorld {
        let world = try await ServiceWorld()
        try await world.furnish()
        for number in 0..<devices {
            let name = JSONValue.string("n\(number)")
            try await world.make("dcim.manufacturer", ["name": name])
            try await world.make("dcim.devicetype", ["model": name, "manufacturer": name])
            try await world.make(
                "dcim.location", ["name": name, "location_type": "Site", "parent": "EMEA", "status": "Active"])
            try await world.make(
                "dcim.device",
                ["name": name, "device_type": name, "location": name, "role": "core", "status": "Active"])
        }
        try await world.make(
            "extras.computedfield",
            [
                "label": "x", "content_type": "dcim.device",
                "template": "{{ obj.location.parent.name }} {{ obj.device_type.manufacturer.name }} {{ obj.tenant }}",
            ])
        return world
    }

    private func render(_ world: ServiceWorld) async throws -> (statements: Int, text: String) {
        let cache = CustomizationCache()
        let templates = TemplateCache()
        let environment = world.environment
        let table = StatementTable(ProductCatalog.catalog, world.store.engine.dialect)
        return try await world.store.engine.read { connection in
            let counter = CountingConnection(connection)
            let session = Session(counter, table)
            let others = Predicate.not(.compare(["name"], .equals, [.text("a")]))
            let rows = try session.rows(Selection(Device.schema, where: others))
            let values = ComputedFieldValues(
                Device.schema, try cache.current(in: session), session, RowTexts(session), templates,
                ConfigContextValues(session, environment: environment))
            try values.prefetch(rows)
            var bytes: [UInt8] = []
            for row in rows { values.append(row, to: &bytes) }
            return (counter.statements, String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func `computed fields of a page cost as many statements as those of one object`() async throws {
        let few = try await render(try await world(devices: 1))
        let many = try await render(try await world(devices: 30))
        #expect(few.statements == many.statements)
        #expect(many.text.contains(#"{"x":"EMEA n7 None"}"#), "\(many.text.prefix(200))")
    }

    @Test func `definitions are read once, and asked for by one row after that`() async throws {
        let world = try await ServiceWorld()
        let cache = CustomizationCache()
        let first = try await statements(world) { _ = try cache.current(in: $0) }
        let second = try await statements(world) { _ = try cache.current(in: $0) }
        #expect(first > 1 && second == 1)
        try await world.make("dcim.manufacturer", ["name": "any"])
        #expect(try await statements(world) { _ = try cache.current(in: $0) } == 1)
        try await world.make(
            "extras.customfield", ["label": "f", "type": "text", "content_types": ["dcim.manufacturer"]])
        #expect(try await statements(world) { _ = try cache.current(in: $0) } == first)
        #expect(try await statements(world) { _ = try cache.current(in: $0) } == 1)
    }

    @Test func `objects get a default and lose a value in one statement per model`() async throws {
        let world = try await ServiceWorld()
        for number in 0..<300 { try await world.make("dcim.manufacturer", ["name": .string("m\(number)")]) }
        let history = try await world.count(ObjectChange.schema)
        let id = try await world.make(
            "extras.customfield",
            ["label": "f", "type": "text", "default": "x", "content_types": ["dcim.manufacturer", "dcim.platform"]])
        func filled() async throws -> Int {
            try await world.store.read { session in
                try session.count(
                    Manufacturer.schema, where: .compare(["custom_field_data", "f"], .equals, [.text("x")]))
            }
        }
        #expect(try await filled() == 300)
        // One row of history: the field's own.
        #expect(try await world.count(ObjectChange.schema) == history + 1)
        try await world.delete("extras.customfield", id)
        #expect(try await filled() == 0)
        let left = try await world.store.read { session in
            try session.connection.rows(
                "SELECT DISTINCT custom_field_data FROM dcim_manufacturer", kinds: [.json]
            ).map { $0[0] }
        }
        #expect(left == [.json("{}")])
    }
}
