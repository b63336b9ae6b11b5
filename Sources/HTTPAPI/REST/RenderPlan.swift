import Basics
import Modeling

/// How objects of a model are written: member names made once, in the order of the answer.
struct RenderPlan: Sendable {
    /// One member that a field gives.
    struct Member: Sendable {
        let field: AnyField
        /// `,"name":`
        let prefix: [UInt8]
        /// Labels of `{"value", "label"}` choices.
        let labels: [String: [UInt8]]
    }

    let schema: AnySchema
    let members: [Member]
    let trailing: [Member]
    /// `","object_type":"dcim.device","display":`
    let typeAndDisplay: [UInt8]
    /// `/api/dcim/devices/`
    let path: [UInt8]
    /// `","object_type":"dcim.device","url":"` for briefs.
    let briefMiddle: [UInt8]

    init(_ schema: AnySchema) {
        self.schema = schema
        let shown = schema.fields.filter { !$0.info.isHidden && !$0.info.isWriteOnly }.map { field in
            Member(
                field: field, prefix: Array(",\"\(field.info.name)\":".utf8),
                labels: Dictionary(
                    field.info.choices.map { choice in
                        (choice.value, Array(Self.labelled(choice).utf8))
                    }, uniquingKeysWith: { first, _ in first }))
        }
        members = shown.filter { !$0.field.info.isTrailing }
        trailing = shown.filter(\.field.info.isTrailing)
        typeAndDisplay = Array("\",\"object_type\":\"\(schema.identifier)\",\"display\":".utf8)
        path = Array(schema.names.path.utf8)
        briefMiddle = Array("\",\"object_type\":\"\(schema.identifier)\",\"url\":\"".utf8)
    }

    private static func labelled(_ choice: Choice) -> String {
        JSONValue.object(JSONObject([("value", .string(choice.value)), ("label", .string(choice.label))])).text
    }
}

/// Which parts of an object are shown.
struct RenderOptions: Sendable {
    /// Many-to-many fields: those always shown, all, or none.
    enum ManyFields: Sendable {
        case some
        case all
        case none
    }
    var baseURL: [UInt8]
    var depth = 0
    var many = ManyFields.some
    var showsComputedFields = false
    var showsRelationships = false
    var showsConfigContext = false
}

/// The plans of every model.
struct RenderPlans: Sendable {
    private let plans: [ObjectIdentifier: RenderPlan]

    init(_ catalog: Catalog) {
        plans = Dictionary(
            catalog.schemas.map { (ObjectIdentifier($0), RenderPlan($0)) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(schema: AnySchema) -> RenderPlan { plans[ObjectIdentifier(schema)] ?? RenderPlan(schema) }
}
