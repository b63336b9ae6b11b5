import Basics

/// One column of a table.
package struct Column: Sendable {
    package let name: String
    package let kind: Kind
    package let isNullable: Bool
    /// The field it holds; nil for the columns that every table has.
    package let field: AnyField?
    /// The field whose padded text this hidden column keeps for sorting.
    package let sortKeyOf: Int?

    /// What a cell holds where nothing was ever written: null where that may be, else the zero of the kind; null also for
    /// kinds that have no zero.
    package var emptyValue: Value {
        guard !isNullable else { return .null }
        switch kind {
        case .text: return .text("")
        case .boolean: return .bool(false)
        case .json: return .json("{}")
        case .strings: return .json("[]")
        default: return .null
        }
    }
}

/// A column as a member of a JSON object.
package struct ColumnMember: Sendable {
    /// Position in a row.
    package let index: Int
    package let kind: Kind
    /// What the cell holds where nothing was ever written (``Column/emptyValue``).
    package let emptyValue: Value
    /// `"name":`, in UTF-8.
    package let key: [UInt8]

    init(_ column: Column, index: Int) {
        self.index = index
        kind = column.kind
        emptyValue = column.emptyValue
        key = Array("\"\(column.memberName)\":".utf8)
    }
}

/// A field that clients may write, with what reading an object asks of it for every row.
package struct WritableField: Sendable {
    package let field: AnyField
    /// Position among the model's fields.
    package let ordinal: Int
    /// Position in a row; -1 for fields that no column holds.
    package let index: Int
    package let isRequired: Bool
    package let isNullable: Bool
    /// Whether it refers to rows, one or many.
    package let isReference: Bool
    /// Whether only rows that list the model's content type may be referred to.
    package let isScoped: Bool

    init(_ field: AnyField) {
        self.field = field
        ordinal = field.ordinal
        index = field.index
        isRequired = field.info.isRequired
        isNullable = field.info.isNullable
        isReference = field.refersToRows
        isScoped = field.info.isScoped
    }
}

/// What a model takes part in.
package struct Features: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// `created` and `last_updated`.
    package static let timestamps = Features(rawValue: 1)
    /// Tags.
    package static let tags = Features(rawValue: 2)
    /// Notes and the `notes_url` member.
    package static let notes = Features(rawValue: 4)
    /// Custom field values.
    package static let customFields = Features(rawValue: 8)
    /// Contacts and teams.
    package static let contacts = Features(rawValue: 16)
    /// Relationships and computed fields.
    package static let relationships = Features(rawValue: 32)
    /// Change history.
    package static let history = Features(rawValue: 64)
    /// `tags` stands before `notes_url` in answers, as the lifecycle app shows it.
    package static let tagsFirst = Features(rawValue: 128)
    /// Clients know rows by a number instead of a UUID.
    package static let numbered = Features(rawValue: 256)
    /// Rows are never members of dynamic groups: the groups themselves, and what they are made of.
    package static let ungrouped = Features(rawValue: 512)
    /// Rows are their owner's alone, but for those that are shared.
    package static let ownRows = Features(rawValue: 1024)
    /// Computed fields, for models without relationships.
    package static let computedFields = Features(rawValue: 2048)
    /// Everything but tags.
    package static let organizational: Features = [
        .timestamps, .notes, .customFields, .contacts, .relationships, .history,
    ]
    /// Everything.
    package static let primary: Features = [.organizational, .tags]
    /// Timestamps and history.
    package static let plain: Features = [.timestamps, .history]
}

/// What clients may do with a model.
package struct Operations: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let create = Operations(rawValue: 1)
    package static let update = Operations(rawValue: 2)
    package static let delete = Operations(rawValue: 4)
    package static let all: Operations = [.create, .update, .delete]
    package static let readOnly: Operations = []
}

/// Where and under which words a model appears.
package struct ModelNames: Sendable {
    /// `dcim.device`.
    package let identifier: String
    /// `devices`, the last part of the list URL.
    package let plural: String
    /// `device`, as in messages.
    package let verbose: String
    /// `devices`, as in titles.
    package let verbosePlural: String
    /// The table.
    package let table: String
    /// `/api/dcim/devices/`.
    package let path: String
    /// `dcim`.
    package var app: Substring { identifier.prefix { $0 != "." } }
    /// `device`.
    package var model: Substring { identifier.drop { $0 != "." }.dropFirst() }
    /// `Device`, `SoftwareVersion`: the model's name as "No … matches the given query." writes it.
    package let modelName: String
    /// The verbose name with a capital first letter.
    package var title: String { verbose.prefix(1).uppercased() + verbose.dropFirst() }
}
