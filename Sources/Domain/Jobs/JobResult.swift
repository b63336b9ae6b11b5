package import Basics
package import Modeling

/// One run of a job: that it was asked for, how it went and what came of it (core.md §2.6, §5.5).
package struct JobResult: Model {
    /// The description of the model.
    package static let schema = Schema<JobResult>(
        "extras.jobresult", plural: "job-results", name: "job result", ordering: ["-date_created"],
        features: [.customFields, .computedFields, .ungrouped], operations: .delete, lookup: "id",
        indexes: [["date_created"], ["status", "date_created"]],
        display: TextRule("name", "date_created", "status") { cells in
            let time = Timestamp(value: cells[1]).description.replacing("T", with: " ").replacing("Z", with: "+00:00")
            return "\(cells[0].plainText) created at \(time) (\(cells[2].plainText))"
        },
        filters: [
            .path("job_model_id", ["job_model"], .idOnly),
            // Console output is kept as log entries here, so no run has entries of its own for it.
            .custom("has_job_console_entries") { values, _ in values.contains("false") ? .always : .never },
        ])

    /// Where a run stands.
    package enum Status: String, CaseIterable, Sendable {
        case failure = "FAILURE"
        case pending = "PENDING"
        case received = "RECEIVED"
        case retry = "RETRY"
        case revoked = "REVOKED"
        case started = "STARTED"
        case success = "SUCCESS"

        /// Whether nothing more happens.
        package var isEnd: Bool { self == .failure || self == .success || self == .revoked }
    }

    package let status = Field<String>(
        .maxLength(30), .readOnly, .default(.text(Status.pending.rawValue)),
        .labelledChoices(Status.allCases.map { Choice($0.rawValue, $0.rawValue) }), .help("Where the run stands."))
    package let name = Field<String>(.required, .maxLength(255), .search, .readOnly, .help("Name of the job."))
    package let taskName = Field<String?>(
        .maxLength(255), .readOnly, .filters(.none), .help("Module and class of the job, once it has begun."))
    package let dateCreated = Field<Timestamp>(.readOnly, .help("When the run was asked for."))
    package let dateStarted = Field<Timestamp?>(.readOnly, .help("When it began."))
    package let dateDone = Field<Timestamp?>(.readOnly, .help("When it ended."))
    package let result = Field<JSONDocument?>(
        .readOnly, .filters(.none), .help("What the job gave back, or what went wrong."))
    package let worker = Field<String?>(
        .maxLength(100), .readOnly, .filters(.none), .help("The worker that runs it."))
    package let taskArgs = Field<JSONDocument>(
        .readOnly, .default(.json("[]")), .filters(.none), .help("Always empty."))
    package let taskKwargs = Field<JSONDocument>(
        .readOnly, .filters(.none), .help("The inputs; empty for jobs whose inputs are confidential."))
    package let celeryKwargs = Field<JSONDocument>(
        .readOnly, .filters(.none), .help("How it was asked for: queue, job and user."))
    package let traceback = Field<String?>(
        .readOnly, .filters(.none), .help("Where it went wrong, for who looks after jobs."))
    package let meta = Field<JSONDocument?>(.readOnly, .filters(.none), .help("How far the run is."))
    package let debugLogCount = Field<Int?>(.readOnly, .filters(.none), .help("Log entries of the level debug."))
    package let successLogCount = Field<Int?>(.readOnly, .filters(.none), .help("Log entries of the level success."))
    package let infoLogCount = Field<Int?>(.readOnly, .filters(.none), .help("Log entries of the level info."))
    package let warningLogCount = Field<Int?>(.readOnly, .filters(.none), .help("Log entries of the level warning."))
    package let errorLogCount = Field<Int?>(
        .readOnly, .filters(.none), .help("Log entries of the levels error, failure and critical."))
    package let canceledByUserName = Field<String>(
        .maxLength(150), .readOnly, .filters(.none), .help("Who ended it before its time."))
    package let cancelType = Field<String>(
        .maxLength(20), .readOnly, .filters(.none),
        .choices(["terminated", "reaped", "abandoned"].map { Choice($0, $0) }),
        .help("How it was ended: before or while it ran, or after its worker was lost."))
    package let dateCanceled = Field<Timestamp?>(.readOnly, .filters(.none), .help("When it was ended."))
    package let jobModel = OptionalRef<JobRecord>(
        .setNull, .readOnly, .relatedName("job_results"), .help("The job."))
    package let user = OptionalRef<User>(
        .setNull, .readOnly, .relatedName("+job_results"), .filters(.idOnly), .help("Who asked for the run."))
    package let scheduledJob = OptionalRef<ScheduledJob>(
        .setNull, .readOnly, .relatedName("job_results"), .help("The schedule that asked for the run."))
    package let canceledBy = OptionalRef<User>(
        .setNull, .readOnly, .relatedName("+canceled_job_results"), .filters(.none), .unindexed,
        .help("Who ended it before its time."))
    package let files = ManyRef<FileProxy>(
        .through(model: "extras.fileproxy", owner: "job_result", target: "id"), .help("Files that the run made."))

    /// Makes the handles.
    package init() {}
}

