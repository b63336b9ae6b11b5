import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct HardwareEvaluationTests {
    private func results(_ world: ServiceWorld) async throws -> [Identifier: Record<DeviceHardwareNoticeResult>] {
        Dictionary(
            try await world.fetch(Query<DeviceHardwareNoticeResult>()).map { ($0.device.raw, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `the statements judge as the rule does, on random dates`() async throws {
        let world = try await ServiceWorld(now: "2024-06-01T12:00:00Z")
        let random = SeededRandom(seed: 31)
        let today = Fixture.today
        let horizon = world.environment.settings.endingWithinDays
        let ends: [CalendarDay??] = (0..<300).map { number in
            switch number {
            case 0: .some(today)
            case 1: .some(today.adding(days: -1))
            case 2: .some(today.adding(days: horizon))
            case 3: .some(today.adding(days: horizon + 1))
            case 4: .some(.last)
            case 5: .some(.first)
            default:
                switch random.below(10) {
                case 0: .none
                case 1: .some(nil)
                default: .some(today.adding(days: Int(random.below(1500)) - 700))
                }
            }
        }
        try await world.store.write { (session: Session) throws in
            try VectorRows.store(in: session)
            for (number, end) in ends.enumerated() {
                let type = try VectorRows.type(UInt64(number), session)
                if let end {
                    try VectorRows.notice(
                        Fixture.key(200_000 + UInt64(number)), type: type, support: end, sale: today, session)
                }
                try VectorRows.device(
                    Fixture.key(300_000 + UInt64(number)),
                    SubjectFacts(id: type, deviceType: type, role: Fixture.role1), session)
            }
        }
        let service = LifecycleService(store: world.store, environment: world.environment)
        #expect(try await service.evaluate().hardware == 301)
        let stored = try await results(world)
        for (number, end) in ends.enumerated() {
            let result = try #require(stored[Fixture.key(300_000 + UInt64(number))])
            let state = SupportState.of(
                endOfSupport: end ?? nil, hasNotice: end != nil, today: today, endingWithinDays: horizon)
            #expect(result.supportState == state.rawValue, "\(String(describing: end))")
            #expect(result.isSupported == state.isSupported)
            #expect(result.hardwareNotice?.raw == (end == nil ? nil : Fixture.key(200_000 + UInt64(number))))
        }
        // Nothing has changed, so nothing is written.
        world.server.time.advance(seconds: 60)
        let again = try await service.evaluate()
        #expect((again.hardware, again.software, again.inventory) == (0, 0, 0))
        // A year later exactly those are written whose state differs.
        world.server.time.advance(seconds: 366 * 86_400)
        let later = world.environment.time.today
        let moved = ends.count { end in
            SupportState.of(endOfSupport: end ?? nil, hasNotice: end != nil, today: today, endingWithinDays: horizon)
                != .of(endOfSupport: end ?? nil, hasNotice: end != nil, today: later, endingWithinDays: horizon)
        }
        #expect(try await service.evaluate().hardware == moved && moved > 20)
    }

    @Test func `a notice about a part does not touch the device, and a deleted notice takes its results along`()
        async throws
    {
        let world = try await ServiceWorld(now: "2024-06-01T12:00:00Z")
        try await world.store.write { (session: Session) throws in
            try VectorRows.store(in: session)
            try VectorRows.notice(Fixture.key(1), type: nil, part: "P", support: CalendarDay("2020-01-01"), session)
        }
        let service = LifecycleService(store: world.store, environment: world.environment)
        _ = try await service.evaluate()
        var result = try #require(try await results(world)[Fixture.y])
        // H04, H05
        #expect(result.isSupported == true && result.hardwareNotice == nil && result.supportState == "unknown")
        let notice = try await world.make(
            "nautobot_device_lifecycle_mgmt.hardwarelcm",
            ["device_type": .string(Fixture.typeA.description), "end_of_support": "2024-05-31"])
        _ = try await service.evaluate()
        result = try #require(try await results(world)[Fixture.y])
        #expect(result.isSupported == false && result.hardwareNotice?.raw == notice)
        try await world.delete("nautobot_device_lifecycle_mgmt.hardwarelcm", notice)
        #expect(try await results(world)[Fixture.y] == nil)  // H10
        #expect(try await service.evaluate().hardware == 1)
    }

    @Test func `notices that contradict themselves are refused`() async throws {
        let world = try await ServiceWorld(now: "2024-06-01T12:00:00Z")
        try await world.furnish()
        let model = "nautobot_device_lifecycle_mgmt.hardwarelcm"
        let subject = "One and only one of `Inventory Item` OR `Device Type` must be specified."
        let dates = "End of Sale or End of Support must be specified."
        let bad: [(JSONValue, [String])] = [
            (
                ["device_type": "T1", "inventory_item": "P", "end_of_sale": "2024-01-01"],
                ["inventory_item: " + subject, "device_type: " + subject]
            ),
            (["end_of_sale": "2024-01-01"], ["inventory_item: " + subject, "device_type: " + subject]),
            (
                ["device_type": "T1", "release_date": "2024-01-01"],
                ["end_of_sale: " + dates, "end_of_support: " + dates]
            ),
        ]
        for (object, errors) in bad { #expect(await refusals { try await world.make(model, object) } == errors) }
        try await world.make(model, ["device_type": "T1", "end_of_sale": "2024-01-01"])
        #expect(
            await refusals { try await world.make(model, ["device_type": "T1", "end_of_support": "2024-01-01"]) }
                == ["device_type: Hardware Notice with this Device Type already exists."])
    }
}

@Suite struct EvaluationCostTests {
    /// Statements of one full evaluation over so many devices, some of them tagged and named by entries.
    private func statements(devices: UInt64, special: UInt64) async throws -> [Int] {
        let world = try await ServiceWorld(now: "2024-06-01T12:00:00Z")
        let (now, today, settings) = (
            world.environment.time.now, world.environment.time.today, world.environment.settings
        )
        let catalog = world.store.catalog
        return try await world.store.engine.write { (connection: any Connection) throws in
            let table = StatementTable(catalog, connection.dialect)
            let plain = Session(connection, table)
            try VectorRows.store(in: plain)
            for number in 0..<devices {
                let id = Fixture.key(300_000 + number)
                try VectorRows.device(
                    id,
                    SubjectFacts(
                        id: id, deviceType: number.isMultiple(of: 2) ? Fixture.typeA : Fixture.typeB,
                        role: Fixture.role1,
                        software: Fixture.software1), plain)
                if number < special { try plain.setTags([Fixture.tag1], of: id, type: "dcim.device") }
            }
            try VectorRows.store(Fixture.rule(1, types: [Fixture.typeA]), in: plain)
            try VectorRows.store(Fixture.rule(2, from: "2021-01-01", tags: [Fixture.tag1]), in: plain)
            try VectorRows.notice(Fixture.key(1), type: Fixture.typeA, support: today, plain)
            return try (0..<2).flatMap { _ in
                let counter = CountingConnection(connection)
                let session = Session(counter, table)
                var counts: [Int] = []
                func note() { counts.append(counter.statements - counts.reduce(0, +)) }
                _ = try HardwareEvaluation.run(session, now: now, today: today, settings: settings)
                note()
                _ = try SoftwareEvaluation.run(session, now: now, today: today, settings: settings)
                note()
                _ = try InventoryEvaluation.run(session, now: now, today: today, settings: settings)
                note()
                let scope = try DeviceScope(
                    [("role", ["r1"])], session, today: today, settings: settings, visibility: nil)
                _ = try HardwareReport.make(session, scope: scope, today: today, settings: settings)
                _ = try SoftwareReport.make(session, scope: scope, today: today, settings: settings)
                _ = try ContractReport.make(session, scope: scope, today: today, settings: settings)
                _ = try ContractExpiryReport.make(session, scope: scope, today: today)
                _ = try HardwareAgeReport.make(session, scope: scope, today: today)
                note()
                return counts
            }
        }
    }

    @Test func `the number of statements does not depend on the number of devices`() async throws {
        let few = try await statements(devices: 4, special: 0)
        let many = try await statements(devices: 200, special: 0)
        #expect(few == many)
        #expect(few.allSatisfy { $0 < 60 }, "\(few)")
    }

    @Test func `nor on the number of devices that an entry's tag picks out`() async throws {
        let few = try await statements(devices: 40, special: 4)
        let many = try await statements(devices: 40, special: 36)
        #expect(few == many)
    }
}
