import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What groups cost: questions per level of groups, none per object or group.
@Suite struct DynamicGroupCostTests {
    private func group(_ world: ServiceWorld, _ name: String, filter: JSONValue? = nil) async throws -> Identifier {
        try await world.make(
            "extras.dynamicgroup",
            [
                "name": .string(name), "content_type": "dcim.device",
                "group_type": filter == nil ? "dynamic-set" : "dynamic-filter", "filter": filter ?? [:],
            ])
    }

    private func join(_ world: ServiceWorld, _ group: String, _ parent: String, weight: Int) async throws {
        try await world.make(
            "extras.dynamicgroupmembership",
            [
                "group": .string(group), "parent_group": .string(parent), "operator": "union",
                "weight": .int(Int64(weight)),
            ])
    }

    /// Statements, and the number of members, of the question for the members of a group.
    private func ask(_ world: ServiceWorld, _ id: Identifier) async throws -> (statements: Int, members: Int) {
        let table = StatementTable(ProductCatalog.catalog, world.store.engine.dialect)
        let environment = world.environment
        return try await world.store.engine.read { connection in
            let counter = CountingConnection(connection)
            let session = Session(counter, table)
            let members = try GroupPredicates(
                session, today: environment.time.today, settings: environment.settings,
                customizations: environment.customizations
            ).answers([id])[id]?.members
            return (counter.statements, try session.count(Device.schema, where: members ?? .never))
        }
    }

    @Test func `a set of many groups is asked for in two statements per level`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let top = try await group(world, "top")
        _ = try await group(world, "middle")
        try await join(world, "middle", "top", weight: 0)
        for number in 0..<40 {
            _ = try await group(world, "f\(number)", filter: ["name": [.string(number == 7 ? "a" : "n\(number)")]])
            try await join(world, "f\(number)", "middle", weight: number)
        }
        let few = try await ask(world, top)
        #expect(few.members == 1)
        for number in 0..<40 {
            _ = try await group(world, "g\(number)", filter: ["name": [.string(number == 7 ? "b" : "m\(number)")]])
            try await join(world, "g\(number)", "middle", weight: 40 + number)
        }
        let many = try await ask(world, top)
        #expect(many.members == 2)
        #expect(few.statements == many.statements && many.statements <= 8, "\(few) \(many)")
    }

    @Test func `a group that would be made of too many filters is refused, wherever the last one is added`()
        async throws
    {
        let world = try await ServiceWorld()
        _ = try await group(world, "leaf", filter: ["name__isw": ["a"]])
        for level in 0..<4 {
            _ = try await group(world, "l\(level)")
            for weight in 0..<(level < 3 ? 4 : 3) {
                try await join(world, level == 0 ? "leaf" : "l\(level - 1)", "l\(level)", weight: weight)
            }
        }
        // 4 × 4 × 4 × 3 filters; one more in each of the lowest groups makes 240.
        let errors = await refusals { try await join(world, "leaf", "l0", weight: 9) }
        #expect(errors.contains { $0.contains("at most 200 filters") }, "\(errors)")
        try await join(world, "leaf", "l3", weight: 9)
    }
}
