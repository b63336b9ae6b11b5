import Basics
package import Modeling

/// A make and model of device.
package struct DeviceType: Model {
    package static let schema = Schema<DeviceType>(
        "dcim.devicetype", plural: "device-types", name: "device type", naturalKey: ["manufacturer.name", "model"],
        ordering: ["manufacturer", "model"], lookup: "model", unique: [UniqueSet("manufacturer", "model")],
        display: .makeAndModel, search: ["manufacturer.name", "device_family.name"],
        globalSearch: GlobalSearch(["model", "part_number"], details: ["part_number"], place: 10), filters: filters)

    package let subdeviceRole = Field<String?>(
        .maxLength(50),
        .labelledChoices([
            Choice("parent", "Parent"), Choice("child", "Child"), Choice("parent-child", "Parent and Child"),
        ]), .help("Whether devices of this type hold other devices in bays, or sit in one."))
    package let frontImage = Derived(.noImage)
    package let rearImage = Derived(.noImage)
    package let deviceCount = Derived(.count(of: "dcim.device", by: "device_type"))
    package let model = Field<String>(
        .required, .maxLength(255), .search, .indexed, .help("The name that the manufacturer gave it."))
    package let partNumber = Field<String>(.maxLength(255), .search, .help("Discrete part number (optional)."))
    package let uHeight = Field<Int>(
        .default(.int(1)), .range(0...32_767), .label("Height (U)"), .help("How many rack units a device takes."))
    package let isFullDepth = Field<Bool>(
        .default(.bool(true)), .help("Device consumes both front and rear rack faces."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let manufacturer = Ref<Manufacturer>(.protect, .relatedName("device_types"), .help("Who makes it."))
    package let deviceFamily = OptionalRef<DeviceFamily>(
        .protect, .relatedName("device_types"), .help("The family that it belongs to."))
    package let softwareImageFiles = ManyRef<SoftwareImageFile>(
        .through(
            model: "dcim.devicetypetosoftwareimagefile", owner: "device_type", target: "software_image_file"),
        .relatedName("device_types"), .label("Software Image Files"))
    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<DeviceType>, in context: RuleContext<DeviceType>) throws {
        record.subdeviceRole = record.subdeviceRole.nilIfEmpty
    }

    package static let rules: [Rule<DeviceType>] = [childrenTakeNoSpace]

    private static let childrenTakeNoSpace = Rule<DeviceType> { context in
        guard context.record.subdeviceRole == "child", context.record.uHeight != 0 else { return [] }
        return [FieldErrors("u_height", ["Child device types must be 0U."])]
    }

    /// Components of device types are not kept, so these truth values hold for none.
    private static let filters: [FilterDeclaration] =
        [
            "console_ports", "console_server_ports", "power_ports", "power_outlets", "interfaces", "pass_through_ports",
            "device_bays",
        ].map { .alwaysFalse($0) }
        + .reserved(
            "console_port_templates", "console_server_port_templates", "power_port_templates",
            "power_outlet_templates", "interface_templates", "front_port_templates", "rear_port_templates",
            "module_bay_templates", "device_bay_templates")
}

extension TextRule {
    /// A type of hardware: its manufacturer and its model.
    static let makeAndModel = TextRule("manufacturer.name", "model") { "\($0[0].plainText) \($0[1].plainText)" }
}
