import Basics
import Domain
import Modeling
import Testing

/// The fixture of lifecycle.md §3.8.
enum Fixture {
    static let tenant1 = key(1), tenant2 = key(2)
    static let typeA = key(11), typeB = key(12)
    static let role1 = key(21), role2 = key(22)
    static let tag1 = key(31), tag2 = key(32)
    static let x = key(41), y = key(42), item = key(43)
    static let software1 = key(51), software2 = key(52)
    static let today = day("2024-06-01")

    static func key(_ number: UInt64) -> Identifier { Identifier(high: 0, low: number) }

    static func day(_ text: String) -> CalendarDay {
        CalendarDay(text) ?? CalendarDay(daysSinceEpoch: 0)
    }

    /// Device x, of type TA and role r1, with software 1.0.
    static func device(
        tenant: Identifier? = nil, tags: Set<Identifier> = [], software: Identifier? = software1
    ) -> SubjectFacts {
        SubjectFacts(id: x, deviceType: typeA, role: role1, tenant: tenant, tags: tags, software: software)
    }

    /// Inventory item i of device x.
    static func inventoryItem(tags: Set<Identifier> = [], software: Identifier? = software1) -> SubjectFacts {
        SubjectFacts(
            kind: .inventoryItem, id: item, deviceType: typeA, role: role1, tags: tags, software: software)
    }

    /// An entry for software 1.0 from 2020-01-01, without an end, not preferred, with no assignment.
    static func rule(
        _ number: UInt64 = 1, software: Identifier? = software1, from start: String = "2020-01-01",
        to end: String? = nil, preferred: Bool = false, devices: Set<Identifier> = [], types: Set<Identifier> = [],
        roles: Set<Identifier> = [], tenants: Set<Identifier> = [], items: Set<Identifier> = [],
        tags: Set<Identifier> = []
    ) -> SoftwareRule {
        SoftwareRule(
            id: key(1000 + number), software: software, start: day(start), end: end.map(day), isPreferred: preferred,
            devices: devices, deviceTypes: types, roles: roles, tenants: tenants, inventoryItems: items, tags: tags)
    }
}

/// One row of the table of lifecycle.md §3.8, with duplicates removed (§10).
struct ValidationVector: CustomTestStringConvertible {
    let name: String
    let mode: MatchingMode
    let subject: SubjectFacts
    let rules: [SoftwareRule]
    let weights: [Int]
    let isValid: Bool

    init(
        _ name: String, _ mode: MatchingMode = .legacy, _ subject: SubjectFacts = Fixture.device(),
        _ rules: SoftwareRule..., weights: [Int], _ isValid: Bool
    ) {
        self.name = name
        self.mode = mode
        self.subject = subject
        self.rules = rules
        self.weights = weights
        self.isValid = isValid
    }

    var testDescription: String { name }
}

extension ValidationVector {
    static let all = legacy + dates + several + tenants + items

    private static let multi = MatchingMode.multiTenant(strict: false)
    private typealias F = Fixture
    private static let tagged1 = F.device(tags: [F.tag1])
    private static let ofTenant1 = F.device(tenant: F.tenant1)

    private static let legacy = [
        ValidationVector("V01", .legacy, F.device(), F.rule(devices: [F.x]), weights: [1000], true),
        ValidationVector("V02", .legacy, F.device(), F.rule(devices: [F.y]), weights: [], false),
        ValidationVector("V03", .legacy, F.device(), F.rule(types: [F.typeA]), weights: [1030], true),
        ValidationVector("V04", .legacy, F.device(), F.rule(types: [F.typeB]), weights: [], false),
        ValidationVector("V05", .legacy, F.device(), F.rule(roles: [F.role1]), weights: [1040], true),
        ValidationVector(
            "V06", .legacy, F.device(), F.rule(types: [F.typeA], roles: [F.role1]), weights: [1010], true),
        ValidationVector(
            "V07", .legacy, F.device(), F.rule(types: [F.typeA], roles: [F.role2]), weights: [], false),
        ValidationVector(
            "V08", .legacy, F.device(), F.rule(types: [F.typeB], roles: [F.role1]), weights: [], false),
        ValidationVector(
            "V09", .legacy, F.device(), F.rule(types: [F.typeA, F.typeB], roles: [F.role1, F.role2]),
            weights: [1010], true),
        ValidationVector(
            "V10", .legacy, F.device(tags: [F.tag1, F.tag2]), F.rule(tags: [F.tag1, F.tag2]), weights: [1990], true),
        ValidationVector("V11", .legacy, tagged1, F.rule(tags: [F.tag2]), weights: [], false),
        ValidationVector(
            "V12", .legacy, tagged1, F.rule(types: [F.typeB], tags: [F.tag1]), weights: [1990], true),
        ValidationVector(
            "V13", .legacy, tagged1, F.rule(preferred: true, types: [F.typeB], roles: [F.role1], tags: [F.tag1]),
            weights: [40], true),
        ValidationVector("V14", .legacy, F.device(), F.rule(), weights: [], false),
    ]

