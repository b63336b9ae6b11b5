import Basics
import Modeling

extension Rule {
    /// A node may not come below itself.
    static func acyclic(_ parent: any KeyPath<M, OptionalRef<M>> & Sendable) -> Rule {
        Rule { context in
            var seen: Set<ID<M>> = []
            var next = context.record[dynamicMember: parent]
            while let ancestor = next, seen.insert(ancestor).inserted {
                if ancestor == context.record.id {
                    return [FieldErrors("__all__", ["A node cannot be made a descendant of itself."])]
                }
                next = try context.get(ancestor)?[dynamicMember: parent]
            }
            return []
        }
    }

    /// The type of the row's location must list this model among its content types; `plural` is how the message
    /// calls rows of this model, `Devices`.
    static func locationAccepts(
        _ plural: String, at location: @escaping @Sendable (Record<M>) -> ID<Location>?
    ) -> Rule {
        Rule { context in
            guard let location = try context.get(location(context.record)),
                let type = try context.get(location.locationType),
                !type.cell(\.contentTypes).listContains(M.schema.identifier)
            else { return [] }
            return [FieldErrors("location", ["\(plural) may not associate to locations of type \"\(type.name)\"."])]
        }
    }

    /// A JSON document that is an object, when there is one.
    static func isObject(_ field: String, _ document: @escaping @Sendable (Record<M>) -> JSONDocument?) -> Rule {
        Rule { context in
            guard let document = document(context.record),
                document.text.first(where: { !$0.isWhitespace }) != "{"
            else { return [] }
            return [FieldErrors(field, ["JSON data must be in object form. Example: {\"foo\": 123}"])]
        }
    }
}

extension RuleContext {
    /// Whether any row of another model satisfies the predicate.
    func exists<R: Model>(_ model: R.Type, where predicate: Predicate) throws -> Bool {
        try lookup.exists(R.schema, where: predicate, excluding: nil)
    }

    /// A problem with one field, for preparing a row.
    func problem(_ field: String, _ message: String) -> Problem {
        Problem(.invalidInput, message, fields: [FieldErrors(field, [message])])
    }

    /// At most `limit` rows of a model that satisfy the predicate, in the model's order.
    func rows<R: Model>(_ model: R.Type, where predicate: Predicate, limit: Int) throws -> [Record<R>] {
        try lookup.rows(R.schema, where: predicate, limit: limit).map(Record.init(values:))
    }
}

extension String? {
    /// Nil instead of an empty text, for columns where only real values may collide.
    var nilIfEmpty: String? { self?.isEmpty == true ? nil : self }
}
