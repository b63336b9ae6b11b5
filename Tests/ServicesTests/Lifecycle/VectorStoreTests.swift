import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// The vectors of lifecycle.md §3.8 as rows of a store, judged by the evaluations.
@Suite struct VectorStoreTests {
    private static let now = "2024-06-01T12:00:00Z"

    /// Carries what was found out of a transaction that is rolled back.
    private struct Outcome: Error {
        let isValid: Bool?
        let candidates: Set<Identifier>
    }

    @Test(
        "a stored set-up is judged as the contract says",
        arguments: [MatchingMode.legacy, .multiTenant(strict: false), .multiTenant(strict: true)])
    func vectors(_ mode: MatchingMode) async throws {
        let settings = DomainSettings(
            multiTenantMode: mode != .legacy, strictTenantRule: mode == .multiTenant(strict: true))
        let world = try await ServiceWorld(now: Self.now, settings: settings)
        try await world.store.write { try VectorRows.store(in: $0) }
        let (now, today) = (world.environment.time.now, world.environment.time.today)
        #expect(today == Fixture.today)
        var judged = 0
        for vector in ValidationVector.all where vector.mode == mode {
            do {
                try await world.store.write { (session: Session) throws in
                    try VectorRows.store(vector, in: session)
                    _ = try SoftwareEvaluation.run(session, now: now, today: today, settings: settings)
                    _ = try InventoryEvaluation.run(session, now: now, today: today, settings: settings)
                    throw try Self.outcome(of: vector.subject, in: session)
                }
            } catch let outcome as Outcome {
                judged += 1
                #expect(outcome.isValid == vector.isValid, "\(vector.name)")
                let matcher = ValidationMatcher(mode: mode)
                let expected = matcher.candidates(of: vector.subject, among: vector.rules).map(\.rule.id)
                #expect(outcome.candidates == Set(expected), "\(vector.name)")
            }
        }
        #expect(judged == ValidationVector.all.filter { $0.mode == mode }.count && judged > 0)
    }

    private static func outcome(of subject: SubjectFacts, in session: Session) throws -> Outcome {
        if subject.kind == .device {
            let results = try session.fetch(
                Query<DeviceSoftwareValidationResult>().where { $0.device == ID<Device>(subject.id) })
            let result = try #require(results.first)
            #expect(results.count == 1 && result.software?.raw == subject.software)
            let field = try #require(DeviceSoftwareValidationResult.schema.fieldsByName["valid_software"])
            return Outcome(
                isValid: result.isValidated,
                candidates: Set(
                    try session.members(of: [result.id.raw], field: field, in: DeviceSoftwareValidationResult.schema)[
                        result.id.raw] ?? []))
        }
        let results = try session.fetch(
            Query<InventoryItemSoftwareValidationResult>().where { $0.inventoryItem == ID<InventoryItem>(subject.id) })
        let result = try #require(results.first)
        #expect(results.count == 1 && result.software?.raw == subject.software)
        let field = try #require(InventoryItemSoftwareValidationResult.schema.fieldsByName["valid_software"])
        return Outcome(
            isValid: result.isValidated,
            candidates: Set(
                try session.members(
                    of: [result.id.raw], field: field, in: InventoryItemSoftwareValidationResult.schema)[
                        result.id.raw] ?? []))
    }
}

/// The rows behind the vectors.
enum VectorRows {
    private static func record<M: Model>(
        _ type: M.Type, _ id: Identifier, _ session: Session, _ change: (inout Record<M>) -> Void
    ) throws {
        var record = Record<M>(id: ID(id))
        change(&record)
        if try session.row(M.schema, id) == nil {
            try session.insert(M.schema, record.values)
        } else {
            try session.update(M.schema, record.values, columns: Array(1..<record.values.count))
        }
    }

    private static let status = ID<Status>(Seeds.id("extras.status", "Active"))
    private static let place = Fixture.key(90), kind = Fixture.key(91), maker = Fixture.key(92),
        platform = Fixture.key(93)