extension Record<JobResult> {
    /// Where the run stands.
    package var state: JobResult.Status { JobResult.Status(rawValue: self.status) ?? .failure }

    /// The entries of its log, which begin with the run: a day is allowed for clocks that differ.
    package var ownEntries: Predicate {
        .compare(["job_result"], .equals, [id.value])
            && .compare(["created"], .greaterOrEqual, [.timestamp(self.dateCreated.adding(seconds: -86_400))])
    }
}

/// One line of what a run tells (core.md §5.5).
package struct JobLogEntry: Model {
    /// The description of the model.
    package static let schema = Schema<JobLogEntry>(
        "extras.joblogentry", plural: "job-logs", name: "job log entry", pluralName: "job log entries",
        naturalKey: [], ordering: ["created"], features: [], operations: .readOnly, lookup: "id",
        indexes: [["job_result", "created"]], display: .field("message"), isLog: true,
        dayField: "created")

    /// How grave an entry is.
    package enum Level: String, CaseIterable, Sendable {
        case debug
        case info
        case success
        case warning
        case failure
        case error
        case critical
    }

    package let logLevel = Field<String>(
        .maxLength(32), .readOnly, .default(.text(Level.info.rawValue)),
        .choices(
            Level.allCases.map { Choice($0.rawValue, $0.rawValue.prefix(1).uppercased() + $0.rawValue.dropFirst()) }),
        .help("How grave it is."))
    package let grouping = Field<String>(
        .maxLength(100), .readOnly, .default(.text("main")), .help("The part of the run that it belongs to."))
    package let message = Field<String>(.readOnly, .search, .help("What happened; Markdown."))
    package let logObject = Field<String>(.maxLength(200), .readOnly, .search, .help("The object that it is about."))
    package let absoluteUrl = Field<String>(
        .maxLength(255), .readOnly, .label("Absolute URL"), .help("Where the object is shown."))
    package let jobResult = Ref<JobResult>(
        .cascade, .readOnly, .relatedName("job_log_entries"), .filters(.idOnly), .help("The run."))
    package let created = Field<Timestamp>(.readOnly, .trailing, .help("When it happened."))

    /// Makes the handles.
    package init() {}
}

/// A file that a run made, or was given (core.md §2.6).
package struct FileProxy: Model {
    /// The description of the model.
    package static let schema = Schema<FileProxy>(
        "extras.fileproxy", plural: "file-proxies", name: "file proxy", pluralName: "file proxies",
        naturalKey: ["name", "uploaded_at"], ordering: ["name"], features: [], operations: .readOnly,
        filters: [
            .path("job", ["job_result", "job_model"]), .path("job_result_id", ["job_result"], .idOnly),
        ])

    package let name = Field<String>(.required, .maxLength(255), .readOnly, .search, .help("Name of the file."))
    package let uploadedAt = Field<Timestamp>(.readOnly, .help("When it was made."))
    package let size = Field<Int>(.readOnly, .hidden, .default(.int(0)), .filters(.none), .help("Bytes."))
    package let jobResult = OptionalRef<JobResult>(
        .cascade, .readOnly, .relatedName("+file_proxies"), .filters(.none), .help("The run."))

    /// Makes the handles.
    package init() {}
}

/// A piece of a file, in Base64.
package struct FilePart: Model {
    /// The description of the model.
    package static let schema = Schema<FilePart>(
        "system.filepart", plural: "file-parts", name: "file part", ordering: ["number"], features: [],
        operations: .readOnly, unique: [UniqueSet("file", "number")], display: .field("number"), isExposed: false)

    package let file = Ref<FileProxy>(.cascade, .readOnly, .relatedName("+parts"), .help("The file."))
    package let number = Field<Int>(.readOnly, .help("Its place, from 0."))
    package let content = Field<String>(.readOnly, .help("At most a megabyte, in Base64."))

    /// Makes the handles.
    package init() {}
}
