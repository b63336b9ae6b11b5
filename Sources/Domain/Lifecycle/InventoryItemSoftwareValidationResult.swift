package import Basics
package import Modeling

/// Whether the software of an inventory item was approved at the last run (lifecycle.md §1.9).
package struct InventoryItemSoftwareValidationResult: Model {
    /// The description of the model.
    package static let schema = Schema<InventoryItemSoftwareValidationResult>(
        "nautobot_device_lifecycle_mgmt.inventoryitemsoftwarevalidationresult",
        plural: "inventory-item-validated-software-result", name: "Inventory Item Software Validation Report",
        naturalKey: ["inventory_item"], ordering: ["inventory_item"], features: .machineMade, operations: .readOnly,
        display: TextRule("inventory_item.name", "inventory_item.device.name", "is_validated") { cells in
            "Inventory Item: \(cells[0].plainText) - Device: \(cells[1].plainText) - "
                + (cells[2].boolean == true ? "Valid" : "Not Valid")
        },
        search: ["inventory_item.name", "inventory_item.device.name", "software.version", "inventory_item.part_id"],
        filters: [
            .path("manufacturer", ["inventory_item", "manufacturer"], .idOnly),
            .path("part_id", ["inventory_item", "part_id"], .contains),
        ] + ResultFilters.inventoryItem + ResultFilters.software)

    package let isValidated = Field<Bool?>(.help("Whether the installed software was approved."))
    package let lastRun = Field<Timestamp?>(.help("Start of the run that wrote the result."))
    package let runType = Field<String>(.maxLength(255), .choices(RunType.choices), .help("Kind of that run."))
    package let inventoryItem = Ref<InventoryItem>(
        .cascade, .unique, .relatedName("inventoryitem_software_validation"), .filters(.nameOnly),
        .help("Inventory item that the result is about."))
    package let software = OptionalRef<SoftwareVersion>(
        .cascade, .relatedName("inventoryitemsoftwarevalidationresult"), .filters(.nameOnly),
        .help("Software version that the item had."))
    package let oldSoftware = OptionalRef<SoftwareLCM>(
        .setNull, .relatedName("inventoryitemsoftwarevalidationresult"), .filters(.none),
        .help("Software of the deprecated model."))
    /// Why, and until when.
    package let verdict = OptionalRef<SoftwareVerdictRecord>(
        .setNull, .relatedName("inventory_item_results"), .hidden, .readOnly, .filters(.none),
        .help("Verdict behind the result."))
    package let validSoftware = ManyRef<ValidatedSoftware>(
        .shared(by: "verdict", model: "lifecycle.softwareverdict", field: "candidates"),
        .relatedName("inventory_item_software_validation_results"), .filters(.idOnly),
        .help("Every validated software entry that applied to the item."))

    /// Makes the handles.
    package init() {}
}
