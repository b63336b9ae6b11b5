package import Basics
import Domain
package import Modeling
import Storage

/// Everything that goes, or is cut loose, when rows are deleted.
private struct DeletePlan {
    /// Rows to delete, in the order in which they were found: referring rows after the rows they refer to.
    var rows: [(schema: AnySchema, row: [Value])] = []
    var planned: Set<Identifier> = []
    /// References to clear.
    var cleared: [(schema: AnySchema, row: [Value], field: AnyField)] = []
    /// Rows that forbid the delete, and how many more there are than are named.
    var protecting: [(schema: AnySchema, row: [Value])] = []
    var protectingCount = 0
    /// Rows named in a refusal at most.
    static let namedLimit = 100
}

extension RecordPipeline {
    /// Deletes rows with everything that their models say goes with them.
    ///
    /// - Parameter ids: Unknown ids, and ids that the actor may not delete, are passed over (core.md §1.11).
    /// - Returns: How many of the given rows were deleted.
    /// - Throws: ``Problem`` of kind `conflict` naming the protecting rows, with nothing deleted.
    @discardableResult
    package func delete(_ schema: AnySchema, _ ids: [Identifier]) throws -> Int {
        let allowed = try authorizer.allowed(.delete, on: schema, for: actor)
        let rows = try session.rows(Selection(schema, where: .ids(ids) && allowed))
        guard !rows.isEmpty else { return 0 }
        try environment.effects.prepareDelete(schema, rows, in: self)
        var plan = DeletePlan()
        try collect(schema, rows, &plan)
        guard plan.protectingCount == 0 else { throw try refusal(plan, count: rows.count) }
        try apply(plan)
        return rows.count
    }

    /// Deletes rows because of what happened to others, whatever the actor may do with them.
    func deleteFollowing(_ schema: AnySchema, where predicate: Predicate) throws {
        let rows = try session.rows(Selection(schema, where: predicate))
        guard !rows.isEmpty else { return }
        try environment.effects.prepareDelete(schema, rows, in: self)
        var plan = DeletePlan()
        try collect(schema, rows, &plan)
        guard plan.protectingCount == 0 else { throw try refusal(plan, count: rows.count) }
        try apply(plan)
    }

    private func collect(_ schema: AnySchema, _ rows: [[Value]], _ plan: inout DeletePlan) throws {
        let fresh = rows.filter { row in
            guard let id = row[0].identifier else { return false }
            return plan.planned.insert(id).inserted
        }
        guard !fresh.isEmpty else { return }
        plan.rows += fresh.map { (schema, $0) }
        let ids = fresh.compactMap { $0[0].identifier }
        for relation in session.catalog.relations(to: schema) where relation.field.isStored {
            let predicate = Predicate.compare([relation.field.info.name], .equals, ids.map(Value.id))
            switch relation.field.info.onDelete {
            case .cascade:
                try collect(relation.source, session.rows(Selection(relation.source, where: predicate)), &plan)
            case .keep: continue
            case .setNull:
                for row in try session.rows(Selection(relation.source, where: predicate)) {
                    plan.cleared.append((relation.source, row, relation.field))
                }
            case .protect:
                let count = try session.count(relation.source, where: predicate)
                guard count > 0 else { continue }
                plan.protectingCount += count
                let room = DeletePlan.namedLimit - plan.protecting.count
                guard room > 0 else { continue }
                // All of them count; only those that the actor may see are named.
                let named = predicate && authorizer.visible(relation.source, for: actor)
                plan.protecting += try session.rows(Selection(relation.source, where: named, limit: room))
                    .map { (relation.source, $0) }
            }
        }
        try collectGeneric(ids, &plan)
    }

    /// Fields that hold the key of an object of any model.
    private static let genericKeys = ["assigned_object_id", "associated_object_id", "source_id", "destination_id"]

