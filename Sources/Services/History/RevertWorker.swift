import Basics
import Domain
import Modeling
import Storage

/// Carries out a revert, or the plan of a job, inside one transaction: brings back, changes back, deletes.
///
/// Each object is tried in a savepoint. What fails waits for the others, because objects depend on each other in either
/// direction; when nothing moves any more, what is left is a conflict.
final class RevertWorker {
    private let session: Session
    private let makePipeline: () -> RecordPipeline
    private var pipeline: RecordPipeline
    private let targets: RevertTargets
    private let overwrites: Bool
    private let scope: Scope
    /// References that are filled in when everything is back.
    private var late: [(target: RevertTargets.Target, fields: [String])] = []

    /// What may be written.
    enum Scope {
        /// What people may write.
        case people
        /// What code of the product may write: also models and fields that people only read.
        case product
    }

    /// - Parameter overwrites: Whether what was changed since does not stand in the way.
    init(
        _ session: Session, _ targets: RevertTargets, overwrites: Bool, scope: Scope = .people,
        pipeline: @escaping () -> RecordPipeline
    ) {
        self.scope = scope
        self.session = session
        makePipeline = pipeline
        self.pipeline = pipeline()
        self.targets = targets
        self.overwrites = overwrites
    }

    func run() throws -> ChangePlan {
        var plan = ChangePlan()
        plan.changes = targets.changes
        var waiting: [(target: RevertTargets.Target, step: ChangePlan.Step)] = []
        for target in ordered {
            var step = try self.step(target)
            step.conflicts = try conflicts(target, step)
            if step.conflicts.isEmpty, step.action != .nothing {
                waiting.append((target, step))
            } else {
                plan.steps.append(step)
            }
        }
        while !waiting.isEmpty {
            var failed: [(target: RevertTargets.Target, step: ChangePlan.Step)] = []
            for entry in waiting {
                var step = entry.step
                step.conflicts = try attempt(entry.target, step)
                if step.conflicts.isEmpty { plan.steps.append(step) } else { failed.append((entry.target, step)) }
            }
            guard failed.count < waiting.count else {
                plan.steps += failed.map(\.step)
                break
            }
            waiting = failed
        }
        try fillLate(&plan)
        return plan
    }

    /// What comes back in the order of its deletion, then changes backwards, then new objects backwards.
    private var ordered: [RevertTargets.Target] {
        targets.all.filter { $0.existed && !$0.exists }
            + targets.all.reversed().filter { $0.existed && $0.exists } + targets.all.reversed().filter { !$0.existed }
    }

    // MARK: Planning

    private func step(_ target: RevertTargets.Target) throws -> ChangePlan.Step {
        func make(_ action: ChangePlan.Action) -> ChangePlan.Step {
            ChangePlan.Step(action: action, model: target.model, id: target.id, display: target.repr)
        }
        guard target.existed else {
            // What is gone already needs no deleting.
            return make(try target.exists && (target.schema == nil || current(target) != nil) ? .delete : .nothing)
        }
        guard target.exists else { return make(.create) }
        guard let schema = target.schema else { return make(.update) }
        let then = RecordedState(schema, target.id, whole(target)).exact
        let now = try current(target).map(\.exact)
        var step = make(.update)
        for name in writable(schema) where target.before[name] != nil {
            let stored = now?[name] ?? .null
            let value = Self.complete(then[name] ?? .null, over: stored, name)
            if now == nil || !Self.isSame(stored, value) { step.fields.append((name, stored, value)) }
        }
        if now != nil, step.fields.isEmpty { step.action = .nothing }
        return step
    }

    /// Custom fields are merged when they are written: those that there were not are to be emptied.
    private static func complete(_ value: JSONValue, over stored: JSONValue, _ name: String) -> JSONValue {
        guard name == "custom_fields", var whole = value.objectValue, let present = stored.objectValue else {
            return value
        }
        for (key, content) in present.members where whole[key] == nil && content != .null { whole[key] = .null }
        return .object(whole)
    }

