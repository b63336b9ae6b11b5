package import Basics
import Domain
import Modeling
package import Storage

/// Reads the history for people: who changed what, newest first.
package struct HistoryReader: Sendable {
    /// One change.
    package struct Entry: Sendable {
        package let id: Identifier
        package let time: Timestamp
        package let user: String
        /// `create`, `update` or `delete`.
        package let action: String
        /// `app.model`.
        package let model: String
        package let object: Identifier
        /// How the object read at the time.
        package let repr: String
        package let request: Identifier
        package let context: String
        package let detail: String
        /// Names of the fields that an update changed.
        package let changed: [String]
        private let snapshots: JSONValue

        init(_ change: Record<ObjectChange>, _ catalog: Catalog) {
            id = change.id.raw
            time = change.time
            user = change.userName
            action = change.action
            model = change.changedObjectType ?? ""
            object = change.changedObjectId
            repr = change.objectRepr
            request = change.requestId
            context = change.changeContext
            detail = change.changeContextDetail
            let states = ChangeSnapshots(change, catalog)
            changed =
                change.action == ChangeAction.update.rawValue
                ? ChangeSnapshots.differences(states.before?.exact, states.after?.exact).added?.keys ?? [] : []
            snapshots = states.json { $0.flat }
        }

        /// The change with the object before and after, in the flat form.
        package var json: JSONValue {
            .object(
                JSONObject([
                    ("id", .string(id.description)), ("time", .string(time.description)), ("user_name", .string(user)),
                    ("action", .string(action)), ("changed_object_type", .string(model)),
                    ("changed_object_id", .string(object.description)), ("object_repr", .string(repr)),
                    ("request_id", .string(request.description)), ("change_context", .string(context)),
                    ("change_context_detail", .string(detail)), ("snapshots", snapshots),
                ]))
        }
    }

    private let store: Store

    package init(store: Store) { self.store = store }

    /// The newest changes.
    ///
    /// - Parameters:
    ///   - object: An id, or with a model also a name or composite key; the name of a deleted object finds its history too.
    ///   - model: `app.model`.
    ///   - request: All changes of one request or import.
    /// - Throws: ``Problem`` when there is no such model or object.
    package func entries(
        object: String? = nil, model: String? = nil, request: Identifier? = nil, limit: Int
    ) async throws -> [Entry] {
        try await store.read { session in
            var predicate = Predicate.always
            var schema: AnySchema?
            if let model {
                guard let known = session.catalog[model] else {
                    throw Problem(.invalidInput, "There is no model \"\(model)\".")
                }
                schema = known
                predicate = predicate && .compare(["changed_object_type"], .equals, [.text(model)])
            }
            if let object { predicate = predicate && (try about(object, schema, session)) }
            if let request { predicate = predicate && .compare(["request_id"], .equals, [.id(request)]) }
            let rows = try session.rows(
                Selection(
                    ObjectChange.schema, where: predicate,
                    ordering: [object == nil && request == nil ? "-time" : "-id"], limit: limit))
            return rows.map { Entry(Record(values: $0), session.catalog) }
        }
    }

    private func about(_ object: String, _ schema: AnySchema?, _ session: Session) throws -> Predicate {
        func changes(of ids: [Identifier]) -> Predicate {
            .compare(["changed_object_id"], .equals, ids.map(Value.id))
        }
        if let id = Identifier(object) { return changes(of: [id]) }
        guard let schema else {
            throw Problem(.invalidInput, "Give the id of the object, or its name with --model, such as dcim.device.")
        }
        if let condition = ReferenceResolver(session).compositeKey(object, schema) {
            let found = try session.ids(schema, where: condition)
            if !found.isEmpty { return changes(of: found) }
        }
        let gone: Predicate =
            .compare(["changed_object_type"], .equals, [.text(schema.identifier)])
            && .compare(["object_repr"], .equals, [.text(object)])
        guard
            let last = try session.rows(
                Selection(ObjectChange.schema, where: gone, ordering: ["-time"], limit: 1)
            ).first
        else { throw Problem(.notFound, "There is no \(schema.names.verbose) \"\(object)\", and no history of one.") }
        return changes(of: [Record<ObjectChange>(values: last).changedObjectId])
    }
}
