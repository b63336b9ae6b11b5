import Basics
import Domain
import Modeling
import Services
import Storage

/// Writes history rows as the objects of core.md §7.2, with a constant number of queries per model on a page.
///
/// What a row does not store is derived: empty fields from the model, `object_data_v2` by rendering the stored state as REST
/// would show it, with related objects as they are now.
struct ChangeRenderer {
    private let session: Session
    private let baseURL: String
    private let past: PastObjects
    private let visible: (AnySchema) throws -> Predicate?
    private let texts: RowTexts

    /// - Parameter visible: Which objects of a model the caller may view; nil for none.
    init(
        _ session: Session, past: PastObjects, baseURL: String, visibility: Visibility?,
        visible: @escaping (AnySchema) throws -> Predicate?
    ) {
        self.session = session
        self.baseURL = baseURL
        self.visible = visible
        self.past = past
        texts = RowTexts(session, visibility: visibility)
    }

    /// Appends the objects, separated by commas.
    func append(_ rows: [[Value]], to bytes: inout [UInt8]) throws {
        let changes = rows.map { Record<ObjectChange>(values: $0) }
        let states = changes.map { ChangeSnapshots($0, session.catalog).last }
        try past.prepare(states.compactMap(\.self))
        let existing = try existing(changes)
        let users = Set(
            try session.ids(User.schema, where: .ids(Array(Set(changes.compactMap { $0.user?.raw })))))
        for (index, change) in changes.enumerated() {
            if index > 0 { bytes.append(44) }
            try append(change, states[index], existing, users, to: &bytes)
        }
    }

    /// The changed objects that are still there and that the caller may view.
    private func existing(_ changes: [Record<ObjectChange>]) throws -> Set<Identifier> {
        var found: Set<Identifier> = []
        for (type, group) in Dictionary(grouping: changes, by: { $0.changedObjectType ?? "" }) {
            guard let schema = session.catalog[type], let visible = try visible(schema) else { continue }
            let ids = Array(Set(group.map(\.changedObjectId)))
            found.formUnion(try session.ids(schema, where: .ids(ids) && visible))
        }
        return found
    }

    private func append(
        _ change: Record<ObjectChange>, _ state: RecordedState?, _ existing: Set<Identifier>, _ users: Set<Identifier>,
        to bytes: inout [UInt8]
    ) throws {
        let id = change.id.raw.description
        let action = ChangeAction(rawValue: change.action)
        let type = change.changedObjectType
        let object: JSONValue =
            existing.contains(change.changedObjectId)
            ? type.flatMap { session.catalog[$0] }.map { brief($0, change.changedObjectId) } ?? .null : .null
        let members: [(String, JSONValue)] = [
            ("id", .string(id)), ("object_type", .string(ObjectChange.schema.identifier)),
            ("display", .string(try texts.display(ObjectChange.schema, change.values))),
            ("url", .string("\(baseURL)\(ObjectChange.schema.names.path)\(id)/")),
            ("natural_slug", .string(try texts.slug(ObjectChange.schema, change.values))),
            (
                "action",
                ["value": .string(change.action), "label": .string(action?.label ?? change.action)]
            ),
            ("changed_object_type", text(type)), ("related_object_type", text(change.relatedObjectType)),
            ("changed_object", object), ("time", .string(change.time.description)),
            ("user_name", .string(change.userName)), ("request_id", .string(change.requestId.description)),
            ("changed_object_id", .string(change.changedObjectId.description)),
            ("change_context", .string(change.changeContext)),
            ("change_context_detail", .string(change.changeContextDetail)),
            ("related_object_id", text(change.relatedObjectId?.description)),
            ("object_repr", .string(change.objectRepr)),
            ("object_data", state.map { .object(past.flat($0)) } ?? .null),
        ]
        JSONValue.object(JSONObject(members)).write(into: &bytes)
        bytes.removeLast()
        bytes.append(contentsOf: ",\"object_data_v2\":".utf8)
        if let state { try past.append(state, to: &bytes) } else { bytes.append(contentsOf: "null".utf8) }
        bytes.append(contentsOf: ",\"user\":".utf8)
        let user = change.user.flatMap { users.contains($0.raw) ? brief(User.schema, $0.raw) : nil } ?? .null
        user.write(into: &bytes)
        bytes.append(125)
    }

    private func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    private func brief(_ schema: AnySchema, _ id: Identifier) -> JSONValue {
        .object(
            JSONObject([
                ("id", schema.json(of: id)), ("object_type", .string(schema.identifier)),
                ("url", .string("\(baseURL)\(schema.names.path)\(schema.text(of: id))/")),
            ]))
    }
}

/// Writes objects as they were, in the form that REST gives them at depth 1, with addresses that name no host.
final class PastObjects {
    private let session: Session
    private let renderer: RecordRenderer
    private let visibility: Visibility?
    private var tags: [String: Identifier] = [:]
    /// Names of tags that the reader may not see.
    private var hiddenTags: Set<String> = []

    /// - Parameter visibility: Who reads; nil sees everything.
    init(
        _ session: Session, plans: RenderPlans, visibility: Visibility?, customization: Customization,
        environment: RecordEnvironment
    ) {
        self.session = session
        self.visibility = visibility
        var options = RenderOptions(baseURL: [], depth: 1, many: .all)
        options.showsCounts = false
        renderer = RecordRenderer(
            session, plans: plans, options: options, visibility: visibility, customization: customization,
            environment: environment)
    }

    /// Fetches what these states need besides themselves, in a few queries.
    func prepare(_ states: [RecordedState]) throws {
        for group in Dictionary(grouping: states, by: { ObjectIdentifier($0.schema) }).values {
            guard let schema = group.first?.schema else { continue }
            try renderer.preparePast(schema, group.map(\.row))
        }
        let names = Set(states.flatMap(\.tags)).filter { tags[$0] == nil }
        guard !names.isEmpty else { return }
        let found = try session.rows(
            Selection(Tag.schema, where: .compare(["name"], .equals, names.sorted().map(Value.text))))
        let seen = try visibility.map { visibility in
            Set(
                try session.ids(
                    Tag.schema, where: .ids(found.compactMap { $0[0].identifier }) && visibility.predicate(Tag.schema)))
        }
        for tag in found.map(Record<Tag>.init(values:)) {
            if seen?.contains(tag.id.raw) ?? true { tags[tag.name] = tag.id.raw } else { hiddenTags.insert(tag.name) }
        }
    }

    /// The flat form, without tags that the reader may not see.
    func flat(_ state: RecordedState) -> JSONObject {
        var object = state.flat
        guard !hiddenTags.isEmpty, let names = object["tags"]?.arrayValue else { return object }
        object["tags"] = .array(names.filter { !hiddenTags.contains($0.stringValue ?? "") })
        return object
    }

    /// Appends one object; tags that are gone are left out, the flat form names them.
    func append(_ state: RecordedState, to bytes: inout [UInt8]) throws {
        try renderer.appendPast(
            state.schema, state.row, many: state.many, tags: state.tags.compactMap { tags[$0] }, to: &bytes)
    }

    /// One object.
    func object(_ state: RecordedState) throws -> JSONObject {
        var bytes: [UInt8] = []
        try append(state, to: &bytes)
        // The renderer writes JSON; what it cannot write would be a fault of ours and shows as an empty object.
        return (try? JSONValue(parsing: bytes))?.objectValue ?? JSONObject()
    }
}
