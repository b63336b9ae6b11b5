package import Modeling

/// An operating system of devices, and how tools reach devices that run it.
package struct Platform: Model {
    package static let schema = Schema<Platform>(
        "dcim.platform", plural: "platforms", naturalKey: ["name"], ordering: ["name"], features: .organizational,
        globalSearch: GlobalSearch(
            ["name", "network_driver"], details: ["manufacturer.name", "network_driver"], place: 41))

    package let networkDriverMappings = Derived(
        .computed(["network_driver"]) { NetworkDrivers.mappings(of: $0[0].plainText) },
        .help("What libraries call this driver, by library."))
    package let deviceCount = Derived(.count(of: "dcim.device", by: "platform"))
    package let virtualMachineCount = Derived(.count(of: "virtualization.virtualmachine", by: "platform"))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the platform."))
    package let networkDriver = Field<String>(
        .maxLength(255), .search, .indexed,
        .help("The normalized network driver to use when interacting with devices, e.g. cisco_ios, arista_eos."))
    package let napalmDriver = Field<String>(
        .maxLength(255), .search, .label("NAPALM driver"), .help("The name of the NAPALM driver to use."))
    package let napalmArgs = Field<JSONDocument?>(
        .filters(.contains), .label("NAPALM arguments"),
        .help("Additional arguments to pass when initiating the NAPALM driver (JSON format)."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the platform is."))
    package let manufacturer = OptionalRef<Manufacturer>(
        .protect, .help("Optionally limit this platform to devices of a certain manufacturer."))
    /// Makes the handles.
    package init() {}
}
