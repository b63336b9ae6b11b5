import Basics
import Foundation
import JobEngine
import Modeling
import Services
import Storage

#if canImport(Glibc)
    import Glibc
#endif

/// The figures of jobs (issue 5), and what becomes of runs when workers are killed (quality.md C1, C3, C7).
struct JobsScenario {
    let place: String
    let bench: JobBench
    /// Of PostgreSQL and all of its processes; nil for SQLite.
    let server: ServerTime?

    init(_ place: String) async throws {
        self.place = place
        bench = try await JobBench(place)
        server = place.hasPrefix("postgres") ? ServerTime() : nil
        try await bench.prepare()
    }

    // MARK: Figures

    /// Adds, claims and ends work at batches of 100.
    func queue(_ count: Int) async throws {
        let (environment, store) = (bench.environment, bench.store)
        let queue = TicketQueue(time: environment.time)
        let node = environment.identifiers.next()
        let batch = 100
        let adding = server?.seconds ?? 0
        for _ in 0..<count / batch {
            let tickets = (0..<batch).map { number in
                NewTicket(id: environment.identifiers.next(), queue: "bench", owner: "owner\(number % 10)")
            }
            try await store.write { _ = try queue.add(tickets, in: $0) }
        }
        let begin = server?.seconds ?? 0
        let (_, measure) = try await Measure.run {
            while true {
                let claims = try await store.write { try queue.claim(batch, of: ["bench"], for: node, in: $0) }
                guard !claims.isEmpty else { return }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for claim in claims {
                        group.addTask { try await store.write { try queue.finish(claim, in: $0) } }
                    }
                    try await group.waitForAll()
                }
            }
        }
        func each(_ seconds: Double) -> String { short(seconds / Double(count) * 1e6, "µs") }
        figure("claim + end, batches of 100, of Almanac", each(measure.cpu))
        if let server {
            figure("claim + end, batches of 100, of PostgreSQL", each(server.seconds - begin), target: "50 µs")
            figure("add, batches of 100, of PostgreSQL", each(begin - adding))
        }
        figure("claim + end, one node", short(Double(count) / measure.wall, "/s"))
    }

    /// Whole runs with an effect, by one worker.
    func runs(_ count: Int) async throws {
        let worker = bench.worker("bench:1", slots: 32)
        await worker.step()
        let (_, asking) = try await Measure.run { try await bench.ask("Tally", count) }
        let begin = server?.seconds ?? 0
        let (_, doing) = try await Measure.run {
            while try await bench.left() > 0 {
                await worker.step()
                await worker.settle()
            }
        }
        func each(_ seconds: Double) -> String { short(seconds / Double(count) * 1e6, "µs") }
        figure("ask for a run", each(asking.cpu))
        figure("a run with an effect, a log and history", each(doing.cpu))
        if let server { figure("  the same, of PostgreSQL", each(server.seconds - begin)) }
    }

    /// Runs that wait, by 1, 2, 4 and 8 worker processes.
    func scaling() async throws {
        guard server != nil else { return }
        var single = 0.0
        for workers in [1, 2, 4, 8] {
            let count = workers * 150
            let children = try (0..<workers).map { _ in try child(slots: 8) }
            defer { for child in children { child.process.terminate() } }
            try await alive(workers)
            try await bench.ask("Wait", count)
            let (_, measure) = try await Measure.run {
                while try await bench.left() > 0 { try await Task.sleep(for: .milliseconds(50)) }
            }
            let rate = Double(count) / measure.wall
            if workers == 1 { single = rate }
            figure(
                "waiting runs, \(workers) workers", short(rate, "/s"),
                target: workers == 1 ? "" : "\(short(0.9 * single * Double(workers), "/s"))")
            for child in children { child.stop() }
        }
    }

    /// What a worker costs that has nothing to do.
    func idle(seconds: Int) async throws {
        let child = try child(slots: 8)
        defer { child.stop() }
        try await Task.sleep(for: .seconds(3))
        let before = child.preciseCPU
        try await Task.sleep(for: .seconds(seconds))
        figure(
            "idle worker", short((child.preciseCPU - before) / Double(seconds) * 100, "%% of a core"), target: "0.1 %")
    }

    func child(slots: Int) throws -> Child {
        try Child(CommandLine.arguments[0], ["--job-worker", place, "--job-slots", "\(slots)"])
    }

    /// Waits until so many workers are heard of.
    func alive(_ count: Int) async throws {
        let registry = NodeRegistry(
            time: bench.environment.time, queue: TicketQueue(time: bench.environment.time))
        while try await bench.store.read({ try registry.alive(in: $0).count { !$0.isLeaving } }) < count {
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

/// CPU time of a PostgreSQL server of this machine.
struct ServerTime {
    private let master: Int

    /// Nil unless `Scripts/with-postgresql` says where the server is.
    init?() {
        guard let folder = ProcessInfo.processInfo.environment["ALMANAC_TEST_DATABASE_FOLDER"],
            let text = try? String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8),
            let master = text.split(separator: "\n").first.flatMap({ Int($0) })
        else { return nil }
        self.master = master
    }

    /// Seconds of all of its processes, those that have ended too.
    var seconds: Double {
        let children = (try? String(contentsOfFile: "/proc/\(master)/task/\(master)/children", encoding: .utf8)) ?? ""
        let own = times(master).reduce(0, +)
        return children.split(separator: " ").compactMap { Int($0) }.reduce(own) { $0 + times($1)[..<2].reduce(0, +) }
    }

    /// User and system time, and that of children that have ended; seconds.
    private func times(_ process: Int) -> [Double] {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 15 else { return [0, 0, 0, 0] }
        return fields[11...14].map { (Double($0) ?? 0) / Double(sysconf(Int32(_SC_CLK_TCK))) }
    }
}
