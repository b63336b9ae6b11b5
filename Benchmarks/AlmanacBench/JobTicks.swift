import Basics
import Domain
import Foundation
import JobEngine
import Modeling
import Services
import Storage

#if canImport(Glibc)
    import Glibc
#endif

/// Three nodes fire a crontab of every minute by one fast clock while they are killed (quality.md C2).
struct JobTicks {
    let place: String
    /// The file in which the time stands.
    let clock: String
    /// Minutes.
    let ticks: Int

    /// How many seconds of the clock pass in one of ours; what is missed for an hour of the clock counts once.
    private static let speed = 1000.0

    /// - Returns: Whether every minute set one run in motion.
    func run() async throws -> Bool {
        // Between two minutes, so that the first and the last are told apart.
        let start = Timestamp(microseconds: SystemTime().now.microseconds / 60_000_000 * 60_000_000 + 30_000_000)
        try FileClock.write(start, to: clock)
        let bench = try await JobBench(place, time: FileClock(clock))
        try await bench.prepare()
        // Somebody has to serve the queue for the request to be taken.
        await bench.worker("bench:1", slots: 1).step()
        let request: JSONValue = ["schedule": ["name": "minutely", "interval": "custom", "crontab": "* * * * *"]]
        let answer = try await bench.jobs.run("Wait", request.objectValue ?? JSONObject(), by: bench.actor)
        guard case .scheduled = answer else { throw BenchError.wrong }
        func node() throws -> Child {
            try Child(CommandLine.arguments[0], ["--job-worker", place, "--job-clock", clock])
        }
        var nodes = try (0..<3).map { _ in try node() }
        defer { for node in nodes { kill(node.process.processIdentifier, SIGKILL) } }
        let random = SeededRandom(seed: 5)
        let begun = Measure.wallSeconds()
        let end = start.adding(seconds: Double(ticks) * 60)
        var (kills, nextKill) = (0, begun + 2)
        while true {
            try await Task.sleep(for: .milliseconds(5))
            let wall = Measure.wallSeconds()
            let time = min(end, start.adding(seconds: (wall - begun) * Self.speed))
            try FileClock.write(time, to: clock)
            if time == end { break }
            guard wall >= nextKill else { continue }
            nextKill = wall + 2
            let victim = Int(random.below(3))
            kill(nodes[victim].process.processIdentifier, SIGKILL)
            nodes[victim].process.waitUntilExit()
            nodes[victim] = try node()
            kills += 1
        }
        try await Task.sleep(for: .seconds(3))
        let (firings, runs) = try await bench.store.read { session in
            var minutes: Set<Int64> = []
            for row in try session.rows(Selection(QueueFiring.schema)) {
                minutes.insert(Record<QueueFiring>(values: row).due.microseconds / 60_000_000)
            }
            return (minutes.count, try session.count(JobResult.schema, where: .always))
        }
        figure("\(ticks) minutes, 3 nodes, \(kills) killed", short(Measure.wallSeconds() - begun, "s"))
        figure("  minutes that fired / runs", "\(firings) / \(runs)", target: "\(ticks) each")
        return firings == ticks && runs == ticks
    }

    /// Fires what is due until the process is killed.
    static func fire(_ bench: JobBench) async throws {
        let schedules = JobSchedules(
            environment: bench.environment, queue: TicketQueue(time: bench.environment.time))
        while true {
            do {
                _ = try await schedules.fire(bench.store)
            } catch let problem as Problem where problem.kind == .unavailable {
                // A stopped node keeps the store for some seconds.
                try await Task.sleep(for: .milliseconds(100))
            }
            try await Task.sleep(for: .milliseconds(3))
        }
    }
}

/// A clock that another process sets.
struct FileClock: TimeSource {
    private let path: String

    init(_ path: String) { self.path = path }

    var now: Timestamp {
        // The file is there before any process reads it, and replaced as a whole.
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return Timestamp(microseconds: Int64(text) ?? 0)
    }

    static func write(_ time: Timestamp, to path: String) throws {
        try String(time.microseconds).write(toFile: path, atomically: true, encoding: .utf8)
    }
}
