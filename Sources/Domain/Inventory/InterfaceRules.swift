import Basics
import Modeling

/// What must hold for interfaces.
enum InterfaceRules {
    /// An interface belongs to a device or to a module, never to both.
    static let hasOwner = Rule<Interface> { context in
        switch (context.record.device, context.record.module) {
        case (nil, nil): [FieldErrors("__all__", ["Either device or module must be set"])]
        case (.some, .some): [FieldErrors("non_field_errors", ["Only one of device or module must be set"])]
        default: []
        }
    }

    /// A link aggregate is on the same hardware and takes no virtual members.
    static let lagFits = Rule<Interface> { context in
        guard let lag = try context.get(context.record.lag) else { return [] }
        if lag.id == context.record.id {
            return [FieldErrors("lag", ["A LAG interface cannot be its own parent."])]
        }
        if context.record.type == "virtual" {
            return [FieldErrors("lag", ["Virtual interfaces cannot have a parent LAG interface."])]
        }
        return try checkOwner(lag, as: "LAG interface", field: "lag", context)
    }

    /// Only a virtual interface has a parent, which is a physical one on the same hardware.
    static let parentFits = Rule<Interface> { context in
        guard let parent = try context.get(context.record.parentInterface) else { return [] }
        let field = "parent_interface"
        if parent.id == context.record.id {
            return [FieldErrors(field, ["An interface cannot be its own parent."])]
        }
        if context.record.type != "virtual" {
            return [FieldErrors(field, ["Only virtual interfaces may be assigned to a parent interface."])]
        }
        if parent.type == "virtual" {
            return [FieldErrors(field, ["Virtual interfaces may not be parents of other interfaces."])]
        }
        return try checkOwner(parent, as: "parent interface", field: field, context)
    }

    /// A bridge is on the same hardware.
    static let bridgeFits = Rule<Interface> { context in
        guard let bridge = try context.get(context.record.bridge) else { return [] }
        if bridge.id == context.record.id {
            return [FieldErrors("bridge", ["An interface cannot be bridged to itself."])]
        }
        return try checkOwner(bridge, as: "bridge interface", field: "bridge", context)
    }

    private static func checkOwner(
        _ other: Record<Interface>, as words: String, field: String, _ context: RuleContext<Interface>
    ) throws -> [FieldErrors] {
        if other.device == context.record.device, other.module == context.record.module { return [] }
        let owner =
            if let device = other.device { try context.display(device) } else {
                try other.module.map { try context.display($0) } ?? ""
            }
        return [
            FieldErrors(field, ["The selected \(words) (\(other.name)) belongs to a different device (\(owner))."])
        ]
    }

    /// `kind=physical`, `virtual` or `wireless`: groups of types.
    static let kindFilter = FilterDeclaration.custom("kind") { values, _ in
        let virtual = Predicate.compare(["type"], .equals, InterfaceTypes.virtualTypes.map(Value.text))
        let wireless = Predicate.compare(["type"], .equals, InterfaceTypes.wirelessTypes.map(Value.text))
        return .any(
            values.map { kind in
                switch kind.lowercased() {
                case "virtual": virtual
                case "wireless": wireless
                case "physical": .not(virtual || wireless)
                default: .never
                }
            })
    }
}
