package import Modeling

/// A company that makes hardware.
package struct Manufacturer: Model {
    package static let schema = Schema<Manufacturer>(
        "dcim.manufacturer", plural: "manufacturers", naturalKey: ["name"], ordering: ["name"],
        features: .organizational, globalSearch: GlobalSearch(["name"], place: 40))

    package let cloudAccountCount = Derived(.noCount)
    package let deviceTypeCount = Derived(.count(of: "dcim.devicetype", by: "manufacturer"))
    package let inventoryItemCount = Derived(.count(of: "dcim.inventoryitem", by: "manufacturer"))
    package let platformCount = Derived(.count(of: "dcim.platform", by: "manufacturer"))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the company."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the company makes."))
    /// Makes the handles.
    package init() {}
}
