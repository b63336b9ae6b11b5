package import Basics

/// One column of a table.
package struct Column: Sendable {
    package let name: String
    package let kind: Kind
    package let isNullable: Bool
    /// The field it holds; nil for the columns that every table has.
    package let field: AnyField?
    /// The field whose padded text this hidden column keeps for sorting.
    package let sortKeyOf: Int?
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

/// What generic code sees of a model.
package class AnySchema: @unchecked Sendable {
    package final let names: ModelNames
    package final let features: Features
    package final let operations: Operations
    package final let ordering: [String]
    package final let naturalKey: [String]
    /// The attribute that filters accept instead of an id.
    package final let lookupField: String
    package final let unique: [UniqueSet]
    /// Indexes over several fields, for questions that are asked of the whole table.
    package final let indexes: [[String]]
    package final let display: TextRule
    package final let filters: [FilterDeclaration]
    /// Extra paths of the `q` search.
    package final let searchPaths: [String]
    /// Whether clients can reach it over REST.
    package final let isExposed: Bool
    /// Whether rows refer to a parent of the same model.
    package final let treeField: String?
    /// Whether rows are only ever added, in the order of their keys.
    package final let isLog: Bool
    /// All declared fields, in declaration order.
    package fileprivate(set) final var fields: [AnyField] = []
    package fileprivate(set) final var fieldsByName: [String: AnyField] = [:]
    /// The columns, in row order: key, stored fields, sort keys, common tail.
    package fileprivate(set) final var columns: [Column] = []
    package fileprivate(set) final var columnIndex: [String: Int] = [:]
    package fileprivate(set) final var blankRow: [Value] = []

    fileprivate init(
        names: ModelNames, features: Features, operations: Operations, ordering: [String], naturalKey: [String],
        lookupField: String, unique: [UniqueSet], indexes: [[String]], display: TextRule, filters: [FilterDeclaration],
        searchPaths: [String], isExposed: Bool, treeField: String?, isLog: Bool
    ) {
        self.names = names
        self.features = features
        self.operations = operations
        self.ordering = ordering
        self.naturalKey = naturalKey
        self.lookupField = lookupField
        self.unique = unique
        self.indexes = indexes
        self.display = display
        self.filters = filters
        self.searchPaths = searchPaths
        self.isExposed = isExposed
        self.treeField = treeField
        self.isLog = isLog
    }

    /// `app.model`.
    package final var identifier: String { names.identifier }
    /// Position of `created`, or nil.
    package final var createdIndex: Int? { columnIndex["created"] }
    /// Position of `last_updated`, or nil.
    package final var lastUpdatedIndex: Int? { columnIndex["last_updated"] }
    /// Position of the custom field data, or nil.
    package final var customFieldsIndex: Int? { columnIndex["custom_field_data"] }

    /// Reads a key as clients write it: a UUID, or the number of a numbered model.
    package final func identifier(_ text: some StringProtocol) -> Identifier? {
        if features.contains(.numbered), let number = Int64(text) { return Identifier(number: number) }
        return Identifier(text)
    }

    /// Writes a key as clients know it.
    package final func text(of id: Identifier) -> String {
        if features.contains(.numbered), let number = id.number { return String(number) }
        return id.description
    }

    /// Fills in what follows from other fields; ``Schema`` overrides it.
    package func prepare(_ row: inout [Value], in facts: RuleFacts) throws {}
    /// The errors of the model's rules; ``Schema`` overrides it.
    package func ruleErrors(_ facts: RuleFacts) throws -> [FieldErrors] { [] }
}

/// The untyped form of ``RuleContext``.
package struct RuleFacts {
    package var row: [Value]
    package var previous: [Value]?
    package var many: [String: [Identifier]]
    package var lookup: any RuleLookup
    package var today: CalendarDay
    package var settings: DomainSettings

    package init(
        row: [Value], previous: [Value]?, many: [String: [Identifier]], lookup: any RuleLookup, today: CalendarDay,
        settings: DomainSettings
    ) {
        self.row = row
        self.previous = previous
        self.many = many
        self.lookup = lookup
        self.today = today
        self.settings = settings
    }
}

/// The description of model `M`.
package final class Schema<M: Model>: AnySchema, @unchecked Sendable {
    /// The field handles.
    package let handles: M
    /// Position in a row by the handle's place in the struct; -1 for fields that no column holds.
    private var indexBySlot: [Int] = []

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - identifier: `app.model`, lower case; never changes.
    ///   - plural: The last part of the list URL.
    ///   - name: How messages call one row; the model part of the identifier unless given.
    ///   - modelName: The name in "No … matches the given query."; the Swift type's unless given.
    ///   - naturalKey: Paths whose values name a row; a reference stands for its own natural key.
    ///   - ordering: Field names, `-` before one sorts descending.
    ///   - pathApp: The part of the URL before the plural, when it is not the identifier's.
    package init(
        _ identifier: String,
        plural: String,
        name: String? = nil,
        pluralName: String? = nil,
        modelName: String? = nil,
        naturalKey: [String] = ["id"],
        ordering: [String] = [],
        features: Features = .primary,
        operations: Operations = .all,
        lookup: String? = nil,
        unique: [UniqueSet] = [],
        indexes: [[String]] = [],
        display: TextRule? = nil,
        search: [String] = [],
        filters: [FilterDeclaration] = [],
        isExposed: Bool = true,
        tree: String? = nil,
        isLog: Bool = false,
        pathApp: String? = nil
    ) {
        handles = M()
        let model = String(identifier.drop { $0 != "." }.dropFirst())
        let app = String(identifier.prefix { $0 != "." })
        let verbose = name ?? model
        let isPlugin = app.hasPrefix("nautobot_")
        let names = ModelNames(
            identifier: identifier,
            plural: plural,
            verbose: verbose,
            verbosePlural: pluralName ?? verbose + "s",
            table: (app == "nautobot_device_lifecycle_mgmt" ? "lifecycle" : app) + "_" + model,
            path: "/api/\(isPlugin ? "plugins/" : "")\((pathApp ?? app).replacing("_", with: "-"))/\(plural)/",
            modelName: modelName ?? String(describing: M.self))
        let children = Mirror(reflecting: handles).children.compactMap { child -> (String, AnyField)? in
            guard let field = child.value as? AnyField, let label = child.label else { return nil }
            return (Words.snakeCase(label), field)
        }
        let hasName = children.contains { $0.0 == "name" }
        super.init(
            names: names, features: features, operations: operations, ordering: ordering, naturalKey: naturalKey,
            lookupField: lookup ?? (hasName ? "name" : "id"), unique: unique, indexes: indexes,
            display: display ?? (hasName ? .field("name") : .field("id")), filters: filters, searchPaths: search,
            isExposed: isExposed, treeField: tree, isLog: isLog)
        build(children)
    }

    private func build(_ children: [(String, AnyField)]) {
        var columns = [Column(name: "id", kind: .identifier, isNullable: false, field: nil, sortKeyOf: nil)]
        var sorted: [AnyField] = []
        for (name, field) in children {
            field.place(name: name, index: field.isStored ? columns.count : -1, ordinal: fields.count)
            fields.append(field)
            fieldsByName[name] = field
            guard field.isStored else { continue }
            columns.append(
                Column(
                    name: field.column, kind: field.info.kind, isNullable: field.info.isNullable, field: field,
                    sortKeyOf: nil))
            if field.info.sortsNaturally { sorted.append(field) }
        }
        for field in sorted {
            columns.append(
                Column(
                    name: "_" + field.info.name, kind: .text, isNullable: true, field: nil, sortKeyOf: field.index))
        }
        if features.contains(.timestamps) {
            columns.append(Column(name: "created", kind: .timestamp, isNullable: true, field: nil, sortKeyOf: nil))
            columns.append(Column(name: "last_updated", kind: .timestamp, isNullable: true, field: nil, sortKeyOf: nil))
        }
        if features.contains(.customFields) {
            columns.append(
                Column(name: "custom_field_data", kind: .json, isNullable: false, field: nil, sortKeyOf: nil))
        }
        self.columns = columns
        for (index, column) in columns.enumerated() { columnIndex[column.name] = index }
        for field in fields where field.isStored { columnIndex[field.info.name] = field.index }
        // The name under which constraints of permissions know the column (core.md §4.2).
        if let index = columnIndex["custom_field_data"] { columnIndex["_custom_field_data"] = index }
        indexBySlot = children.map(\.1.index)
        blankRow = columns.map { column in
            if column.name == "custom_field_data" { return .json("{}") }
            return column.field?.info.defaultValue ?? .null
        }
    }

    /// The position in a row of the field behind a handle.
    ///
    /// A handle is one reference, so its offset in the struct tells which one it is; reading it through the key path
    /// would retain and release every handle of the struct.
    package func index(of handle: PartialKeyPath<M>) -> Int {
        guard let offset = MemoryLayout<M>.offset(of: handle) else { return -1 }
        return indexBySlot[offset / MemoryLayout<UnsafeRawPointer>.stride]
    }

    package override func prepare(_ row: inout [Value], in facts: RuleFacts) throws {
        var record = Record<M>(values: row)
        try M.prepare(&record, in: context(facts, record))
        row = record.values
    }

    package override func ruleErrors(_ facts: RuleFacts) throws -> [FieldErrors] {
        let context = context(facts, Record<M>(values: facts.row))
        return try M.rules.flatMap { try $0.check(context) }
    }

    private func context(_ facts: RuleFacts, _ record: Record<M>) -> RuleContext<M> {
        RuleContext(
            record: record, previous: facts.previous.map(Record.init(values:)), many: facts.many,
            lookup: facts.lookup, today: facts.today, settings: facts.settings)
    }
}
