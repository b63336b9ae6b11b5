package import Basics

/// What generic code sees of a model.
///
/// Made once and only read afterwards, like its fields; see ``AnyField``.
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
    package final let indexes: [IndexedFields]
    package final let display: TextRule
    package final let filters: [FilterDeclaration]
    /// Extra paths of the `q` search.
    package final let searchPaths: [String]
    /// How the search over everything finds the rows; nil for models that take no part in it.
    package final let globalSearch: GlobalSearch?
    /// Whether clients can reach it over REST.
    package final let isExposed: Bool
    /// Whether rows refer to a parent of the same model.
    package final let treeField: String?
    /// Whether rows are only ever added, in the order of their keys.
    package final let isLog: Bool
    /// The required time by whose day (UTC) rows are kept apart where the engine can, so that old days go as a whole; nil for others.
    package final let dayField: String?
    /// All declared fields, in declaration order.
    @exclusivity(unchecked)
    package fileprivate(set) final var fields: [AnyField] = []
    @exclusivity(unchecked)
    package fileprivate(set) final var fieldsByName: [String: AnyField] = [:]
    /// The columns, in row order: key, stored fields, sort keys, common tail.
    @exclusivity(unchecked)
    package fileprivate(set) final var columns: [Column] = []
    @exclusivity(unchecked)
    package fileprivate(set) final var columnIndex: [String: Int] = [:]
    @exclusivity(unchecked)
    package fileprivate(set) final var blankRow: [Value] = []
    /// The columns that the history keeps, in row order (``Column/isRecorded``).
    @exclusivity(unchecked)
    package fileprivate(set) final var members: [ColumnMember] = []
    /// The fields that clients may write, in declaration order.
    @exclusivity(unchecked)
    package fileprivate(set) final var writableFields: [WritableField] = []
    /// Many-to-many fields, wherever their pairs are kept.
    @exclusivity(unchecked)
    package fileprivate(set) final var setFields: [AnyField] = []
    /// Many-to-many fields whose pairs the model keeps itself, in declaration order.
    @exclusivity(unchecked)
    package fileprivate(set) final var ownSets: [AnyField] = []
    /// References that are filled in when everything else is there.
    @exclusivity(unchecked)
    package fileprivate(set) final var lateFields: [AnyField] = []
    /// Stored fields that may not be empty.
    @exclusivity(unchecked)
    package fileprivate(set) final var filledFields: [AnyField] = []
    /// Fields that an import fills in otherwise than a client's create when an object leaves them out.
    @exclusivity(unchecked)
    package fileprivate(set) final var importDefaults: [(field: AnyField, value: Value)] = []
    /// Fields that are stored encrypted.
    @exclusivity(unchecked)
    package fileprivate(set) final var sealedFields: [AnyField] = []
    /// Fields that name who made or saved the row.
    @exclusivity(unchecked)
    package fileprivate(set) final var authorFields: [AnyField] = []
    /// Hidden columns for sorting, and where the text is that they are made of.
    @exclusivity(unchecked)
    package fileprivate(set) final var sortKeys: [(column: Int, source: Int)] = []
    /// The field that names the user whose row it is; nil when rows are nobody's own.
    @exclusivity(unchecked)
    package fileprivate(set) final var owner: String?
    /// The field that says whether others may reach an own row; nil when they never may.
    @exclusivity(unchecked)
    package fileprivate(set) final var sharing: String?
    /// Positions of the cells that get the time of the create.
    @exclusivity(unchecked)
    package fileprivate(set) final var stampedOnCreate: [Int] = []
    /// Fields that superusers alone write.
    @exclusivity(unchecked)
    package fileprivate(set) final var privilegedFields: [AnyField] = []
    /// The fields that name the object that a row is about; nil for models whose rows stand for themselves.
    @exclusivity(unchecked)
    package fileprivate(set) final var subject: Subject?
    /// Positions of the cells that the search over everything depends on.
    @exclusivity(unchecked)
    package fileprivate(set) final var searchedColumns: Set<Int> = []

    fileprivate init(
        names: ModelNames, features: Features, operations: Operations, ordering: [String], naturalKey: [String],
        lookupField: String, unique: [UniqueSet], indexes: [IndexedFields], display: TextRule,
        filters: [FilterDeclaration],
        searchPaths: [String], globalSearch: GlobalSearch?, isExposed: Bool, treeField: String?, isLog: Bool,
        dayField: String?
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
        self.globalSearch = globalSearch
        self.isExposed = isExposed
        self.treeField = treeField
        self.isLog = isLog
        self.dayField = dayField
    }

    /// `app.model`.
    package final var identifier: String { names.identifier }
    /// Position of `created`, or nil.
    @exclusivity(unchecked)
    package fileprivate(set) final var createdIndex: Int?
    /// Position of `last_updated`, or nil.
    @exclusivity(unchecked)
    package fileprivate(set) final var lastUpdatedIndex: Int?
    /// Position of the custom field data, or nil.
    @exclusivity(unchecked)
    package fileprivate(set) final var customFieldsIndex: Int?

    /// Names the cell of a field for ``FieldRule/sealed`` texts, which open nowhere else.
    package final func place(of field: String, in row: Identifier) -> String { "\(identifier).\(field) \(row)" }
    /// Whether rows can be members of dynamic groups.
    package final var takesGroups: Bool {
        isExposed && !features.contains(.ungrouped) && !features.isDisjoint(with: [.customFields, .contacts])
    }

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

    /// A key as objects show it: a text, or the number of a numbered model.
    package final func json(of id: Identifier) -> JSONValue {
        if features.contains(.numbered), let number = id.number { return .int(number) }
        return .string(id.description)
    }

    /// Sorts fields and columns into the lists that are gone through for every row.
    fileprivate final func deriveLists() {
        createdIndex = columnIndex["created"]
        lastUpdatedIndex = columnIndex["last_updated"]
        customFieldsIndex = columnIndex["custom_field_data"]
        subject = Subject(self)
        for (index, column) in columns.enumerated() {
            if let source = column.sortKeyOf { sortKeys.append((index, source)) }
            if column.isRecorded { members.append(ColumnMember(column, index: index)) }
        }
        owner = fields.first(where: \.info.isOwner)?.info.name
        sharing = fields.first(where: \.info.isSharing)?.info.name
        stampedOnCreate = fields.filter(\.info.isSetOnCreate).map(\.index)
        privilegedFields = fields.filter(\.info.isSuperuserOnly)
        for path in globalSearch?.texts ?? [] {
            if let first = path.split(separator: ".").first, let index = columnIndex[String(first)] {
                searchedColumns.insert(index)
            }
        }
        for field in fields {
            if !field.info.isReadOnly, !field.info.isHidden { writableFields.append(WritableField(field)) }
            if field.isStored, !field.info.isNullable || field.info.isNotBlank { filledFields.append(field) }
            if field.info.isLate { lateFields.append(field) }
            if let value = field.info.importDefault { importDefaults.append((field, value)) }
            if field.info.isSealed { sealedFields.append(field) }
            if field.info.authorship != nil { authorFields.append(field) }
            guard let joinTable = field.joinTable else { continue }
            setFields.append(field)
            if case .own = joinTable { ownSets.append(field) }
        }
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

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - identifier: `app.model`, lower case; never changes.
    ///   - plural: The last part of the list URL.
    ///   - name: How messages call one row; the model part of the identifier unless given.
    ///   - modelName: The name in "No … matches the given query."; the Swift type's unless given.
    ///   - naturalKey: Paths whose values name a row; a reference stands for its own natural key.
    ///   - ordering: Field names, `-` before one sorts descending.
    ///   - search: Extra paths of the `q` search.
    ///   - globalSearch: How the search over everything finds the rows; left out, it does not.
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
        indexes: [IndexedFields] = [],
        display: TextRule? = nil,
        search: [String] = [],
        globalSearch: GlobalSearch? = nil,
        filters: [FilterDeclaration] = [],
        isExposed: Bool = true,
        tree: String? = nil,
        isLog: Bool = false,
        dayField: String? = nil,
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
            // Not `String(describing:)`, which looks for ways to describe each type among all conformances of the program.
            modelName: modelName ?? _typeName(M.self, qualified: false))
        let children = HandleList.read(handles).map { (Words.snakeCase($0.label), $0.field) }
        let hasName = children.contains { $0.0 == "name" }
        super.init(
            names: names, features: features, operations: operations, ordering: ordering, naturalKey: naturalKey,
            lookupField: lookup ?? (hasName ? "name" : "id"), unique: unique, indexes: indexes,
            display: display ?? (hasName ? .field("name") : .field("id")), filters: filters, searchPaths: search,
            globalSearch: globalSearch, isExposed: isExposed, treeField: tree, isLog: isLog,
            dayField: dayField)
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
        blankRow = columns.map { column in
            if column.name == "custom_field_data" { return .json("{}") }
            return column.field?.info.defaultValue ?? .null
        }
        deriveLists()
    }

    /// The field behind a handle.
    ///
    /// A handle is one reference, so its offset in the struct tells which one it is; reading it through the key path
    /// would retain and release every handle of the struct.
    package func field(of handle: PartialKeyPath<M>) -> AnyField? {
        MemoryLayout<M>.offset(of: handle).map { fields[$0 / MemoryLayout<UnsafeRawPointer>.stride] }
    }

    /// The position in a row of the field behind a handle; -1 for fields that no column holds.
    package func index(of handle: PartialKeyPath<M>) -> Int { field(of: handle)?.index ?? -1 }

    package override func prepare(_ row: inout [Value], in facts: RuleFacts) throws {
        try M.prepareRow(&row, in: facts)
    }

    package override func ruleErrors(_ facts: RuleFacts) throws -> [FieldErrors] { try M.ruleErrors(facts) }
}
