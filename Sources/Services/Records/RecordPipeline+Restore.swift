import Basics
import Domain
import Modeling
import Storage

extension RecordPipeline {
    /// Brings back a deleted object under its old key, as the history keeps it.
    ///
    /// Every field comes back, those that only Almanac writes too. References are set only where their objects are there
    /// and visible to the actor; rules are checked as for any create.
    ///
    /// - Parameter late: Fields that stay empty for now, because what they refer to needs this object first.
    /// - Throws: ``Problem``, with errors under the fields whose objects are gone.
    func restore(_ state: RecordedState, late: Set<String>) throws {
        let schema = state.schema
        let allowed = try authorizer.allowed(.add, on: schema, for: actor)
        guard try session.row(schema, state.id) == nil else {
            throw Problem(.conflict, "There is an object with this id again.")
        }
        var row = state.row
        for name in late {
            guard let field = schema.fieldsByName[name], field.isStored else { continue }
            row[field.index] = .null
        }
        var input = RecordInput()
        input.many = state.many
        var errors = try missingReferences(schema, row, input.many)
        if schema.features.contains(.tags) {
            let (tags, missing) = try tagIDs(state.tags)
            input.tags = tags
            if !missing.isEmpty {
                errors.append(FieldErrors("tags", ["The tag \(missing.joined(separator: ", ")) is gone."]))
            }
        }
        guard errors.isEmpty else { throw invalid(errors) }
        if !actor.isSuperuser {
            // What the object had counts, not who gave it: otherwise rights that were taken could be brought back.
            try refusePrivileged(
                schema.privilegedFields.filter { field in
                    field.isStored
                        ? row[field.index] != schema.blankRow[field.index]
                        : input.many[field.info.name]?.isEmpty == false
                })
        }
        try checkSubject(schema, row)
        stampCreate(schema, &row)
        try finish(schema, &row, previous: nil, many: input.many)
        try insert(schema, row)
        try writeSets(schema, state.id, input, isNew: true)
        try recheck(allowed, .add, schema, state.id)
        try history.record(.create, schema, row, before: nil, many: input.many, tags: input.tags ?? [])
        try environment.effects.run(.create, schema, row: row, previous: nil, in: self)
    }

    /// Sets recorded fields of an object as they were recorded, those that only Almanac writes too.
    ///
    /// - Parameter names: Members of the recorded state; what is not in it becomes empty.
    /// - Throws: As ``restore(_:late:)``, and ``Problem`` of kind `notFound`.
    func rewrite(_ state: RecordedState, _ names: [String]) throws {
        let schema = state.schema
        let allowed = try authorizer.allowed(.change, on: schema, for: actor)
        guard let previous = try stored(schema, state.id, allowed) else { throw notFound(schema) }
        var row = previous
        var written = [Value](repeating: .null, count: row.count)
        var input = RecordInput()
        var errors: [FieldErrors] = []
        for name in names {
            if let column = schema.columnIndex[name == "custom_fields" ? "custom_field_data" : name] {
                row[column] = state.row[column]
                written[column] = state.row[column]
            } else if name == "tags" {
                let (tags, missing) = try tagIDs(state.tags)
                input.tags = tags
                if !missing.isEmpty {
                    errors.append(FieldErrors("tags", ["The tag \(missing.joined(separator: ", ")) is gone."]))
                }
            } else {
                input.many[name] = state.many[name]
            }
        }
        errors += try missingReferences(schema, written, input.many)
        guard errors.isEmpty else { throw invalid(errors) }
        try checkSubject(schema, row, previous: previous)
        _ = try write(schema, state.id, row, previous: previous, input: input, allowed: allowed)
    }

    private func missingReferences(
        _ schema: AnySchema, _ row: [Value], _ many: [String: [Identifier]]
    ) throws -> [FieldErrors] {
        var errors: [FieldErrors] = []
        for field in schema.fields {
            guard let target = field.target else { continue }
            let wanted = field.isStored ? [row[field.index]].compactMap(\.identifier) : many[field.info.name] ?? []
            guard !wanted.isEmpty else { continue }
            // What Almanac wrote itself is no choice of the actor's.
            let seen = field.info.isReadOnly ? .always : try visible(target)
            let found = Set(try session.ids(target, where: .ids(wanted) && seen))
            let missing = wanted.filter { !found.contains($0) }
            guard !missing.isEmpty else { continue }
            let names = missing.map(\.description).joined(separator: ", ")
            errors.append(FieldErrors(field.info.name, ["The \(target.names.verbose) \(names) is gone."]))
        }
        return errors
    }

    private func tagIDs(_ names: [String]) throws -> (found: [Identifier], missing: [String]) {
        guard !names.isEmpty else { return ([], []) }
        let rows = try session.rows(
            Selection(Tag.schema, where: .compare(["name"], .equals, names.map(Value.text)) && visible(Tag.schema)))
        let tags = rows.map(Record<Tag>.init(values:))
        let found = Set(tags.map(\.name))
        return (tags.map(\.id.raw), names.filter { !found.contains($0) })
    }
}
