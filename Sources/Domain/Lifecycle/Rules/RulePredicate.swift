import Basics
package import Modeling

extension ValidationMatcher {
    /// The devices to which an entry applies: ``match(_:_:)`` as a question to the store, the other way round than
    /// ``predicate(for:)``.
    package func devices(matching rule: SoftwareRule) -> Predicate {
        let all = MatchCondition.allCases.map { reason($0, rule) }.filter { $0 != .never }
        return all.isEmpty ? .never : eligible(rule) && .any(all)
    }

    /// The devices to which an entry applies for this reason as the strongest one.
    ///
    /// A device is in the answer to one condition at most, so that the counts add up.
    package func devices(matching rule: SoftwareRule, by condition: MatchCondition) -> Predicate {
        let own = reason(condition, rule)
        guard own != .never else { return .never }
        let stronger = MatchCondition.allCases.prefix { $0 != condition }.map { reason($0, rule) }
            .filter { $0 != .never }
        return eligible(rule) && own && (stronger.isEmpty ? .always : .not(.any(stronger)))
    }

    /// The inventory items to which an entry applies (lifecycle.md §3.5).
    package func inventoryItems(matching rule: SoftwareRule) -> Predicate {
        let named = rule.inventoryItems.isEmpty ? Predicate.never : among(["id"], rule.inventoryItems)
        return named || (rule.tags.isEmpty ? .never : .tagged(rule.tags.sorted()))
    }

    /// The inventory items to which an entry applies for this reason as the strongest one; by type, role and tenant none.
    package func inventoryItems(matching rule: SoftwareRule, by condition: MatchCondition) -> Predicate {
        let named = rule.inventoryItems.isEmpty ? Predicate.never : among(["id"], rule.inventoryItems)
        switch condition {
        case .named: return named
        case .tag:
            guard !rule.tags.isEmpty else { return .never }
            return .tagged(rule.tags.sorted()) && (named == .never ? .always : .not(named))
        case .typeAndRole, .type, .role, .tenant: return .never
        }
    }

    /// Entries with tenants are for devices with one, and then only where tenants take part (§3.2, §3.3).
    private func eligible(_ rule: SoftwareRule) -> Predicate {
        guard !rule.tenants.isEmpty else { return .always }
        return mode == .legacy ? .never : .not(.isNull(["tenant"]))
    }

    private func reason(_ condition: MatchCondition, _ rule: SoftwareRule) -> Predicate {
        let types = rule.deviceTypes.isEmpty ? Predicate.never : among(["device_type"], rule.deviceTypes)
        let roles = rule.roles.isEmpty ? Predicate.never : among(["role"], rule.roles)
        return switch condition {
        case .named: rule.devices.isEmpty ? .never : among(["id"], rule.devices)
        case .typeAndRole: types && roles && ofTenant(rule)
        case .type: rule.roles.isEmpty ? types && ofTenant(rule) : .never
        case .role: rule.deviceTypes.isEmpty ? roles && ofTenant(rule) : .never
        case .tag: rule.tags.isEmpty ? .never : .tagged(rule.tags.sorted())
        case .tenant: tenantWide(rule)
        }
    }

    /// Where type and role count: devices without a tenant, and those of the entry's tenants.
    private func ofTenant(_ rule: SoftwareRule) -> Predicate {
        guard mode != .legacy else { return .always }
        return .isNull(["tenant"]) || (rule.tenants.isEmpty ? .never : among(["tenant"], rule.tenants))
    }

    private func tenantWide(_ rule: SoftwareRule) -> Predicate {
        guard mode != .legacy, !rule.tenants.isEmpty, isTenantWide(rule) else { return .never }
        return among(["tenant"], rule.tenants)
    }

    private func among(_ path: [String], _ ids: Set<Identifier>) -> Predicate {
        .compare(path, .equals, ids.sorted().map(Value.id))
    }
}
