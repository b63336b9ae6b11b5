import Basics
package import Modeling

/// A person or team to call about a contract; deprecated in favour of core contacts (lifecycle.md §1.12).
package struct ContractContact: Model {
    /// The description of the model.
    package static let schema = Schema<ContractContact>(
        "nautobot_device_lifecycle_mgmt.contactlcm", plural: "contact", name: "Contract POC", modelName: "ContactLCM",
        naturalKey: ["contract", "name"], ordering: ["contract", "priority", "name"],
        features: [.primary, .tagsFirst], unique: [UniqueSet("contract", "name")])

    package let name = Field<String?>(.maxLength(255), .search, .help("Name of the person or team."))
    package let address = Field<String>(.maxLength(255), .search, .help("Postal address."))
    package let phone = Field<String>(.maxLength(255), .search, .help("Telephone number."))
    package let email = Field<String>(
        .maxLength(254), .format(.email), .search, .label("Contact E-mail"), .help("E-mail address."))
    package let comments = Field<String>(.help("Remarks."))
    package let priority = Field<Int>(
        .default(.int(100)), .range(0...2_147_483_647), .help("Whom to call first; smaller comes earlier."))
    package let type = Field<String>(
        .default(.text("Unassigned")), .maxLength(255),
        .help("Unassigned, Primary, Tier 1, Tier 2, Tier 3 or Owner; one primary contact per contract."))
    package let migratedToCoreModelFlag = Field<Bool>(
        .help("Flag to indicate this instance was migrated to extras.Contact."))
    package let contract = OptionalRef<Contract>(
        .cascade, .notBlank, .relatedName("contactlcm"), .filters(.idOnly), .help("Contract to call about."))
    package let migratedToCoreModel = OptionalRef<Contact>(
        .setNull, .relatedName("contactlcm"), .filters(.idOnly), .help("Contact that took its place."))

    /// Makes the handles.
    package init() {}

    /// A way to reach the contact, and one primary contact per contract; the first that fails is reported alone.
    package static let rules: [Rule<ContractContact>] = [
        Rule { context in
            let contact = context.record
            if contact.phone.isEmpty, contact.email.isEmpty {
                return [FieldErrors(FieldErrors.all, "Must specify at least one of phone or email for contact.")]
            }
            guard contact.type == "Primary", let contract = try context.get(contact.contract) else { return [] }
            let fields = FieldPaths<ContractContact>()
            let isTaken = try context.anotherExists(
                where: fields.contract == contract.id && fields.type == "Primary")
            guard isTaken else { return [] }
            return [FieldErrors(FieldErrors.all, "A primary contact already exist for contract \(contract.name).")]
        }
    ]
}
