package import Basics
package import Modeling

/// The approval of a software version for devices and inventory items, between two days (lifecycle.md §1.6).
package struct ValidatedSoftware: Model {
    /// The description of the model.
    package static let schema = Schema<ValidatedSoftware>(
        "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm", plural: "validated-software",
        name: "Validated Software", modelName: "ValidatedSoftwareLCM", naturalKey: ["software", "start", "end"],
        ordering: ["software", "preferred", "start"], features: [.primary, .tagsFirst],
        unique: [UniqueSet("software", "start", "end")],
        display: TextRule("software.version", "start", "id", "software") { cells in
            let text =
                cells[3].isNull
                ? cells[2].plainText : "\(cells[0].plainText) - Valid since: \(cells[1].plainText)"
            return "Validated Software: \(text)"
        },
        search: [
            "devices.name", "device_tenants.name", "device_types.model", "device_roles.name", "inventory_items.name",
            "object_tags.name",
        ],
        filters: filters)

    package let start = Field<CalendarDay>(
        .search, .label("Valid Since"), .help("First day on which the software is valid."))
    package let end = Field<CalendarDay?>(
        .search, .label("Valid Until"), .help("Last day on which the software is valid."))
    package let preferred = Field<Bool>(
        .label("Preferred Version"), .help("Whether it is preferred over other valid software."))
    package let software = OptionalRef<SoftwareVersion>(
        .cascade, .notBlank, .relatedName("validatedsoftwarelcm"), .filters(.idOnly), .label("Software Version"),
        .help("Software version that is approved."))
    package let oldSoftware = OptionalRef<SoftwareLCM>(
        .setNull, .relatedName("validatedsoftwarelcm"), .filters(.none), .label("Software Version"),
        .help("Software of the deprecated model from which the entry was migrated."))
    package let devices = ManyRef<Device>(
        .own, .relatedName("validated_software"), .filters(.nameOnly), .help("Devices that it applies to."))
    package let deviceTypes = ManyRef<DeviceType>(
        .own, .relatedName("validated_software"), .filters(.nameOnly),
        .help("Device types that it applies to; together with roles both must fit."))
    package let deviceTenants = ManyRef<Tenant>(
        .own, .relatedName("validated_software_tenants"), .filters(.nameOnly),
        .help("Tenants whose devices it applies to, in multi-tenant mode."))
    package let deviceRoles = ManyRef<Role>(
        .own, .relatedName("validated_software"), .filters(.nameOnly),
        .help("Device roles that it applies to; together with device types both must fit."))
    package let inventoryItems = ManyRef<InventoryItem>(
        .own, .relatedName("validated_software"), .filters(.nameOnly), .help("Inventory items that it applies to."))
    package let objectTags = ManyRef<Tag>(
        .own, .relatedName("validated_software"), .filters(.nameOnly),
        .help("Tags of the devices and inventory items that it applies to."))

    /// Makes the handles.
    package init() {}

    /// Open entries of one software version differ in their first day; the unique set covers the others.
    package static let rules: [Rule<ValidatedSoftware>] = [
        Rule { context in
            let entry = context.record
            guard entry.end == nil, entry.software != nil else { return [] }
            let fields = FieldPaths<ValidatedSoftware>()
            let isTaken = try context.anotherExists(
                where: fields.software == entry.software && fields.start == entry.start && .isNull(["end"]))
            guard isTaken else { return [] }
            return [FieldErrors(FieldErrors.all, duplicateMessage)]
        }
    ]

    private static let duplicateMessage =
        "Validated Software object with this Software and Valid Since and Valid Until dates already exists."
}

extension Record<ValidatedSoftware> {
    /// Whether the day is between the first and the last valid day, both inclusive.
    package func isValid(on day: CalendarDay) -> Bool {
        self.start <= day && (self.end.map { day <= $0 } ?? true)
    }
}
