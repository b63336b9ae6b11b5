import Basics
package import Modeling

/// A piece of hardware inside a device, kept for the record.
package struct InventoryItem: Model {
    package static let schema = Schema<InventoryItem>(
        "dcim.inventoryitem", plural: "inventory-items", name: "inventory item", ordering: ["_name"],
        unique: [UniqueSet("device", "parent", "name")], display: .path(),
        globalSearch: GlobalSearch(
            ["name", "serial", "part_id", "asset_tag"], details: ["device.display", "part_id", "serial"], place: 15),
        filters: .named("location", in: Location.schema, by: ["device", "location"]), tree: "parent")

    package let treeDepth = Derived(.constant("null"))
    package let name = Field<String>(
        .required, .maxLength(255), .search, .naturalSort, .indexed, .help("Unique below its parent in the device."))
    package let label = Field<String>(.maxLength(255), .help("Physical label."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the item is."))
    package let partId = Field<String>(
        .maxLength(255), .search, .label("Part ID"), .help("Manufacturer-assigned part identifier."))
    package let serial = Field<String>(
        .maxLength(255), .search, .indexed, .label("Serial number"), .help("The manufacturer's serial number."))
    package let assetTag = Field<String?>(
        .maxLength(255), .unique, .search, .help("A unique tag used to identify this item."))
    package let discovered = Field<Bool>(.help("This item was automatically discovered."))
    package let parent = OptionalRef<InventoryItem>(
        .cascade, .relatedName("children"), .help("The item that this one is part of."))
    package let device = Ref<Device>(
        .cascade, .relatedName("inventory_items"), .help("The device that holds the item."))
    package let manufacturer = OptionalRef<Manufacturer>(
        .protect, .relatedName("inventory_items"), .help("Who makes it."))
    package let softwareVersion = OptionalRef<SoftwareVersion>(
        .protect, .relatedName("inventory_items"), .label("Software Version"),
        .help("The software version installed on this inventory item."))
    package let softwareImageFiles = ManyRef<SoftwareImageFile>(
        .own, .relatedName("inventory_items"), .label("Software Image Files"),
        .help("Override the software image files associated with the software version for this inventory item."))
    /// Makes the handles.
    package init() {}

    package static func prepare(
        _ record: inout Record<InventoryItem>, in context: RuleContext<InventoryItem>
    ) throws {
        record.assetTag = record.assetTag.nilIfEmpty
    }

    package static let rules: [Rule<InventoryItem>] = [.acyclic(\.parent), staysInDevice, imagesFitType]

    private static let staysInDevice = Rule<InventoryItem> { context in
        guard let parent = try context.get(context.record.parent), parent.device != context.record.device
        else { return [] }
        return [FieldErrors("parent", ["Parent inventory item must belong to the same device."])]
    }

    private static let imagesFitType = Rule<InventoryItem> { context in
        let images = try context.members(\.softwareImageFiles)
        guard !images.isEmpty, let device = try context.get(context.record.device) else { return [] }
        return try DeviceRules.imageErrors(images, on: device.deviceType, context)
    }
}
