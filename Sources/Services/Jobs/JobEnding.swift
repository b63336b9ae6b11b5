import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// How a run ended.
struct JobEnding: Sendable {
    let status: JobResult.Status
    /// What clients read as the result.
    let result: JSONValue
    var traceback: String?
    /// The last entry of the log.
    let level: JobLogEntry.Level
    let message: String
    var grouping: String
    var cancelType = ""

    /// The run did what it was asked for.
    static func success(_ result: JSONValue) -> JobEnding {
        JobEnding(status: .success, result: result, level: .success, message: "Job completed", grouping: "post_run")
    }

    /// The run found that it cannot go on.
    static func failure(_ failure: JobFailure) -> JobEnding {
        JobEnding(
            status: .failure, result: failure.result, level: .failure, message: failure.message, grouping: "run")
    }

    /// The run failed in a way that nobody foresaw, or was ended by its limits.
    static func fault(_ type: String, module: String = "almanac", _ message: String) -> JobEnding {
        let result: JSONValue = .object(
            JSONObject([
                ("exc_type", .string(type)), ("exc_module", .string(module)),
                ("exc_message", .array([.string(message)])),
            ]))
        return JobEnding(
            status: .failure, result: result, traceback: "\(type): \(message)", level: .error, message: message,
            grouping: "run")
    }

    /// Somebody ended the run.
    static let cancelled = JobEnding(
        status: .revoked, result: .null, level: .warning, message: "The run was canceled.", grouping: "post_run",
        cancelType: "terminated")

    /// The ending that an error means.
    static func error(_ error: any Error) -> JobEnding {
        switch error {
        case let failure as JobFailure: .failure(failure)
        case let problem as Problem:
            .fault(
                "Problem",
                ([problem.message] + problem.fields.flatMap { field in field.messages.map { "\(field.field): \($0)" } })
                    .joined(separator: " "))
        case let storage as StorageError: .fault("StorageError", storage.problem.message)
        default: .fault("\(type(of: error))", "\(error)")
        }
    }
}

/// Writes down how runs stand.
enum JobResultRows {
    /// Notes that a run begins.
    ///
    /// - Parameter inputs: Those that may be shown.
    static func begin(
        _ result: inout Record<JobResult>, job: Record<JobRecord>, inputs: JSONObject, worker: String,
        at now: Timestamp,
        in session: Session
    ) throws {
        result.status = JobResult.Status.started.rawValue
        result.dateStarted = now
        result.worker = worker
        result.taskName = "\(job.moduleName).\(job.jobClassName)"
        result.taskKwargs = JSONDocument(text: JSONValue.object(inputs).text)
        result.meta = meta(progress: nil)
        let handles = JobResult.schema.handles
        try session.update(
            JobResult.schema, result.values,
            columns: [
                handles.status.index, handles.dateStarted.index, handles.worker.index, handles.taskName.index,
                handles.taskKwargs.index, handles.meta.index,
            ])
    }

    /// Notes that a run waits again.
    static func putBack(_ result: ID<JobResult>, in session: Session) throws {
        var record = Record<JobResult>(id: result)
        record.status = JobResult.Status.pending.rawValue
        let handles = JobResult.schema.handles
        try session.update(
            JobResult.schema, record.values,
            columns: [handles.status.index, handles.dateStarted.index, handles.worker.index])
    }

    /// Notes how a run ended.
    ///
    /// - Parameter counts: Entries of its log; nil leaves the counts as they are.
    static func end(
        _ id: ID<JobResult>, _ ending: JobEnding, counts: JobLog.Counts?, at now: Timestamp, mask: (any TextMask)?,
        in session: Session
    ) throws {
        guard let row = try session.row(JobResult.schema, id.raw) else { return }
        var record = Record<JobResult>(values: row)
        let text = ending.result.text
        record.status = ending.status.rawValue
        record.dateDone = now
        record.result = ending.result.isNull ? nil : JSONDocument(text: mask?.masked(text) ?? text)
        record.traceback = ending.traceback.map { mask?.masked($0) ?? $0 }
        if !ending.cancelType.isEmpty {
            record.cancelType = ending.cancelType
            record.dateCanceled = record.dateCanceled ?? now
        }
        if let counts {
            record.debugLogCount = counts[.debug, default: 0]
            record.infoLogCount = counts[.info, default: 0]
            record.successLogCount = counts[.success, default: 0]
            record.warningLogCount = counts[.warning, default: 0]
            record.errorLogCount =
                counts[.error, default: 0] + counts[.failure, default: 0] + counts[.critical, default: 0]
        }
        try session.update(
            JobResult.schema, record.values, columns: record.values.indices.filter { record.values[$0] != row[$0] })
    }

    /// Notes how far a run is.
    static func report(_ progress: JSONValue, of id: ID<JobResult>, in session: Session) throws {
        var record = Record<JobResult>(id: id)
        record.meta = meta(progress: progress)
        try session.update(JobResult.schema, record.values, columns: [JobResult.schema.handles.meta.index])
    }

    /// Notes at the run that planned which run carried its plan out.
    static func note(appliedBy run: Identifier, to plan: ID<JobResult>, in session: Session) throws {
        guard let row = try session.row(JobResult.schema, plan.raw) else { return }
        var record = Record<JobResult>(values: row)
        var members = record.meta.flatMap { try? JSONValue(parsing: $0.text).objectValue } ?? JSONObject()
        members["plan_applied_by"] = .string(run.description)
        record.meta = JSONDocument(text: JSONValue.object(members).text)
        try session.update(JobResult.schema, record.values, columns: [JobResult.schema.handles.meta.index])
    }

    private static func meta(progress: JSONValue?) -> JSONDocument {
        var members: [(String, JSONValue)] = [("children", .array([]))]
        if let progress { members.append(("progress", progress)) }
        return JSONDocument(text: JSONValue.object(JSONObject(members)).text)
    }
}
