import Basics
import Domain
import Modeling
import Storage

/// What dry runs would change: kept change by change, shown, and carried out later if nothing has moved since (design §7).
enum JobPlans {
    /// Changes of one plan at most; they are held in memory while they are made and carried out.
    static let limit = 50_000
    /// The input that makes a run carry out a plan; no variable of a job has such a name.
    static let input = "_plan"

    /// Carries what a transaction did out of it, while it is rolled back.
    struct Draft<R: Sendable>: Error {
        let result: R
        let changes: [Record<ObjectChange>]
    }

    /// What the transaction of a pipeline has done so far.
    ///
    /// - Throws: ``JobFailure`` when it is more than a plan keeps.
    static func changes(of pipeline: RecordPipeline) throws -> [Record<ObjectChange>] {
        var changes: [Record<ObjectChange>] = []
        try pipeline.history.journal.forEachChange { row in
            changes.append(Record(values: row))
            return changes.count <= limit
        }
        guard changes.count <= limit else { throw tooMany }
        return changes
    }

    /// Keeps changes behind those that are there.
    ///
    /// - Throws: ``JobFailure`` when they are too many.
    static func keep(_ changes: [Record<ObjectChange>], of run: ID<JobResult>, in session: Session) throws {
        guard try session.count(JobPlanChange.schema, where: isPlan(run)) + changes.count <= limit else {
            throw tooMany
        }
        try session.insert(
            JobPlanChange.schema,
            all: changes.map { change in
                var planned = Record<JobPlanChange>(id: ID(change.id.raw))
                planned.action = change.action
                planned.changedObjectType = change.changedObjectType
                planned.changedObjectId = change.changedObjectId
                planned.objectRepr = change.objectRepr
                planned.jobResult = run
                planned.before = change.before
                planned.after = change.after
                return planned.values
            })
    }

    /// Whether a run has planned anything.
    static func isThere(_ run: ID<JobResult>, in session: Session) throws -> Bool {
        try session.exists(JobPlanChange.schema, where: isPlan(run))
    }

    /// Removes what an earlier attempt of a run has planned.
    static func forget(_ run: ID<JobResult>, in session: Session) throws {
        try session.delete(JobPlanChange.schema, ids: session.ids(JobPlanChange.schema, where: isPlan(run)))
    }

    /// The plan of a run, as far as it may be seen.
    static func plan(_ run: ID<JobResult>, visible: Predicate, in session: Session) throws -> ChangePlan {
        var plan = ChangePlan()
        for change in try rows(run, visible, session) {
            plan.changes += 1
            plan.steps.append(step(change, session.catalog))
        }
        return plan
    }

    /// Carries a plan out, in the caller's transaction.
    ///
    /// - Returns: What was done, or with its conflicts what stands in the way; the caller then rolls back.
    static func carryOut(
        _ run: ID<JobResult>, in session: Session, pipeline: @escaping () -> RecordPipeline
    ) throws -> ChangePlan {
        // Taking back the opposite of a change is making it; the opposites come in the opposite order.
        let opposites = try rows(run, .always, session).reversed().map { opposite($0, session.catalog) }
        var targets = RevertTargets(opposites, cause: (JobResult.schema.identifier, run.raw), session.catalog)
        targets.reverse()
        return try RevertWorker(session, targets, overwrites: false, scope: .product, pipeline: pipeline).run()
    }

    private static let tooMany = JobFailure(
        "This run would make more than \(limit) changes, which is more than a plan keeps.")

    // MARK: Changes

    private static func isPlan(_ run: ID<JobResult>) -> Predicate { .compare(["job_result"], .equals, [run.value]) }

    private static func rows(
        _ run: ID<JobResult>, _ visible: Predicate, _ session: Session
    ) throws -> [Record<JobPlanChange>] {
        try session.rows(Selection(JobPlanChange.schema, where: isPlan(run) && visible, ordering: ["id"]))
            .map(Record.init(values:))
    }

    private static func step(_ change: Record<JobPlanChange>, _ catalog: Catalog) -> ChangePlan.Step {
        let type = change.changedObjectType ?? ""
        var step = ChangePlan.Step(
            action: ChangePlan.Action(rawValue: change.action) ?? .nothing, model: type,
            id: change.changedObjectId, display: change.objectRepr)
        guard let schema = catalog[type] else { return step }
        let before = ChangeSnapshots.members(change.before) ?? JSONObject()
        let after = ChangeSnapshots.members(change.after) ?? JSONObject()
        let names = step.action == .update ? before.map(\.key) : (step.action == .create ? after : before).map(\.key)
        step.fields = names.map { name in
            (name, before[name] ?? empty(name, schema, step.action), after[name] ?? empty(name, schema, step.action))
        }
        return step
    }

    /// What a change leaves out: a field that is empty, or an object that is not there.
    private static func empty(_ name: String, _ schema: AnySchema, _ action: ChangePlan.Action) -> JSONValue {
        guard action == .update else { return .null }
        guard let column = schema.columnIndex[name == "custom_fields" ? "custom_field_data" : name] else {
            return .array([])
        }
        var bytes: [UInt8] = []
        CellJSON.append(schema.columns[column].emptyValue, schema.columns[column].kind, to: &bytes)
        // Cells are written as JSON.
        return (try? JSONValue(parsing: bytes)) ?? .null
    }

    private static func opposite(_ planned: Record<JobPlanChange>, _ catalog: Catalog) -> Record<ObjectChange> {
        var change = Record<ObjectChange>(id: ID(planned.id.raw))
        change.changedObjectType = planned.changedObjectType
        change.changedObjectId = planned.changedObjectId
        change.objectRepr = planned.objectRepr
        switch ChangeAction(rawValue: planned.action) {
        case .create:
            change.action = ChangeAction.delete.rawValue
            change.before = planned.after
        case .delete:
            change.action = ChangeAction.create.rawValue
            change.after = planned.before
        case .update, nil:
            change.action = ChangeAction.update.rawValue
            let differing = ChangeSnapshots.members(planned.before) ?? JSONObject()
            var whole = ChangeSnapshots.members(planned.after) ?? JSONObject()
            var wanted = JSONObject()
            for (name, value) in differing {
                let schema = planned.changedObjectType.flatMap { catalog[$0] }
                wanted[name] = whole[name] ?? schema.map { empty(name, $0, .update) } ?? .null
                whole[name] = value
            }
            change.before = JSONDocument(text: JSONValue.object(wanted).text)
            change.after = JSONDocument(text: JSONValue.object(whole).text)
        }
        return change
    }
}
