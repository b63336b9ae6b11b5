package import Basics
package import Modeling

/// A run that is due later, or again and again (core.md §2.6, §5.7).
package struct ScheduledJob: Model {
    /// The description of the model.
    package static let schema = Schema<ScheduledJob>(
        "extras.scheduledjob", plural: "scheduled-jobs", name: "scheduled job", naturalKey: ["name"],
        ordering: ["name"], features: [.history], operations: .delete, indexes: [["next_run"]],
        filters: [
            .path("job_model_id", ["job_model"], .idOnly),
            .path("approval_state", ["state"]),
        ])

    /// Where a schedule stands.
    package enum State: String, CaseIterable, Sendable {
        case active
        case pending
        case denied
        case canceled
        case completed
        case errored

        static let choices = [
            Choice("active", "Active"), Choice("pending", "Pending Approval"), Choice("denied", "Denied"),
            Choice("canceled", "Canceled"), Choice("completed", "Completed"), Choice("errored", "Errored"),
        ]
    }

    /// When it is due.
    package enum Interval: String, CaseIterable, Sendable {
        case immediately
        case future
        case hourly
        case daily
        case weekly
        case custom

        static let choices = [
            Choice("immediately", "Once immediately"), Choice("future", "Once in the future"),
            Choice("hourly", "Recurring hourly"), Choice("daily", "Recurring daily"),
            Choice("weekly", "Recurring weekly"), Choice("custom", "Recurring custom"),
        ]
    }

    package let queue = Derived(
        .computed(["job_queue.name"]) { .string($0[0].textValue ?? "") }, .help("Name of the queue."))
    package let timeZone = Field<String>(
        .maxLength(63), .readOnly, .default(.text("UTC")), .help("The zone whose clocks count."))
    package let state = Field<String>(
        .maxLength(30), .readOnly, .default(.text(State.active.rawValue)), .labelledChoices(State.choices),
        .help("Where the schedule stands."))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("Human-readable description of this scheduled task."))
    package let task = Field<String>(
        .required, .maxLength(201), .filters(.none), .help("Module and class of the job."))
    package let interval = Field<String>(
        .required, .maxLength(255), .choices(Interval.choices), .filters(.none), .help("When it is due."))
    package let crontab = Field<String>(
        .maxLength(255), .filters(.none), .help("The five fields of the interval custom."))
    package let args = Field<JSONDocument>(.default(.json("[]")), .filters(.none), .help("Always empty."))
    package let kwargs = Field<JSONDocument>(.filters(.none), .help("The inputs of the runs."))
    package let celeryKwargs = Field<JSONDocument>(.filters(.none), .help("How the runs are asked for."))
    package let oneOff = Field<Bool>(.filters(.none), .help("Whether it is due once."))
    package let startTime = Field<Timestamp>(.help("When it is due for the first time, or not before when it is due."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether it sets anything in motion."))
    package let lastRunAt = Field<Timestamp?>(.readOnly, .help("When it was due last."))
    package let totalRunCount = Field<Int>(.readOnly, .default(.int(0)), .help("How many runs it set in motion."))
    package let dateChanged = Field<Timestamp>(
        .readOnly, .setOnCreate, .filters(.none), .help("When it was changed last."))
    package let description = Field<String>(.filters(.none), .help("What it is for."))
    package let decisionDate = Field<Timestamp?>(.readOnly, .filters(.none), .help("When it was approved or denied."))
    package let nextRun = Field<Timestamp?>(
        .readOnly, .hidden, .filters(.none), .help("When it is due next; null when it is not."))
    package let jobModel = OptionalRef<JobRecord>(
        .setNull, .relatedName("scheduled_jobs"), .help("The job."))
    package let jobQueue = OptionalRef<JobQueue>(
        .setNull, .relatedName("scheduled_jobs"), .filters(.none), .help("The queue of the runs."))
    package let user = OptionalRef<User>(
        .setNull, .relatedName("+scheduled_jobs"), .filters(.none), .help("In whose name the runs happen."))

    /// Makes the handles.
    package init() {}
}
