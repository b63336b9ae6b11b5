package import Basics
package import Modeling

/// A support contract for devices (lifecycle.md §1.10).
package struct Contract: Model {
    /// The description of the model.
    package static let schema = Schema<Contract>(
        "nautobot_device_lifecycle_mgmt.contractlcm", plural: "contract", name: "Contract", modelName: "ContractLCM",
        naturalKey: ["name"],
        ordering: ["name", "start"], features: [.primary, .tagsFirst], display: .prefixed("Contract: ", "name"),
        globalSearch: GlobalSearch(["number", "name"], details: ["number", "provider.name", "end"], place: 30),
        filters: [
            .boolean("expired") { isExpired, resolver in
                let expired = FieldPaths<Contract>().end < resolver.today
                return isExpired ? expired : .not(expired)
            },
            .reserved("cr_contractlcm_to_inventoryitem__destination"),
        ])

    package let name = Field<String>(
        .required, .unique, .maxLength(255), .search, .help("Name of the contract; occurs once."))
    package let number = Field<String>(.maxLength(255), .search, .help("Number that the vendor gave the contract."))
    package let start = Field<CalendarDay?>(
        .search, .label("Contract Start Date"), .help("First day of the contract."))
    package let end = Field<CalendarDay?>(
        .search, .indexed, .label("Contract End Date"), .help("Last day of the contract."))
    package let cost = Field<Amount?>(
        .search, .label("Contract Cost"), .help("Price of the whole contract, in its currency."))
    package let supportLevel = Field<String>(
        .maxLength(255), .search, .label("Support Level"), .help("Level of support that was bought."))
    package let currency = Field<String>(.maxLength(4), .search, .help("Currency of the cost, such as EUR."))
    package let contractType = Field<String>(
        .maxLength(255), .search, .label("Contract Type"), .help("Hardware or Software."))
    package let comments = Field<String>(.help("Remarks."))
    package let provider = OptionalRef<Provider>(
        .cascade, .relatedName("contractlcm"), .filters(.nameOnly), .label("Vendor"),
        .help("Vendor who owes the support."))
    package let status = OptionalRef<Status>(
        .protect, .scopedToContentType, .relatedName("contracts"),
        .help("Status that people gave the contract; dates do not change it."))
    package let devices = ManyRef<Device>(
        .own, .relatedName("device_contracts"), .filters(.idOnly), .help("Devices that the contract covers."))

    /// Makes the handles.
    package init() {}

    /// A contract lasts at least into its second day.
    package static let rules: [Rule<Contract>] = [
        Rule { context in
            guard let start = context.record.start, let end = context.record.end, end <= start else { return [] }
            return [FieldErrors(FieldErrors.all, "End date must be after the start date of the contract.")]
        }
    ]
}

extension Record<Contract> {
    /// Whether the last day has passed.
    package func isExpired(on today: CalendarDay) -> Bool {
        ContractState.of(end: self.end, today: today, endingWithinDays: 0) == .expired
    }
}
