package import Basics
package import Domain
package import JobEngine
package import Modeling
package import Storage

/// What people ask of jobs: to run now or later, to end, to tell what they need.
package struct JobService: Sendable {
    package let store: Store
    package let environment: RecordEnvironment
    package let registry: JobRegistry
    let queue: TicketQueue
    private let nodes: NodeRegistry
    private let authorizer = Authorizer()

    package init(store: Store, environment: RecordEnvironment, registry: JobRegistry) {
        self.store = store
        self.environment = environment
        self.registry = registry
        queue = TicketQueue(time: environment.time)
        nodes = NodeRegistry(time: environment.time, queue: queue)
    }

    /// What became of a request: one of the two.
    package enum Answer: Sendable {
        case queued(ID<JobResult>)
        case scheduled(ID<ScheduledJob>)
    }

    // MARK: Running

    /// Has a job run, now or later (core.md §5.4).
    ///
    /// - Parameters:
    ///   - key: Key or name of the job.
    ///   - uploads: Files that are in the store already, by variable; the run takes them over.
    /// - Throws: ``Problem``, or ``JobRefusal`` in the order of the checks that the dialect has.
    package func run(
        _ key: String, _ body: JSONObject, files: [String: JobRequest.UploadedFile] = [:],
        uploads: [String: ID<FileProxy>] = [:], by actor: Actor
    ) async throws -> Answer {
        let service = self
        return try await store.write { session in try service.run(key, body, files, uploads, actor, session) }
    }

    /// Finds out whether somebody could have a job run now, before anything large is sent for it.
    ///
    /// - Throws: ``Problem``, as ``run(_:_:files:uploads:by:)``.
    package func check(_ key: String, by actor: Actor) async throws {
        let service = self
        try await store.read { session in
            let job = try service.find(key, by: .run, actor, in: session)
            _ = try service.runnable(job)
            try service.checkServed(try service.queue(nil, of: job, session), session)
        }
    }

    /// Has a Git repository synced, for somebody who was found to be allowed to.
    ///
    /// - Throws: ``Problem`` of kind `unavailable` when no worker serves the queue.
    package func beginSync(
        of repository: Record<GitRepository>, by actor: Actor, in session: Session
    ) throws -> ID<JobResult> {
        guard let job = try JobRecords.named(GitJobs.syncPath, in: session), job.installed else {
            throw Problem(.notAllowed, "This job is not presently installed and cannot be run")
        }
        guard job.enabled else { throw Problem(.forbidden, "This job is not enabled to be run.") }
        let queue = try queue(nil, of: job, session)
        try checkServed(queue, session)
        let order = RunOrder(job: job, queue: queue, user: actor.user, inputs: GitJobs.inputs(repository.id.raw))
        return try RunWriter(environment: environment, queue: self.queue).add(order, owner: .person(actor), in: session)
    }

    private func run(
        _ key: String, _ body: JSONObject, _ files: [String: JobRequest.UploadedFile],
        _ uploads: [String: ID<FileProxy>], _ actor: Actor, _ session: Session
    ) throws -> Answer {
        let job = try find(key, by: .run, actor, in: session)
        let declaration = try runnable(job)
        let request = try JobRequest(body, files: files)
        let queue = try queue(request.queue, of: job, session)
        let kept = try keep(request.files, session).merging(uploads.mapValues(\.raw)) { $1 }
        let input: JobInput
        do throws(Problem) {
            input = try JobInput(
                request.data, files: kept, for: declaration, objects: JobObjects(session, actor, environment))
        } catch {
            throw JobRefusal(error)
        }
        try checkServed(queue, session)
        let isConfidential = job.hasSensitiveVariables || !declaration.confidentialVariables.isEmpty
        let asked = RunOrder(
            job: job, queue: queue, user: actor.user, inputs: input.values, isConfidential: isConfidential)
        let isDry = declaration.isDry(input)
        if let schedule = request.schedule, schedule.interval != .immediately {
            try refuse(isConfidential)
            let schedules = JobSchedules(environment: environment, queue: self.queue)
            return .scheduled(try schedules.add(schedule, asked, by: actor, isDry: isDry, in: session))
        }
        return try begin(asked, named: request.schedule?.name ?? "", isDry: isDry, by: actor, session)
    }

    /// Has a run begin as soon as a worker is free, or has it wait until somebody has agreed.
    func begin(
        _ order: RunOrder, named name: String, isDry: Bool, by actor: Actor, _ session: Session
    ) throws -> Answer {
        let schedules = JobSchedules(environment: environment, queue: queue)
        if let pending = try schedules.awaitingApproval(
            order, named: name, by: actor, isDry: isDry, in: session, refusing: { try refuse(order.isConfidential) })
        {
            return .scheduled(pending)
        }
        return .queued(
            try RunWriter(environment: environment, queue: queue).add(order, owner: .person(actor), in: session))
    }

    /// The declaration of a job that can be run.
    func runnable(_ job: Record<JobRecord>) throws -> JobDeclaration {
        guard job.enabled else { throw Problem(.forbidden, "This job is not enabled to be run.") }
        guard job.installed, let declaration = declaration(of: job) else {
            throw Problem(.notAllowed, "This job is not presently installed and cannot be run")
        }
        return declaration
    }

    func checkServed(_ queue: Record<JobQueue>, _ session: Session) throws {
        guard try nodes.alive(in: session).contains(where: { $0.serves(queue.name) }) else {
            throw Problem(
                .unavailable, "Unable to process request: No celery workers running on queue \(queue.name).")
        }
    }

    /// Stores files that came with a request; with the request, or not at all.
    private func keep(
        _ files: [String: JobRequest.UploadedFile], _ session: Session
    ) throws -> [String: Identifier] {
        try files.mapValues { try JobFiles.keep($0.name, $0.bytes, of: nil, in: session, environment).raw }
    }

    /// A schedule would have to keep inputs that may not be kept.
    private func refuse(_ isConfidential: Bool) throws {
        guard isConfidential else { return }
        throw JobRefusal([
            "schedule": ["interval": ["Unable to schedule job: Job may have sensitive input variables"]]
        ])
    }

    private func queue(_ name: String?, of job: Record<JobRecord>, _ session: Session) throws -> Record<JobQueue> {
        let own: Record<JobQueue> = try session.get(job.defaultJobQueue)
        guard let name else { return own }
        let named = Predicate.compare(["name"], .equals, [.text(name)])
        let meant = Identifier(name).map { named || .ids([$0]) } ?? named
        let row = try session.rows(Selection(JobQueue.schema, where: meant, limit: 1)).first
        guard let queue = row.map(Record<JobQueue>.init(values:)), try takes(job, queue, session) else {
            throw JobRefusal(["task_queue": .array([.string("\"\(name)\" is not a valid choice.")])])
        }
        return queue
    }

    private func takes(_ job: Record<JobRecord>, _ queue: Record<JobQueue>, _ session: Session) throws -> Bool {
        if queue.id == job.defaultJobQueue { return true }
        return try session.exists(
            JobQueueAssignment.schema,
            where: .compare(["job"], .equals, [job.id.value]) && .compare(["job_queue"], .equals, [queue.id.value]))
    }

    /// Has the job of a schedule run now, planning only.
    ///
    /// - Throws: As ``run(_:_:files:by:)``, and ``Problem`` of kind `notAllowed` when the job cannot only plan.
    package func dryRun(_ schedule: Record<ScheduledJob>, by actor: Actor) async throws -> Answer {
        guard let job = schedule.jobModel else {
            throw Problem(.notAllowed, "The job of this schedule was deleted; it cannot be run.")
        }
        // What is no object counts as no inputs: only requests write here.
        var data = (try? JSONValue(parsing: schedule.kwargs.text))?.objectValue ?? JSONObject()
        let service = self
        let declaration = try await store.read { session in
            service.declaration(of: try service.find(job.description, by: .run, actor, in: session))
        }
        guard let variable = declaration?.variables.first(where: { $0.kind == .dryRun }) else {
            throw Problem(.notAllowed, "This job does not support dryrun")
        }
        data[variable.name] = true
        return try await run(job.description, JSONObject([("data", .object(data))]), by: actor)
    }

    /// Whether any worker lives.
    package func isServed() async throws -> Bool {
        let nodes = nodes
        return try await store.read { session in try nodes.alive(in: session).contains { !$0.isLeaving } }
    }

    /// Workers that live, and how much waits in which queue.
    package func workers() async throws -> JSONValue {
        let nodes = nodes
        return try await store.read { session in
            let alive = try nodes.alive(in: session).map { node -> JSONValue in
                .object(
                    JSONObject([
                        ("name", .string(node.name)), ("queues", .array(node.queues.elements.map(JSONValue.string))),
                        ("slots", .int(Int64(node.slots))), ("started", .string(node.started.description)),
                        ("seen", .string(node.seen.description)), ("leaving", .bool(node.isLeaving)),
                    ]))
            }
            var queues: [JSONValue] = []
            for queue in try session.fetch(Query<JobQueue>()) {
                func count(_ state: Predicate) throws -> JSONValue {
                    .int(
                        Int64(
                            try session.count(
                                QueueTicket.schema,
                                where: state && .compare(["queue"], .equals, [.text(queue.name)]))))
                }
                queues.append(
                    .object(
                        JSONObject([
                            ("name", .string(queue.name)), ("waiting", try count(QueueTicket.isWaiting)),
                            ("running", try count(.not(QueueTicket.isWaiting))),
                        ])))
            }
            return .object(JSONObject([("workers", .array(alive)), ("queues", .array(queues))]))
        }
    }

    // MARK: Finding

    /// The job with this key or name, on which the actor may do something.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` or `notFound`.
    package func find(_ key: String, by action: Action, _ actor: Actor, in session: Session) throws -> Record<JobRecord>
    {
        let allowed = try authorizer.allowed(action, on: JobRecord.schema, for: actor)
        let named = Predicate.compare(["name"], .equals, [.text(key)])
        let meant = Identifier(key).map { named || .ids([$0]) } ?? named
        guard let row = try session.rows(Selection(JobRecord.schema, where: meant && allowed, limit: 1)).first else {
            throw Problem(.notFound, "No Job matches the given query.")
        }
        return Record(values: row)
    }

    /// The declaration behind a record; nil when this release does not have the job.
    package func declaration(of job: Record<JobRecord>) -> JobDeclaration? {
        registry["\(job.moduleName).\(job.jobClassName)"]?.declaration ?? OutsideJob.Found(of: job)?.declaration
    }

    // MARK: Ending

    /// Whether and how a run can be ended.
    package struct Preview: Sendable {
        package let result: Record<JobResult>
        /// What ending it would mean, in one sentence.
        package let text: String
    }

    /// Says what ending a run would mean.
    package func previewCancel(_ id: Identifier, by actor: Actor) async throws -> Preview {
        let service = self
        return try await store.read { session in
            let result = try service.cancellable(id, actor, session)
            return Preview(
                result: result,
                text: result.state == .pending
                    ? "The run has not begun; it will not begin." : "The run will be ended within a few seconds.")
        }
    }

    /// Ends a run: at once when it has not begun, else within two seconds of its worker's hearing of it.
    ///
    /// - Throws: ``Problem`` of kind `conflict` when it has ended.
    package func cancel(_ id: Identifier, by actor: Actor) async throws {
        let service = self
        try await store.write { session in
            var result = try service.cancellable(id, actor, session)
            let now = service.environment.time.now
            result.canceledBy = actor.user
            result.canceledByUserName = actor.name
            result.dateCanceled = now
            let handles = JobResult.schema.handles
            try session.update(
                JobResult.schema, result.values,
                columns: [
                    handles.canceledBy.index, handles.canceledByUserName.index, handles.dateCanceled.index,
                ])
            switch try service.queue.cancel(id, in: session) {
            case .asked: break
            case .removed:
                try JobResultRows.end(result.id, .cancelled, counts: [:], at: now, mask: nil, in: session)
            case .none:
                // Nobody has the work: its worker was lost before there were leases, or its ticket was deleted.
                var ending = JobEnding.cancelled
                ending.cancelType = "abandoned"
                try JobResultRows.end(result.id, ending, counts: nil, at: now, mask: nil, in: session)
            }
        }
    }

    private func cancellable(_ id: Identifier, _ actor: Actor, _ session: Session) throws -> Record<JobResult> {
        guard let row = try session.row(JobResult.schema, id) else { throw Self.noResult }
        let result = Record<JobResult>(values: row)
        let isOwn = result.user != nil && result.user == actor.user && actor.mayWrite
        if !isOwn {
            let visible = try authorizer.allowed(.view, on: JobResult.schema, for: actor)
            guard try session.exists(JobResult.schema, where: .ids([id]) && visible) else { throw Self.noResult }
            let allowed = try authorizer.allowed(.cancelJob, on: JobRecord.schema, for: actor)
            guard let job = result.jobModel, try session.exists(JobRecord.schema, where: .ids([job.raw]) && allowed)
            else { throw Authorizer.forbidden }
        }
        guard !result.state.isEnd else {
            throw Problem(.conflict, "The job has ended already; there is nothing to cancel.")
        }
        return result
    }

    private static let noResult = Problem(.notFound, "No JobResult matches the given query.")
}
