import Basics
import Modeling

/// What must hold for addresses, and how they are found.
enum IPAddressRules {
    /// Puts the address below the closest prefix of its namespace.
    ///
    /// The namespace is the one that was written, else that of the parent. Nothing is looked up when neither
    /// changes, because a host stays and prefixes move their addresses themselves.
    static func findParent(of record: inout Record<IPAddress>, _ context: RuleContext<IPAddress>) throws {
        let previous = context.previous
        record.parent = record.parent ?? previous?.parent
        record.namespace = record.namespace ?? previous?.namespace
        if let previous, previous.parent == record.parent, previous.namespace == record.namespace { return }
        let given = record.parent != previous?.parent ? try context.get(record.parent) : nil
        let written = record.namespace != previous?.namespace ? record.namespace : nil
        guard let namespace = written ?? given?.namespace else {
            throw context.problem("__all__", "One of parent or namespace must be provided")
        }
        let name = try context.get(namespace)?.name ?? ""
        let closest = try Addressing.closestPrefix(
            covering: record.hostKey, to: record.hostKey, shorterThan: 129, in: namespace, context)
        guard let closest else {
            throw context.problem(
                "namespace", "No suitable parent Prefix for \(record.host) exists in Namespace \(name)")
        }
        if let given, given.id != closest.id {
            throw context.problem(
                "parent",
                "\(given.prefix) cannot be assigned as the parent of \(record.address). "
                    + " In namespace \(name), the expected parent would be \(closest.prefix).")
        }
        record.parent = closest.id
        record.namespace = namespace
    }

    /// The host of an address never changes; its mask may.
    static let hostStays = Rule<IPAddress> { context in
        guard let previous = context.previous, previous.host != context.record.host else { return [] }
        return [FieldErrors("__all__", ["Host address cannot be changed once created"])]
    }

    /// Stateless configuration exists for version 6 only.
    static let slaacIsVersion6 = Rule<IPAddress> { context in
        guard context.record.type == "slaac", context.record.ipVersion != 6 else { return [] }
        return [FieldErrors("type", ["Only IPv6 addresses can be assigned SLAAC type"])]
    }

    /// Names consist of letters, digits, `-`, `.` and `_`.
    static let dnsNameIsPlain = Rule<IPAddress> { context in
        let isPlain = context.record.dnsName.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 46 || byte == 95
        }
        guard !isPlain else { return [] }
        return [
            FieldErrors(
                "dns_name",
                ["Only alphanumeric characters, hyphens, periods, and underscores are allowed in DNS names"])
        ]
    }

    static let filters: [FilterDeclaration] =
        [
            .addresses("address", at: []),
            .inside("prefix", first: "host_key", last: "host_key"),
            .custom("prefix_exact") { values, _ in
                .any(
                    values.map { value in
                        IPNetwork(value).map { .compare(["parent", "prefix"], .equals, [.text($0.description)]) }
                            ?? .never
                    })
            },
            .path("namespace", ["parent", "namespace"]),
            .tree("tenant_group", ["tenant", "tenant_group"]),
            .path("device", ["interfaces", "device", "name"]),
            .path("device_id", ["interfaces", "device"], .idOnly),
            .isSet("has_interface_assignments", ["interface_assignments"]),
            .neverMatches("virtual_machine"), .neverMatches("virtual_machine_id"), .reserved("vrfs"),
            .reserved("present_in_vrf"), .reserved("present_in_vrf_id"),
        ]
        + .reserved("services")
}
