import Modeling

/// A conjunction of "this cell equals that value" and "this cell is null", apart from its values.
///
/// Two predicates of one shape compile to the same statement with other arguments.
struct EqualityShape {
    /// One condition without its value.
    private enum Part {
        case equals([String])
        case isNull([String])
        case isNotKey
    }

    private var shape: [Part] = []

    /// Takes a predicate apart; nil when it is of another kind.
    init?(_ predicate: Predicate) {
        for part in predicate.conjuncts {
            switch part {
            case .compare(let path, .equals, let values) where values.count == 1: shape.append(.equals(path))
            case .isNull(let path): shape.append(.isNull(path))
            case .not(.compare(["id"], .equals, let values)) where values.count == 1: shape.append(.isNotKey)
            default: return nil
            }
        }
    }

    /// The values of a predicate of this shape, in the order of the statement's arguments; nil when it has another.
    func values(of predicate: Predicate) -> [Value]? {
        let parts = predicate.conjuncts
        guard parts.count == shape.count else { return nil }
        var values: [Value] = []
        values.reserveCapacity(parts.count)
        for (index, part) in parts.enumerated() {
            switch (part, shape[index]) {
            case (.compare(let path, .equals, let given), .equals(let wanted))
            where given.count == 1 && path == wanted:
                values.append(given[0])
            case (.isNull(let path), .isNull(let wanted)) where path == wanted: break
            case (.not(.compare(["id"], .equals, let given)), .isNotKey) where given.count == 1:
                values.append(given[0])
            default: return nil
            }
        }
        return values
    }
}

extension PredicateCompiler {
    /// Appends a conjunction of equalities; where the natural key starts with a text, rows are looked up by it.
    ///
    /// SQLite keeps no statistics here and takes the index of a reference as readily: it would then go through all
    /// devices of a location to find one of a name. A `+` before a column keeps its index out of the choice.
    func appendEqualities(_ predicate: Predicate, _ schema: AnySchema, alias: String, to sql: inout SQLText) throws {
        let hasName = predicate.conjuncts.contains { part in
            guard case .compare(let path, .equals, _) = part, path.count == 1, path[0] == schema.naturalKey.first
            else { return false }
            return schema.fieldsByName[path[0]].map { $0.info.kind == .text && schema.isIndexed($0) } ?? false
        }
        for (index, part) in predicate.conjuncts.enumerated() {
            if index > 0 { sql += " AND " }
            if hasName, sql.dialect == .sqlite, let column = part.referenceColumn(schema) {
                sql += "+\(alias).\(column)"
                guard case .compare(_, _, let values) = part else {
                    sql += " IS NULL"
                    continue
                }
                sql += " = "
                sql.bind(values[0])
            } else {
                try append(part, schema, alias: alias, to: &sql)
            }
        }
    }
}

extension AnySchema {
    /// Whether an index starts with the field.
    fileprivate func isIndexed(_ field: AnyField) -> Bool {
        field.info.isIndexed || field.info.isUnique || unique.contains { $0.fields.first == field.info.name }
            || indexes.contains { $0.finds(field.info.name) }
    }
}

extension Predicate {
    /// The column of the reference that this compares, if it does nothing else.
    fileprivate func referenceColumn(_ schema: AnySchema) -> String? {
        switch self {
        case .compare(let path, _, _), .isNull(let path):
            guard path.count == 1, let field = schema.fieldsByName[path[0]], field.isStored, field.target != nil
            else { return nil }
            return field.column
        default: return nil
        }
    }
}
