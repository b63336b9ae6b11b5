package import Basics

/// A kind of row: its fields, its rules and everything that generic code derives from them.
///
/// A conforming struct holds field *handles*, one per line; a row is a ``Record``.
package protocol Model: Sendable {
    /// Makes the handles; called once, by ``Schema``.
    init()
    /// The one description that store, REST, filters, history and command line are derived from.
    static var schema: Schema<Self> { get }
    /// What must hold for every row, beyond each field's own limits.
    static var rules: [Rule<Self>] { get }
    /// Fills in what follows from other fields, before the rules run.
    ///
    /// - Throws: ``Problem`` with field errors when the fields cannot be made consistent.
    static func prepare(_ record: inout Record<Self>, in context: RuleContext<Self>) throws
    /// What ``AnySchema`` calls for ``prepare(_:in:)``; models leave it as it is.
    static func prepareRow(_ row: inout [Value], in facts: RuleFacts) throws
    /// What ``AnySchema`` calls for ``rules``; models leave it as it is.
    static func ruleErrors(_ facts: RuleFacts) throws -> [FieldErrors]
}

extension Model {
    package static var rules: [Rule<Self>] { [] }
    package static func prepare(_ record: inout Record<Self>, in context: RuleContext<Self>) throws {}

    package static func prepareRow(_ row: inout [Value], in facts: RuleFacts) throws {
        var record = Record<Self>(values: row)
        try prepare(&record, in: RuleContext(facts, record))
        row = record.values
    }

    package static func ruleErrors(_ facts: RuleFacts) throws -> [FieldErrors] {
        let context = RuleContext(facts, Record<Self>(values: facts.row))
        var errors: [FieldErrors] = []
        for rule in rules { errors += try rule.check(context) }
        return errors
    }
}

/// One row of `M`: its cells in schema order, read and written with the types of the field handles.
@dynamicMemberLookup
package struct Record<M: Model>: Sendable, Hashable {
    /// The cells, in the order of ``AnySchema/columns``.
    package var values: [Value]

    /// A row with every field at its default.
    package init(id: ID<M>) {
        values = M.schema.blankRow
        values[0] = id.value
    }

    /// A row as the store gave it.
    package init(values: [Value]) { self.values = values }

    /// The row's key.
    package var id: ID<M> { ID(value: values[0]) }

    /// The cell of a field as it is stored, for values that are dear to read.
    package func cell<T: FieldType>(_ path: KeyPath<M, Field<T>>) -> Value { values[M.schema.index(of: path)] }

    package subscript<T: FieldType>(dynamicMember path: KeyPath<M, Field<T>>) -> T {
        get { T(value: values[M.schema.index(of: path)]) }
        set { values[M.schema.index(of: path)] = newValue.value }
    }

    package subscript<R: Model>(dynamicMember path: KeyPath<M, Ref<R>>) -> ID<R> {
        get { ID(value: values[M.schema.index(of: path)]) }
        set { values[M.schema.index(of: path)] = newValue.value }
    }

    package subscript<R: Model>(dynamicMember path: KeyPath<M, OptionalRef<R>>) -> ID<R>? {
        get { ID<R>?(value: values[M.schema.index(of: path)]) }
        set { values[M.schema.index(of: path)] = newValue.value }
    }
}

/// What a rule may look up besides the row itself; answered inside the transaction of the write.
package protocol RuleLookup {
    /// The row with this key, or nil.
    func row(_ schema: AnySchema, _ id: Identifier) throws -> [Value]?
    /// Whether any row but `excluding` satisfies the predicate.
    func exists(_ schema: AnySchema, where predicate: Predicate, excluding: Identifier?) throws -> Bool
    /// How many rows satisfy the predicate.
    func count(_ schema: AnySchema, where predicate: Predicate) throws -> Int
    /// At most `limit` rows that satisfy the predicate, in the model's order.
    func rows(_ schema: AnySchema, where predicate: Predicate, limit: Int) throws -> [[Value]]
    /// The stored members of a many-to-many field.
    func members(of id: Identifier, field: AnyField, in schema: AnySchema) throws -> [Identifier]
    /// How a row reads, as clients see it in `display`.
    func display(_ schema: AnySchema, _ id: Identifier) throws -> String
}

