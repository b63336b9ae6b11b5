import Basics
import Modeling

/// What must hold for virtual machines, and how they are found.
enum VirtualMachineRules {
    /// Machines without a tenant do not share a name in a cluster; with one, the unique set sees to it.
    static let nameIsUnique = Rule<VirtualMachine> { context in
        let record = context.record
        let machine = FieldPaths<VirtualMachine>()
        let same = machine.name == record.name && machine.cluster == record.cluster
        guard record.tenant == nil, try context.anotherExists(where: same && .isNull(["tenant"])) else { return [] }
        return [
            FieldErrors("name", ["A virtual machine with this name already exists in the assigned cluster."])
        ]
    }

    /// Interfaces of virtual machines are not kept in this release, so no address is assigned to one.
    static let primaryAddresses = Rule<VirtualMachine> { context in
        try check(context.record.primaryIp4, "primary_ip4", context)
            + check(context.record.primaryIp6, "primary_ip6", context)
    }

    private static func check(
        _ id: ID<IPAddress>?, _ field: String, _ context: RuleContext<VirtualMachine>
    ) throws -> [FieldErrors] {
        guard let address = try context.get(id)?.address else { return [] }
        return [
            FieldErrors(field, ["The specified IP address (\(address)) is not assigned to this virtual machine."])
        ]
    }

    static let filters: [FilterDeclaration] =
        [
            .tree("tenant_group", ["tenant", "tenant_group"]),
            .tree("location", ["cluster", "location"]),
            .path("cluster_type", ["cluster", "cluster_type"]),
            .path("cluster_type_id", ["cluster", "cluster_type"], .idOnly),
            .reserved("cluster_group"), .reserved("cluster_group_id"), .neverMatches("mac_address"), .reserved("vrfs"),
            .neverMatches("ip_addresses"), .alwaysFalse("has_ip_addresses"),
            .addresses("primary_ip4", at: ["primary_ip4"]),
            .addresses("primary_ip6", at: ["primary_ip6"]),
            .boolean("local_config_context_data") { wanted, _ in
                wanted ? .not(.isNull(["local_config_context_data"])) : .isNull(["local_config_context_data"])
            },
            .boolean("has_primary_ip") { wanted, _ in
                let none = Predicate.isNull(["primary_ip4"]) && .isNull(["primary_ip6"])
                return wanted ? .not(none) : none
            },
        ]
        + .reserved("services", "interfaces")
}
