import Modeling

/// Filters that the stored results share: properties of the device behind them (lifecycle.md §2.3).
enum ResultFilters {
    /// Results that have a device.
    static let device =
        byDevice(["device"]) + [
            .path("platform", ["device", "platform"], .idOnly),
            .path("tenant", ["device", "tenant"]),
            .path("tenant_id", ["device", "tenant"], .idOnly),
        ]
    /// Results of inventory items, by their parent device.
    static let inventoryItem =
        byDevice(["inventory_item", "device"]) + [
            .path("device", ["inventory_item", "device"]),
            .path("device_id", ["inventory_item", "device"], .idOnly),
        ]
    /// Results with or without software; false changes nothing.
    static let software: [FilterDeclaration] = [
        .path("valid", ["is_validated"]),
        .boolean("exclude_sw_missing") { isWanted, _ in isWanted ? .not(.isNull(["software"])) : .always },
        .boolean("sw_missing_only") { isWanted, _ in isWanted ? .isNull(["software"]) : .always },
    ]

    private static func byDevice(_ device: [String]) -> [FilterDeclaration] {
        .named("location", in: Location.schema, by: device + ["location"]) + [
            exactLocation(device + ["location"]),
            .path("device_type", device + ["device_type"]),
            .path("device_type_id", device + ["device_type"], .idOnly),
            .path("device_role", device + ["role"]),
            .path("device_role_id", device + ["role"], .idOnly),
        ]
    }

    /// Locations by key, without their descendants, as the contract says.
    private static func exactLocation(_ path: [String]) -> FilterDeclaration {
        .custom("location_id") { texts, resolver in
            let ids = try texts.map { try FilterRefusal.identifier($0) }
            if let missing = try resolver.resolve(texts, in: Location.schema, by: "id").missing.first {
                throw FilterRefusal.notAChoice(missing)
            }
            return .compare(path, .equals, ids.map(Value.id))
        }
    }
}
