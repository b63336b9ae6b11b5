package import Basics
package import Modeling

/// One create, update or delete of one object (core.md §7).
package struct ObjectChange: Model {
    /// The description of the model.
    package static let schema = Schema<ObjectChange>(
        "extras.objectchange", plural: "object-changes", name: "object change", ordering: ["-time"], features: [],
        operations: .readOnly, lookup: "id",
        display: TextRule("changed_object_type", "object_repr", "action", "user_name") { cells in
            let type = ContentTypeWords(cells[0].plainText)
            let action = ChangeAction(rawValue: cells[2].plainText)?.label.lowercased() ?? cells[2].plainText
            return "\(type.app) | \(type.model) \(cells[1].plainText) \(action) by \(cells[3].plainText)"
        },
        filters: .contentTypes("changed_object_type", isNullable: true), isLog: true)

    package let action = Field<String>(
        .maxLength(50), .readOnly, .labelledChoices(ChangeAction.choices), .help("What happened."))
    package let changedObjectType = Field<String?>(
        .maxLength(100), .readOnly, .format(.contentType), .help("Model of the object."))
    package let relatedObjectType = Field<String?>(
        .maxLength(100), .readOnly, .format(.contentType), .help("Model of the object on whose behalf it changed."))
    package let time = Field<Timestamp>(.readOnly, .indexed, .help("Time of the change."))
    package let userName = Field<String>(
        .maxLength(150), .readOnly, .search, .help("Name of that user at the time."))
    package let requestId = Field<Identifier>(
        .readOnly, .indexed, .label("Request ID"), .help("Shared by all changes of one request or job run."))
    package let changedObjectId = Field<Identifier>(
        .readOnly, .indexed, .label("Changed object ID"), .help("Key of the object."))
    package let changeContext = Field<String>(
        .maxLength(50), .readOnly, .choices(ChangeContext.choices), .help("Where the change came from."))
    package let changeContextDetail = Field<String>(
        .maxLength(400), .readOnly, .help("View or job that made the change."))
    package let relatedObjectId = Field<Identifier?>(
        .readOnly, .label("Related object ID"), .help("Key of that object."))
    package let objectRepr = Field<String>(
        .maxLength(200), .readOnly, .search, .help("How the object read at the time."))
    /// Not a foreign key: a row of the history never changes, also when its user goes.
    package let user = OptionalRef<User>(
        .keep, .readOnly, .relatedName("object_changes"), .help("User who made the change."))
    package let before = Field<JSONDocument?>(
        .readOnly, .hidden, .filters(.none),
        .help("The fields that differ as they were before; the whole object when it was deleted."))
    package let after = Field<JSONDocument?>(
        .readOnly, .hidden, .filters(.none), .help("The object after the change; null when it was deleted."))
    /// Null in rows older than the chain; those lie in the range of an adopting seal.
    package let seal = Field<Identifier?>(
        .readOnly, .hidden, .filters(.none), .help("Key of the seal of the transaction that made the change."))

    /// Makes the handles.
    package init() {}
}

/// What happened to an object.
package enum ChangeAction: String, Sendable, Hashable, CaseIterable {
    case create
    case update
    case delete

    /// How people read it.
    package var label: String {
        switch self {
        case .create: "Created"
        case .update: "Updated"
        case .delete: "Deleted"
        }
    }

    static let choices = allCases.map { Choice($0.rawValue, $0.label) }
}

/// Where a change came from.
package enum ChangeContext: String, Sendable, Hashable, CaseIterable {
    /// Pages and REST.
    case web
    case job
    case jobHook = "job-hook"
    /// The command line and start-up.
    case orm
    case unknown

    static let choices = allCases.map { Choice($0.rawValue, $0.rawValue) }
}

/// A content type in words, `DCIM` and `device`.
struct ContentTypeWords {
    let app: String
    let model: String

    init(_ contentType: String) {
        let parts = contentType.split(separator: ".", maxSplits: 1)
        let verbose = ProductCatalog.catalog[contentType]?.names.verbose
        let label = parts.first.map(String.init) ?? ""
        app =
            switch label {
            case "dcim", "ipam": label.uppercased()
            case "nautobot_device_lifecycle_mgmt": "Device Lifecycle Management"
            default: label.prefix(1).uppercased() + label.dropFirst()
            }
        model = verbose ?? (parts.count > 1 ? String(parts[1]) : "")
    }
}
