import Basics

/// Why an entry applies to a device or an item, strongest first.
package enum MatchCondition: String, Sendable, Hashable, CaseIterable {
    /// It names the device or item.
    case named
    /// It covers the device's type and role together.
    case typeAndRole = "type-and-role"
    /// It covers the device's type and names no role.
    case type
    /// It covers the device's role and names no type.
    case role
    /// It covers a tag of the device or item.
    case tag
    /// It covers the whole tenant of the device.
    case tenant

    /// The reason in plain words, to stand after "The entry".
    package func explanation(for kind: SubjectFacts.Kind) -> String {
        let noun = kind == .device ? "device" : "inventory item"
        return switch self {
        case .named: "names this \(noun)"
        case .typeAndRole: "covers this device's type together with its role"
        case .type: "covers this device's type, whatever the role"
        case .role: "covers this device's role, whatever the type"
        case .tag: "covers a tag that this \(noun) carries"
        case .tenant: "covers every device of this device's tenant"
        }
    }
}

/// An entry that applies to a subject.
package struct SoftwareMatch: Sendable, Hashable {
    /// The entry.
    package let rule: SoftwareRule
    /// Position class: 10, 20, 30, 40 and 990 for preferred entries, 1000, 1010, 1030, 1040 and 1990 for the others.
    package let weight: Int
    /// The strongest reason why it applies.
    package let condition: MatchCondition

    /// Listing order: weight, then start, then key.
    package static func precedes(_ left: SoftwareMatch, _ right: SoftwareMatch) -> Bool {
        if left.weight != right.weight { return left.weight < right.weight }
        if left.rule.start != right.rule.start { return left.rule.start < right.rule.start }
        return left.rule.id < right.rule.id
    }
}

/// Decides which validated software entries apply to a device or an inventory item.
///
/// Contract: lifecycle.md §3.2–§3.5 in the set form of §3.4: one match per entry with its smallest weight,
/// never twice (W1). Inventory items come in the documented order (W3): preferred before not
/// preferred, and direct before tag within each.
package struct ValidationMatcher: Sendable, Hashable {
    /// How tenants take part.
    package let mode: MatchingMode

    /// A matcher; it holds nothing but the mode.
    package init(mode: MatchingMode) { self.mode = mode }

    /// Whether and why the entry applies; nil when it does not.
    package func match(_ rule: SoftwareRule, _ subject: SubjectFacts) -> SoftwareMatch? {
        let condition =
            subject.kind == .device
            ? deviceCondition(rule, subject) : inventoryItemCondition(rule, subject)
        guard let condition else { return nil }
        return SoftwareMatch(rule: rule, weight: weight(rule, subject), condition: condition)
    }

    /// The entries that apply, in listing order.
    package func candidates(
        of subject: SubjectFacts, among rules: some Sequence<SoftwareRule>
    ) -> [SoftwareMatch] {
        rules.compactMap { match($0, subject) }.sorted(by: SoftwareMatch.precedes)
    }

    // §3.2 and §3.3
    private func deviceCondition(_ rule: SoftwareRule, _ device: SubjectFacts) -> MatchCondition? {
        let isTenantAware = mode != .legacy && device.tenant != nil
        if !isTenantAware && !rule.tenants.isEmpty { return nil }
        if rule.devices.contains(device.id) { return .named }
        if !isTenantAware || contains(rule.tenants, device.tenant) {
            if let condition = typeAndRoleCondition(rule, device) { return condition }
        }
        if !rule.tags.isDisjoint(with: device.tags) { return .tag }
        if isTenantAware, contains(rule.tenants, device.tenant), isTenantWide(rule) { return .tenant }
        return nil
    }

    private func typeAndRoleCondition(_ rule: SoftwareRule, _ device: SubjectFacts) -> MatchCondition? {
        let hasType = contains(rule.deviceTypes, device.deviceType)
        let hasRole = contains(rule.roles, device.role)
        if hasType && hasRole { return .typeAndRole }
        if hasType && rule.roles.isEmpty { return .type }
        if hasRole && rule.deviceTypes.isEmpty { return .role }
        return nil
    }

    // §3.3 rule 5
    func isTenantWide(_ rule: SoftwareRule) -> Bool {
        guard rule.deviceTypes.isEmpty, rule.roles.isEmpty else { return false }
        guard mode == .multiTenant(strict: true) else { return true }
        return rule.devices.isEmpty && rule.inventoryItems.isEmpty && rule.tags.isEmpty
    }

    // §3.5
    private func inventoryItemCondition(_ rule: SoftwareRule, _ item: SubjectFacts) -> MatchCondition? {
        if rule.inventoryItems.contains(item.id) { return .named }
        return rule.tags.isDisjoint(with: item.tags) ? nil : .tag
    }

    // §3.4: the first row of the table that holds, whichever condition made the entry apply.
    private func weight(_ rule: SoftwareRule, _ subject: SubjectFacts) -> Int {
        switch subject.kind {
        case .inventoryItem:
            return rule.inventoryItems.contains(subject.id)
                ? (rule.isPreferred ? 10 : 1000) : (rule.isPreferred ? 990 : 1990)
        case .device:
            let hasType = contains(rule.deviceTypes, subject.deviceType)
            let hasRole = contains(rule.roles, subject.role)
            if rule.devices.contains(subject.id) { return rule.isPreferred ? 10 : 1000 }
            if hasType && hasRole { return rule.isPreferred ? 20 : 1010 }
            if hasType && rule.roles.isEmpty { return rule.isPreferred ? 30 : 1030 }
            if hasRole { return rule.isPreferred ? 40 : 1040 }
            return rule.isPreferred ? 990 : 1990
        }
    }

    private func contains(_ set: Set<Identifier>, _ id: Identifier?) -> Bool {
        id.map(set.contains) ?? false
    }
}
