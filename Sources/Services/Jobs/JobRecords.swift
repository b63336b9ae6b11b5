import Basics
import Domain
import JobEngine
import Modeling
package import Storage

/// Keeps the records of jobs in step with the jobs that there are (core.md §5.1, §5.2).
package struct JobRecords: Sendable {
    private let environment: RecordEnvironment

    package init(environment: RecordEnvironment) { self.environment = environment }

    /// Writes records of new jobs, brings those of known ones up to date as far as people have not chosen otherwise, and notes which
    /// jobs have gone.
    package func refresh(_ registry: JobRegistry, in store: Store) async throws {
        let records = self
        try await store.write { session in
            let actor = Actor.system(requestID: records.environment.identifiers.next(), detail: "jobs")
            let pipeline = RecordPipeline(session, actor: actor, environment: records.environment)
            let queue = try records.defaultQueue(pipeline)
            var known: [String: Record<JobRecord>] = [:]
            for row in try session.rows(Selection(JobRecord.schema)) {
                let record = Record<JobRecord>(values: row)
                known["\(record.moduleName).\(record.jobClassName)"] = record
            }
            for job in registry.jobs {
                let path = job.declaration.path
                try records.write(job.declaration, known.removeValue(forKey: path), queue, pipeline)
            }
            // What executables provide is looked at elsewhere.
            for var record in known.values where record.installed && record.outside == nil {
                record.installed = false
                try pipeline.update(record)
            }
        }
    }

    /// The same for the jobs of one place outside; those of others stay as they are.
    func refresh(_ found: [OutsideJob.Found], from source: OutsideJob.Source, _ pipeline: RecordPipeline) throws {
        let session = pipeline.session
        var known: [String: Record<JobRecord>] = [:]
        let rows = try session.rows(Selection(JobRecord.schema, where: .not(.isNull(["outside"]))))
        for record in rows.map(Record<JobRecord>.init(values:)) where OutsideJob.Source(of: record) == source {
            known["\(record.moduleName).\(record.jobClassName)"] = record
        }
        guard !found.isEmpty || !known.isEmpty else { return }
        let queue = try defaultQueue(pipeline)
        for job in found {
            let stored =
                try known.removeValue(forKey: job.declaration.path) ?? Self.named(job.declaration.path, in: session)
            // A job of the product is never taken over.
            if let stored, stored.outside == nil { continue }
            try write(job.declaration, stored, queue, pipeline, outside: job.document(from: source))
        }
        for var record in known.values where record.installed {
            record.installed = false
            try pipeline.update(record)
        }
    }

    /// The record of a job by its module and class.
    static func named(_ path: String, in session: Session) throws -> Record<JobRecord>? {
        guard let dot = path.lastIndex(of: ".") else { return nil }
        let (module, name) = (String(path[..<dot]), String(path[path.index(after: dot)...]))
        return try session.first(Query<JobRecord>().where { $0.moduleName == module && $0.jobClassName == name })
    }

    private func defaultQueue(_ pipeline: RecordPipeline) throws -> ID<JobQueue> {
        let name = JobQueue.defaultName
        if let queue = try pipeline.session.first(Query<JobQueue>().where { $0.name == name }) { return queue.id }
        var queue = Record<JobQueue>(id: ID(Identifier.derived(from: "extras.jobqueue:\(name)")))
        queue.name = name
        queue.queueType = "celery"
        try pipeline.create(queue)
        return queue.id
    }

    private func write(
        _ job: JobDeclaration, _ stored: Record<JobRecord>?, _ queue: ID<JobQueue>, _ pipeline: RecordPipeline,
        outside: JSONDocument? = nil
    ) throws {
        var record = stored ?? Record<JobRecord>(id: ID(Identifier.derived(from: "extras.job:\(job.path)")))
        if stored == nil {
            record.moduleName = job.module
            record.jobClassName = job.className
            record.enabled = job.isSystem
            record.defaultJobQueue = queue
            record.taskQueues = StringList([JobQueue.defaultName])
        }
        // What somebody allowed to run was another program.
        if OutsideJob.Source(outside) != OutsideJob.Source(record.outside) { record.enabled = job.isSystem }
        record.outside = outside
        record.installed = true
        record.isSystem = job.isSystem
        record.isJobHookReceiver = job.receiver == .hook
        record.isJobButtonReceiver = job.receiver == .button
        record.readOnly = job.isReadOnly
        record.supportsDryrun = job.supportsDryRun
        if !record.groupingOverride { record.grouping = job.grouping }
        if !record.nameOverride { record.name = try freeName(job.name, for: record.id, pipeline.session) }
        if !record.descriptionOverride { record.description = job.description }
        if !record.hiddenOverride { record.hidden = job.isHidden }
        if !record.dryrunDefaultOverride { record.dryrunDefault = job.dryRunDefault }
        if !record.consoleLogDefaultOverride { record.consoleLogDefault = false }
        if !record.softTimeLimitOverride { record.softTimeLimit = job.softTimeLimit }
        if !record.timeLimitOverride { record.timeLimit = job.timeLimit }
        if !record.hasSensitiveVariablesOverride { record.hasSensitiveVariables = job.hasSensitiveVariables }
        if !record.isSingletonOverride { record.isSingleton = job.isSingleton }
        if stored == nil { try pipeline.create(record) } else { try pipeline.update(record) }
    }

    /// The name, with a number behind it when another job has it.
    private func freeName(_ name: String, for id: ID<JobRecord>, _ session: Session) throws -> String {
        var number = 1
        while true {
            let wanted = number == 1 ? name : "\(name) (\(number))"
            let other = try session.first(Query<JobRecord>().where { $0.name == wanted })
            if other == nil || other?.id == id { return wanted }
            number += 1
        }
    }
}
