import Basics
import Domain
import HTTPAPI
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What else can be asked of jobs: hooks, files, events, records (core.md §5.2, §5.5, §5.8).
@Suite struct JobEndpointTests {
    @Test func `a hook sets its job in motion for changes of its models, and for none that hooks make`() async throws {
        let world = try await JobWorld([
            ScriptedJob("Watcher", { $0.receiver = .hook }) { input, context in
                let change = try #require(input.object("object_change"))
                try await context.write { pipeline in
                    let tags = try #require(pipeline.session.catalog["extras.tag"])
                    let count = try pipeline.session.count(tags, where: .always)
                    _ = try pipeline.create(tags, ["name": .string("seen-\(count)"), "content_types": ["dcim.device"]])
                }
                return .string(change.description)
            }
        ])
        try await world.server.create(
            "/api/extras/job-hooks/",
            ["name": "tags", "content_types": ["extras.tag"], "job": ["name": "Watcher"], "type_create": true])
        try await world.server.create("/api/extras/tags/", ["name": "first", "content_types": ["dcim.device"]])
        try await world.server.create("/api/extras/roles/", ["name": "other", "content_types": ["dcim.device"]])
        try await world.server.webhooks.dispatcher.tellOnce()
        try await world.work()
        try await world.server.webhooks.dispatcher.tellOnce()
        try await world.work()
        let runs = try await world.server.get("/api/extras/job-results/")
        #expect(runs["count"] == 1)
        let change = try await world.server.get(
            "/api/extras/object-changes/?changed_object_type=extras.tag&action=create&object_repr=first")["results"]?[0]
        #expect(runs["results"]?[0]?["result"] == change?["id"], "\(runs.text)")
        #expect(try await world.server.get("/api/extras/tags/?name=seen-1")["count"] == 1)
    }

