package import Basics

/// A text made from cells of a row and of rows it refers to, such as `display`.
///
/// A path is written with dots (`platform.name`). The last part may be `display`, which asks the referred row
/// for its own text.
package struct TextRule: Sendable {
    /// The cells that ``compose`` is given, in this order.
    package let paths: [String]
    /// Makes the text.
    package let compose: @Sendable ([Value]) -> String
    /// The field whose text, where it has any, is the whole text: the cells of other rows are not needed then.
    package let whole: String?

    package init(_ paths: String..., compose: @escaping @Sendable ([Value]) -> String) {
        self.init(paths, whole: nil, compose: compose)
    }

    private init(_ paths: [String], whole: String?, compose: @escaping @Sendable ([Value]) -> String) {
        self.paths = paths
        self.whole = whole
        self.compose = compose
    }

    /// The text of one field; of rows where it is empty, another text.
    package static func field(_ name: String, or other: TextRule) -> TextRule {
        TextRule([name] + other.paths, whole: name) { cells in
            if let text = cells[0].textValue, !text.isEmpty { return text }
            return other.compose(Array(cells.dropFirst()))
        }
    }

    /// The text of one field.
    package static func field(_ name: String) -> TextRule {
        TextRule(name) { $0[0].plainText }
    }

    /// What stands between the names of a ``path(parent:_:)``.
    package static let pathSeparator = " → "

    /// The names from the root of a tree down to the row, `EMEA → AMS`.
    package static func path(parent: String = "parent", _ name: String = "name") -> TextRule {
        TextRule("\(parent).display", name) { cells in
            cells[0].isNull ? cells[1].plainText : cells[0].plainText + pathSeparator + cells[1].plainText
        }
    }

    /// The text of one field behind fixed words.
    package static func prefixed(_ prefix: String, _ name: String) -> TextRule {
        TextRule(name) { prefix + $0[0].plainText }
    }
}

/// Fields that rows are looked up or sorted by together, the first one first.
package struct IndexedFields: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Which rows are in the index; fewer make it smaller, and rows that are not in it cheaper to change.
    package enum Rows: Hashable, Sendable {
        case all
        /// Those without a value in this field.
        case null(String)
        /// Those with a value in this field.
        case notNull(String)
    }

    /// Field names.
    package let fields: [String]
    package let rows: Rows

    package init(_ fields: String..., rows: Rows) {
        self.fields = fields
        self.rows = rows
    }

    /// Whether it finds the rows with a value of a field.
    package func finds(_ field: String) -> Bool {
        fields.first == field && (rows == .all || rows == .notNull(field))
    }

    /// An index of all rows.
    package init(arrayLiteral fields: String...) {
        self.fields = fields
        rows = .all
    }
}

/// A set of fields whose values together occur once.
package struct UniqueSet: Hashable, Sendable {
    /// Field names.
    package let fields: [String]
    /// Whether two nulls collide.
    package let nullsCollide: Bool
    /// What a client reads when they do; nil gives `The fields a, b must make a unique set.` under `non_field_errors`.
    package let message: FieldErrors?
    /// Only rows where this field is not empty take part.
    package let onlyWhenSet: String?

    package init(
        _ fields: String..., nullsCollide: Bool = false, onlyWhenSet: String? = nil, message: FieldErrors? = nil
    ) {
        self.fields = fields
        self.nullsCollide = nullsCollide
        self.onlyWhenSet = onlyWhenSet
        self.message = message
    }

    /// The errors shown on a collision.
    package var errors: FieldErrors {
        message
            ?? FieldErrors("non_field_errors", ["The fields \(fields.joined(separator: ", ")) must make a unique set."])
    }
}
