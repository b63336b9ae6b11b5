import Basics
package import Domain
import Foundation
package import JobEngine
package import Modeling
package import Storage

/// Runs that are due later or again and again, and setting them in motion when their time has come.
package struct JobSchedules: Sendable {
    let environment: RecordEnvironment
    let queue: TicketQueue
    /// Missed times that are further back than this are made up for by one run.
    private static let catchUp = 3600.0
    /// Schedules that one transaction sets in motion.
    private static let batch = 100

    package init(environment: RecordEnvironment, queue: TicketQueue) {
        self.environment = environment
        self.queue = queue
    }

    // MARK: Adding

    /// Keeps what somebody wants to run later.
    ///
    /// - Throws: ``JobRefusal``.
    func add(
        _ request: ScheduleRequest, _ order: RunOrder, by actor: Actor, isDry: Bool, in session: Session
    ) throws -> ID<ScheduledJob> {
        let now = environment.time.now
        guard !request.name.isEmpty else { throw refuse("name", "Please provide a name for the job schedule.") }
        guard request.name.count <= 255 else {
            throw refuse("name", "Ensure this field has no more than 255 characters.")
        }
        guard try session.first(Query<ScheduledJob>().where { $0.name == request.name }) == nil else {
            throw refuse("name", "A scheduled job with this name already exists.")
        }
        var start = request.startTime
        switch request.interval {
        case .future where start == nil: throw refuse("start_time", "Please provide a start time.")
        case .custom:
            guard !request.crontab.isEmpty else { throw refuse("crontab", "Please enter a valid crontab.") }
            do {
                _ = try CronExpression(request.crontab)
            } catch {
                throw refuse("crontab", error.description)
            }
        default: break
        }
        if let start, start < now { throw refuse("start_time", "Schedule start time must be in the future.") }
        if request.interval != .future { start = start ?? now }
        let zoneName = request.timeZone ?? "UTC"
        guard TimeZone(identifier: zoneName) != nil else {
            throw refuse("time_zone", "\"\(zoneName)\" is not a valid choice.")
        }
        var schedule = blank(request.name, order, actor)
        schedule.interval = request.interval.rawValue
        schedule.crontab = request.crontab
        schedule.timeZone = zoneName
        schedule.startTime = start ?? now
        schedule.oneOff = request.interval == .future
        return try keep(&schedule, by: actor, isDry: isDry, in: session)
    }

    /// Keeps a run that somebody wants now and that has to be approved first; nil when it has not.
    func awaitingApproval(
        _ order: RunOrder, named name: String, by actor: Actor, isDry: Bool, in session: Session,
        refusing: () throws -> Void
    ) throws -> ID<ScheduledJob>? {
        let now = environment.time.now
        var schedule = blank(name.isEmpty ? "\(order.job.name) - \(now)" : name, order, actor)
        schedule.interval = ScheduledJob.Interval.future.rawValue
        schedule.startTime = now
        schedule.oneOff = true
        guard !isDry, try Approvals(environment: environment).definition(for: schedule, in: session) != nil else {
            return nil
        }
        try refusing()
        return try keep(&schedule, by: actor, isDry: isDry, in: session)
    }

    private func blank(_ name: String, _ order: RunOrder, _ actor: Actor) -> Record<ScheduledJob> {
        var schedule = Record<ScheduledJob>(id: ID(environment.identifiers.next()))
        schedule.name = name
        schedule.task = "\(order.job.moduleName).\(order.job.jobClassName)"
        schedule.kwargs = JSONDocument(text: JSONValue.object(order.inputs).text)
        schedule.celeryKwargs = JSONDocument(text: RunWriter.circumstances(order).text)
        schedule.jobModel = order.job.id
        schedule.jobQueue = order.queue.id
        schedule.user = actor.user
        schedule.dateChanged = environment.time.now
        return schedule
    }

    private func keep(
        _ schedule: inout Record<ScheduledJob>, by actor: Actor, isDry: Bool, in session: Session
    ) throws -> ID<ScheduledJob> {
        let approvals = Approvals(environment: environment)
        let definition = isDry ? nil : try approvals.definition(for: schedule, in: session)
        if definition != nil {
            schedule.state = ScheduledJob.State.pending.rawValue
            schedule.enabled = false
        } else {
            schedule.nextRun = Self.timing(of: schedule)?.next(after: schedule.startTime.adding(seconds: -0.000_001))
        }
        let pipeline = RecordPipeline(session, actor: actor, environment: environment)
        try pipeline.create(schedule)
        if let definition { try approvals.begin(definition, for: schedule, by: actor, pipeline) }
        return schedule.id
    }

    private func refuse(_ field: String, _ message: String) -> JobRefusal {
        JobRefusal(["schedule": .object(JSONObject([(field, .array([.string(message)]))]))])
    }

    /// The times at which a schedule is due; nil when it cannot be read.
    package static func timing(of schedule: Record<ScheduledJob>) -> JobTiming? {
        guard let zone = TimeZone(identifier: schedule.timeZone) else { return nil }
        switch ScheduledJob.Interval(rawValue: schedule.interval) {
        case .immediately, .future: return .once(schedule.startTime)
        case .hourly: return .every(.hour, from: schedule.startTime, in: zone)
        case .daily: return .every(.day, from: schedule.startTime, in: zone)
        case .weekly: return .every(.week, from: schedule.startTime, in: zone)
        case .custom:
            // Checked when it was kept; one that another release wrote sets nothing in motion.
            guard let expression = try? CronExpression(schedule.crontab) else { return nil }
            return .cron(expression, zone, from: schedule.startTime)
        case nil: return nil
        }
    }

    // MARK: Firing

    /// Sets in motion what is due.
    ///
    /// Each time of each schedule counts once, however many nodes look and whenever they die: the row that says so and the run are
    /// written together. A schedule whose job is not installed rests, and goes on when the job is back.
    ///
    /// - Returns: How many runs were set in motion.
    package func fire(_ store: Store) async throws -> Int { try await turn(store).fired }

    /// As ``fire(_:)``, and says how long it is until the next schedule is due; nil when none will be.
    package func turn(_ store: Store) async throws -> (fired: Int, next: Duration?) {
        let now = environment.time.now
        let active: Modeling.Predicate =
            .compare(["enabled"], .equals, [.bool(true)])
            && .not(.compare(["job_model", "installed"], .equals, [.bool(false)]))
        let (ids, next) = try await store.read { session -> ([Identifier], Timestamp?) in
            let due: Modeling.Predicate = .compare(["next_run"], .lessOrEqual, [.timestamp(now)])
            let ids = try session.ids(ScheduledJob.schema, where: due && active, limit: Self.batch)
            guard ids.isEmpty else { return (ids, now) }
            let later: Modeling.Predicate = .compare(["next_run"], .greater, [.timestamp(now)])
            let first = try session.rows(
                Selection(ScheduledJob.schema, where: later && active, ordering: ["next_run"], limit: 1)
            ).first
            return ([], first.flatMap { Record<ScheduledJob>(values: $0).nextRun })
        }
        var fired = 0
        let schedules = self
        for id in ids { fired += try await store.write { try schedules.fire(ID(id), now, in: $0) } }
        return (fired, next.map { .seconds($0.seconds(since: now)) })
    }

    private func fire(_ id: ID<ScheduledJob>, _ now: Timestamp, in session: Session) throws -> Int {
        guard let row = try session.lockedRow(ScheduledJob.schema, id.raw) else { return 0 }
        var schedule = Record<ScheduledJob>(values: row)
        guard schedule.enabled, schedule.state == ScheduledJob.State.active.rawValue, let first = schedule.nextRun,
            first <= now, try !isAway(schedule.jobModel, session)
        else { return 0 }
        let timing = Self.timing(of: schedule)
        // After a long time without any worker one run makes up for what lies far back; it is not gone through, because a crontab of
        // every minute has half a million times a year.
        let window = now.adding(seconds: -Self.catchUp)
        var times: [Timestamp] = []
        var next: Timestamp? = first < window ? timing?.next(after: window.adding(seconds: -0.000_001)) : first
        while let time = next, time <= now {
            times.append(time)
            next = timing?.next(after: time)
        }
        if times.isEmpty { times = [first] }
        var fired = 0
        for time in times { fired += try set(schedule, in: session, due: time) ? 1 : 0 }
        schedule.lastRunAt = times.last ?? schedule.lastRunAt
        schedule.totalRunCount += fired
        schedule.nextRun = next
        if schedule.oneOff {
            schedule.state = ScheduledJob.State.completed.rawValue
            schedule.enabled = false
        } else if fired == 0 {
            schedule.state = ScheduledJob.State.errored.rawValue
            schedule.enabled = false
            schedule.nextRun = nil
        }
        let handles = ScheduledJob.schema.handles
        try session.update(
            ScheduledJob.schema, schedule.values,
            columns: [
                handles.lastRunAt.index, handles.totalRunCount.index, handles.nextRun.index, handles.state.index,
                handles.enabled.index,
            ])
        return fired
    }

    /// Whether there is a record of the job but no job behind it.
    private func isAway(_ job: ID<JobRecord>?, _ session: Session) throws -> Bool {
        guard let job, let row = try session.row(JobRecord.schema, job.raw) else { return false }
        return !Record<JobRecord>(values: row).installed
    }

    /// Sets one time of a schedule in motion.
    ///
    /// - Returns: Whether there is a job and a queue to do it with.
    private func set(_ schedule: Record<ScheduledJob>, in session: Session, due: Timestamp) throws -> Bool {
        guard let jobID = schedule.jobModel, let jobRow = try session.row(JobRecord.schema, jobID.raw) else {
            return false
        }
        let job = Record<JobRecord>(values: jobRow)
        guard job.installed, job.enabled else { return false }
        let queueID = schedule.jobQueue ?? job.defaultJobQueue
        guard let queueRow = try session.row(JobQueue.schema, queueID.raw) else { return false }
        // What is no object counts as no inputs: only requests write here.
        let inputs = (try? JSONValue(parsing: schedule.kwargs.text))?.objectValue ?? JSONObject()
        let order = RunOrder(
            job: job, queue: Record(values: queueRow), user: schedule.user, inputs: inputs, schedule: schedule.id)
        let run = try RunWriter(environment: environment, queue: queue).add(order, owner: .schedule, in: session)
        var firing = Record<QueueFiring>(id: ID(environment.identifiers.next()))
        firing.schedule = schedule.id.raw
        firing.due = due
        firing.work = run.raw
        try session.insert(QueueFiring.schema, firing.values)
        return true
    }
}
