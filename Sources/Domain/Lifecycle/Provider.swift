package import Modeling

/// A vendor of support contracts; no manufacturer and no circuit provider (lifecycle.md §1.11).
package struct Provider: Model {
    /// The description of the model.
    package static let schema = Schema<Provider>(
        "nautobot_device_lifecycle_mgmt.providerlcm", plural: "provider", name: "Vendor", modelName: "ProviderLCM",
        naturalKey: ["name"],
        ordering: ["name"], features: .organizational, display: .prefixed("Provider: ", "name"),
        globalSearch: GlobalSearch(["name"], details: ["country"], place: 42))

    package let name = Field<String>(
        .required, .unique, .maxLength(255), .search, .help("Name of the vendor; occurs once."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the vendor does."))
    package let physicalAddress = Field<String>(.maxLength(255), .search, .help("Postal address."))
    package let country = Field<String>(.maxLength(3), .search, .help("Country, as three letters of ISO 3166-1."))
    package let phone = Field<String>(.maxLength(255), .search, .help("Telephone number."))
    package let email = Field<String>(
        .maxLength(254), .format(.email), .search, .label("E-mail"), .help("E-mail address."))
    package let portalUrl = Field<String>(
        .maxLength(200), .format(.url), .search, .label("Portal URL"), .help("Where customers log in."))
    package let comments = Field<String>(.search, .help("Remarks."))

    /// Makes the handles.
    package init() {}
}