/// Choices of the operator that rules depend on.
package struct DomainSettings: Sendable, Hashable {
    /// How unique device names are (core.md §9.1 `DEVICE_UNIQUENESS`).
    package enum DeviceUniqueness: String, Sendable, CaseIterable {
        case locationTenantName = "location_tenant_name"
        case name
        case none
    }
    package var deviceUniqueness: DeviceUniqueness
    /// Matching of validated software by tenant (lifecycle.md §3.3).
    package var multiTenantMode: Bool
    /// A tenant-wide rule applies only when it names no device, item or tag (lifecycle.md §8.3 W2).
    package var strictTenantRule: Bool
    /// Days before an end date in which support counts as ending.
    package var endingWithinDays: Int

    package init(
        deviceUniqueness: DeviceUniqueness = .locationTenantName,
        multiTenantMode: Bool = false,
        strictTenantRule: Bool = false,
        endingWithinDays: Int = 365
    ) {
        self.deviceUniqueness = deviceUniqueness
        self.multiTenantMode = multiTenantMode
        self.strictTenantRule = strictTenantRule
        self.endingWithinDays = endingWithinDays
    }
}

/// What a rule sees: the row as it would be stored, as it was, and what surrounds it.
package struct RuleContext<M: Model> {
    /// The row as it would be stored.
    package let record: Record<M>
    /// The row as stored now; nil on create.
    package let previous: Record<M>?
    /// New members of the many-to-many fields that are being written, by field name.
    package let many: [String: [Identifier]]
    package let lookup: any RuleLookup
    package let today: CalendarDay
    package let settings: DomainSettings

    package init(_ facts: RuleFacts, _ record: Record<M>) {
        self.init(
            record: record, previous: facts.previous.map(Record.init(values:)), many: facts.many,
            lookup: facts.lookup, today: facts.today, settings: facts.settings)
    }

    package init(
        record: Record<M>, previous: Record<M>?, many: [String: [Identifier]], lookup: any RuleLookup,
        today: CalendarDay, settings: DomainSettings
    ) {
        self.record = record
        self.previous = previous
        self.many = many
        self.lookup = lookup
        self.today = today
        self.settings = settings
    }

    /// The row that a reference of this row points to.
    package func get<R: Model>(_ id: ID<R>?) throws -> Record<R>? {
        guard let id, let values = try lookup.row(R.schema, id.raw) else { return nil }
        return Record(values: values)
    }

    /// Whether another row satisfies the predicate.
    package func anotherExists(where predicate: Predicate) throws -> Bool {
        try lookup.exists(M.schema, where: predicate, excluding: record.id.raw)
    }

    /// The members that a many-to-many field will have after this write.
    package func members<R: Model>(_ path: KeyPath<M, ManyRef<R>>) throws -> [ID<R>] {
        guard let field = M.schema.field(of: path) else { return [] }
        if let written = many[field.info.name] { return written.map(ID.init) }
        guard previous != nil else { return [] }
        return try lookup.members(of: record.id.raw, field: field, in: M.schema).map(ID.init)
    }

    /// How a row of another model reads.
    package func display<R: Model>(_ id: ID<R>) throws -> String {
        try lookup.display(R.schema, id.raw)
    }
}

/// Something that must hold for a row.
package struct Rule<M: Model>: Sendable {
    /// Returns the errors to show, empty when the rule holds.
    package let check: @Sendable (RuleContext<M>) throws -> [FieldErrors]
    package init(_ check: @escaping @Sendable (RuleContext<M>) throws -> [FieldErrors]) {
        self.check = check
    }
}
