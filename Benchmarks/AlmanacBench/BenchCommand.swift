import ArgumentParser
import Foundation
import JobEngine
import Storage

#if canImport(Glibc)
    import Glibc
#endif

/// `almanac-bench`: figures of issue 2 §7, as CPU time per unit or as a ratio to a reference of the same run.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "almanac-bench", abstract: "Measure CPU time and memory at several sizes.")

    @Option(help: "Numbers of devices, separated by commas.")
    var sizes = "1000,10000,100000,1000000"

    @Option(help: "Folder for stores; emptied before and after.")
    var folder = NSTemporaryDirectory() + "almanac-bench"

    @Option(help: "The executable to measure. [default: almanac beside this one]")
    var executable: String?

    @Option(
        help:
            "What to measure: inventory, reports, search, secrets, jobs, exposure or all; job-kills and job-ticks prove."
    )
    var only = "all"

    @Option(help: "Vulnerabilities of the mirror that exposure is measured on; a version for each 20.")
    var cves = 400_000

    @Option(help: "Runs of job-kills, minutes of job-ticks.")
    var runs = 20_000

    @Option(help: "Worker processes of job-kills.")
    var workers = 20

    @Option(help: .hidden)
    var jobWorker: String?

    @Option(help: .hidden)
    var jobSlots = 8

    @Option(help: .hidden)
    var jobClock: String?

    @Option(help: .hidden)
    var backendAuthority: String?

    func run() async throws {
        if let jobWorker { return await work(jobWorker) }
        if let backendAuthority { return try await SecretsBackend.serve(authority: backendAuthority) }
        let almanac =
            executable
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
                "almanac"
            ).path
        print("almanac-bench: CPU times; the machine's load does not change them much")
        print(String(repeating: "─", count: 100))
        if only == "job-kills" { return try await jobKills() }
        if only == "job-ticks" { return try await jobTicks() }
        if ["all", "secrets"].contains(only) { try await secrets() }
        if ["all", "jobs"].contains(only) { try await jobs() }
        if ["all", "exposure"].contains(only) { try await exposure(almanac) }
        guard ["all", "inventory", "reports", "search"].contains(only) else { return }
        for size in sizes.split(separator: ",").compactMap({ Int($0) }) {
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            print("\n\(size) devices")
            var scenario = Scenario(devices: size, folder: folder, executable: almanac)
            try await scenario.importing()
            if only != "reports" { try await scenario.searching() }
            if only == "search" { continue }
            try await scenario.reporting()
            if only == "reports" { continue }
            try scenario.serving()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The databases that jobs are measured on: a file, and the server that `Scripts/with-postgresql` has started.
    private func places() throws -> [(name: String, place: String)] {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var places = [("SQLite", folder + "/jobs.db")]
        if let address = try Self.emptyDatabase("jobs") { places.append(("PostgreSQL", address)) }
        return places
    }

    /// Makes a database of the server that `Scripts/with-postgresql` has started; nil when there is none.
    static func emptyDatabase(_ name: String) throws -> String? {
        guard let server = ProcessInfo.processInfo.environment["ALMANAC_TEST_DATABASE"] else { return nil }
        let database = "almanac_bench_\(name)_\(getpid())"
        try PostgreSQLEngine.administer(PostgreSQLAddress(server), "CREATE DATABASE \(database)")
        let base = server.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return "\(base)/\(database)"
    }

    private func jobs() async throws {
        for (name, place) in try places() {
            print("\njobs on \(name)")
            let scenario = try await JobsScenario(place)
            try await scenario.queue(20_000)
            try await scenario.runs(2_000)
            try await scenario.idle(seconds: 30)
            try await scenario.scaling()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func exposure(_ almanac: String) async throws {
        try? FileManager.default.removeItem(atPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var scenario = try ExposureScenario(cves: max(cves, 10_000), folder: folder, executable: almanac)
        try await scenario.run()
    }

    private func jobKills() async throws {
        guard let (name, place) = try places().last else { return }
        print("\nworkers killed, on \(name)")
        guard try await JobKills(scenario: JobsScenario(place), workers: workers, runs: runs).run() else {
            throw ExitCode.failure
        }
    }

    private func jobTicks() async throws {
        guard let (name, place) = try places().last else { return }
        print("\ncrontab with nodes killed, on \(name)")
        let ticks = JobTicks(place: place, clock: folder + "/clock", ticks: runs)
        guard try await ticks.run() else { throw ExitCode.failure }
    }

    /// Runs jobs, or fires schedules by a clock of its own, until it is killed.
    private func work(_ place: String) async {
        do {
            if let jobClock {
                return try await JobTicks.fire(JobBench(place, connections: 2, time: FileClock(jobClock)))
            }
            let bench = try await JobBench(place, connections: 2)
            // As `almanac worker` does it.
            let listener = Task { await ForeignCommits(bench.engine).run() }
            await bench.worker("bench:\(getpid())", slots: jobSlots, rest: .seconds(30)).run()
            listener.cancel()
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
        }
    }

    private func secrets() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let authority = folder + "/authority.pem"
        let backend = try Child(CommandLine.arguments[0], ["--backend-authority", authority])
        defer { backend.stop() }
        guard let port = backend.port() else { throw BenchError.wrong }
        print("\nsecrets")
        try await SecretsScenario(folder: folder, backend: port, authority: authority).run()
    }
}

/// One line of the figures.
func figure(_ name: String, _ value: String, target: String = "") {
    let left = name.padding(toLength: 52, withPad: " ", startingAt: 0)
    let middle = value.padding(toLength: 28, withPad: " ", startingAt: 0)
    print("  \(left)\(middle)\(target.isEmpty ? "" : "bar \(target)")")
    fflush(nil)
}

/// A number with few digits.
func short(_ number: Double, _ unit: String) -> String {
    let digits = number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 3
    return String(format: "%.\(digits)f \(unit)", number)
}
