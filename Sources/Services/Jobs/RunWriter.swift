import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// A run that somebody asks for.
struct RunOrder: Sendable {
    let job: Record<JobRecord>
    let queue: Record<JobQueue>
    /// In whose name it happens; nil for the product itself.
    let user: ID<User>?
    let inputs: JSONObject
    /// Whether nobody may read the inputs, not even in the store.
    var isConfidential = false
    var schedule: ID<ScheduledJob>?
}

/// Writes runs that are asked for: what clients see of them and the work itself, in one transaction.
struct RunWriter {
    let environment: RecordEnvironment
    let queue: TicketQueue

    /// Who takes turns with whom: a person's own requests never wait behind what was set in motion in that person's name.
    enum Owner {
        case person(Actor)
        case schedule
        case hook(ID<User>?)

        var text: String {
            switch self {
            case .person(let actor): "person:\(actor.user?.description ?? "product")"
            case .schedule: "schedules"
            case .hook(let user): "hooks:\(user?.description ?? "product")"
            }
        }
    }

    /// Adds a run.
    func add(_ order: RunOrder, owner: Owner, in session: Session) throws -> ID<JobResult> {
        try add([order], owner: owner, in: session)[0]
    }

    /// Adds runs of one owner.
    func add(_ orders: [RunOrder], owner: Owner, in session: Session) throws -> [ID<JobResult>] {
        let seal = JobInputSeal(environment.sealer)
        var tickets: [NewTicket] = []
        for order in orders {
            var result = Record<JobResult>(id: ID(environment.identifiers.next()))
            result.name = order.job.name
            result.dateCreated = environment.time.now
            result.celeryKwargs = JSONDocument(text: Self.circumstances(order).text)
            result.jobModel = order.job.id
            result.user = order.user
            result.scheduledJob = order.schedule
            try session.insert(JobResult.schema, result.values)
            tickets.append(
                NewTicket(
                    id: result.id.raw, queue: order.queue.name, owner: owner.text,
                    input: try seal.seal(
                        order.inputs, of: result.id.raw, isConfidential: order.isConfidential)))
        }
        _ = try queue.add(tickets, in: session)
        return tickets.map { ID($0.id) }
    }

    /// How a run was asked for, in the words of the dialect (core.md §5.5).
    static func circumstances(_ order: RunOrder) -> JSONValue {
        .object(
            JSONObject([
                ("queue", .string(order.queue.name)), ("nautobot_job_profile", false),
                ("nautobot_job_user_id", order.user.map { .string($0.description) } ?? .null),
                ("nautobot_job_queue_type", .string(order.queue.queueType)), ("nautobot_job_console_log", false),
                ("nautobot_job_job_model_id", .string(order.job.id.description)),
                ("nautobot_job_ignore_singleton_lock", false),
            ]))
    }
}
