import Basics
package import Modeling

/// A job that may be run, and how the operator wants it to be run (core.md §2.6, §5.1, §5.2).
///
/// Written by the product from the job's declaration; people change what the flags with `override` in their names cover.
package struct JobRecord: Model {
    /// The description of the model.
    package static let schema = Schema<JobRecord>(
        "extras.job", plural: "jobs", modelName: "Job", naturalKey: ["module_name", "job_class_name"],
        ordering: ["grouping", "name"], features: [.primary, .tagsFirst], operations: [.update, .delete],
        unique: [UniqueSet("module_name", "job_class_name")],
        globalSearch: GlobalSearch(["name"], details: ["grouping"], place: 52))

    package let taskQueues = Field<StringList>(
        .readOnly, .alwaysShown, .filters(.none), .help("Names of the queues that it may be run in."))
    package let taskQueuesOverride = Field<Bool>(
        .readOnly, .filters(.none), .help("Whether the queues are chosen by people; as job_queues_override."))
    package let moduleName = Field<String>(
        .maxLength(100), .readOnly, .help("Dotted name of the module that provides the job."))
    package let jobClassName = Field<String>(.maxLength(100), .readOnly, .help("Name of the job in its module."))
    package let grouping = Field<String>(
        .required, .maxLength(255), .search, .help("Human-readable grouping that this job belongs to."))
    package let name = Field<String>(
        .required, .maxLength(100), .unique, .search, .help("Human-readable name of this job."))
    package let description = Field<String>(.search, .filters(.none), .help("What the job does; Markdown."))
    package let installed = Field<Bool>(
        .readOnly, .default(.bool(true)), .help("Whether the code that provides the job is there."))
    package let enabled = Field<Bool>(.help("Whether this job can be executed by users."))
    package let isJobHookReceiver = Field<Bool>(
        .readOnly, .help("Whether changes of objects set it in motion."))
    package let isJobButtonReceiver = Field<Bool>(
        .readOnly, .help("Whether buttons set it in motion."))
    package let hasSensitiveVariables = Field<Bool>(
        .default(.bool(true)), .help("Whether this job contains sensitive variables."))
    package let isSingleton = Field<Bool>(
        .help("Whether this job should fail to run if another instance of this job is already running."))
    package let consoleLogDefault = Field<Bool>(.help("Whether console output is kept unless somebody says otherwise."))
    package let hidden = Field<Bool>(.help("Whether the job defaults to not being shown in the UI."))
    package let dryrunDefault = Field<Bool>(
        .help("Whether the job defaults to running with dryrun argument set to true."))
    package let readOnly = Field<Bool>(
        .readOnly, .help("Set to true if the job does not make any changes to the environment."))
    package let softTimeLimit = Field<Double>(
        .default(.double(0)), .range(0...Int64.max),
        .help("Seconds after which a run is asked to end; 0 for the usual 300."))
    package let timeLimit = Field<Double>(
        .default(.double(0)), .range(0...Int64.max),
        .help("Seconds after which a run counts as failed; 0 for the usual 600."))
    package let supportsDryrun = Field<Bool>(
        .readOnly, .filters(.none),
        .help("If supported, allows the job to bypass approval when running with dryrun argument set to true."))
    package let groupingOverride = Field<Bool>(.help(Self.kept("grouping")))
    package let nameOverride = Field<Bool>(.help(Self.kept("name")))
    package let consoleLogDefaultOverride = Field<Bool>(.help(Self.kept("console log default")))
    package let descriptionOverride = Field<Bool>(.help(Self.kept("description")))
    package let dryrunDefaultOverride = Field<Bool>(.help(Self.kept("value")))
    package let hiddenOverride = Field<Bool>(.help(Self.kept("value")))
    package let softTimeLimitOverride = Field<Bool>(.help(Self.kept("value")))
    package let timeLimitOverride = Field<Bool>(.help(Self.kept("value")))
    package let hasSensitiveVariablesOverride = Field<Bool>(.help(Self.kept("value")))
    package let jobQueuesOverride = Field<Bool>(.filters(.none), .help(Self.kept("value")))
    package let defaultJobQueueOverride = Field<Bool>(.filters(.none), .help(Self.kept("value")))
    package let isSingletonOverride = Field<Bool>(.help(Self.kept("value")))
    package let isSystem = Field<Bool>(
        .readOnly, .hidden, .filters(.none), .help("Whether it belongs to the product and cannot be deleted."))
    package let outside = Field<JSONDocument?>(
        .readOnly, .hidden, .filters(.none),
        .help("What an executable said of itself that provides the job, and where it is; null for jobs of the product.")
    )
    package let defaultJobQueue = Ref<JobQueue>(
        .protect, .relatedName("+default_jobs"), .label("Default Job Queue"), .filters(.none),
        .help("The queue that runs go to unless somebody says otherwise."))
    package let jobQueues = ManyRef<JobQueue>(
        .through(model: "extras.jobqueueassignment", owner: "job", target: "job_queue"),
        .label("Job Queues"), .help("The queues that it may be run in; the default queue alone when empty."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<JobRecord>] = [limitsAreTimes]

    package static func prepare(_ record: inout Record<JobRecord>, in context: RuleContext<JobRecord>) throws {
        record.taskQueuesOverride = record.jobQueuesOverride
    }

    private static func kept(_ what: String) -> String {
        "If set, the configured \(what) will remain even if the underlying Job source code changes."
    }

    private static let limitsAreTimes = Rule<JobRecord> { context in
        [("soft_time_limit", context.record.softTimeLimit), ("time_limit", context.record.timeLimit)].compactMap {
            $0.1 >= 0 && $0.1.isFinite && $0.1 <= 31_536_000
                ? nil : FieldErrors($0.0, ["Give a number of seconds from 0 to 31536000."])
        }
    }
}

/// Where runs of jobs wait for a worker (core.md §2.6).
package struct JobQueue: Model {
    /// The description of the model.
    package static let schema = Schema<JobQueue>(
        "extras.jobqueue", plural: "job-queues", name: "job queue", naturalKey: ["name"], ordering: ["name"],
        features: [.primary, .tagsFirst],
        display: TextRule("queue_type", "name") { "\($0[0].plainText): \($0[1].plainText)" },
        filters: [.tree("tenant_group", ["tenant", "tenant_group"])])

    /// The queue that every store has.
    package static let defaultName = "default"

    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the queue."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the queue is for."))
    package let queueType = Field<String>(
        .required, .maxLength(50), .choices([Choice("celery", "Celery"), Choice("kubernetes", "Kubernetes")]),
        .help("What kind of workers serve it; workers of this product serve celery."))
    package let tenant = OptionalRef<Tenant>(
        .protect, .relatedName("job_queues"), .help("Who the queue belongs to."))
    package let jobs = ManyRef<JobRecord>(
        .through(model: "extras.jobqueueassignment", owner: "job_queue", target: "job"),
        .help("The jobs that may be run in it."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<JobQueue>] = [nameIsPlain]

    private static let nameIsPlain = Rule<JobQueue> { context in
        let name = context.record.name
        guard name.contains("..") || name.contains("/") || name.contains("\\") else { return [] }
        return [FieldErrors("name", ["The name of a queue has no \"..\" and no \"/\" in it."])]
    }
}

/// Says that a job may be run in a queue (core.md §2.6).
package struct JobQueueAssignment: Model {
    /// The description of the model.
    package static let schema = Schema<JobQueueAssignment>(
        "extras.jobqueueassignment", plural: "job-queue-assignments", name: "job queue assignment",
        naturalKey: ["job.module_name", "job.job_class_name", "job_queue.name"], ordering: ["job", "job_queue"],
        features: [.history], lookup: "id", unique: [UniqueSet("job", "job_queue")],
        display: TextRule("job.name", "job_queue.name") { "\($0[0].plainText): \($0[1].plainText)" },
        search: ["job.name", "job_queue.name"])

    package let job = Ref<JobRecord>(.cascade, .relatedName("job_queue_assignments"), .help("The job."))
    package let jobQueue = Ref<JobQueue>(
        .cascade, .relatedName("job_queue_assignments"), .help("The queue that it may be run in."))

    /// Makes the handles.
    package init() {}
}
