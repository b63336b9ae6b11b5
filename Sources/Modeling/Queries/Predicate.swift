package import Basics

/// How a cell is compared.
package enum Comparison: String, Hashable, Sendable {
    case equals
    case contains
    case containsIgnoringCase
    case startsWith
    case startsWithIgnoringCase
    case endsWith
    case endsWithIgnoringCase
    case equalsIgnoringCase
    case matches
    case matchesIgnoringCase
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    /// A list in JSON holds the value.
    case listContains
}

/// Which rows: the one form that filters, permission constraints and typed queries are made into.
///
/// A path is a list of field names that follows references forward, many-to-many fields and, by their related
/// name, references that point here. Behind a field of JSON follow the keys of members inside it: `["parameters",
/// "variable"]`, `["custom_field_data", "rack_unit"]`.
///
/// A member inside JSON is compared with values of its own sort: texts (also days, moments and keys, which JSON keeps as
/// texts), numbers and truth values; another sort compares false. Lookups of characters look at every member but null,
/// at lists and objects as their JSON text.
package enum Predicate: Hashable, Sendable {
    case always
    case never
    case all([Predicate])
    case any([Predicate])
    /// Rows for which the inner predicate is not true; null counts as not true.
    indirect case not(Predicate)
    /// Any of the values compares true.
    case compare([String], Comparison, [Value])
    /// The cell, reference or set at the path is null or empty; a member inside JSON is missing or null.
    case isNull([String])
    /// The reference at the path is one of the rows, or below one of them.
    case within([String], [Identifier])
    /// The row carries a tag with one of these ids.
    case tagged([Identifier])
    /// The row has a contact or team association with one of these contacts or teams.
    case associated(contact: Bool, [Identifier])
    /// The row has this end of a relationship with one of these rows, or with any when nil.
    case linked(RelationshipLink, [Identifier]?)
    /// One row at the path satisfies the inner predicate.
    indirect case related([String], Predicate)
    /// A row of the model `by` that satisfies the inner predicate holds this row's key in its field `key`, which is no
    /// reference because it may name rows of any model.
    indirect case named(by: String, key: String, Predicate)
    /// The inner predicate, with rows of other models counting only where the caller may see them: what a filter
    /// selects must not tell about anything else.
    indirect case seen(by: Visibility, Predicate)
    /// The key in the field, which is no reference, is that of a row of the named model for which the inner predicate
    /// holds.
    indirect case names(String, model: String, Predicate)

    /// Rows with one of these keys.
    package static func ids(_ ids: [Identifier]) -> Predicate {
        .compare(["id"], .equals, ids.map(Value.id))
    }

    /// Both hold.
    package static func && (left: Predicate, right: Predicate) -> Predicate {
        switch (left, right) {
        case (.always, let other), (let other, .always): other
        case (.never, _), (_, .never): .never
        case (.all(let first), .all(let second)): .all(first + second)
        case (.all(let first), let other): .all(first + [other])
        default: .all([left, right])
        }
    }

    /// Either holds.
    package static func || (left: Predicate, right: Predicate) -> Predicate {
        switch (left, right) {
        case (.never, let other), (let other, .never): other
        case (.always, _), (_, .always): .always
        default: .any([left, right])
        }
    }

    /// It does not hold.
    package static prefix func ! (inner: Predicate) -> Predicate { .not(inner) }
}

/// Which rows of every model a caller may see.
package final class Visibility: Hashable, Sendable {
    private let rule: @Sendable (AnySchema) -> Predicate

    /// Sees every row.
    package static let everything = Visibility { _ in .always }

    /// - Parameter rule: The visible rows of a model; ``Predicate/never`` when there are none.
    package init(_ rule: @escaping @Sendable (AnySchema) -> Predicate) { self.rule = rule }

    /// Nothing of any model is seen.
    package static let nothing = Visibility { _ in .never }

    /// The visible rows of a model.
    package func predicate(_ schema: AnySchema) -> Predicate { rule(schema) }

    /// Two are equal when they are the same one.
    package static func == (left: Visibility, right: Visibility) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A column in a typed predicate.
package struct ColumnPath<T: FieldType>: Sendable {
    package let path: [String]
}

/// The fields of `M` in a typed predicate; references lead on to the fields of their target.
@dynamicMemberLookup
package struct FieldPaths<M: Model>: Sendable {
    package let path: [String]

    package init(path: [String] = []) { self.path = path }

    private func name(_ key: PartialKeyPath<M>) -> String { M.schema.field(of: key)?.info.name ?? "" }

    package subscript<T: FieldType>(dynamicMember key: KeyPath<M, Field<T>>) -> ColumnPath<T> {
        ColumnPath(path: path + [name(key)])
    }
    package subscript<R: Model>(dynamicMember key: KeyPath<M, Ref<R>>) -> FieldPaths<R> {
        FieldPaths<R>(path: path + [name(key)])
    }
    package subscript<R: Model>(dynamicMember key: KeyPath<M, OptionalRef<R>>) -> FieldPaths<R> {
        FieldPaths<R>(path: path + [name(key)])
    }
    package subscript<R: Model>(dynamicMember key: KeyPath<M, ManyRef<R>>) -> FieldPaths<R> {
        FieldPaths<R>(path: path + [name(key)])
    }
}

/// The cell equals the value; nil asks for null.
package func == <T: FieldType>(column: ColumnPath<T>, value: T) -> Predicate {
    value.value.isNull ? .isNull(column.path) : .compare(column.path, .equals, [value.value])
}
/// The cell does not equal the value; null counts as different.
package func != <T: FieldType>(column: ColumnPath<T>, value: T) -> Predicate { .not(column == value) }
/// The cell is less than the value.
package func < <T: FieldType>(column: ColumnPath<T>, value: T) -> Predicate {
    .compare(column.path, .less, [value.value])
}
/// The cell is at most the value.
package func <= <T: FieldType>(column: ColumnPath<T>, value: T) -> Predicate {
    .compare(column.path, .lessOrEqual, [value.value])
}
/// The cell is greater than the value.
package func > <T: FieldType>(column: ColumnPath<T>, value: T) -> Predicate {
    .compare(column.path, .greater, [value.value])
}
/// The cell is at least the value.
package func >= <T: FieldType>(column: ColumnPath<T>, value: T) -> Predicate {
    .compare(column.path, .greaterOrEqual, [value.value])
}
/// The reference points to the row; nil asks for no reference.
package func == <M: Model>(reference: FieldPaths<M>, id: ID<M>?) -> Predicate {
    id.map { .compare(reference.path, .equals, [$0.value]) } ?? .isNull(reference.path)
}

extension Predicate {
    /// The conditions that must all hold.
    package var conjuncts: [Predicate] {
        if case .all(let parts) = self { return parts }
        return [self]
    }
}

/// A typed question: which rows of `M`, in which order, how many.
package struct Query<M: Model>: Sendable {
    package var predicate: Predicate = .always
    package var ordering: [String] = []
    package var limit: Int?

    /// All rows, in the model's order.
    package init() {}

    /// Narrows the query.
    package func `where`(_ condition: (FieldPaths<M>) -> Predicate) -> Query {
        var query = self
        query.predicate = query.predicate && condition(FieldPaths<M>())
        return query
    }

    /// Sorts by these fields instead of the model's order; `-` before a name sorts descending.
    package func sorted(by ordering: String...) -> Query {
        var query = self
        query.ordering = ordering
        return query
    }

    /// Takes at most this many rows.
    package func limited(to limit: Int) -> Query {
        var query = self
        query.limit = limit
        return query
    }
}
