import Modeling

/// The filters of devices that lead through other rows.
enum DeviceFilters {
    static let all: [FilterDeclaration] = reaching + missing

    private static let reaching: [FilterDeclaration] = [
        .path("manufacturer", ["device_type", "manufacturer"]),
        .path("device_family", ["device_type", "device_family"]),
        .path("is_full_depth", ["device_type", "is_full_depth"]),
        .tree("tenant_group", ["tenant", "tenant_group"]),
        .path("cluster", ["clusters"]),
        .path("mac_address", ["interfaces", "mac_address"]),
        .addresses("ip_addresses", at: ["interfaces", "ip_addresses"]),
        .hasAddresses("has_ip_addresses", at: ["interfaces", "ip_addresses"]),
        .boolean("local_config_context_data") { wanted, _ in
            wanted ? .not(.isNull(["local_config_context_data"])) : .isNull(["local_config_context_data"])
        },
        .boolean("has_primary_ip") { wanted, _ in
            let none = Predicate.isNull(["primary_ip4"]) && .isNull(["primary_ip6"])
            return wanted ? .not(none) : none
        },
    ]

    private static let missing: [FilterDeclaration] =
        [
            .reserved("rack_group"), .reserved("controller"), .reserved("vrfs"),
            .alwaysFalse("has_empty_module_bays"), .alwaysFalse("has_modules"),
            .alwaysFalse("is_virtual_chassis_member"), .alwaysFalse("virtual_chassis_member"),
        ]
        + .reserved(
            "console_ports", "console_server_ports", "power_ports", "power_outlets", "front_ports", "rear_ports",
            "module_bays", "device_bays", "radio_profiles", "wireless_networks")
}
