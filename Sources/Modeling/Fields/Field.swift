package import Basics

/// What generic code sees of a field; made once per schema, then only read.
package struct FieldInfo: Sendable {
    /// Snake-case name, taken from the property.
    package internal(set) var name = ""
    package internal(set) var label = ""
    package internal(set) var help = ""
    package internal(set) var kind: Kind = .text
    package internal(set) var isNullable = false
    package internal(set) var isRequired = false
    package internal(set) var isUnique = false
    package internal(set) var isSearched = false
    package internal(set) var isReadOnly = false
    package internal(set) var isWriteOnly = false
    package internal(set) var isHidden = false
    package internal(set) var isOwner = false
    package internal(set) var isSharing = false
    package internal(set) var isPersonal = false
    package internal(set) var isSetOnCreate = false
    package internal(set) var isSuperuserOnly = false
    package internal(set) var isTrailing = false
    package internal(set) var isTree = false
    package internal(set) var isScoped = false
    package internal(set) var isNotBlank = false
    package internal(set) var isIndexed = false
    package internal(set) var isAlwaysShown = false
    package internal(set) var isUnindexed = false
    package internal(set) var isLate = false
    package internal(set) var sortsNaturally = false
    package internal(set) var maxLength: Int?
    package internal(set) var range: ClosedRange<Int64>?
    package internal(set) var choices: [Choice] = []
    package internal(set) var hasLabelledChoices = false
    package internal(set) var format: TextFormat = .plain
    package internal(set) var defaultValue: Value?
    package internal(set) var importDefault: Value?
    package internal(set) var onDelete: OnDelete = .protect
    package internal(set) var relatedName: String?
    package internal(set) var filterShape: FilterShape?
    package internal(set) var isSealed = false
    package internal(set) var authorship: Authorship?
    package internal(set) var columnName: String?
}

/// Whom a field names.
package enum Authorship: Sendable {
    /// Who made the row.
    case maker
    /// Who saved it last.
    case lastSaver
}

