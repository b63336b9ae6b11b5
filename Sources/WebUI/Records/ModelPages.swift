import Modeling

/// What pages know of single models beyond their declaration: the columns that a list begins with.
///
/// A model that is not named here begins with its name and its first fields.
enum ModelPages {
    private static let app = "nautobot_device_lifecycle_mgmt"

    private static let named: [String: [String]] = [
        "dcim.device": [
            "display", "status", "role", "device_type", "location", "software_version", "serial", "primary_ip4",
        ],
        "dcim.devicetype": ["display", "manufacturer", "part_number", "device_count", "u_height", "is_full_depth"],
        "dcim.manufacturer": ["display", "device_type_count", "platform_count", "description"],
        "dcim.platform": ["display", "manufacturer", "network_driver", "device_count"],
        "dcim.inventoryitem": ["display", "device", "part_id", "serial", "manufacturer", "software_version"],
        "dcim.location": ["display", "location_type", "status", "parent", "tenant", "time_zone"],
        "dcim.softwareversion": [
            "version", "platform", "status", "release_date", "end_of_support_date", "long_term_support",
            "pre_release",
        ],
        "dcim.interface": ["name", "device", "type", "status", "enabled", "mac_address"],
        "ipam.ipaddress": ["address", "status", "role", "dns_name", "tenant"],
        "\(app).hardwarelcm": [
            "display", "release_date", "end_of_sale", "end_of_sw_releases", "end_of_security_patches",
            "end_of_support", "documentation_url",
        ],
        "\(app).contractlcm": [
            "name", "provider", "number", "contract_type", "support_level", "start", "end", "cost", "currency",
        ],
        "\(app).validatedsoftwarelcm": ["software", "start", "end", "preferred", "device_types", "devices"],
        "\(app).cvelcm": ["name", "published_date", "severity", "cvss", "cvss_v2", "cvss_v3", "status", "link"],
        "\(app).vulnerabilitylcm": ["cve", "software", "device", "inventory_item", "status"],
        "extras.job": ["name", "grouping", "installed", "enabled", "description"],
        "extras.jobresult": ["name", "status", "user", "date_created", "date_started", "date_done"],
        "extras.scheduledjob": ["name", "task", "interval", "start_time", "enabled", "last_run_at"],
        "extras.secret": ["name", "provider", "description"],
        "extras.notificationchannel": ["name", "kind", "enabled", "recipients", "secrets_group"],
        "extras.notificationrule": ["name", "event", "enabled", "channels", "digest", "last_evaluated", "last_error"],
        "extras.notificationdelivery": ["title", "channel", "state", "attempts", "created", "error"],
        "extras.objectchange": ["time", "user_name", "action", "changed_object_type", "object_repr", "request_id"],
        "users.user": ["username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser"],
    ]

    /// Fields that say little in a list.
    private static let dull: Set<String> = ["comments", "description", "natural_slug"]
    private static let width = 7

    /// The columns that a list begins with.
    static func columns(_ schema: AnySchema) -> [String] {
        if let columns = named[schema.identifier] { return columns }
        let fields = schema.fields.filter { field in
            ListColumns.isShown(field) && field.isStored && field.info.kind != .json && field.info.name != "name"
                && !dull.contains(field.info.name)
        }
        return ["display"] + fields.prefix(width).map(\.info.name)
    }

    /// Models whose columns are named, for a test that they exist.
    static var namedColumns: [String: [String]] { named }
}
