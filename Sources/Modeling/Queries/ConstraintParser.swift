package import Basics

/// Why a permission constraint cannot be used, and where.
package struct ConstraintFault: Error, Hashable, Sendable {
    /// The key as written, such as `location__nmae`; empty for the constraint as a whole.
    package let path: String
    package let reason: String

    /// What to tell the person who wrote it.
    package var message: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

/// Makes the constraints of an object permission into a ``Predicate`` (core.md §4.2).
///
/// An object joins its members by AND, a list joins objects by OR. A key is a path of field names and an optional lookup, all
/// joined by `__`. Members that go through the same relation are about the same related row.
package struct ConstraintParser {
    package let schema: AnySchema
    package let catalog: Catalog
    /// Stands for `$user`; without one such a condition matches nothing.
    package let user: Identifier?
    private static let maximumConditions = 1_000

    package init(_ schema: AnySchema, _ catalog: Catalog, user: Identifier?) {
        self.schema = schema
        self.catalog = catalog
        self.user = user
    }

    /// Parses stored constraints.
    ///
    /// null, `{}`, `[]` and lists that hold null or `{}` restrict nothing; ``checkWritten(_:)`` refuses the ones of them
    /// that are traps.
    ///
    /// - Throws: ``ConstraintFault`` when a path names nothing, a lookup is unknown or a value does not fit its field.
    package func parse(_ json: JSONValue) throws(ConstraintFault) -> Predicate {
        switch json {
        case .null: return .always
        case .object(let object): return try conditions(object)
        case .array(let items):
            guard !items.isEmpty else { return .always }
            var parts: [Predicate] = []
            for item in items {
                switch item {
                case .null: return .always
                case .object(let object) where object.count == 0: return .always
                case .object(let object): parts.append(try conditions(object))
                default: throw ConstraintFault(path: "", reason: "A list of constraints may hold objects only.")
                }
            }
            return parts.count == 1 ? parts[0] : .any(parts)
        default: throw ConstraintFault(path: "", reason: "Constraints must be an object, a list of objects or null.")
        }
    }

    /// Refuses what a person is about to store and would not mean: lists that restrict nothing without saying so.
    ///
    /// - Throws: ``ConstraintFault``.
    package func checkWritten(_ json: JSONValue) throws(ConstraintFault) {
        if case .array(let items) = json {
            guard !items.isEmpty else {
                throw ConstraintFault(
                    path: "", reason: "An empty list restricts nothing. Write null if all objects are meant.")
            }
            for item in items {
                if case .object(let object) = item, object.count > 0 { continue }
                throw ConstraintFault(
                    path: "",
                    reason: "A list with null or {} in it restricts nothing. Write null if all objects are meant.")
            }
        }
        _ = try parse(json)
    }

    private struct Condition {
        let key: String
        var path: ArraySlice<String>
        let value: JSONValue
    }

    private func conditions(_ object: JSONObject) throws(ConstraintFault) -> Predicate {
        guard object.count <= Self.maximumConditions else {
            throw ConstraintFault(path: "", reason: "There may be at most \(Self.maximumConditions) conditions.")
        }
        let list = object.members.map { key, value in
            Condition(key: key, path: key.ranges(splitBy: "__")[...], value: value)
        }
        return try combined(list, schema, depth: 0)
    }

    private func combined(_ list: [Condition], _ schema: AnySchema, depth: Int) throws(ConstraintFault) -> Predicate {
        var result = Predicate.always
        var order: [String] = []
        var throughRelation: [String: [Condition]] = [:]
        for var condition in list {
            guard depth < 10 else { throw ConstraintFault(path: condition.key, reason: "The path is too long.") }
            if let name = condition.path.first, condition.path.count > 1, target(name, schema) != nil,
                !isLookup(condition.path.dropFirst())
            {
                condition.path = condition.path.dropFirst()
                if throughRelation[name] == nil { order.append(name) }
                throughRelation[name, default: []].append(condition)
            } else {
                result = result && (try leaf(condition, schema))
            }
        }
        for name in order {
            guard let target = target(name, schema) else { continue }
            result =
                result && .related([name], try combined(throughRelation[name] ?? [], target, depth: depth + 1))
        }
        return result
    }

    private func isLookup(_ rest: ArraySlice<String>) -> Bool {
        rest.count == 1 && rest.first.flatMap(ConstraintLookup.init(rawValue:)) != nil
    }

    private func target(_ name: String, _ schema: AnySchema) -> AnySchema? {
        schema.fieldsByName[name]?.target ?? catalog.relation(name, to: schema)?.source
    }

    private func leaf(_ condition: Condition, _ schema: AnySchema) throws(ConstraintFault) -> Predicate {
        guard let first = condition.path.first else { throw fault(condition, "A key may not be empty.") }
        let name = first == "pk" ? "id" : first
        let lookupText = condition.path.count > 1 ? condition.path.last : nil
        let lookup = lookupText.flatMap(ConstraintLookup.init(rawValue:))
        guard let column = column(name, schema) else {
            throw fault(condition, "\"\(first)\" is not a field of \(schema.identifier).")
        }
        let stored = name == "_custom_field_data" ? "custom_field_data" : name
        if column.kind == .json {
            let keys = condition.path.dropFirst().dropLast(lookup == nil ? 0 : 1)
            do {
                return try (lookup ?? .exact).member([stored] + keys, condition.value)
            } catch {
                throw fault(condition, error.message)
            }
        }
        guard condition.path.count == 1 || (condition.path.count == 2 && lookup != nil) else {
            throw fault(condition, "\"\(condition.path[condition.path.startIndex + 1])\" is not a lookup of \(first).")
        }
        do {
            return try (lookup ?? .exact).predicate([name], column, condition.value, user: user)
        } catch {
            throw fault(condition, error.message)
        }
    }

    /// What is compared: the cell's kind, and whether it is a set or reference.
    private func column(_ name: String, _ schema: AnySchema) -> ConstraintColumn? {
        if let field = schema.fieldsByName[name] {
            guard !field.info.isWriteOnly, !(field is Derived), !(field is Reserved) else { return nil }
            guard let target = field.target else {
                return ConstraintColumn(kind: field.info.kind, field: field, keyed: schema)
            }
            return ConstraintColumn(kind: .identifier, field: nil, keyed: target)
        }
        if let index = schema.columnIndex[name] {
            return ConstraintColumn(kind: schema.columns[index].kind, field: nil, keyed: schema)
        }
        if name == "_custom_field_data", schema.customFieldsIndex != nil {
            return ConstraintColumn(kind: .json, field: nil, keyed: schema)
        }
        guard let relation = catalog.relation(name, to: schema) else { return nil }
        return ConstraintColumn(kind: .identifier, field: nil, keyed: relation.source)
    }

    private func fault(_ condition: Condition, _ reason: String) -> ConstraintFault {
        ConstraintFault(path: condition.key, reason: reason)
    }
}

/// A cell that a constraint compares.
struct ConstraintColumn {
    let kind: Kind
    /// The field, when it is no reference.
    let field: AnyField?
    /// The model whose keys the cell holds; nil for cells that hold none.
    let keyed: AnySchema?

    /// A member inside JSON, compared as text.
    static let anything = ConstraintColumn(kind: .text, field: nil, keyed: nil)
}

extension String {
    /// The parts between a separator, empty ones included.
    fileprivate func ranges(splitBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        parts.append(String(rest))
        // A name may itself begin with an underscore, as `_custom_field_data`.
        return parts
    }
}
