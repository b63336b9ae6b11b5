import Basics
import Domain
import Foundation
import JobEngine
import Modeling
import Services
import Storage
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Kills and stops worker processes while they run jobs, and counts what came of the runs (quality.md C1, C3).
struct JobKills {
    let scenario: JobsScenario
    let workers: Int
    let runs: Int

    /// Kills one worker every two seconds and keeps another stopped for twenty, until every run has ended.
    ///
    /// - Returns: Whether each run had its effect exactly once and none was left.
    func run() async throws -> Bool {
        let bench = scenario.bench
        var children = try (0..<workers).map { _ in try scenario.child(slots: 4) }
        defer { for child in children { kill(child.process.processIdentifier, SIGKILL) } }
        try await scenario.alive(workers)
        let (progress, runs) = (Progress(), runs)
        let asking = Task {
            defer { progress.isAsked.withLock { $0 = true } }
            try await bench.ask("Tally", runs)
        }
        let random = SeededRandom(seed: 7)
        var (kills, stops, turn) = (0, 0, 0)
        var stopped: (place: Int, until: Double)?
        var left = runs
        let begun = Measure.wallSeconds()
        repeat {
            try await Task.sleep(for: .seconds(2))
            turn += 1
            var victim = Int(random.below(UInt64(workers)))
            if victim == stopped?.place { victim = (victim + 1) % workers }
            kill(children[victim].process.processIdentifier, SIGKILL)
            children[victim].process.waitUntilExit()
            children[victim] = try scenario.child(slots: 4)
            kills += 1
            if let current = stopped, Measure.wallSeconds() >= current.until {
                kill(children[current.place].process.processIdentifier, SIGCONT)
                stopped = nil
            } else if stopped == nil, turn % 3 == 0 {
                let place = (victim + 1) % workers
                kill(children[place].process.processIdentifier, SIGSTOP)
                stopped = (place, Measure.wallSeconds() + 20)
                stops += 1
            }
            if turn % 15 == 0 { print("    \(left) runs left, \(kills) killed, \(stops) stopped") }
            left = try await bench.left()
        } while !progress.isAsked.withLock({ $0 }) || left > 0
        try await asking.value
        if let stopped {
            // What it still believes to hold is refused.
            kill(children[stopped.place].process.processIdentifier, SIGCONT)
            try await Task.sleep(for: .seconds(3))
        }
        let seconds = Measure.wallSeconds() - begun
        let counts = try await bench.store.read { session in
            [
                try session.count(JobResult.schema, where: .compare(["status"], .equals, [.text("SUCCESS")])),
                try session.count(
                    Manufacturer.schema, where: .compare(["name"], .startsWith, [.text("tally ")])),
                try session.count(ObjectChange.schema, where: .compare(["change_context"], .equals, [.text("job")])),
                try session.count(JobLogEntry.schema, where: .compare(["log_level"], .equals, [.text("success")])),
            ]
        }
        for row in try await bench.store.read({ session in
            try session.rows(
                Selection(
                    JobResult.schema, where: .not(.compare(["status"], .equals, [.text("SUCCESS")])), limit: 10))
        }) {
            let run = Record<JobResult>(values: row)
            print("    \(run.id) \(run.status) \(run.result?.text ?? "")")
        }
        let isGood = counts.allSatisfy { $0 == runs }
        figure(
            "\(runs) runs, \(workers) workers, \(kills) killed, \(stops) stopped for 20 s", short(seconds, "s"))
        figure(
            "  succeeded / effects / history / ends", counts.map(String.init).joined(separator: " / "),
            target: "\(runs) each")
        return isGood
    }
}

/// Whether all runs have been asked for.
private final class Progress: Sendable {
    let isAsked = Mutex(false)
}
