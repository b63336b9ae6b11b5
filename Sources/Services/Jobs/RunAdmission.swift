import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Decides whether a run that a worker has taken may begin, and with what.
///
/// What was so when it was asked for may not be so any more: jobs are switched off, users leave, rights are taken.
struct RunAdmission: Sendable {
    let environment: RecordEnvironment
    let registry: JobRegistry
    let queue: TicketQueue
    /// The worker's name.
    let worker: String

    /// What a run begins with, or how it ended before it began.
    enum Start: Sendable {
        case run(Grant)
        case ended(JobEnding)
        /// The run was deleted.
        case gone
    }

    /// What a run begins with.
    struct Grant: Sendable {
        let record: Record<JobRecord>
        let job: any Job
        let actor: Actor
        let inputs: JSONObject
        /// Whether its schedule sets further runs in motion, which need the same files.
        let recurs: Bool
    }

    /// Looks at a run that a worker has taken, and writes down that it begins.
    ///
    /// - Throws: ``LostClaim``.
    func admit(_ claim: Claim, in session: Session) throws -> Start {
        try queue.check(claim, in: session)
        guard let row = try session.row(JobResult.schema, claim.id) else { return .gone }
        var result = Record<JobResult>(values: row)
        guard let jobID = result.jobModel, let jobRow = try session.row(JobRecord.schema, jobID.raw) else {
            return .ended(.fault("JobNotFound", "The job of this run was deleted."))
        }
        let record = Record<JobRecord>(values: jobRow)
        let known = registry["\(record.moduleName).\(record.jobClassName)"] ?? OutsideRun(record)
        guard record.installed, let job = known else {
            return .ended(.fault("JobNotFound", "The worker does not have the job \(record.name)."))
        }
        guard record.enabled else {
            return .ended(.fault("RunJobTaskFailed", "The job \(record.name) is not enabled to be run."))
        }
        guard let actor = try actor(result, record, session) else {
            return .ended(.fault("RunJobTaskFailed", "The user who asked for this run is not active any more."))
        }
        if result.scheduledJob != nil, try !mayRun(record, actor, session) {
            return .ended(
                .fault(
                    "RunJobTaskFailed", "\(actor.name), in whose name this schedule runs, may not run the job any more."
                ))
        }
        if record.isSingleton, try !queue.hold("job:\(record.id)", by: claim, in: session) {
            return .ended(
                .fault("RunJobTaskFailed", "Job \(record.name) is a singleton and already running."))
        }
        let inputs = try JobInputSeal(environment.sealer).open(claim.input, of: claim.id)
        let confidential = job.declaration.confidentialVariables
        let shown = record.hasSensitiveVariables ? [] : inputs.members.filter { !confidential.contains($0.key) }
        try JobResultRows.begin(
            &result, job: record, inputs: JSONObject(shown.map { ($0.key, $0.value) }), worker: worker,
            at: environment.time.now, in: session)
        if claim.attempt > 1 { try JobPlans.forget(result.id, in: session) }
        let plan = inputs[JobPlans.input]?.stringValue.flatMap { Identifier($0) }
        return .run(
            Grant(
                record: record, job: plan.map { PlanJob(declaration: job.declaration, plan: ID($0)) } ?? job,
                actor: actor, inputs: inputs, recurs: try recurs(result, session)))
    }

    private func recurs(_ result: Record<JobResult>, _ session: Session) throws -> Bool {
        guard let schedule = result.scheduledJob, let row = try session.row(ScheduledJob.schema, schedule.raw) else {
            return false
        }
        return !Record<ScheduledJob>(values: row).oneOff
    }

    private func actor(_ result: Record<JobResult>, _ job: Record<JobRecord>, _ session: Session) throws -> Actor? {
        let context = job.isJobHookReceiver ? "job-hook" : "job"
        let detail = String(job.name.prefix(400))
        guard let user = result.user else {
            let system = Actor.system(requestID: result.id.raw, detail: detail)
            return Actor(
                user: nil, name: system.name, isSuperuser: true, requestID: result.id.raw, context: context,
                contextDetail: detail)
        }
        guard let row = try session.row(User.schema, user.raw) else { return nil }
        let record = Record<User>(values: row)
        guard record.isActive else { return nil }
        return try Actor.person(record, in: session, requestID: result.id.raw, context: context, detail: detail)
    }

    /// Whether somebody may run a job: rights may have been taken since a schedule was made.
    private func mayRun(_ job: Record<JobRecord>, _ actor: Actor, _ session: Session) throws -> Bool {
        do {
            let allowed = try Authorizer().allowed(.run, on: JobRecord.schema, for: actor)
            return try session.exists(JobRecord.schema, where: .ids([job.id.raw]) && allowed)
        } catch let problem as Problem where problem.kind == .forbidden {
            return false
        }
    }
}
