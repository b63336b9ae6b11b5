package import Modeling

/// A make and model of module.
package struct ModuleType: Model {
    package static let schema = Schema<ModuleType>(
        "dcim.moduletype", plural: "module-types", name: "module type", naturalKey: ["manufacturer.name", "model"],
        ordering: ["manufacturer", "model"], lookup: "model", unique: [UniqueSet("manufacturer", "model")],
        display: .makeAndModel, search: ["manufacturer.name"],
        globalSearch: GlobalSearch(["model", "part_number"], details: ["part_number"], place: 13), filters: filters)

    package let frontImage = Derived(.noImage)
    package let rearImage = Derived(.noImage)
    package let model = Field<String>(
        .required, .maxLength(255), .search, .indexed, .help("The name that the manufacturer gave it."))
    package let partNumber = Field<String>(.maxLength(255), .search, .help("Discrete part number (optional)."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let manufacturer = Ref<Manufacturer>(.protect, .relatedName("module_types"), .help("Who makes it."))
    package let moduleFamily = Reserved()
    /// Makes the handles.
    package init() {}

    private static let filters: [FilterDeclaration] =
        [.reserved("compatible_with_module_bay")]
        + .reserved(
            "console_port_templates", "console_server_port_templates", "power_port_templates",
            "power_outlet_templates", "interface_templates", "front_port_templates", "rear_port_templates",
            "module_bay_templates")
}