    /// The object before the changes.
    private func whole(_ target: RevertTargets.Target) -> JSONObject {
        var members = target.after
        for (name, value) in target.before.members { members[name] = value }
        return members
    }

    /// The names of what can be written, in the order of the model.
    private func writable(_ schema: AnySchema) -> [String] {
        var names = schema.fields.filter { field in
            guard scope == .product || !field.info.isReadOnly, !field.info.isHidden, !field.info.isWriteOnly else {
                return false
            }
            return field.isStored || schema.ownSets.contains { $0 === field }
        }.map(\.info.name)
        if schema.features.contains(.customFields) { names.append("custom_fields") }
        if schema.features.contains(.tags) { names.append("tags") }
        return names
    }

    /// The object as it is now, in the form of the history; nil when it is gone or the actor may not view it.
    private func current(_ target: RevertTargets.Target) throws -> RecordedState? {
        guard let schema = target.schema,
            let row = try session.rows(
                Selection(schema, where: .ids([target.id]) && pipeline.visible(schema), limit: 1)
            ).first
        else { return nil }
        var members = JSONObject()
        for (index, column) in schema.columns.enumerated() where column.isRecorded {
            var bytes: [UInt8] = []
            CellJSON.append(row[index], column.kind, to: &bytes)
            // Cells are written as JSON; a damaged JSON cell reads as null.
            members[column.memberName] = (try? JSONValue(parsing: bytes)) ?? .null
        }
        for field in schema.ownSets {
            let ids = try session.members(of: [target.id], field: field, in: schema)[target.id] ?? []
            members[field.info.name] = .array(ids.map { .string($0.description) })
        }
        if schema.features.contains(.tags) {
            let ids = try session.tags(of: [target.id])[target.id] ?? []
            let names = try session.rows(Tag.schema, ids: ids).map { Record<Tag>(values: $0).name }
            members["tags"] = .array(names.sorted().map(JSONValue.string))
        }
        return RecordedState(schema, target.id, members)
    }

    // MARK: Conflicts

    /// What can be said without trying.
    private func conflicts(_ target: RevertTargets.Target, _ step: ChangePlan.Step) throws -> [String] {
        guard let schema = target.schema else { return ["This release has no model \"\(target.model)\"."] }
        let needed: Operations? =
            switch step.action {
            case .create: .create
            case .update: .update
            case .delete: .delete
            case .nothing: nil
            }
        guard let needed else { return [] }
        guard scope == .product || schema.operations.contains(needed) else {
            return ["\(schema.names.title) records are made by Almanac and are not reverted."]
        }
        // They are made and changed under conditions of their own, and what makes them work is not recorded.
        guard schema.owner == nil else { return ["\(schema.names.title) records are personal and are not reverted."] }
        switch step.action {
        case .create:
            return try session.row(schema, target.id) == nil ? [] : ["There is an object with this id again."]
        case .update:
            guard let now = try current(target) else { return ["The object is gone."] }
            return overwrites ? [] : changedSince(target, schema, now, step)
        case .delete: return overwrites ? [] : try reasonsToKeep(target, schema)
        case .nothing: return []
        }
    }

    /// Fields that have another value now than the changes left.
    private func changedSince(
        _ target: RevertTargets.Target, _ schema: AnySchema, _ now: RecordedState, _ step: ChangePlan.Step
    ) -> [String] {
        let left = RecordedState(schema, target.id, target.after).exact
        let present = now.exact
        return step.fields.compactMap { field in
            guard !Self.isSame(left[field.name] ?? .null, present[field.name] ?? .null) else { return nil }
            return "\(field.name) has been changed since."
        }
    }

