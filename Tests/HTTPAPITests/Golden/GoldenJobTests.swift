import Basics
import HTTPAPI
import HTTPServing
import TestKit
import Testing

/// One run from its request to its log, against the answers of the reference.
@Suite("Recorded run", .enabled(if: GoldenFile.areAvailable, "needs ../shared/golden"))
struct GoldenJobTests {
    @Test func `a run is asked for, refused, told of and logged in the recorded shapes`() async throws {
        let world = try await GoldenWorld()
        let list = try await world.server.get("/api/extras/jobs/?name=Generate%20Vulnerabilities")
        let job = try #require(list["results"]?[0]?["id"]?.stringValue)
        func golden(_ name: String) throws -> GoldenFile { try GoldenFile("jobs", name) }
        func send(_ file: GoldenFile, _ path: String) async throws -> APIResponse {
            try await world.server.send(file.method, path, file.body.isNull ? nil : file.body)
        }
        let variables = try await send(try golden("variables"), "/api/extras/jobs/\(job)/variables/")
        #expect(try await variables.jsonBody() == (try golden("variables").answer))
        let refused = try await send(try golden("run_bad_var"), "/api/extras/jobs/\(job)/run/")
        #expect(refused.status == 400)
        #expect(try await refused.jsonBody() == (try golden("run_bad_var").answer))
        let asked = try await send(try golden("run"), "/api/extras/jobs/\(job)/run/")
        #expect(asked.status == 201)
        let body = try await asked.jsonBody()
        compare(try golden("run").answer, body, "run")
        for (name, value) in try golden("run").headers {
            #expect(asked.headers.contains { $0.name == name && $0.value == value }, "\(name)")
        }
        let result = try #require(body["job_result"]?["id"]?.stringValue)
        let worker = world.server.worker("celery@vm")
        try await world.server.work(worker)
        let done = try await world.server.get("/api/extras/job-results/\(result)/")
        compare(try golden("result_done").answer, done, "result_done")
        #expect(done["task_kwargs"] == (try golden("result_done").answer["task_kwargs"]))
        let logs = try await world.server.get("/api/extras/job-results/\(result)/logs/")
        compare(try golden("result_logs").answer, logs, "result_logs")
        let recorded = try golden("result_logs").answer.arrayValue ?? []
        for (ours, theirs) in zip(logs.arrayValue ?? [], recorded) {
            for name in ["log_level", "grouping", "log_object", "natural_slug"] {
                #expect(ours[name] == theirs[name], "\(name)")
            }
        }
    }

    private func compare(_ golden: JSONValue, _ answer: JSONValue, _ place: String) {
        let difference = Shape(golden).difference(to: Shape(answer))
        #expect(difference == nil, "\(place)")
        if let members = golden.objectValue { #expect(answer.objectValue?.keys == members.keys, "\(place)") }
    }
}
