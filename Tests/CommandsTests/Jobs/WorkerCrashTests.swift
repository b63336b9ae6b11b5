import Basics
import Foundation
import TestKit
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Kills workers while they run jobs, and looks for runs that were lost or ended twice (quality.md C1, C3).
///
/// `ALMANAC_WORKER_KILLS` sets the number of kills.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WorkerCrashTests {
    private static var kills: Int {
        ProcessInfo.processInfo.environment["ALMANAC_WORKER_KILLS"].flatMap { Int($0) } ?? 3
    }

    private func worker(_ folder: String) throws -> ChildProcess {
        try ChildProcess(
            [Executable.url.path, "worker", "--data", folder, "--slots", "4"],
            environment: ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"])
    }

    private func json(_ client: PlainClient, _ path: String) throws -> JSONValue {
        let answer = try #require(client.send("GET", path))
        #expect(answer.status == 200, "\(path): \(answer.body)")
        return try JSONValue(parsing: answer.body)
    }

    @Test func `whatever happens to workers, every run ends once`() async throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path, arguments: ["--role", "web"])
        let client = try #require(PlainClient(port: server.port))
        let job = try json(client, "/api/extras/jobs/?name=Device%20Hardware%20Notice%20Report")["results"]?[0]?["id"]
        let path = "/api/extras/jobs/\(job?.stringValue ?? "")/"
        #expect(client.send("PATCH", path, #"{"enabled": true}"#)?.status == 200)
        var workers = try (0..<3).map { _ in try worker(folder.path) }
        defer { for worker in workers { worker.signal(SIGKILL) } }
        while try json(client, "/api/extras/job-workers/")["workers"]?.arrayValue?.isEmpty != false {
            try await Task.sleep(for: .milliseconds(50))
        }
        let random = SeededRandom(seed: 77)
        let runs = 20 * Self.kills
        var asked = 0
        for _ in 0..<Self.kills {
            while asked % 20 < 19 || asked == 0 {
                #expect(client.send("POST", path + "run/", "{}")?.status == 201)
                asked += 1
            }
            let victim = Int(random.below(3))
            workers[victim].signal(SIGKILL)
            workers[victim].wait()
            workers[victim] = try worker(folder.path)
            #expect(client.send("POST", path + "run/", "{}")?.status == 201)
            asked += 1
        }
        while try json(client, "/api/extras/job-results/?limit=1&status=SUCCESS")["count"] != .int(Int64(asked)) {
            let failed = try json(client, "/api/extras/job-results/?limit=1&status=FAILURE")
            try #require(failed["count"] == 0, "\(failed.text)")
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(asked == runs)
        let ends = try json(client, "/api/extras/job-logs/?limit=1&log_level=success")["count"]
        #expect(ends == .int(Int64(asked)))
        let queues = try json(client, "/api/extras/job-workers/")["queues"]?.arrayValue ?? []
        #expect(queues.allSatisfy { $0["waiting"] == 0 && $0["running"] == 0 })
    }

    @Test func `a worker that is asked to end does so, and leaves nothing behind`() async throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path, arguments: ["--role", "web"])
        let client = try #require(PlainClient(port: server.port))
        let worker = try worker(folder.path)
        while try json(client, "/api/extras/job-workers/")["workers"]?.arrayValue?.count != 1 {
            try await Task.sleep(for: .milliseconds(50))
        }
        worker.signal(SIGTERM)
        #expect(worker.wait() == 0)
        #expect(try json(client, "/api/extras/job-workers/")["workers"]?.arrayValue?.isEmpty == true)
    }
}