    /// Everything but what a vector says: types, roles, tenants, tags, versions, device y.
    static func store(in session: Session) throws {
        try record(LocationType.self, kind, session) { $0.name = "Site" }
        try record(Location.self, place, session) { location in
            location.name = "FRA"
            location.locationType = ID(kind)
            location.status = status
        }
        try record(Manufacturer.self, maker, session) { $0.name = "Acme" }
        try record(Platform.self, platform, session) { $0.name = "os" }
        for (id, name) in [(Fixture.typeA, "TA"), (Fixture.typeB, "TB")] {
            try record(DeviceType.self, id, session) { type in
                type.model = name
                type.manufacturer = ID(maker)
            }
        }
        for (id, name) in [(Fixture.role1, "r1"), (Fixture.role2, "r2")] {
            try record(Role.self, id, session) { role in
                role.name = name
                role.contentTypes = ["dcim.device"]
            }
        }
        for (id, name) in [(Fixture.tenant1, "T1"), (Fixture.tenant2, "T2")] {
            try record(Tenant.self, id, session) { $0.name = name }
        }
        for (id, name) in [(Fixture.tag1, "t1"), (Fixture.tag2, "t2")] {
            try record(Domain.Tag.self, id, session) { tag in
                tag.name = name
                tag.contentTypes = ["dcim.device", "dcim.inventoryitem"]
            }
        }
        for (id, name) in [(Fixture.software1, "1.0"), (Fixture.software2, "2.0")] {
            try record(SoftwareVersion.self, id, session) { version in
                version.version = name
                version.platform = ID(platform)
                version.status = status
            }
        }
        try device(Fixture.y, Fixture.device(), session)
    }

    /// What a vector says: its device or item and its entries.
    static func store(_ vector: ValidationVector, in session: Session) throws {
        let subject = vector.subject
        try device(Fixture.x, subject.kind == .device ? subject : Fixture.device(), session)
        try record(InventoryItem.self, Fixture.item, session) { item in
            item.name = "i"
            item.device = ID(Fixture.x)
            item.softwareVersion = subject.kind == .inventoryItem ? subject.software.map(ID.init) : nil
        }
        try session.setTags(
            subject.tags.sorted(), of: subject.id, type: subject.kind == .device ? "dcim.device" : "dcim.inventoryitem")
        for rule in vector.rules { try store(rule, in: session) }
    }

    /// One entry with its assignments.
    static func store(_ rule: SoftwareRule, in session: Session) throws {
        try record(ValidatedSoftware.self, rule.id, session) { entry in
            entry.software = rule.software.map(ID.init)
            entry.start = rule.start
            entry.end = rule.end
            entry.preferred = rule.isPreferred
        }
        let sets = [
            "devices": rule.devices, "device_types": rule.deviceTypes, "device_roles": rule.roles,
            "device_tenants": rule.tenants, "inventory_items": rule.inventoryItems, "object_tags": rule.tags,
        ]
        for (name, members) in sets {
            let field = try #require(ValidatedSoftware.schema.fieldsByName[name])
            try session.setMembers(members.sorted(), of: rule.id, field: field, in: ValidatedSoftware.schema)
        }
    }

    /// A device with the facts of a subject.
    static func device(_ id: Identifier, _ subject: SubjectFacts, _ session: Session) throws {
        try record(Device.self, id, session) { device in
            device.name = "d\(id.low)"
            device.status = status
            device.location = ID(place)
            if let type = subject.deviceType { device.deviceType = ID(type) }
            if let role = subject.role { device.role = ID(role) }
            device.tenant = subject.tenant.map(ID.init)
            device.softwareVersion = subject.software.map(ID.init)
        }
    }

    /// A notice about a device type.
    static func notice(
        _ id: Identifier, type: Identifier?, part: String? = nil, support: CalendarDay?, sale: CalendarDay? = nil,
        _ session: Session
    ) throws {
        try record(HardwareNotice.self, id, session) { notice in
            notice.deviceType = type.map(ID.init)
            notice.inventoryItem = part
            notice.endOfSupport = support
            notice.endOfSale = sale
        }
    }

    /// A device type by number.
    static func type(_ number: UInt64, _ session: Session) throws -> Identifier {
        let id = Fixture.key(100_000 + number)
        try record(DeviceType.self, id, session) { type in
            type.model = "M\(number)"
            type.manufacturer = ID(maker)
        }
        return id
    }
}