/// A handle to one field of a model.
///
/// Handles are made once, while a schema is built, and only read afterwards; that one-time set-up under the
/// schema's `static let` is what makes sharing them safe. For the same reason the accesses need no checks while the
/// program runs, which would take more time than reading: every row goes through all fields.
package class AnyField: @unchecked Sendable {
    @exclusivity(unchecked)
    package fileprivate(set) final var info = FieldInfo()
    /// Position in a row; -1 for fields that no column holds.
    @exclusivity(unchecked)
    package fileprivate(set) final var index = -1
    /// Position among the model's fields.
    @exclusivity(unchecked)
    package fileprivate(set) final var ordinal = -1

    fileprivate init(kind: Kind, isNullable: Bool, _ rules: [FieldRule]) {
        info.kind = kind
        info.isNullable = isNullable
        for rule in rules { apply(rule) }
    }

    /// Whether the table has a column for it.
    package var isStored: Bool { true }
    /// Whether there is a ``target``; answered without it, because models refer to each other in circles.
    var refersToRows: Bool { false }
    /// The schema referred to, for references of either cardinality.
    package var target: AnySchema? { nil }
    /// Where the pairs of a many-to-many field are kept; nil for all others.
    package var joinTable: JoinTable? { nil }
    /// Whether it is a set of references.
    package final var isManyToMany: Bool { joinTable != nil }
    /// The column's name in the store.
    package var column: String { info.columnName ?? info.name }

    final func place(name: String, index: Int, ordinal: Int) {
        info.name = name
        self.index = index
        self.ordinal = ordinal
        if info.label.isEmpty {
            let words = name.replacing("_", with: " ")
            info.label = words.prefix(1).uppercased() + words.dropFirst()
        }
    }

    // swift-format-ignore: one case per rule reads best as one table
    private func apply(_ rule: FieldRule) {
        switch rule {
        case .maxLength(let length): info.maxLength = length
        case .required: info.isRequired = true
        case .unique: info.isUnique = true
        case .search: info.isSearched = true
        case .readOnly:
            info.isReadOnly = true
            info.isRequired = false
        case .writeOnly: info.isWriteOnly = true
        case .default(let value):
            info.defaultValue = value
            info.isRequired = false
        case .importDefault(let value): info.importDefault = value
        case .range(let range): info.range = range
        case .choices(let choices): info.choices = choices
        case .labelledChoices(let choices):
            info.choices = choices
            info.hasLabelledChoices = true
        case .format(let format): info.format = format
        case .help(let help): info.help = help
        case .label(let label): info.label = label
        case .tree: info.isTree = true
        case .scopedToContentType: info.isScoped = true
        case .notBlank: info.isNotBlank = true
        case .trailing: info.isTrailing = true
        case .hidden: info.isHidden = true
        case .owner: info.isOwner = true
        case .shared: info.isSharing = true
        case .personal: info.isPersonal = true
        case .setOnCreate: info.isSetOnCreate = true
        case .superuserOnly: info.isSuperuserOnly = true
        case .relatedName(let name): info.relatedName = name
        case .naturalSort: info.sortsNaturally = true
        case .filters(let shape): info.filterShape = shape
        case .indexed: info.isIndexed = true
        case .alwaysShown: info.isAlwaysShown = true
        case .unindexed: info.isUnindexed = true
        case .late: info.isLate = true
        case .sealed:
            info.isSealed = true
            info.isWriteOnly = true
            info.filterShape = FilterShape.none
        case .author: info.authorship = .maker
        case .lastAuthor: info.authorship = .lastSaver
        case .column(let name): info.columnName = name
        }
    }

    fileprivate final func setDefault(_ value: Value?) {
        if info.defaultValue == nil { info.defaultValue = value }
    }

    fileprivate final func setRequired(_ isRequired: Bool) {
        info.isRequired = isRequired
    }

    fileprivate final func setOnDelete(_ onDelete: OnDelete) {
        info.onDelete = onDelete
    }
}

/// A column with a value of type `T`.
package final class Field<T: FieldType>: AnyField, @unchecked Sendable {
    /// Declares the column; texts default to empty, booleans to false, other non-null types must be given.
    package init(_ rules: FieldRule...) {
        super.init(kind: T.kind, isNullable: T.isOptional, rules)
        guard !T.isOptional, !info.isRequired, info.defaultValue == nil else { return }
        switch T.kind {
        case .text: setDefault(.text(""))
        case .boolean: setDefault(.bool(false))
        case .json: setDefault(.json("{}"))
        case .strings: setDefault(.json("[]"))
        default: if !info.isReadOnly { setRequired(true) }
        }
    }
}

/// A reference that is always set.
package final class Ref<M: Model>: AnyField, @unchecked Sendable {
    /// Declares the reference and what deleting its target does to this row.
    package init(_ onDelete: OnDelete = .protect, _ rules: FieldRule...) {
        super.init(kind: .identifier, isNullable: false, rules)
        setOnDelete(onDelete)
        setRequired(!info.isReadOnly && info.defaultValue == nil)
    }
    override var refersToRows: Bool { true }
    package override var target: AnySchema? { M.schema }
    package override var column: String { info.name + "_id" }
}

/// A reference that may be null.
package final class OptionalRef<M: Model>: AnyField, @unchecked Sendable {
    /// Declares the reference and what deleting its target does to this row.
    package init(_ onDelete: OnDelete = .setNull, _ rules: FieldRule...) {
        super.init(kind: .identifier, isNullable: true, rules)
        setOnDelete(onDelete)
    }
    override var refersToRows: Bool { true }
    package override var target: AnySchema? { M.schema }
    package override var column: String { info.name + "_id" }
}