    private static let dates = [
        ValidationVector(
            "V15", .legacy, F.device(), F.rule(software: F.software2, types: [F.typeA]), weights: [1030], false),
        ValidationVector(
            "V16", .legacy, F.device(software: nil), F.rule(types: [F.typeA]), weights: [1030], false),
        ValidationVector(
            "V17", .legacy, F.device(), F.rule(from: "2024-06-02", types: [F.typeA]), weights: [1030], false),
        ValidationVector(
            "V18", .legacy, F.device(), F.rule(from: "2024-06-01", types: [F.typeA]), weights: [1030], true),
        ValidationVector(
            "V19", .legacy, F.device(), F.rule(to: "2024-06-01", types: [F.typeA]), weights: [1030], true),
        ValidationVector(
            "V20", .legacy, F.device(), F.rule(to: "2024-05-31", types: [F.typeA]), weights: [1030], false),
    ]

    private static let several = [
        ValidationVector(
            "V21", .legacy, F.device(), F.rule(1, to: "2023-01-01", types: [F.typeA]),
            F.rule(2, from: "2021-01-01", types: [F.typeA]), weights: [1030, 1030], true),
        ValidationVector(
            "V22", .legacy, F.device(), F.rule(1, types: [F.typeA]),
            F.rule(2, software: F.software2, preferred: true, types: [F.typeA]), weights: [30, 1030], true),
        ValidationVector(
            "V23", .legacy, tagged1, F.rule(1, devices: [F.x]), F.rule(2, types: [F.typeA], roles: [F.role1]),
            F.rule(3, types: [F.typeA]), F.rule(4, roles: [F.role1]), F.rule(5, tags: [F.tag1]),
            F.rule(6, preferred: true, devices: [F.x]),
            F.rule(7, preferred: true, types: [F.typeA], roles: [F.role1]),
            F.rule(8, preferred: true, types: [F.typeA]), F.rule(9, preferred: true, roles: [F.role1]),
            F.rule(10, preferred: true, tags: [F.tag1]),
            weights: [10, 20, 30, 40, 990, 1000, 1010, 1030, 1040, 1990], true),
        ValidationVector(
            "V24", .legacy, F.device(), F.rule(1, from: "2021-01-01", types: [F.typeA]),
            F.rule(2, from: "2019-01-01", types: [F.typeA]), weights: [1030, 1030], true),
        ValidationVector(
            "V25", .legacy, F.device(), F.rule(devices: [F.x, F.y], types: [F.typeA]), weights: [1000], true),
        ValidationVector(
            "V26", .legacy, F.device(), F.rule(devices: [F.y], types: [F.typeA]), weights: [1030], true),
        ValidationVector(
            "V27", .legacy, F.device(), F.rule(devices: [F.x], types: [F.typeB]), weights: [1000], true),
        ValidationVector(
            "V28", .legacy, tagged1,
            F.rule(
                devices: [F.x, F.y], types: [F.typeA, F.typeB], roles: [F.role1, F.role2], tags: [F.tag1, F.tag2]),
            weights: [1000], true),
        ValidationVector(
            "V29", .legacy, tagged1, F.rule(types: [F.typeA], tags: [F.tag1, F.tag2]), weights: [1030], true),
        ValidationVector(
            "V30", .legacy, tagged1, F.rule(types: [F.typeA, F.typeB], tags: [F.tag1]), weights: [1030], true),
    ]

