import Basics
import Domain
import Modeling
import Storage

/// What changes of jobs and their surroundings set in motion.
enum JobEffects {
    static let all = [jobs, assignments, definitions, stages]

    /// The product's own jobs stay, and clients see the names of the queues (core.md §2.6, §5.9).
    private static let jobs = RecordEffects.Effect(
        of: "extras.job",
        beforeDelete: { rows, _ in
            for job in rows.map(Record<JobRecord>.init(values:)) where job.isSystem {
                throw Problem(.conflict, "Job \(job.name) is a system job and cannot be deleted.")
            }
        },
        run: { kind, row, previous, pipeline in
            guard kind == .update, let previous else { return }
            let (job, before) = (Record<JobRecord>(values: row), Record<JobRecord>(values: previous))
            guard job.defaultJobQueue != before.defaultJobQueue else { return }
            try nameQueues(of: job.id, pipeline.session)
        })

    private static let assignments = RecordEffects.Effect(of: "extras.jobqueueassignment") { _, row, _, pipeline in
        try nameQueues(of: Record<JobQueueAssignment>(values: row).job, pipeline.session)
    }

    private static func nameQueues(of id: ID<JobRecord>, _ session: Session) throws {
        guard let row = try session.row(JobRecord.schema, id.raw) else { return }
        var job = Record<JobRecord>(values: row)
        let assigned = try session.fetch(Query<JobQueueAssignment>().where { $0.job == id }).map(\.jobQueue.raw)
        let queues = try session.rows(JobQueue.schema, ids: assigned.isEmpty ? [job.defaultJobQueue.raw] : assigned)
        job.taskQueues = StringList(queues.map { Record<JobQueue>(values: $0).name }.sorted())
        try session.update(JobRecord.schema, job.values, columns: [JobRecord.schema.handles.taskQueues.index])
    }

    /// Constraints that cannot be read would let everything through unapproved, or nothing at all.
    private static let definitions = RecordEffects.Effect(
        of: "extras.approvalworkflowdefinition",
        beforeDelete: { rows, pipeline in
            try keepWhileAsked(
                rows, by: ["approval_workflow", "approval_workflow_definition"], "approval workflow definition",
                pipeline)
        },
        run: { kind, row, _, pipeline in
            guard kind != .delete else { return }
            let definition = Record<ApprovalWorkflowDefinition>(values: row)
            do {
                let constraints = try JSONValue(parsing: definition.modelConstraints.text)
                guard constraints.objectValue?.isEmpty == false else { return }
                _ = try ConstraintParser(ScheduledJob.schema, pipeline.session.catalog, user: nil).parse(constraints)
            } catch let fault as ConstraintFault {
                throw pipeline.invalid([FieldErrors("model_constraints", "\(fault)")])
            }
        })

    private static let stages = RecordEffects.Effect(
        of: "extras.approvalworkflowstagedefinition",
        beforeDelete: { rows, pipeline in
            try keepWhileAsked(rows, by: ["approval_workflow_stage_definition"], "stage", pipeline)
        }, run: { _, _, _, _ in })

    /// Without its stages a request that waits could never be decided.
    private static func keepWhileAsked(
        _ rows: [[Value]], by path: [String], _ words: String, _ pipeline: RecordPipeline
    ) throws {
        let pending = Value.text(ApprovalState.pending.rawValue)
        let waiting = try pipeline.session.count(
            ApprovalWorkflowStage.schema,
            where: .compare(path, .equals, rows.map { $0[0] }) && .compare(["state"], .equals, [pending])
                && .compare(["approval_workflow", "current_state"], .equals, [pending]))
        guard waiting == 0 else {
            throw Problem(
                .conflict,
                "Requests for approval wait for this \(words) (\(waiting) stages are open). Decide or cancel them first."
            )
        }
    }
}
