import Basics
import Domain
import HTTPAPI
import JobEngine
import Modeling
import Services
import Storage

#if canImport(Glibc)
    import Glibc
#endif

/// The part of a process that runs jobs and sets schedules in motion.
enum JobWorker {
    /// Makes the worker of this process.
    ///
    /// - Parameter queues: Names; the default queue when empty.
    static func make(_ workspace: Workspace, queues: [String], slots: Int) -> Worker {
        let name = name()
        let runner = JobRunner(
            store: workspace.store, environment: workspace.environment, registry: workspace.jobs.registry,
            secrets: workspace.secrets, time: workspace.time, worker: name, logger: workspace.logger,
            queries: JobQueryEndpoint(store: workspace.store, environment: workspace.environment))
        let schedules = JobSchedules(
            environment: workspace.environment, queue: TicketQueue(time: workspace.environment.time))
        var settings = Worker.Settings(name: name, queues: queues.isEmpty ? [JobQueue.defaultName] : queues)
        settings.slots = slots
        // Others' work is heard of; see ``ForeignCommits``.
        settings.rest = .seconds(30)
        let (store, days) = (workspace.store, LogDayKeeper(workspace.store, workspace.time))
        return Worker(
            store: store, identifiers: workspace.environment.identifiers, time: workspace.time, settings: settings,
            logger: workspace.logger, execute: { await runner.execute($0, $1) },
            ended: { try runner.ended($0, wasCancelled: $1, in: $2) },
            chore: {
                let next = try await schedules.turn(store).next
                try await days.keep()
                return next
            })
    }

    /// `almanac@host:process`.
    static func name() -> String { "\(host):\(getpid())" }

    /// Whether a worker of this name can be told to have ended: an earlier process under this one's number, or one of this machine that
    /// is not there any more.
    static func isGone(_ other: String) -> Bool {
        guard other != name() else { return true }
        guard other.hasPrefix(host + ":"), let process = pid_t(other.dropFirst(host.count + 1)), process > 0 else {
            return false
        }
        return kill(process, 0) != 0 && errno == ESRCH
    }

    private static let host: String = {
        var buffer = [CChar](repeating: 0, count: 81)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "almanac@localhost" }
        return "almanac@" + String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
