package import Basics
package import Modeling

/// The lifecycle dates of a device type, or of a part that inventory items carry (lifecycle.md §1.3).
package struct HardwareNotice: Model {
    /// The description of the model.
    package static let schema = Schema<HardwareNotice>(
        "nautobot_device_lifecycle_mgmt.hardwarelcm", plural: "hardware", name: "Hardware Notice",
        modelName: "HardwareLCM",
        naturalKey: ["device_type"], ordering: ["end_of_support", "end_of_sale"], features: [.primary, .tagsFirst],
        unique: [
            UniqueSet(
                "device_type",
                message: FieldErrors("device_type", "Hardware Notice with this Device Type already exists.")),
            UniqueSet(
                "inventory_item",
                message: FieldErrors(
                    "inventory_item", "Hardware Notice with this Inventory Item Part already exists.")),
        ],
        display: TextRule("device_type.model", "inventory_item", "end_of_support", "end_of_sale") { cells in
            let subject =
                cells[0].isNull
                ? "\(cells[1].plainText) (Inventory Item)" : "\(cells[0].plainText) (Device Type)"
            let date =
                cells[2].isNull
                ? "End of sale: \(cells[3].plainText)" : "End of support: \(cells[2].plainText)"
            return "Hardware Notice: \(subject) - \(date)"
        },
        search: ["device_type.model", "device_type.part_number"],
        globalSearch: GlobalSearch(
            ["device_type.model", "device_type.part_number", "inventory_item"], details: ["device_type.part_number"],
            place: 31),
        filters: filters)

    package let inventoryItem = Field<String?>(
        .maxLength(255), .search, .filters(.none), .label("Inventory Item Part"),
        .help("Part id of the inventory items that the notice is about."))
    package let releaseDate = Field<CalendarDay?>(
        .search, .label("Release Date"), .help("Day on which the hardware was first sold."))
    package let endOfSale = Field<CalendarDay?>(
        .search, .filters(.exactRange), .label("End of Sale"), .help("Last day on which the hardware is sold."))
    package let endOfSupport = Field<CalendarDay?>(
        .search, .indexed, .filters(.exactRange), .label("End of Support"),
        .help("Last day on which the hardware is supported."))
    package let endOfSwReleases = Field<CalendarDay?>(
        .search, .filters(.exactRange), .label("End of Software Releases"),
        .help("Last day on which software is released for the hardware."))
    package let endOfSecurityPatches = Field<CalendarDay?>(
        .search, .filters(.exactRange), .label("End of Security Patches"),
        .help("Last day on which security patches are released for the hardware."))
    package let documentationUrl = Field<String>(
        .maxLength(200), .format(.url), .search, .filters(.contains), .label("Documentation URL"),
        .help("Where the vendor published the dates."))
    package let comments = Field<String>(.search, .help("Remarks."))
    package let deviceType = OptionalRef<DeviceType>(
        .cascade, .relatedName("hardwarelcm"), .filters(.idOnly), .label("Device Type"),
        .help("Device type that the notice is about."))

    /// Makes the handles.
    package init() {}

    /// One subject, and at least one of the two dates that matter; the first rule that fails is reported alone.
    package static let rules: [Rule<HardwareNotice>] = [
        Rule { context in
            let notice = context.record
            let hasPart = !(notice.inventoryItem ?? "").isEmpty
            if hasPart == (notice.deviceType != nil) {
                let message = "One and only one of `Inventory Item` OR `Device Type` must be specified."
                return [FieldErrors("inventory_item", message), FieldErrors("device_type", message)]
            }
            if notice.endOfSale == nil, notice.endOfSupport == nil {
                let message = "End of Sale or End of Support must be specified."
                return [FieldErrors("end_of_sale", message), FieldErrors("end_of_support", message)]
            }
            if notice.inventoryItem == "" {
                let message = "Constraint “At least one of InventoryItem or DeviceType specified.” is violated."
                return [FieldErrors(FieldErrors.all, message)]
            }
            return []
        }
    ]

    private static let filters: [FilterDeclaration] = [
        .path("device_type_model", ["device_type"], .nameOnly),
        .custom("inventory_item") { parts, resolver in
            try existing(parts, resolver)
            return .compare(["inventory_item"], .equals, parts.map(Value.text))
        },
        .custom("inventory_item__n") { parts, resolver in
            try existing(parts, resolver)
            return .not(.compare(["inventory_item"], .equals, parts.map(Value.text)))
        },
        .boolean("inventory_item__isnull") { isNull, _ in
            isNull ? .isNull(["inventory_item"]) : .not(.isNull(["inventory_item"]))
        },
        .boolean("expired") { isExpired, resolver in
            let expired = FieldPaths<HardwareNotice>().endOfSupport < resolver.today
            return isExpired ? expired : .not(expired)
        },
    ]

    /// Refuses parts that no notice is about.
    private static func existing(_ parts: [String], _ resolver: any FilterResolver) throws {
        for part in parts
        where try resolver.identifiers(schema, where: FieldPaths<HardwareNotice>().inventoryItem == part).isEmpty {
            throw FilterRefusal.notAChoice(part)
        }
    }
}

extension Record<HardwareNotice> {
    /// Whether support has ended before the day.
    package func isExpired(on today: CalendarDay) -> Bool {
        HardwareNotice.isExpired(endOfSupport: self.endOfSupport, today: today)
    }
}
