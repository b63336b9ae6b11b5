package import Basics

/// What subjects share that no entry names: they have the same candidates.
package struct SubjectClass: Sendable, Hashable {
    /// Devices and items never share a class.
    package let kind: SubjectFacts.Kind
    /// Nil for items, as are role and tenant.
    package let deviceType: Identifier?
    /// The role of the devices.
    package let role: Identifier?
    /// The tenant of the devices.
    package let tenant: Identifier?
    /// The tags that all of them carry.
    package let tags: Set<Identifier>

    /// The class of a subject; items have none of their device's type, role and tenant.
    package init(of subject: SubjectFacts) {
        let isDevice = subject.kind == .device
        kind = subject.kind
        deviceType = isDevice ? subject.deviceType : nil
        role = isDevice ? subject.role : nil
        tenant = isDevice ? subject.tenant : nil
        tags = subject.tags
    }
}

/// Finds the entries that may apply to a subject without looking at all of them (lifecycle.md §8.2).
///
/// What it returns may be more than what applies; ``ValidationMatcher`` decides.
package struct SoftwareRuleIndex: Sendable {
    /// Every entry, in the given order.
    package let rules: [SoftwareRule]
    private var byDevice: [Identifier: [Int]] = [:]
    private var byInventoryItem: [Identifier: [Int]] = [:]
    private var byType: [Identifier: [Int]] = [:]
    /// Entries without device types, by role.
    private var byRole: [Identifier: [Int]] = [:]
    private var byTag: [Identifier: [Int]] = [:]
    /// Entries without device types and roles, by tenant.
    private var byTenant: [Identifier: [Int]] = [:]

    /// Indexes the entries once.
    package init(_ rules: [SoftwareRule]) {
        self.rules = rules
        for (position, rule) in rules.enumerated() {
            for id in rule.devices { byDevice[id, default: []].append(position) }
            for id in rule.inventoryItems { byInventoryItem[id, default: []].append(position) }
            for id in rule.deviceTypes { byType[id, default: []].append(position) }
            for id in rule.tags { byTag[id, default: []].append(position) }
            guard rule.deviceTypes.isEmpty else { continue }
            for id in rule.roles { byRole[id, default: []].append(position) }
            guard rule.roles.isEmpty else { continue }
            for id in rule.tenants { byTenant[id, default: []].append(position) }
        }
    }

    /// Whether some entry names this device or item, so that its class alone does not decide.
    package func names(_ subject: SubjectFacts) -> Bool {
        (subject.kind == .device ? byDevice : byInventoryItem)[subject.id] != nil
    }

    /// Entries that may apply to every subject of the class.
    package func candidates(of group: SubjectClass) -> [SoftwareRule] {
        pick(positions(of: group))
    }

    /// Entries that may apply to the subject.
    package func candidates(of subject: SubjectFacts) -> [SoftwareRule] {
        let direct = (subject.kind == .device ? byDevice : byInventoryItem)[subject.id] ?? []
        return pick(positions(of: SubjectClass(of: subject)).union(direct))
    }

    private func positions(of group: SubjectClass) -> Set<Int> {
        var positions: Set<Int> = []
        for tag in group.tags { positions.formUnion(byTag[tag] ?? []) }
        if let type = group.deviceType { positions.formUnion(byType[type] ?? []) }
        if let role = group.role { positions.formUnion(byRole[role] ?? []) }
        if let tenant = group.tenant { positions.formUnion(byTenant[tenant] ?? []) }
        return positions
    }

    private func pick(_ positions: Set<Int>) -> [SoftwareRule] {
        positions.sorted().map { rules[$0] }
    }
}

/// Judges a whole fleet, once per class and software instead of once per device.
package struct FleetJudge {
    private struct Key: Hashable {
        let group: SubjectClass
        let software: Identifier?
    }

    private let index: SoftwareRuleIndex
    private let matcher: ValidationMatcher
    private let today: CalendarDay
    private var verdicts: [Key: SoftwareVerdict] = [:]

    /// A judge for one day; what it has found out is kept as long as it lives.
    package init(index: SoftwareRuleIndex, matcher: ValidationMatcher, today: CalendarDay) {
        self.index = index
        self.matcher = matcher
        self.today = today
    }

    /// The verdict on one subject; the same as ``ValidationMatcher/verdict(for:among:today:)`` over all entries.
    package mutating func verdict(for subject: SubjectFacts) -> SoftwareVerdict {
        if index.names(subject) {
            return matcher.verdict(for: subject, among: index.candidates(of: subject), today: today)
        }
        let key = Key(group: SubjectClass(of: subject), software: subject.software)
        if let known = verdicts[key] { return known }
        let verdict = matcher.verdict(for: subject, among: index.candidates(of: key.group), today: today)
        verdicts[key] = verdict
        return verdict
    }
}
