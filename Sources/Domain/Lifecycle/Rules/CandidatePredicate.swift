import Basics
package import Modeling

extension ValidationMatcher {
    /// The rows of ``ValidatedSoftware`` that apply to the subject: ``match(_:_:)`` as a question to the store.
    ///
    /// It narrows whatever else is asked and never replaces it (lifecycle.md §8.3 S1).
    package func predicate(for subject: SubjectFacts) -> Predicate {
        switch subject.kind {
        case .device: devicePredicate(subject)
        case .inventoryItem: has("inventory_items", subject.id) || hasTag(of: subject)
        }
    }

    private func devicePredicate(_ device: SubjectFacts) -> Predicate {
        let direct = has("devices", device.id)
        let byAssignment = typeAndRolePredicate(device)
        guard mode != .legacy, let tenant = device.tenant else {
            return .isNull(["device_tenants"]) && (direct || byAssignment || hasTag(of: device))
        }
        let ofTenant = has("device_tenants", tenant)
        return direct || ofTenant && (byAssignment || tenantWidePredicate) || hasTag(of: device)
    }

    private func typeAndRolePredicate(_ device: SubjectFacts) -> Predicate {
        let hasType = device.deviceType.map { has("device_types", $0) } ?? .never
        let hasRole = device.role.map { has("device_roles", $0) } ?? .never
        return hasType && (hasRole || .isNull(["device_roles"])) || .isNull(["device_types"]) && hasRole
    }

    private var tenantWidePredicate: Predicate {
        let wide = Predicate.isNull(["device_types"]) && .isNull(["device_roles"])
        guard mode == .multiTenant(strict: true) else { return wide }
        return wide && .isNull(["devices"]) && .isNull(["inventory_items"]) && .isNull(["object_tags"])
    }

    private func hasTag(of subject: SubjectFacts) -> Predicate {
        subject.tags.isEmpty
            ? .never : .compare(["object_tags"], .equals, subject.tags.sorted().map(Value.id))
    }

    private func has(_ set: String, _ id: Identifier) -> Predicate {
        .compare([set], .equals, [.id(id)])
    }
}