    /// Values of sets come in any order.
    private static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard let one = left.arrayValue, let two = right.arrayValue else { return left == right }
        return one.count == two.count && Set(one) == Set(two)
    }

    /// An object is deleted again only when nobody has touched or used it since.
    private func reasonsToKeep(_ target: RevertTargets.Target, _ schema: AnySchema) throws -> [String] {
        let last = target.last
        let later = try session.exists(
            ObjectChange.schema,
            where: .compare(["changed_object_id"], .equals, [.id(target.id)])
                && .compare(["id"], .greater, [.id(last)]))
        return later ? ["The object has been changed since."] : []
    }

    /// Rows that refer to an object and are not taken back with it; results of evaluations do not count.
    private func users(of target: RevertTargets.Target, _ schema: AnySchema) throws -> [String] {
        var reasons: [String] = []
        for relation in session.catalog.relations(to: schema)
        where relation.field.isStored && relation.field.info.onDelete != .keep && !relation.source.operations.isEmpty {
            let count = try session.count(
                relation.source, where: .compare([relation.field.info.name], .equals, [.id(target.id)]))
            if count > 0 { reasons.append("\(count) \(relation.source.names.verbosePlural) refer to it.") }
        }
        for source in session.catalog.schemas where !source.isLog {
            guard let subject = Subject(source) else { continue }
            let count = try session.count(source, where: .compare([subject.id], .equals, [.id(target.id)]))
            if count > 0 { reasons.append("\(count) \(source.names.verbosePlural) are about it.") }
        }
        return reasons
    }

    // MARK: Doing

    /// Tries one object.
    ///
    /// - Returns: What stands in the way; empty when it is done.
    private func attempt(_ target: RevertTargets.Target, _ step: ChangePlan.Step) throws -> [String] {
        guard let schema = target.schema else { return [] }
        pipeline.history.journal.related = targets.cause ?? (ObjectChange.schema.identifier, target.last)
        defer { pipeline.history.journal.related = nil }
        return try trying {
            switch step.action {
            case .create: try bringBack(target, schema)
            case .update where scope == .product:
                try pipeline.rewrite(RecordedState(schema, target.id, whole(target)), step.fields.map(\.name))
            case .update:
                _ = try pipeline.update(schema, target.id, JSONObject(step.fields.map { ($0.name, $0.then) }))
            case .delete:
                let users = try users(of: target, schema)
                guard users.isEmpty else { throw Problem(.conflict, users.joined(separator: " ")) }
                guard try pipeline.delete(schema, [target.id]) == 1 else {
                    throw Problem(.forbidden, "You do not have permission to perform this action.")
                }
            case .nothing: break
            }
        }
    }

    private func bringBack(_ target: RevertTargets.Target, _ schema: AnySchema) throws {
        let state = RecordedState(schema, target.id, target.before)
        let fields = schema.fields.filter { field in
            field.info.isLate && field.isStored && state.members[field.info.name].map { $0 != .null } == true
        }.map(\.info.name)
        try pipeline.restore(state, late: Set(fields))
        if !fields.isEmpty { late.append((target, fields)) }
    }

    private func fillLate(_ plan: inout ChangePlan) throws {
        for (target, fields) in late {
            guard let schema = target.schema else { continue }
            let conflicts = try trying {
                try pipeline.rewrite(RecordedState(schema, target.id, target.before), fields)
            }
            guard !conflicts.isEmpty, let place = plan.steps.firstIndex(where: { $0.id == target.id }) else { continue }
            plan.steps[place].conflicts += conflicts
        }
    }

    private func trying(_ body: () throws -> Void) throws -> [String] {
        var isDone = false
        // What a failed change has looked up may never have been.
        defer { if !isDone { pipeline = makePipeline() } }
        do {
            try session.savepoint(body)
            isDone = true
            return []
        } catch let problem as Problem {
            guard problem.kind != .unavailable, problem.kind != .internalFault else { throw problem }
            let messages = problem.fields.flatMap { entry in entry.messages.map { "\(entry.field): \($0)" } }
            return messages.isEmpty ? [problem.message] : messages
        } catch let error as StorageError {
            let problem = error.problem
            guard problem.kind != .unavailable, problem.kind != .internalFault else { throw error }
            return [problem.message]
        }
    }
}
