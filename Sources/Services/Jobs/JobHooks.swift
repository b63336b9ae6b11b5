import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Sets jobs in motion by changes of objects (core.md §5.8).
struct JobHooks {
    private let environment: RecordEnvironment

    init(environment: RecordEnvironment) { self.environment = environment }

    /// The topics of events that hooks want to hear of, `create.dcim.device`.
    static func topics(_ session: Session) throws -> Set<String> {
        var topics: Set<String> = []
        for hook in try session.fetch(Query<JobHook>().where { $0.enabled == true }) {
            for model in hook.contentTypes.elements {
                if hook.typeCreate { topics.insert("create.\(model)") }
                if hook.typeUpdate { topics.insert("update.\(model)") }
                if hook.typeDelete { topics.insert("delete.\(model)") }
            }
        }
        return topics
    }

    /// Adds a run for every hook that one of the changes is for.
    ///
    /// A run happens in the name of who made the change, who must be allowed to run the job; changes that such runs make set nothing in
    /// motion.
    func set(_ changes: [Record<ObjectChange>], in session: Session) throws {
        let hooks = try session.fetch(Query<JobHook>().where { $0.enabled == true })
        guard !hooks.isEmpty else { return }
        let writer = RunWriter(environment: environment, queue: TicketQueue(time: environment.time))
        for hook in hooks {
            let wanted = changes.filter { $0.changeContext != "job-hook" && Self.tells(hook, $0) }
            guard !wanted.isEmpty, let jobRow = try session.row(JobRecord.schema, hook.job.raw) else { continue }
            let job = Record<JobRecord>(values: jobRow)
            guard job.installed, job.enabled, job.isJobHookReceiver,
                let queueRow = try session.row(JobQueue.schema, job.defaultJobQueue.raw)
            else { continue }
            for (user, group) in Dictionary(grouping: wanted, by: \.user) {
                guard try mayRun(job, user, session) else { continue }
                let orders = group.map { change in
                    RunOrder(
                        job: job, queue: Record(values: queueRow), user: user,
                        inputs: JSONObject([("object_change", .string(change.id.description))]))
                }
                _ = try writer.add(orders, owner: .hook(user), in: session)
            }
        }
    }

    private static func tells(_ hook: Record<JobHook>, _ change: Record<ObjectChange>) -> Bool {
        guard let model = change.changedObjectType, hook.contentTypes.elements.contains(model) else { return false }
        return switch change.action {
        case "create": hook.typeCreate
        case "update": hook.typeUpdate
        case "delete": hook.typeDelete
        default: false
        }
    }

    /// Whether a change of this user may set the job in motion; the product itself may.
    private func mayRun(_ job: Record<JobRecord>, _ user: ID<User>?, _ session: Session) throws -> Bool {
        guard let user else { return true }
        guard let row = try session.row(User.schema, user.raw) else { return false }
        let record = Record<User>(values: row)
        guard record.isActive else { return false }
        let actor = try Actor.person(record, in: session, requestID: environment.identifiers.next())
        guard let allowed = try? Authorizer().allowed(.run, on: JobRecord.schema, for: actor) else { return false }
        return try session.exists(JobRecord.schema, where: .ids([job.id.raw]) && allowed)
    }
}