    @Test func `two hooks for one job and one change are refused`() async throws {
        let world = try await JobWorld([
            ScriptedJob("Watcher", { $0.receiver = .hook }) { _, _ in .null }, ScriptedJob("Plain"),
        ])
        func hook(_ name: String, _ job: String) async throws -> APIResponse {
            try await world.server.send(
                "POST", "/api/extras/job-hooks/",
                [
                    "name": .string(name), "content_types": ["dcim.device"], "job": ["name": .string(job)],
                    "type_create": true,
                ])
        }
        #expect(try await hook("one", "Watcher").status == 201)
        let second = try await hook("two", "Watcher")
        #expect(
            try await second.jsonBody() == [
                "type_create": ["A job hook already exists for create on dcim | device to job Watcher"]
            ])
        #expect(try await hook("three", "Plain").status == 400)
    }

    @Test func `a file that a run made can be downloaded by who may view it`() async throws {
        let content = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let world = try await JobWorld([
            ScriptedJob("Writer") { _, context in
                try await context.keepFile("bericht \"ü\".csv", content)
                return .null
            }
        ])
        let done = try await world.run("Writer")
        let file = try await world.server.get("/api/extras/file-proxies/")["results"]?[0]
        #expect(file?["job_result"]?["id"] == done["id"])
        let path = "/api/extras/file-proxies/\(file?["id"]?.stringValue ?? "")/download/"
        let answer = try await world.server.send("GET", path)
        #expect(answer.bytes == content)
        let disposition = answer.headers.first { $0.name == "Content-Disposition" }?.value
        #expect(
            disposition == "attachment; filename=\"bericht ___.csv\"; filename*=UTF-8''bericht%20%22%C3%BC%22.csv")
        #expect(try await world.server.send("GET", path, token: world.server.plainToken).status == 403)
        _ = try await world.server.send("DELETE", "/api/extras/job-results/\(done["id"]?.stringValue ?? "")/")
        #expect(try await world.server.send("GET", path).status == 404)
        #expect(try await world.server.store.read { try $0.count(FilePart.schema, where: .always) } == 0)
    }

    @Test func `a form brings a file to the run, and the file goes with the end of the run`() async throws {
        let world = try await JobWorld([
            ScriptedJob(
                "Reader",
                {
                    $0.variables = [
                        JobVariable("input", .file), JobVariable("count", .integer), JobVariable("deep", .boolean),
                    ]
                }
            ) { input, context in
                let bytes = try await context.file(try #require(input.object("input")))
                return [
                    "text": .string(String(decoding: bytes, as: UTF8.self)), "count": input["count"],
                    "deep": input["deep"],
                ]
            }
        ])
        let body = """
            --x1\r\nContent-Disposition: form-data; name="input"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nline 1\r\n--x\r\n\
            --x1\r\nContent-Disposition: form-data; name="count"\r\n\r\n7\r\n--x1\r\n\
            Content-Disposition: form-data; name="deep"\r\n\r\ntrue\r\n--x1--\r\n
            """
        let answer = try await world.server.send(
            "POST", "/api/extras/jobs/Reader/run/", raw: Array(body.utf8),
            contentType: "multipart/form-data; boundary=x1")
        #expect(answer.status == 201, "\(String(decoding: answer.bytes, as: UTF8.self))")
        let id = try #require(try await answer.jsonBody()["job_result"]?["id"]?.stringValue)
        try await world.work()
        #expect(try await world.result(id)["result"] == ["text": "line 1\r\n--x", "count": 7, "deep": true])
        #expect(try await world.server.get("/api/extras/file-proxies/")["count"] == 0)
        let smuggled = try await world.ask("Reader", ["data": ["input": .string(id), "count": 1]])
        #expect(smuggled.status == 400)
    }

    @Test(arguments: [
        "", "--x1", "--x1\r\n", "--x1\r\nno head", "--x1\r\n\r\nno name\r\n--x1--",
        "--x1\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x1--", "garbage", "--x1--",
    ])
    func `a form that is none is refused or empty`(body: String) async throws {
        let world = try await JobWorld([ScriptedJob("Plain")])
        let answer = try await world.server.send(
            "POST", "/api/extras/jobs/Plain/run/", raw: Array(body.utf8),
            contentType: "multipart/form-data; boundary=x1")
        #expect(answer.status == (body == "--x1--" ? 201 : 400))
    }

    @Test func `a log can be followed, from the beginning and from where it broke off`() async throws {
        let world = try await JobWorld([
            ScriptedJob("Talker") { _, context in
                await context.log.info("one")
                await context.log.info("two")
                context.report(2, of: 3, "devices")
                return .null
            }
        ])
        let done = try await world.run("Talker")
        let path = "/api/extras/job-results/\(done["id"]?.stringValue ?? "")/stream/"
        let all = try await world.server.send("GET", path).text()
        #expect(all.hasPrefix("retry: 2000\n\n"))
        let messages = all.split(separator: "\n").filter { $0.hasPrefix("data: ") && $0.contains("message") }
        #expect(messages.count == 4)
        #expect(all.contains("event: end\n"))
        let ids = all.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
        let request = try APIRequest(
            method: "GET", target: path,
            headers: ["authorization": "Token \(world.server.token)", "last-event-id": ids[1]], body: [],
            baseURL: "http://test")
        let rest = try await world.server.router.respond(to: request).text()
        #expect(
            rest.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
                == Array(ids[2...]))
    }

    @Test func `logs need a permission of their own`() async throws {
        let world = try await JobWorld([ScriptedJob("Plain")])
        let id = try #require(try await world.run("Plain")["id"]?.stringValue)
        let token = try await world.server.role("reader", [(["extras.jobresult"], ["view"], "null")])
        #expect(try await world.server.send("GET", "/api/extras/job-results/\(id)/logs/", token: token).status == 403)
        #expect(try await world.server.send("GET", "/api/extras/job-results/\(id)/stream/", token: token).status == 403)
        #expect(try await world.server.send("GET", "/api/extras/job-results/\(id)/", token: token).status == 200)
    }

    @Test func `what people chose of a job stays, what they only wrote is put back`() async throws {
        let world = try await JobWorld([ScriptedJob("Plain")])
        let id = try await world.server.get("/api/extras/jobs/?name=Plain")["results"]?[0]?["id"]?.stringValue ?? ""
        _ = try await world.server.send(
            "PATCH", "/api/extras/jobs/\(id)/",
            ["description": "ours", "description_override": true, "time_limit": 5, "hidden": true])
        try await JobRecords(environment: world.server.environment).refresh(
            world.server.jobs.registry, in: world.server.store)
        let job = try await world.server.get("/api/extras/jobs/\(id)/")
        #expect(job["description"] == "ours" && job["time_limit"] == 0.0 && job["hidden"] == false)
        let deleted = try await world.server.send("DELETE", "/api/extras/jobs/\(id)/")
        #expect(deleted.status == 409)
    }

    @Test func `queues of a job are those that it is assigned to`() async throws {
        let world = try await JobWorld([ScriptedJob("Plain")])
        let id = try await world.server.get("/api/extras/jobs/?name=Plain")["results"]?[0]?["id"]?.stringValue ?? ""
        for name in ["fast", "slow"] {
            try await world.server.create("/api/extras/job-queues/", ["name": .string(name), "queue_type": "celery"])
            try await world.server.create(
                "/api/extras/job-queue-assignments/", ["job": .string(id), "job_queue": ["name": .string(name)]])
        }
        #expect(try await world.server.get("/api/extras/jobs/\(id)/")["task_queues"] == ["fast", "slow"])
        #expect(try await world.ask("Plain", ["job_queue": "slow"]).status == 503, "no worker serves it")
        let slow = world.server.worker("almanac@test:9", queues: ["slow"])
        await slow.step()
        let answer = try await world.ask("Plain", ["job_queue": "slow"])
        #expect(try await answer.jsonBody()["job_result"]?["celery_kwargs"]?["queue"] == "slow")
        try await world.work()
        let run = try #require(try await answer.jsonBody()["job_result"]?["id"]?.stringValue)
        #expect(try await world.result(run)["status"]?["value"] == "PENDING")
        try await world.server.work(slow)
        #expect(try await world.result(run)["status"]?["value"] == "SUCCESS")
        let workers = try await world.server.get("/api/extras/job-workers/")
        #expect(workers["workers"]?.arrayValue?.count == 2)
        #expect(
            try await world.server.send("GET", "/api/extras/job-workers/", token: world.server.plainToken).status == 403
        )
    }

    @Test func `the lifecycle reports run as jobs under the names that clients know`() async throws {
        let world = try await JobWorld()
        let jobs = try await world.server.get("/api/extras/jobs/?grouping=Device%2FSoftware%20Lifecycle%20Reporting")
        let names = (jobs["results"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        #expect(
            names == [
                "Device Hardware Notice Report", "Device Software Validation Report",
                "Inventory Item Software Validation Report",
            ])
        #expect(try await world.ask(names[0]).status == 403, "jobs of the lifecycle area begin disabled")
        for job in jobs["results"]?.arrayValue ?? [] {
            let id = job["id"]?.stringValue ?? ""
            _ = try await world.server.send("PATCH", "/api/extras/jobs/\(id)/", ["enabled": true])
            let done = try await world.run(job["name"]?.stringValue ?? "")
            #expect(done["status"]?["value"] == "SUCCESS", "\(done.text)")
        }
        let last = try await world.run(names[1])
        #expect(
            try await world.log(try #require(last["id"]?.stringValue)).contains(
                "info Performed validation on: 0 devices."))
    }

    @Test func `old runs go with their logs`() async throws {
        let world = try await JobWorld([ScriptedJob("Plain")] + BuiltInJobs.all)
        for _ in 0..<3 { _ = try await world.run("Plain") }
        world.server.time.advance(seconds: 100 * 86_400)
        await world.worker.step()
        let done = try await world.run("Logs Cleanup", ["cleanup_types": ["extras.JobResult"], "max_age": 30])
        #expect(done["result"] == ["extras.JobResult": 3], "\(done.text)")
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 1)
        #expect(try await world.server.get("/api/extras/job-logs/?log_level=success")["count"] == 1)
    }

    @Test func `old days of the log go as a whole, except what a run wrote that has not ended`() async throws {
        let world = try await JobWorld([ScriptedJob("Plain")] + BuiltInJobs.all)
        let (store, time) = (world.server.store, world.server.time)
        let days = LogDays(store, patience: .seconds(120))
        // Behind everything that one table holds from the beginning.
        time.advance(seconds: max(0, Double((Timestamp("2100-01-01T12:00:00Z") ?? .last).seconds(since: time.now))))
        await world.worker.step()
        let isSplit = try await days.prepare(now: time.now) > 0
        #expect(isSplit == (store.engine.dialect == .postgresql))
        #expect(try await days.drop(JobLogEntry.schema, before: time.now) == (isSplit ? 1 : 0))
        _ = try await world.run("Plain")
        let waiting = try await world.begin("Plain")
        try await store.write { session in
            var entry = Record<JobLogEntry>(id: ID(world.server.environment.identifiers.next()))
            entry.message = "kept"
            entry.jobResult = ID(try #require(Identifier(waiting)))
            entry.created = time.now
            try session.insert(JobLogEntry.schema, entry.values)
            // Nobody does it, for however long.
            try session.delete(QueueTicket.schema, where: .always)
        }
        time.advance(seconds: 100 * 86_400)
        await world.worker.step()
        func clean() async throws -> [String] {
            let done = try await world.run(
                "Logs Cleanup", ["cleanup_types": ["extras.JobResult"], "max_age": 30])
            return try await world.log(try #require(done["id"]?.stringValue))
        }
        let first = try await clean()
        #expect(!first.contains { $0.contains("whole days") }, "\(first)")
        #expect(try await world.log(waiting) == ["info kept"])
        #expect(try await world.server.send("POST", "/api/extras/job-results/\(waiting)/cancel/").status == 200)
        let second = try await clean()
        #expect(second.contains { $0.contains("Removed the log of") } == isSplit, "\(second)")
        #expect(try await world.server.get("/api/extras/job-results/?name=Plain")["count"] == 0)
        #expect(try await world.server.get("/api/extras/job-logs/?q=kept")["count"] == 0)
    }

    @Test func `who may run the clean-up and delete nothing removes nothing`() async throws {
        let world = try await JobWorld([ScriptedJob("Plain")] + BuiltInJobs.all)
        _ = try await world.run("Plain")
        world.server.time.advance(seconds: 100 * 86_400)
        await world.worker.step()
        let token = try await world.server.role("cleaner", [(["extras.job"], ["run"], "null")])
        for type in ["extras.JobResult", "extras.ObjectChange"] {
            let body = try await world.ask(
                "Logs Cleanup", ["data": ["cleanup_types": [.string(type)], "max_age": 1]], token: token
            ).jsonBody()
            try await world.work()
            let id = try #require(body["job_result"]?["id"]?.stringValue)
            #expect(try await world.result(id)["status"]?["value"] == "FAILURE")
        }
        #expect(try await world.server.get("/api/extras/job-results/?name=Plain")["count"] == 1)
        #expect(try await world.server.get("/api/extras/object-changes/")["count"] != 0)
    }
}
