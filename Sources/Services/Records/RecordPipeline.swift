package import Basics
import Domain
package import Modeling
package import Storage

/// The one way in which rows change: check, write, history, outbox, in the caller's transaction.
///
/// An instance serves one transaction.
package final class RecordPipeline {
    package let session: Session
    package let environment: RecordEnvironment
    package let actor: Actor
    package let references: ReferenceResolver
    package let texts: RowTexts
    let authorizer: Authorizer
    let lookup: SessionLookup
    let history: ChangeHistory
    let customization: PipelineCustomization
    let now: Timestamp

    package init(
        _ session: Session, actor: Actor, environment: RecordEnvironment, authorizer: Authorizer = Authorizer(),
        references: ReferenceResolver? = nil
    ) {
        self.session = session
        self.actor = actor
        self.environment = environment
        self.authorizer = authorizer
        self.references = references ?? ReferenceResolver(session)
        now = environment.time.now
        texts = RowTexts(session)
        lookup = SessionLookup(session, texts)
        customization = PipelineCustomization(session, environment.customizations)
        history = ChangeHistory(
            session, actor: actor, now: now, identifiers: environment.identifiers, texts: texts)
    }

    // MARK: Create

    /// Adds a row from a client's object.
    ///
    /// - Parameter filled: Cells that clients do not write, by position.
    /// - Returns: The row as stored.
    /// - Throws: ``Problem`` of kind `invalidInput` with field errors, or `forbidden`.
    package func create(_ schema: AnySchema, _ object: JSONObject, filled: [Int: Value] = [:]) throws -> [Value] {
        let allowed = try authorizer.allowed(.add, on: schema, for: actor)
        let input = try RecordInput(
            object, schema, isPartial: false, references: references, visible: visible)
        guard input.errors.isEmpty else { throw invalid(input.errors) }
        var row = schema.blankRow
        let id = try input.id ?? nextID(schema)
        row[0] = .id(id)
        for (index, value) in input.cells { row[index] = value }
        for (index, value) in filled { row[index] = value }
        try mergeCustomFields(input, into: &row, schema, isNew: true)
        let relationships = try readRelationships(input.relationships, schema, id: nil)
        stampCreate(schema, &row)
        stampAuthors(schema, &row, isNew: true)
        try seal(input, into: &row, schema, id)
        try stampOwner(schema, &row, object)
        if !actor.isSuperuser {
            try refusePrivileged(
                schema.privilegedFields.filter { field in
                    field.isStored
                        ? row[field.index] != schema.blankRow[field.index]
                        : input.many[field.info.name]?.isEmpty == false
                })
        }
        try checkSubject(schema, row)
        try finish(schema, &row, previous: nil, many: input.many)
        try insert(schema, row)
        do {
            try writeSets(schema, id, input, isNew: true)
        } catch {
            withdraw(schema, id)
            throw error
        }
        try recheck(allowed, .add, schema, id)
        try history.record(.create, schema, row, before: nil, many: input.many, tags: input.tags ?? [])
        try environment.effects.run(.create, schema, row: row, previous: nil, in: self)
        _ = try write(relationships, schema, id)
        return row
    }

    /// Adds a row that code made; checked and recorded like a client's.
    package func create<M: Model>(_ record: Record<M>, many: [String: [Identifier]] = [:]) throws {
        var row = record.values
        try fillCustomFields(&row, M.schema)
        stampCreate(M.schema, &row)
        stampAuthors(M.schema, &row, isNew: true)
        try finish(M.schema, &row, previous: nil, many: many)
        try insert(M.schema, row)
        var input = RecordInput()
        input.many = many
        try writeSets(M.schema, record.id.raw, input, isNew: true)
        try history.record(.create, M.schema, row, before: nil, many: many, tags: [])
        try environment.effects.run(.create, M.schema, row: row, previous: nil, in: self)
    }

    // MARK: Update

    /// Changes a row from a client's object.
    ///
    /// - Returns: The row as stored and what differs; nothing is written, and no history made, when nothing does.
    /// - Throws: ``Problem`` of kind `notFound`, `invalidInput` or `forbidden`.
    package func update(
        _ schema: AnySchema, _ id: Identifier, _ object: JSONObject, isPartial: Bool = true
    ) throws -> UpdateResult {
        let allowed = try authorizer.allowed(.change, on: schema, for: actor)
        guard let previous = try stored(schema, id, allowed) else { throw notFound(schema) }
        var input = try RecordInput(
            object, schema, isPartial: isPartial, references: references, visible: visible)
        if let given = input.id, given != id {
            input.errors.append(FieldErrors("id", ["The id of an object cannot be changed."]))
        }
        guard input.errors.isEmpty else { throw invalid(input.errors) }
        var row = previous
        for (index, value) in input.cells { row[index] = value }
        try mergeCustomFields(input, into: &row, schema, isNew: false)
        try seal(input, into: &row, schema, id)
        try checkSubject(schema, row, previous: previous)
        let relationships = try readRelationships(input.relationships, schema, id: id)
        let result = try write(schema, id, row, previous: previous, input: input, allowed: allowed)
        guard try write(relationships, schema, id) else { return result }
        return UpdateResult(row: result.row, changed: result.changed + ["relationships"])
    }

    /// Changes a row that code changed; checked and recorded like a client's.
    package func update<M: Model>(_ record: Record<M>, many: [String: [Identifier]] = [:]) throws {
        guard let previous = try session.row(M.schema, record.id.raw) else { throw notFound(M.schema) }
        var input = RecordInput()
        input.many = many
        _ = try write(
            M.schema, record.id.raw, record.values, previous: previous, input: input, allowed: .always)
    }

    func write(
        _ schema: AnySchema, _ id: Identifier, _ wanted: [Value], previous: [Value], input: RecordInput,
        allowed: Predicate
    ) throws -> UpdateResult {
        var row = wanted
        try finish(schema, &row, previous: previous, many: input.many)
        let changed = row.indices.filter { row[$0] != previous[$0] }
        let storedSets = try storedSets(schema, id, input)
        let setsDiffer = storedSets.many.contains { name, members in
            Set(members) != Set(input.many[name] ?? [])
        }
        let tagsDiffer = input.tags.map { Set($0) != Set(storedSets.tags) } ?? false
        guard !changed.isEmpty || setsDiffer || tagsDiffer else { return UpdateResult(row: row, changed: []) }
        var names = changed.compactMap { schema.columns[$0].field?.info.name }
        if let custom = schema.customFieldsIndex, changed.contains(custom) { names.append("custom_fields") }
        names += storedSets.many.filter { Set($0.value) != Set(input.many[$0.key] ?? []) }.keys.sorted()
        if tagsDiffer { names.append("tags") }
        if !actor.isSuperuser {
            try refusePrivileged(schema.privilegedFields.filter { names.contains($0.info.name) })
        }
        if let index = schema.lastUpdatedIndex { row[index] = .timestamp(time(after: previous[index])) }
        stampAuthors(schema, &row, isNew: false)
        let columns = row.indices.filter { row[$0] != previous[$0] }
        forget(id)
        references.rowChanged(schema, names)
        lookup.forgetAbsent()
        do {
            try session.update(schema, row, columns: columns)
        } catch let error as StorageError {
            throw try uniqueProblem(error, schema, row)
        }
        try writeSets(schema, id, input, isNew: false)
        try recheck(allowed, .change, schema, id)
        try history.record(
            .update, schema, row, before: previous, many: input.many, tags: input.tags, storedMany: storedSets.many,
            storedTags: storedSets.tags)
        try environment.effects.run(.update, schema, row: row, previous: previous, in: self)
        return UpdateResult(row: row, changed: names)
    }

    /// The time of this change of a row: now, and always later than the one before, so that it tells versions apart.
    func time(after stored: Value) -> Timestamp {
        guard case .timestamp(let last) = stored, last >= now else { return now }
        return Timestamp(microseconds: last.microseconds + 1)
    }

    /// Drops what is remembered of a row that changes or goes.
    func forget(_ id: Identifier) {
        lookup.forget(id)
        texts.forget(id)
    }

    // MARK: Steps

    /// The row that an object would become, with what the model fills in; nil when it cannot be read.
    ///
    /// Nothing is written.
    func draft(_ schema: AnySchema, _ object: JSONObject) throws -> [Value]? {
        let input = try RecordInput(object, schema, isPartial: true, references: references, visible: visible)
        guard input.errors.isEmpty else { return nil }
        var row = schema.blankRow
        row[0] = .id(input.id ?? Identifier(high: 0, low: 0))
        for (index, value) in input.cells { row[index] = value }
        let facts = RuleFacts(
            row: row, previous: nil, many: input.many, lookup: lookup, today: environment.time.today,
            settings: environment.settings)
        do {
            try schema.prepare(&row, in: facts)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return nil
        }
        return row
    }

    /// Lets the model fill in what follows, then checks its rules.
    func finish(
        _ schema: AnySchema, _ row: inout [Value], previous: [Value]?, many: [String: [Identifier]]
    ) throws {
        var facts = RuleFacts(
            row: row, previous: previous, many: many, lookup: lookup,
            today: environment.time.today, settings: environment.settings)
        try schema.prepare(&row, in: facts)
        for (index, source) in schema.sortKeys {
            row[index] = .text(NaturalOrder.key(row[source].textValue ?? ""))
        }
        var errors: [FieldErrors] = []
        for field in schema.filledFields where row[field.index].isNull {
            let message = field.info.isNullable ? "This field cannot be blank." : "This field is required."
            errors.append(FieldErrors(field.info.name, [message]))
        }
        facts.row = row
        if errors.isEmpty { errors = try schema.ruleErrors(facts) }
        guard errors.isEmpty else { throw invalid(errors) }
    }

    /// A new id; of numbered models the number after the highest.
    private func nextID(_ schema: AnySchema) throws -> Identifier {
        guard schema.features.contains(.numbered) else { return environment.identifiers.next() }
        let last = try session.rows(Selection(schema, ordering: ["-id"], limit: 1)).first?[0].identifier?.number ?? 0
        guard let next = Identifier(number: last + 1) else { return environment.identifiers.next() }
        return next
    }

    func insert(_ schema: AnySchema, _ row: [Value]) throws {
        lookup.add(schema, row)
        do {
            try session.insert(schema, row)
        } catch let error as StorageError {
            throw try uniqueProblem(error, schema, row)
        }
    }

    /// Takes away a new row whose sets cannot be written: where a refused object does not end the transaction, nothing of it
    /// may stay.
    private func withdraw(_ schema: AnySchema, _ id: Identifier) {
        // What fails here fails for a reason that ends the transaction, too.
        for field in schema.ownSets { try? session.deletePairs(of: [id], field: field, in: schema) }
        if schema.features.contains(.tags) { try? session.deleteTags(of: [id]) }
        try? session.delete(schema, ids: [id])
    }

    func writeSets(_ schema: AnySchema, _ id: Identifier, _ input: RecordInput, isNew: Bool) throws {
        for (name, members) in input.many.sorted(by: { $0.key < $1.key }) {
            guard let field = schema.fieldsByName[name] else { continue }
            try session.setMembers(members, of: id, field: field, in: schema, isNew: isNew)
        }
        if let tags = input.tags { try session.setTags(tags, of: id, type: schema.identifier, isNew: isNew) }
    }

    private func storedSets(
        _ schema: AnySchema, _ id: Identifier, _ input: RecordInput
    ) throws -> (many: [String: [Identifier]], tags: [Identifier]) {
        var many: [String: [Identifier]] = [:]
        for field in schema.setFields where input.many[field.info.name] != nil {
            many[field.info.name] = try session.members(of: [id], field: field, in: schema)[id] ?? []
        }
        let tags = input.tags == nil ? [] : try session.tags(of: [id])[id] ?? []
        return (many, tags)
    }

    /// The row as stored, when the actor may touch it.
    func stored(_ schema: AnySchema, _ id: Identifier, _ allowed: Predicate) throws -> [Value]? {
        try session.row(schema, id, where: allowed)
    }

    /// The row must still be one that the actor may touch, now that it is written.
    func recheck(_ allowed: Predicate, _ action: Action, _ schema: AnySchema, _ id: Identifier) throws {
        if case .always = allowed { return }
        guard try session.exists(schema, where: .ids([id]) && allowed) else {
            throw Problem(.forbidden, "You do not have permission to perform this action.")
        }
    }

    /// Refuses fields that only superusers write.
    func refusePrivileged(_ fields: [AnyField]) throws {
        guard fields.isEmpty else {
            throw invalid(fields.map { FieldErrors($0.info.name, "Only a superuser may change this.") })
        }
    }

    func visible(_ target: AnySchema) throws -> Predicate {
        authorizer.visible(target, for: actor)
    }

    func invalid(_ errors: [FieldErrors]) -> Problem {
        Problem(.invalidInput, "The values are not valid.", fields: errors)
    }

    func notFound(_ schema: AnySchema) -> Problem {
        Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
    }

    /// Turns a collision that the store found into the message of the field or set that collided.
    private func uniqueProblem(_ error: StorageError, _ schema: AnySchema, _ row: [Value]) throws -> Problem {
        guard case .unique(_, let columns, let index) = error else { return error.problem }
        if columns == ["id"] {
            return invalid([FieldErrors("id", ["\(schema.names.title) with this Id already exists."])])
        }
        if columns.count == 1, let position = schema.columnIndex[columns[0]],
            let field = schema.columns[position].field, field.info.isUnique
        {
            return invalid([
                FieldErrors(field.info.name, ["\(schema.names.verbose) with this \(field.uniqueLabel) already exists."])
            ])
        }
        let set = schema.unique.first { set in
            let names = set.fields.map { schema.fieldsByName[$0]?.column ?? $0 }
            return names == columns || index == "uq_\(schema.names.table)_" + names.joined(separator: "_")
        }
        return set.map { invalid([$0.errors]) } ?? error.problem
    }
}

/// What an update did.
package struct UpdateResult: Sendable {
    /// The row as stored now.
    package let row: [Value]
    /// Names of the fields that differ from before; empty when nothing was written.
    package let changed: [String]
}

extension AnyField {
    /// How the label reads inside "… with this … already exists.".
    var uniqueLabel: String { target == nil ? info.label.lowercased() : info.label }
}