    private static let tenants = [
        ValidationVector("V31", .legacy, ofTenant1, F.rule(types: [F.typeA]), weights: [1030], true),
        ValidationVector(
            "V32", .legacy, ofTenant1, F.rule(types: [F.typeA], tenants: [F.tenant1]), weights: [], false),
        ValidationVector(
            "V33", .legacy, ofTenant1, F.rule(devices: [F.x], tenants: [F.tenant1]), weights: [], false),
        ValidationVector("V34", multi, ofTenant1, F.rule(types: [F.typeA]), weights: [], false),
        ValidationVector(
            "V35", multi, ofTenant1, F.rule(types: [F.typeA], tenants: [F.tenant1, F.tenant2]), weights: [1030],
            true),
        ValidationVector(
            "V36", multi, ofTenant1, F.rule(types: [F.typeA], tenants: [F.tenant2]), weights: [], false),
        ValidationVector(
            "V37", multi, ofTenant1, F.rule(preferred: true, tenants: [F.tenant1]), weights: [990], true),
        ValidationVector(
            "V38", multi, ofTenant1, F.rule(roles: [F.role1], tenants: [F.tenant1]), weights: [1040], true),
        ValidationVector(
            "V39", multi, ofTenant1, F.rule(types: [F.typeA], roles: [F.role2], tenants: [F.tenant1]), weights: [],
            false),
        ValidationVector(
            "V40", multi, ofTenant1, F.rule(devices: [F.x], tenants: [F.tenant2]), weights: [1000], true),
        ValidationVector("V41", multi, ofTenant1, F.rule(devices: [F.x]), weights: [1000], true),
        ValidationVector(
            "V42", multi, F.device(tenant: F.tenant1, tags: [F.tag1]),
            F.rule(tenants: [F.tenant2], tags: [F.tag1]), weights: [1990], true),
        ValidationVector("V43", multi, F.device(), F.rule(types: [F.typeA]), weights: [1030], true),
        ValidationVector(
            "V44", multi, F.device(), F.rule(types: [F.typeA], tenants: [F.tenant1]), weights: [], false),
        ValidationVector(
            "V45", multi, F.device(), F.rule(devices: [F.x], tenants: [F.tenant1]), weights: [], false),
        ValidationVector(
            "V46", multi, tagged1, F.rule(tenants: [F.tenant1], tags: [F.tag1]), weights: [], false),
        ValidationVector(
            "V47", multi, ofTenant1, F.rule(devices: [F.y], tenants: [F.tenant1]), weights: [1990], true),
        ValidationVector(
            "V48", multi, ofTenant1, F.rule(tenants: [F.tenant1], items: [F.item]), weights: [1990], true),
        ValidationVector(
            "V47 strict", .multiTenant(strict: true), ofTenant1, F.rule(devices: [F.y], tenants: [F.tenant1]),
            weights: [], false),
        ValidationVector(
            "V48 strict", .multiTenant(strict: true), ofTenant1, F.rule(tenants: [F.tenant1], items: [F.item]),
            weights: [], false),
        ValidationVector(
            "V37 strict", .multiTenant(strict: true), ofTenant1, F.rule(preferred: true, tenants: [F.tenant1]),
            weights: [990], true),
    ]

    private static let items = [
        ValidationVector("V49", .legacy, F.inventoryItem(), F.rule(items: [F.item]), weights: [1000], true),
        ValidationVector(
            "V50", .legacy, F.inventoryItem(tags: [F.tag1]), F.rule(tags: [F.tag1]), weights: [1990], true),
        ValidationVector("V51", .legacy, F.inventoryItem(), F.rule(types: [F.typeA]), weights: [], false),
        ValidationVector(
            "V52", .legacy, F.inventoryItem(), F.rule(tenants: [F.tenant1], items: [F.item]), weights: [1000], true),
        ValidationVector(
            "V52 multi", multi, F.inventoryItem(), F.rule(tenants: [F.tenant1], items: [F.item]), weights: [1000],
            true),
        ValidationVector(
            "V53", .legacy, F.inventoryItem(), F.rule(software: F.software2, items: [F.item]), weights: [1000],
            false),
        // The documented order, not that of the original (W3).
        ValidationVector(
            "V54", .legacy, F.inventoryItem(tags: [F.tag1]), F.rule(1, from: "2019-01-01", tags: [F.tag1]),
            F.rule(2, items: [F.item]), F.rule(3, from: "2021-01-01", preferred: true, tags: [F.tag1]),
            F.rule(4, from: "2022-01-01", preferred: true, items: [F.item]), weights: [10, 990, 1000, 1990], true),
        ValidationVector(
            "V55", .legacy, F.inventoryItem(tags: [F.tag1, F.tag2]), F.rule(tags: [F.tag1, F.tag2]), weights: [1990],
            true),
        ValidationVector(
            "V56", .legacy, F.inventoryItem(software: nil), F.rule(items: [F.item]), weights: [1000], false),
    ]
}