    /// Notes, associations and other rows that name their object by type and id.
    private func collectGeneric(_ ids: [Identifier], _ plan: inout DeletePlan) throws {
        for source in session.catalog.schemas {
            for name in Self.genericKeys where source.fieldsByName[name] != nil {
                let rows = try session.rows(
                    Selection(source, where: .compare([name], .equals, ids.map(Value.id))))
                if !rows.isEmpty { try collect(source, rows, &plan) }
            }
        }
    }

    /// Writes one reference past the model's rules, for changes that follow from a delete.
    func put(_ value: Value, in field: AnyField, of current: [Value], _ schema: AnySchema) throws {
        guard let id = current[0].identifier else { return }
        var changed = current
        changed[field.index] = value
        forget(id)
        references.rowChanged(schema, [field.info.name])
        if let index = schema.lastUpdatedIndex { changed[index] = .timestamp(time(after: current[index])) }
        try session.update(schema, changed, columns: changed.indices.filter { changed[$0] != current[$0] })
        try history.record(.update, schema, changed, before: current, many: [:], tags: nil)
    }

    private func apply(_ plan: DeletePlan) throws {
        references.forgetAll()
        for (schema, row, field) in plan.cleared {
            guard let id = row[0].identifier, !plan.planned.contains(id) else { continue }
            // The row may hold several cleared references: read it as the last one left it.
            guard let current = try session.row(schema, id) else { continue }
            try put(.null, in: field, of: current, schema)
        }
        for (schema, row) in plan.rows {
            try history.record(.delete, schema, row, before: nil, many: [:], tags: nil)
        }
        history.leaving.formUnion(plan.planned)
        defer { history.leaving.subtract(plan.planned) }
        // References inside the plan are cleared before rows go, so that no order of deletion meets one.
        for (schema, row) in plan.rows { try clearInner(schema, row, plan) }
        for (schema, group) in grouped(plan.rows) {
            let ids = group.compactMap { $0[0].identifier }
            for field in schema.setFields {
                try session.deletePairs(of: ids, field: field, in: schema)
            }
            for relation in session.catalog.relations(to: schema) where !relation.field.isStored {
                try session.deletePairs(of: ids, relation: relation)
            }
            if schema.features.contains(.tags) { try session.deleteTags(of: ids) }
            if schema === Tag.schema { try session.deleteTagUses(of: ids) }
        }
        for (schema, row) in plan.rows.reversed() {
            guard let id = row[0].identifier else { continue }
            forget(id)
            try session.delete(schema, ids: [id])
            try environment.effects.run(.delete, schema, row: row, previous: row, in: self)
        }
    }

    private func clearInner(_ schema: AnySchema, _ row: [Value], _ plan: DeletePlan) throws {
        var changed = row
        for field in schema.fields where field.isStored && field.target != nil && field.info.isNullable {
            if let id = row[field.index].identifier, plan.planned.contains(id) { changed[field.index] = .null }
        }
        let columns = changed.indices.filter { changed[$0] != row[$0] }
        try session.update(schema, changed, columns: columns)
    }

    private func grouped(_ rows: [(schema: AnySchema, row: [Value])]) -> [(AnySchema, [[Value]])] {
        var order: [AnySchema] = []
        var groups: [ObjectIdentifier: [[Value]]] = [:]
        for (schema, row) in rows {
            if groups[ObjectIdentifier(schema)] == nil { order.append(schema) }
            groups[ObjectIdentifier(schema), default: []].append(row)
        }
        return order.map { ($0, groups[ObjectIdentifier($0)] ?? []) }
    }

    private func refusal(_ plan: DeletePlan, count: Int) throws -> Problem {
        var names: [String] = []
        for (schema, row) in plan.protecting {
            names.append("\(try texts.plainText(schema, row)) (\(row[0].plainText))")
        }
        var message = "Unable to delete \(count == 1 ? "object" : "some objects"). "
        message += "\(plan.protectingCount) dependent objects were found: \(names.joined(separator: ", "))"
        if plan.protectingCount > names.count { message += " and \(plan.protectingCount - names.count) more" }
        return Problem(.conflict, message)
    }
}
