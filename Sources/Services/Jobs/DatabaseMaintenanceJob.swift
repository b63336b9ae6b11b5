import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Removes what nobody needs any more, and keeps the database in order.
struct DatabaseMaintenanceJob: Job {
    /// Days after which uploaded files, and notes about schedules, are not needed any more.
    private static let fileDays = 1.0
    private static let firingDays = 90.0

    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "almanac.jobs.maintenance", className: "DatabaseMaintenance", name: "Database Maintenance",
            grouping: "System Jobs")
        declaration.description =
            "Removes leftovers of runs, brings statistics up to date and looks for damage. Schedule it weekly."
        var check = JobVariable("check", .boolean)
        check.help = "Read the whole database and look for damage."
        check.defaultValue = true
        var compact = JobVariable("compact", .boolean)
        compact.help = "Give unused space back. On SQLite, changes wait meanwhile: some seconds for each gigabyte."
        compact.defaultValue = false
        declaration.variables = [check, compact]
        declaration.isSystem = true
        declaration.isSingleton = true
        declaration.softTimeLimit = 7200
        declaration.timeLimit = 7500
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let now = context.environment.time.now
        let (files, firings) = try await context.write { pipeline in
            (try Self.removeFiles(now, pipeline.session), try Self.removeFirings(now, pipeline.session))
        }
        await context.log.info("Removed \(files) files that no run needs and \(firings) notes about schedules.")
        var work: [Maintenance] = [.tidy]
        if input.flag("check") { work.append(.check) }
        if input.flag("compact") { work.append(.compact) }
        var damage: [String] = []
        for (number, part) in work.enumerated() {
            try context.checkpoint()
            context.report(number, of: work.count)
            let report = try await context.store.engine.maintain(part)
            for line in report.done { await context.log.info(line) }
            for line in report.damage { await context.log.failure(line) }
            damage += report.damage
        }
        let result = JSONValue.object(
            JSONObject([
                ("files", .int(Int64(files))), ("firings", .int(Int64(firings))),
                ("damage", .array(damage.map(JSONValue.string))),
            ]))
        guard damage.isEmpty else {
            throw JobFailure("The database is damaged. Restore it from a backup.", result: result)
        }
        return result
    }

    /// Removes files of requests whose runs never began.
    ///
    /// What a waiting run or a schedule may still read stays.
    private static func removeFiles(_ now: Timestamp, _ session: Session) throws -> Int {
        let oldest = try session.rows(Selection(QueueTicket.schema, ordering: ["created"], limit: 1)).first
        let waiting = oldest.map { Record<QueueTicket>(values: $0).created } ?? now
        let before = min(waiting, now.adding(seconds: -fileDays * 86_400))
        let candidates = try session.ids(
            FileProxy.schema,
            where: .isNull(["job_result"]) && .compare(["uploaded_at"], .less, [.timestamp(before)]), limit: 10_000)
        guard !candidates.isEmpty else { return 0 }
        var kept: Set<Identifier> = []
        try session.forEach(Selection(ScheduledJob.schema)) { row in
            let inputs = try? JSONValue(parsing: Record<ScheduledJob>(values: row).kwargs.text)
            kept.formUnion(
                (inputs?.objectValue ?? JSONObject()).compactMap { $0.value.stringValue.flatMap { Identifier($0) } })
            return true
        }
        let files = candidates.filter { !kept.contains($0) }
        try JobFiles.remove(files, in: session)
        return files.count
    }

    private static func removeFirings(_ now: Timestamp, _ session: Session) throws -> Int {
        let old = try session.ids(
            QueueFiring.schema,
            where: .compare(["due"], .less, [.timestamp(now.adding(seconds: -firingDays * 86_400))]), limit: 100_000)
        try session.delete(QueueFiring.schema, ids: old)
        return old.count
    }
}
