import Basics
package import Modeling

/// A piece of hardware of a module type; in this release it lies at a location, not in a bay.
package struct Module: Model {
    package static let schema = Schema<Module>(
        "dcim.module", plural: "modules",
        ordering: ["location", "module_type", "asset_tag", "serial"], lookup: "id",
        unique: [UniqueSet("module_type", "serial", onlyWhenSet: "serial")], display: display,
        search: ["module_type.model", "module_type.manufacturer.name"],
        globalSearch: GlobalSearch(["serial", "asset_tag"], details: ["serial", "location.display"], place: 14),
        filters: filters)

    package let serial = Field<String?>(
        .maxLength(255), .search, .indexed, .label("Serial number"), .help("Unique among modules of a type."))
    package let assetTag = Field<String?>(
        .maxLength(255), .unique, .search, .help("A unique tag used to identify this module."))
    package let moduleType = Ref<ModuleType>(.protect, .help("The make and model."))
    package let parentModuleBay = Reserved(naturalKey: ["id"])
    package let status = Ref<Status>(.protect, .scopedToContentType, .help("The state of the module."))
    package let role = OptionalRef<Role>(.protect, .scopedToContentType, .help("What the module is there for."))
    package let tenant = OptionalRef<Tenant>(.protect, .help("Who uses the module."))
    package let location = OptionalRef<Location>(.protect, .tree, .help("Where the module lies."))
    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<Module>, in context: RuleContext<Module>) throws {
        record.serial = record.serial.nilIfEmpty
        record.assetTag = record.assetTag.nilIfEmpty
    }

    package static let rules: [Rule<Module>] = [isSomewhere, .locationAccepts("Modules", at: { $0.location })]

    private static let isSomewhere = Rule<Module> { context in
        context.record.location == nil
            ? [FieldErrors("__all__", ["One of location or parent_module_bay must be set"])] : []
    }

    private static let display = TextRule("module_type.model", "serial", "asset_tag", "location.name") { cells in
        let texts = cells.map(\.plainText)
        return texts[0] + (texts[1].isEmpty ? "" : " (Serial: \(texts[1]))")
            + (texts[2].isEmpty ? "" : " (Asset Tag: \(texts[2]))")
            + (texts[3].isEmpty ? "" : " at location \(texts[3])")
    }

    private static let filters: [FilterDeclaration] =
        [
            .tree("tenant_group", ["tenant", "tenant_group"]),
            .path("manufacturer", ["module_type", "manufacturer"]),
            .path("mac_address", ["interfaces", "mac_address"]),
            .reserved("module_family"), .reserved("device"), .reserved("compatible_with_module_bay"),
            .alwaysFalse("has_empty_module_bays"), .alwaysFalse("has_modules"), .alwaysFalse("is_installed"),
        ]
        + .reserved(
            "console_ports", "console_server_ports", "power_ports", "power_outlets", "front_ports", "rear_ports",
            "module_bays")
}
