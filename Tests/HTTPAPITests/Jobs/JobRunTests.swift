import Basics
import Domain
import HTTPAPI
import HTTPServing
import JobEngine
import Modeling
import Secrets
import Services
import Storage
import TestKit
import Testing

/// Asking for runs, and what comes of them (core.md §5.4–5.6).
@Suite struct JobRunTests {
    @Test func `a run goes from pending to success, with a log and counts`() async throws {
        let world = try await JobWorld([
            ScriptedJob("Greeter") { _, context in
                await context.log.info("Hello")
                await context.log.warning("Careful", about: "csr1")
                await context.log.failure("Not good")
                return ["greeted": 1]
            }
        ])
        let id = try await world.begin("Greeter")
        let pending = try await world.result(id)
        #expect(pending["status"] == ["value": "PENDING", "label": "PENDING"])
        #expect(pending["meta"] == .null && pending["date_started"] == .null && pending["task_name"] == .null)
        try await world.work()
        let done = try await world.result(id)
        #expect(done["status"]?["value"] == "SUCCESS")
        #expect(done["result"] == ["greeted": 1])
        #expect(done["task_name"] == "test.jobs.Greeter")
        #expect(done["worker"] == "almanac@test:1")
        #expect(done["display"] == "Greeter created at 2026-11-21 12:00:00+00:00 (SUCCESS)")
        #expect(done["meta"] == ["children": []])
        let counts = ["debug", "success", "info", "warning", "error"].map { done["\($0)_log_count"] }
        #expect(counts == [0, 1, 2, 1, 1])
        #expect(
            try await world.log(id) == [
                "info Running job (version \(ProductVersion.text))", "info Hello", "warning Careful",
                "failure Not good",
                "success Job completed",
            ])
    }

    @Test func `an error ends a run with its words, a failure keeps the result`() async throws {
        struct Broken: Error {}
        let world = try await JobWorld([
            ScriptedJob("Refusing") { _, _ in throw Problem(.conflict, "The device is in use.") },
            ScriptedJob("Broken") { _, _ in throw Broken() },
            ScriptedJob("Failing") { _, _ in throw JobFailure("Two of three devices failed.", result: ["failed": 2]) },
        ])
        let refused = try await world.run("Refusing")
        #expect(refused["status"]?["value"] == "FAILURE")
        #expect(refused["result"]?["exc_message"] == ["The device is in use."])
        #expect(refused["traceback"]?.stringValue?.contains("in use") == true)
        #expect(try await world.run("Broken")["result"]?["exc_type"] == "Broken")
        let failed = try await world.run("Failing")
        #expect(failed["status"]?["value"] == "FAILURE" && failed["result"] == ["failed": 2])
        #expect(failed["traceback"] == .null)
    }

    @Test func `inputs are checked, filled up, and shown once the run has begun`() async throws {
        let world = try await JobWorld([
            ScriptedJob(
                "Inputs",
                {
                    var count = JobVariable("count", .integer)
                    count.minimum = 1
                    count.maximum = 9
                    var flag = JobVariable("flag", .boolean)
                    flag.isRequired = false
                    var site = JobVariable("site", .object)
                    site.model = "dcim.location"
                    site.isRequired = false
                    $0.variables = [count, flag, site, JobVariable("net", .network)]
                    $0.variables[3].isRequired = false
                }
            ) { input, _ in .object(input.values) }
        ])
        let bad = try await world.ask(
            "Inputs", ["data": ["count": 12, "zzz": 1, "net": "10.0.0.0/33", "site": "nowhere"]])
        #expect(bad.status == 400)
        let errors = try await bad.jsonBody()["errors"]
        #expect(errors?["count"] == ["Ensure this value is less than or equal to 9."])
        #expect(errors?["zzz"] == ["Job data contained an unknown property"])
        #expect(errors?["net"] == ["Enter a valid IPv4 or IPv6 network, such as 10.0.0.0/24."])
        #expect(errors?["site"]?[0]?.stringValue?.hasPrefix("Related object not found") == true)
        #expect(try await world.ask("Inputs").jsonBody() == ["errors": ["count": ["This field is required."]]])
        #expect(
            try await world.ask("Inputs", ["data": [1]]).jsonBody() == ["errors": ["Job data needs to be a dict"]])
        let done = try await world.run("Inputs", ["count": 3, "net": "10.1.2.0/24"])
        #expect(done["result"] == ["count": 3, "flag": false, "site": .null, "net": "10.1.2.0/24"])
        #expect(done["task_kwargs"] == done["result"])
        let variables = try await world.server.get("/api/extras/jobs/Inputs/variables/")
        #expect(
            variables[0] == ["name": "count", "type": "IntegerVar", "required": true, "min_value": 1, "max_value": 9])
    }

    @Test func `confidential inputs reach the run and nothing else`() async throws {
        let world = try await JobWorld([
            ScriptedJob(
                "Login",
                {
                    $0.variables = [JobVariable("password", .string), JobVariable("user", .string)]
                    $0.variables[0].isSensitive = true
                }
            ) { input, _ in .int(Int64(input.text("password").count)) }
        ])
        let id = try await world.begin("Login", ["password": "c0rrect-horse", "user": "anna"])
        #expect(!String(decoding: try await world.server.temporary.bytes(), as: UTF8.self).contains("c0rrect-horse"))
        try await world.work()
        let done = try await world.result(id)
        #expect(done["result"] == 13 && done["task_kwargs"] == ["user": "anna"])
        #expect(!String(decoding: try await world.server.temporary.bytes(), as: UTF8.self).contains("c0rrect-horse"))
        let later = try await world.ask(
            "Login", ["data": ["password": "x", "user": "u"], "schedule": ["name": "n", "interval": "daily"]])
        #expect(
            try await later.jsonBody() == [
                "schedule": ["interval": ["Unable to schedule job: Job may have sensitive input variables"]]
            ])
    }

    @Test func `what keeps a job from running is told in the order of the dialect`() async throws {
        let world = try await JobWorld([ScriptedJob("One"), ScriptedJob("Two", isEnabled: false)])
        #expect(try await world.ask("Nothing").status == 404)
        #expect(try await world.ask("One", token: world.server.plainToken).status == 403)
        let token = try await world.server.role("runner", [(["extras.job"], ["run"], #"{"name": "Two"}"#)])
        #expect(try await world.ask("One", token: token).status == 404)
        let disabled = try await world.ask("Two", token: token)
        #expect(disabled.status == 403)
        #expect(try await disabled.jsonBody() == ["detail": "This job is not enabled to be run."])
        let queue = try await world.ask("One", ["task_queue": "nope"])
        #expect(queue.status == 400)
        #expect(try await queue.jsonBody() == ["task_queue": ["\"nope\" is not a valid choice."]])
        try await JobRecords(environment: world.server.environment).refresh(
            JobRegistry([ScriptedJob("Two")]), in: world.server.store)
        #expect(try await world.ask("One").status == 405)
        let two = try await world.server.get("/api/extras/jobs/?name=Two")["results"]?[0]?["id"]?.stringValue ?? ""
        _ = try await world.server.send("PATCH", "/api/extras/jobs/\(two)/", ["enabled": true])
        world.server.time.advance(seconds: 60)
        let alone = try await world.ask("Two")
        #expect(alone.status == 503)
        #expect(
            try await alone.jsonBody() == [
                "detail": "Unable to process request: No celery workers running on queue default."
            ])
    }

    @Test func `a run happens in the name of who asked`() async throws {
        let world = try await JobWorld([
            ScriptedJob("Tagger") { _, context in
                try await context.write { pipeline in
                    _ = try pipeline.create(
                        try #require(pipeline.session.catalog["extras.tag"]),
                        ["name": "made-by-job", "content_types": ["dcim.device"]])
                }
                return .null
            }
        ])
        let token = try await world.server.role(
            "runner", [(["extras.job"], ["run"], "null"), (["extras.jobresult"], ["view"], "null")])
        let body = try await world.ask("Tagger", token: token).jsonBody()
        let id = try #require(body["job_result"]?["id"]?.stringValue)
        try await world.work()
        #expect(try await world.result(id)["status"]?["value"] == "FAILURE", "the user may not add tags")
        let done = try await world.run("Tagger")
        #expect(done["status"]?["value"] == "SUCCESS")
        let change = try await world.server.get("/api/extras/object-changes/?changed_object_type=extras.tag")[
            "results"]?[0]
        #expect(change?["change_context"] == "job" && change?["change_context_detail"] == "Tagger")
        #expect(change?["request_id"] == done["id"])
        #expect(change?["user_name"] == "admin")
    }

    @Test func `of a singleton the second run fails while the first goes on`() async throws {
        let gate = Gate()
        let world = try await JobWorld([
            ScriptedJob("Alone", { $0.isSingleton = true }) { _, _ in
                await gate.pass()
                return .null
            }
        ])
        let runs = [try await world.begin("Alone"), try await world.begin("Alone")]
        await world.worker.step()
        await gate.waitForOne()
        // One of them waits at the gate; the other one ends by itself.
        while world.worker.running > 1 { try await Task.sleep(for: .milliseconds(2)) }
        await gate.open()
        await world.worker.settle()
        var outcomes: [String: String] = [:]
        for run in runs { outcomes[try await world.result(run)["status"]?["value"]?.stringValue ?? ""] = run }
        #expect(outcomes["SUCCESS"] != nil)
        let failed = try #require(outcomes["FAILURE"])
        #expect(try await world.log(failed) == ["error Job Alone is a singleton and already running."])
        #expect(try await world.run("Alone")["status"]?["value"] == "SUCCESS")
    }

    @Test func `a run that takes too long is asked to end, and then ended`() async throws {
        var limits = JobRunner.Limits()
        (limits.soft, limits.hard) = (10, 20)
        let started = Gate()
        let world = try await JobWorld(
            [
                ScriptedJob("Listening") { _, context in
                    await started.arrive()
                    while true {
                        try context.checkpoint()
                        try await Task.sleep(for: .milliseconds(2))
                    }
                },
                ScriptedJob("Deaf") { _, _ in
                    await started.arrive()
                    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                    return .null
                },
            ], limits: limits)
        for (job, seconds, type) in [("Listening", 10.5, "SoftTimeLimitExceeded"), ("Deaf", 21, "TimeLimitExceeded")] {
            let id = try await world.begin(job)
            await world.worker.step()
            await started.waitForOne()
            await started.reset()
            world.server.time.advance(seconds: seconds)
            await world.worker.settle()
            #expect(try await world.result(id)["result"]?["exc_type"] == .string(type))
        }
    }

    @Test func `a run can be ended before it begins and while it goes on`() async throws {
        let started = Gate()
        let world = try await JobWorld([
            ScriptedJob("Long") { _, context in
                await started.arrive()
                while true {
                    try context.checkpoint()
                    try await Task.sleep(for: .milliseconds(2))
                }
            }
        ])
        let waiting = try await world.begin("Long")
        #expect(try await world.server.send("GET", "/api/extras/job-results/\(waiting)/cancel/").status == 200)
        let ended = try await world.server.send("POST", "/api/extras/job-results/\(waiting)/cancel/").jsonBody()
        #expect(ended["status"]?["value"] == "REVOKED" && ended["canceled_by_user_name"] == "admin")
        #expect(try await world.server.send("POST", "/api/extras/job-results/\(waiting)/cancel/").status == 409)
        let running = try await world.begin("Long")
        await world.worker.step()
        await started.waitForOne()
        let other = try await world.server.role("other", [(["extras.jobresult"], ["view"], "null")])
        let refused = try await world.server.send("POST", "/api/extras/job-results/\(running)/cancel/", token: other)
        #expect(refused.status == 403)
        #expect(try await world.server.send("POST", "/api/extras/job-results/\(running)/cancel/").status == 200)
        world.server.time.advance(seconds: 1)
        await world.worker.step()
        await world.worker.settle()
        let done = try await world.result(running)
        #expect(done["status"]?["value"] == "REVOKED" && done["cancel_type"] == "terminated")
    }

    @Test func `a run whose worker was lost is begun again, and its change happens once`() async throws {
        let started = Gate()
        let world = try await JobWorld([
            ScriptedJob("Once") { _, context in
                if context.attempt == 1 {
                    await started.arrive()
                    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                }
                try await context.conclude(["attempt": .int(Int64(context.attempt))]) { pipeline in
                    _ = try pipeline.create(
                        try #require(pipeline.session.catalog["extras.tag"]),
                        ["name": "once", "content_types": ["dcim.device"]])
                }
                return .null
            }
        ])
        let id = try await world.begin("Once")
        await world.worker.step()
        await started.waitForOne()
        // The first worker hangs; a second one hears nothing of it for longer than its lease.
        world.server.time.advance(seconds: 16)
        let second = world.server.worker("almanac@test:2")
        await second.step()
        await second.step()
        await second.settle()
        let done = try await world.result(id)
        #expect(done["status"]?["value"] == "SUCCESS" && done["result"] == ["attempt": 2])
        #expect(done["worker"] == "almanac@test:2")
        #expect(try await world.server.get("/api/extras/tags/?name=once")["count"] == 1)
        #expect(try await world.log(id).contains("warning The worker was lost; this is attempt 2."))
    }

    @Test func `values of secrets never stand in the log or the result`() async throws {
        let world = try await JobWorld([
            ScriptedJob("Teller") { _, context in
                let group = try #require(context.secrets)
                let secret = try await group.find("told", for: context.actor)
                let value = try await group.resolve(secret.id, by: context.actor).value.bytes.revealText() ?? ""
                await context.log.info("the value is \(value)", about: value)
                return .string("got \(value)")
            }
        ])
        try await world.server.create(
            "/api/extras/secrets/",
            ["name": "told", "provider": "environment-variable", "parameters": ["variable": "PLAIN"]])
        let done = try await world.run("Teller")
        #expect(done["status"]?["value"] == "SUCCESS", "\(done.text)")
        #expect(done["result"] == "got (redacted)")
        let log = try await world.log(try #require(done["id"]?.stringValue))
        #expect(log.contains("info the value is (redacted)"))
    }
}

/// Holds what passes until it is opened, and tells that somebody has come.
actor Gate {
    private var isOpen = false
    private var arrived = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watching: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        arrive()
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func arrive() {
        arrived += 1
        for watcher in watching { watcher.resume() }
        watching = []
    }

    func waitForOne() async {
        guard arrived == 0 else { return }
        await withCheckedContinuation { watching.append($0) }
    }

    func reset() { arrived = 0 }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }

    @Test(arguments: [1, 5])
    func `a run that could not get at the store begins again, five times at most`(failures: Int) async throws {
        let job = ScriptedJob(
            "Unlucky",
            run: { _, context in
                try await context.write { _ in
                    let attempt = context.attempt
                    if attempt <= failures { throw Problem(.unavailable, "The store cannot be reached.") }
                }
                return .int(Int64(context.attempt))
            })
        let world = try await JobWorld([job])
        let run = try await world.begin("Unlucky")
        for _ in 0..<6 {
            try await world.work()
            world.server.time.advance(seconds: 6)
        }
        let result = try await world.result(run)
        #expect(result["status"]?["value"] == (failures == 1 ? "SUCCESS" : "FAILURE"))
        if failures == 1 { #expect(result["result"] == 2) }
        #expect(try await world.log(run).contains { $0.contains("The store was out") })
    }
}