/// Where the pairs of a many-to-many field are kept.
package enum JoinTable: Sendable {
    /// A table of its own, named after the owner and the field.
    case own
    /// The table that another model's many-to-many field owns, read from the other side.
    case inverse(model: String, field: String)
    /// A model of its own (`device-cluster-assignments`), by its two references; read-only here. With the target `id`
    /// the members are the rows that refer here.
    case through(model: String, owner: String, target: String)
    /// The set that a row of another model owns, and this row shares by its reference `by`; read-only here.
    case shared(by: String, model: String, field: String)
}

/// A set of references, written as a whole.
package final class ManyRef<M: Model>: AnyField, @unchecked Sendable {
    private let join: JoinTable
    /// Declares the set; pairs kept by a model of their own are read-only here.
    package init(_ join: JoinTable = .own, _ rules: FieldRule...) {
        self.join = join
        var rules = rules
        switch join {
        case .through, .shared: rules.append(.readOnly)
        case .own, .inverse: break
        }
        super.init(kind: .identifier, isNullable: true, rules)
    }
    package override var isStored: Bool { false }
    override var refersToRows: Bool { true }
    package override var target: AnySchema? { M.schema }
    package override var joinTable: JoinTable? { join }
}

/// How a value that no column holds is made.
package enum Derivation: Sendable {
    /// The number of rows of `of` that refer here by their reference `by`.
    case count(of: String, by: String)
    /// The number of pairs in a many-to-many field of `of` that point here.
    case countMany(of: String, field: String)
    /// The number of rows of a model that this release does not keep: none.
    case noCount
    /// A picture, which this release does not keep: null.
    case noImage
    /// The number of objects that carry this tag.
    case tagUses
    /// Always this JSON.
    case constant(String)
    /// What the configuration contexts say about the row.
    case configContext
    /// The brief of the object whose model and key stand in these two fields of the row; null when there is none.
    case object(model: String, key: String)
    /// Computed from cells of the row and of rows it refers to.
    case computed([String], @Sendable ([Value]) -> JSONValue)
}

/// A field that is shown and never stored.
package final class Derived: AnyField, @unchecked Sendable {
    /// How it is made.
    package let derivation: Derivation
    /// Declares the field.
    package init(_ derivation: Derivation, _ rules: FieldRule...) {
        self.derivation = derivation
        super.init(kind: .json, isNullable: true, rules + [.readOnly])
    }
    package override var isStored: Bool { false }
}

/// A reference whose model this release does not keep yet.
///
/// Clients see the member, always null; writing anything but null is refused with a clear message.
package final class Reserved: AnyField, @unchecked Sendable {
    /// Declares the member; `naturalKey` gives its columns in CSV (`rack__name`).
    package let naturalKey: [String]
    package let isMany: Bool
    package init(naturalKey: [String] = ["name"], many: Bool = false, _ rules: FieldRule...) {
        self.naturalKey = naturalKey
        isMany = many
        super.init(kind: .identifier, isNullable: true, rules)
    }
    package override var isStored: Bool { false }
}

/// A text that clients write and nobody reads: what is made of it is kept in another field of the model.
///
/// Whoever takes a client's object makes the text into what is kept before it comes here, as hashing a password needs more
/// time than a transaction has. Anything that cannot be kept as it is, is refused.
package final class WriteOnlyText: AnyField, @unchecked Sendable {
    /// The name of the stored field.
    package let keptIn: String
    /// Whether a text may be kept as it is.
    package let isKeepable: @Sendable (String) -> Bool
    /// What a client reads whose text may not.
    package let refusal: String
    /// Declares the member.
    package init(
        keptIn: String, refusal: String, _ rules: FieldRule..., isKeepable: @escaping @Sendable (String) -> Bool
    ) {
        self.keptIn = keptIn
        self.refusal = refusal
        self.isKeepable = isKeepable
        super.init(kind: .text, isNullable: true, rules + [.writeOnly, .filters(.none)])
    }
    package override var isStored: Bool { false }
}
