import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Brings stored results up to date; meant to run every night, when a date has passed (lifecycle.md §3.7).
struct RecomputeJob: Job {
    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "almanac.jobs.lifecycle", className: "RecomputeAtDateBoundaries",
            name: "Recompute Lifecycle Results",
            grouping: "System Jobs")
        declaration.description =
            "Brings support states and software verdicts up to date. Schedule it daily: what was supported yesterday may not be today."
        declaration.isSystem = true
        declaration.isSingleton = true
        declaration.softTimeLimit = 1800
        declaration.timeLimit = 2000
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let environment = context.environment
        let written = try await context.write { try LifecycleService.evaluate($0.session, environment) }
        await context.log.info(
            "Changed \(written.hardware) hardware results, \(written.software) software verdicts of devices and \(written.inventory) of inventory items."
        )
        return .object(
            JSONObject([
                ("hardware", .int(Int64(written.hardware))), ("software", .int(Int64(written.software))),
                ("inventory", .int(Int64(written.inventory))),
            ]))
    }
}

/// Removes old history, old runs and old notes about schedules (core.md §5.9, §7.2).
struct LogsCleanupJob: Job {
    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "nautobot.core.jobs.cleanup", className: "LogsCleanup", name: "Logs Cleanup",
            grouping: "System Jobs")
        declaration.description =
            "Delete ObjectChange and/or JobResult/JobLogEntry records older than a specified cutoff."
        var types = JobVariable("cleanup_types", .multiChoice)
        types.label = "Record Types"
        types.help = "Please select at least one type of records for deletion."
        types.choices = [
            ("extras.ObjectChange", "Object changes (change logging)"), ("extras.JobResult", "Job results and logs"),
        ]
        types.defaultValue = ["extras.ObjectChange", "extras.JobResult"]
        var age = JobVariable("max_age", .integer)
        age.label = "Max Age"
        age.help = "The maximum age of data to keep, in days."
        age.minimum = 1
        age.maximum = 36_500
        age.defaultValue = 90
        declaration.variables = [types, age]
        declaration.isSystem = true
        declaration.isSingleton = true
        declaration.softTimeLimit = 3600
        declaration.timeLimit = 4000
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let days = Int(input.integer("max_age") ?? 90)
        let types = Set((input["cleanup_types"].arrayValue ?? []).compactMap(\.stringValue))
        var result = JSONObject()
        // Being allowed to run jobs is not being allowed to remove what people did.
        for (type, schema) in [
            ("extras.JobResult", JobResult.schema as AnySchema), ("extras.ObjectChange", ObjectChange.schema),
        ]
        where types.contains(type) {
            guard case .always = try Authorizer().allowed(.delete, on: schema, for: context.actor) else {
                throw Authorizer.forbidden
            }
        }
        if types.contains("extras.JobResult") {
            let removed = try await removeRuns(olderThan: days, context)
            await context.log.info("Deleted \(removed) JobResult records and what belongs to them.")
            result["extras.JobResult"] = .int(Int64(removed))
        }
        if types.contains("extras.ObjectChange") {
            let retention = HistoryRetention(store: context.store, environment: context.environment)
            let removed = try await retention.prune(days: days)
            await context.log.info("Deleted \(removed) ObjectChange records.")
            result["extras.ObjectChange"] = .int(Int64(removed))
        }
        return .object(result)
    }

    private func removeRuns(olderThan days: Int, _ context: JobContext) async throws -> Int {
        let limit = context.environment.time.now.adding(seconds: -86_400 * Double(days))
        let dropped = try await JobPruning.dropDays(before: limit, in: context.store)
        if dropped > 0 { await context.log.info("Removed the log of \(dropped) whole days.") }
        return try await RemovalInParts.run {
            context.report($0, of: nil, "old runs deleted")
        } part: {
            try context.checkpoint()
            return try await context.write { try JobPruning.remove(before: limit, in: $0.session) }
        }
    }
}

/// Removes runs that have ended, with their logs and files.
enum JobPruning {
    /// Runs that one transaction removes.
    private static let batch = 200
    private static let ended = JobResult.Status.allCases.filter(\.isEnd).map { Value.text($0.rawValue) }

    /// Removes the log of whole days in which no run wrote that is to stay.
    ///
    /// - Returns: How many days; none where the engine keeps the log together.
    static func dropDays(before limit: Timestamp, in store: Store) async throws -> Int {
        // A run that has not ended keeps what it has told since its beginning.
        let oldest = try await store.read { session in
            try session.rows(
                Selection(
                    JobResult.schema, where: .not(.compare(["status"], .equals, ended)), ordering: ["date_created"],
                    limit: 1)
            ).first.map { Record<JobResult>(values: $0).dateCreated }
        }
        return try await LogDays(store).drop(JobLogEntry.schema, before: min(limit, oldest ?? limit))
    }

    /// - Returns: How many runs were removed; nil when there is nothing left to remove.
    static func remove(before limit: Timestamp, in session: Session) throws -> Int? {
        let old: Predicate =
            .compare(["status"], .equals, ended) && .compare(["date_created"], .less, [.timestamp(limit)])
        let runs = try session.ids(JobResult.schema, where: old, limit: batch)
        try delete(runs, in: session)
        let firings = try session.ids(
            QueueFiring.schema, where: .compare(["due"], .less, [.timestamp(limit)]), limit: 1000)
        try session.delete(QueueFiring.schema, ids: firings)
        return runs.isEmpty && firings.isEmpty ? nil : runs.count
    }

    /// Removes runs with all that belongs to them.
    static func delete(_ runs: [Identifier], in session: Session) throws {
        guard !runs.isEmpty else { return }
        let of: Predicate = .compare(["job_result"], .equals, runs.map(Value.id))
        try JobFiles.remove(try session.ids(FileProxy.schema, where: of), in: session)
        for schema in [JobLogEntry.schema as AnySchema, JobPlanChange.schema, DiscoveryResult.schema] {
            try session.delete(schema, where: of)
        }
        try session.delete(JobResult.schema, ids: runs)
    }
}
