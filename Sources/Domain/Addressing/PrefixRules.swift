import Basics
import Modeling

/// What must hold for prefixes.
enum PrefixRules {
    /// A range moves to another namespace or to other addresses, not to both at once.
    static let movesOneWay = Rule<Prefix> { context in
        guard let previous = context.previous, previous.namespace != context.record.namespace,
            previous.network != context.record.network || previous.prefixLength != context.record.prefixLength
        else { return [] }
        return [
            FieldErrors("__all__", ["The network and the namespace of a prefix cannot be changed in one update."])
        ]
    }

    /// A range without a parent keeps covering the addresses in it, because nothing else does.
    static let keepsAddresses = Rule<Prefix> { context in
        let record = context.record
        guard let previous = context.previous, previous.parent == nil,
            previous.networkKey != record.networkKey
                || previous.broadcastKey != record.broadcastKey
        else { return [] }
        let address = FieldPaths<IPAddress>()
        let outside = address.hostKey < record.networkKey || address.hostKey > record.broadcastKey
        guard try context.exists(IPAddress.self, where: address.parent == record.id && outside) else { return [] }
        return [
            FieldErrors(
                "__all__", ["Existing IP addresses would no longer have a valid parent Prefix after this change."])
        ]
    }

    /// Every location of a range is of a type that takes prefixes.
    static let locationsAccept = Rule<Prefix> { context in
        let refused = try context.many["locations", default: []].compactMap { id -> String? in
            guard let location = try context.get(ID<Location>(id)),
                let type = try context.get(location.locationType),
                !type.cell(\.contentTypes).listContains(Prefix.schema.identifier)
            else { return nil }
            return "\(location.name) is a \(type.name) and may not have prefixes associated to it."
        }
        return refused.isEmpty ? [] : [FieldErrors("locations", refused)]
    }
}
