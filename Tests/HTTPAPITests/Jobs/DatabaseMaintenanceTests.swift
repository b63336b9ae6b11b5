import Basics
import Domain
import HTTPAPI
import JobEngine
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What the job for the database removes, and what it leaves alone.
@Suite struct DatabaseMaintenanceTests {
    @Test func `it removes files that no run needs, and old notes about schedules`() async throws {
        let world = try await JobWorld()
        let (store, environment) = (world.server.store, world.server.environment)
        let file = try await store.write { session in
            var firing = Record<QueueFiring>(id: ID(environment.identifiers.next()))
            firing.schedule = environment.identifiers.next()
            firing.due = environment.time.now
            try session.insert(QueueFiring.schema, firing.values)
            return try JobFiles.keep("old.csv", Array("a,b".utf8), of: nil, in: session, environment)
        }
        world.server.time.advance(seconds: 100 * 86_400)
        let young = try await store.write { session in
            try JobFiles.keep("young.csv", Array("a,b".utf8), of: nil, in: session, environment)
        }
        await world.worker.step()
        let result = try await world.run("Database Maintenance", ["compact": true])
        #expect(result["status"]?["value"] == "SUCCESS", "\(result.text)")
        #expect(
            result["result"]?["files"] == 1 && result["result"]?["firings"] == 1 && result["result"]?["damage"] == [])
        let left = try await store.read { session in
            (
                try session.ids(FileProxy.schema, where: .always),
                try session.count(QueueFiring.schema, where: .always),
                try session.count(FilePart.schema, where: .always)
            )
        }
        #expect(left.0 == [young.raw] && left.1 == 0 && left.2 == 1)
        #expect(file != young)
        let log = try await world.log(result["id"]?.stringValue ?? "")
        #expect(log.contains { $0.contains("sound") || $0.contains("valid") }, "\(log)")
    }

    @Test func `a file that a schedule will need stays`() async throws {
        let job = ScriptedJob("Reader", { $0.variables = [JobVariable("file", .file)] }, run: { _, _ in .null })
        let world = try await JobWorld([job] + BuiltInJobs.all)
        let (store, environment) = (world.server.store, world.server.environment)
        let yearly: JSONValue = ["schedule": ["name": "yearly", "interval": "custom", "crontab": "0 0 1 1 *"]]
        _ = try await world.server.jobs.run(
            "Reader", yearly.objectValue ?? JSONObject(),
            files: ["file": JobRequest.UploadedFile(name: "needed.csv", bytes: Array("a".utf8))],
            by: .system(requestID: environment.identifiers.next(), detail: "test"))
        world.server.time.advance(seconds: 10 * 86_400)
        await world.worker.step()
        #expect(try await world.run("Database Maintenance")["result"]?["files"] == 0)
        #expect(try await store.read { try $0.count(FileProxy.schema, where: .always) } == 1)
    }

    @Test func `every run of a schedule has the file that came with the request`() async throws {
        let job = ScriptedJob(
            "Reader", { $0.variables = [JobVariable("file", .file)] },
            run: { input, context in
                let bytes = try await context.file(try #require(input.object("file")))
                return .string(String(decoding: bytes, as: UTF8.self))
            })
        let world = try await JobWorld([job])
        let hourly: JSONValue = ["schedule": ["name": "hourly", "interval": "hourly"]]
        _ = try await world.server.jobs.run(
            "Reader", hourly.objectValue ?? JSONObject(),
            files: ["file": JobRequest.UploadedFile(name: "list.csv", bytes: Array("a,b".utf8))],
            by: .system(requestID: world.server.environment.identifiers.next(), detail: "test"))
        for _ in 0..<3 {
            world.server.time.advance(seconds: 3600)
            try await world.work()
        }
        let runs = try await world.server.get("/api/extras/job-results/")["results"]?.arrayValue ?? []
        #expect(runs.count >= 3 && runs.allSatisfy { $0["result"] == "a,b" }, "\(runs.map(\.text))")
    }
}
