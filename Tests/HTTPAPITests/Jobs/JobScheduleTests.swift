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

/// Runs that are due later, and approval (core.md §5.4, §5.7).
@Suite struct JobScheduleTests {
    private func schedule(
        _ world: JobWorld, _ schedule: JSONValue, token: String? = nil
    ) async throws -> JSONValue {
        let answer = try await world.ask("Nightly", ["schedule": schedule], token: token)
        let body = try await answer.jsonBody()
        #expect(answer.status == 201, "\(body.text)")
        #expect(body["job_result"] == .null)
        return try #require(body["scheduled_job"])
    }

    private func runs(_ world: JobWorld) async throws -> Int {
        Int(try await world.server.get("/api/extras/job-results/")["count"]?.intValue ?? -1)
    }

    private func state(_ world: JobWorld, _ schedule: JSONValue) async throws -> JSONValue {
        try await world.server.get("/api/extras/scheduled-jobs/\(schedule["id"]?.stringValue ?? "")/")
    }

    @Test func `a run that is due once happens once, when its time has come`() async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        let kept = try await schedule(
            world, ["name": "later", "interval": "future", "start_time": "2026-11-21T13:00:00Z"])
        #expect(kept["one_off"] == true && kept["state"]?["value"] == "active" && kept["queue"] == "default")
        try await world.work()
        #expect(try await runs(world) == 0)
        world.server.time.advance(seconds: 3600)
        try await world.work()
        let run = try await world.server.get("/api/extras/job-results/")["results"]?[0]
        #expect(run?["status"]?["value"] == "SUCCESS" && run?["scheduled_job"]?["id"] == kept["id"])
        let done = try await state(world, kept)
        #expect(done["state"]?["value"] == "completed" && done["total_run_count"] == 1 && done["enabled"] == false)
        world.server.time.advance(seconds: 86_400)
        try await world.work()
        #expect(try await runs(world) == 1)
    }

    @Test func `a crontab sets each of its times in motion once, however many workers look`() async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        let kept = try await schedule(
            world, ["name": "often", "interval": "custom", "crontab": "*/10 * * * *", "time_zone": "Europe/Berlin"])
        #expect(kept["time_zone"] == "Europe/Berlin" && kept["crontab"] == "*/10 * * * *")
        let workers = (1...3).map { world.server.worker("almanac@test:\($0)") }
        // The first time is the one at which it was asked for, being one of the crontab's.
        for _ in 0..<30 {
            world.server.time.advance(seconds: 120)
            await withTaskGroup(of: Void.self) { group in
                for worker in workers { group.addTask { await worker.step() } }
            }
            for worker in workers { await worker.settle() }
        }
        #expect(try await runs(world) == 7)
        #expect(try await state(world, kept)["total_run_count"] == 7)
        let firings = try await world.server.store.read { session in
            try session.rows(Selection(QueueFiring.schema)).map { Record<QueueFiring>(values: $0).due }
        }
        #expect(Set(firings).count == 7)
    }

    @Test func `what was missed lately is made up for, what lies far back counts once`() async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        _ = try await schedule(world, ["name": "hourly", "interval": "hourly", "start_time": "2026-11-21T12:30:00Z"])
        world.server.time.advance(seconds: 10 * 3600)
        try await world.work()
        #expect(try await runs(world) == 1)
        world.server.time.advance(seconds: 3600)
        try await world.work()
        #expect(try await runs(world) == 2)
    }

    @Test func `the minutes of a century without any worker are not gone through`() async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        _ = try await schedule(world, ["name": "minutely", "interval": "custom", "crontab": "* * * * *"])
        world.server.time.advance(seconds: 36_525 * 86_400)
        let schedules = JobSchedules(
            environment: world.server.environment, queue: TicketQueue(time: world.server.environment.time))
        #expect(try await schedules.fire(world.server.store) == 61)
        #expect(try await schedules.fire(world.server.store) == 0)
    }

    @Test(
        arguments: [
            (["interval": "daily"], "name"), (["name": "n"], "interval"),
            (["name": "n", "interval": "yearly"], "interval"),
            (["name": "n", "interval": "future"], "start_time"),
            (["name": "n", "interval": "daily", "start_time": "2020-01-01T00:00:00Z"], "start_time"),
            (["name": "n", "interval": "daily", "start_time": "soon"], "start_time"),
            (["name": "n", "interval": "custom", "crontab": "61 * * * *"], "crontab"),
            (["name": "n", "interval": "custom"], "crontab"),
            (["name": "n", "interval": "daily", "time_zone": "Mars/Olympus"], "time_zone"),
        ] as [(JSONValue, String)])
    func `a schedule that cannot be kept is refused with the part that is wrong`(
        schedule: JSONValue, field: String
    ) async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        let answer = try await world.ask("Nightly", ["schedule": schedule])
        #expect(answer.status == 400)
        #expect(try await answer.jsonBody()["schedule"]?[field]?[0]?.stringValue != nil)
    }

    @Test func `a schedule stops having effect with the right to run its job`() async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        let token = try await world.server.role("nightshift", [(["extras.job"], ["run"], "null")])
        _ = try await schedule(world, ["name": "hourly", "interval": "hourly"], token: token)
        world.server.time.advance(seconds: 3600)
        try await world.work()
        let done = try await world.server.get("/api/extras/job-results/?status=SUCCESS")["count"]
        #expect(done != 0)
        let permission = try await world.server.get("/api/users/permissions/?name__isw=nightshift")["results"]?[0]?[
            "id"]
        let path = "/api/users/permissions/\(try #require(permission?.stringValue))/"
        #expect(try await world.server.send("DELETE", path).status == 204)
        world.server.time.advance(seconds: 3600)
        try await world.work()
        let failed = try await world.server.get("/api/extras/job-results/?status=FAILURE")["results"]?[0]?["id"]
        let log = try await world.log(try #require(failed?.stringValue))
        #expect(log.contains { $0.contains("may not run the job any more") }, "\(log)")
        #expect(try await world.server.get("/api/extras/job-results/?status=SUCCESS")["count"] == done)
    }

    @Test func `it is known how long it is until the next schedule is due`() async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        let environment = world.server.environment
        let schedules = JobSchedules(environment: environment, queue: TicketQueue(time: environment.time))
        #expect(try await schedules.turn(world.server.store).next == nil)
        _ = try await schedule(
            world, ["name": "later", "interval": "future", "start_time": "2026-11-21T13:00:00Z"])
        #expect(try await schedules.turn(world.server.store).next == .seconds(3600))
        world.server.time.advance(seconds: 3600)
        let due = try await schedules.turn(world.server.store)
        // There may be more than one look takes.
        #expect(due.fired == 1 && due.next == .zero)
        #expect(try await schedules.turn(world.server.store).next == nil)
    }

    @Test func `a name is taken once`() async throws {
        let world = try await JobWorld([ScriptedJob("Nightly")])
        _ = try await schedule(world, ["name": "n", "interval": "daily"])
        let again = try await world.ask("Nightly", ["schedule": ["name": "n", "interval": "daily"]])
        #expect(again.status == 400)
    }

    /// A server on which every schedule of the job has to be approved by two groups, one after the other.
    private func approving() async throws -> (JobWorld, first: String, second: String, asker: String) {
        let world = try await JobWorld([
            ScriptedJob("Nightly", { $0.variables = [JobVariable("dryrun", .dryRun)] }) { _, _ in .null }
        ])
        let definition = try await world.server.create(
            "/api/extras/approval-workflow-definitions/",
            [
                "name": "nightly", "model_content_type": "extras.scheduledjob", "weight": 10,
                "model_constraints": ["job_model__name": "Nightly"],
            ])
        for (sequence, group) in [(1, "operators"), (2, "architects")] {
            try await world.server.create("/api/users/groups/", ["name": .string(group)])
            try await world.server.create(
                "/api/extras/approval-workflow-stage-definitions/",
                [
                    "approval_workflow_definition": .string(definition), "name": .string(group),
                    "sequence": .int(Int64(sequence)), "min_approvers": 1, "approver_group": ["name": .string(group)],
                ])
        }
        let rights: [(types: [String], actions: [String], constraints: String)] = [
            (["extras.approvalworkflowstage", "extras.scheduledjob"], ["view", "change"], "null"),
            (["extras.job"], ["run"], "null"),
        ]
        func member(_ name: String, _ group: String) async throws -> String {
            let token = try await world.server.role(name, rights)
            let user = try await world.server.get("/api/users/users/?username=\(name)")["results"]?[0]?["id"]?
                .stringValue
            _ = try await world.server.send(
                "PATCH", "/api/users/users/\(user ?? "")/", ["groups": [["name": .string(group)]]])
            return token
        }
        return (
            world, try await member("olga", "operators"), try await member("arne", "architects"),
            try await world.server.role("asker", rights)
        )
    }

    private func stages(_ world: JobWorld) async throws -> [String] {
        let rows =
            try await world.server.get("/api/extras/approval-workflow-stages/?depth=1")["results"]?.arrayValue ?? []
        return rows.sorted {
            ($0["approval_workflow_stage_definition"]?["sequence"]?.intValue ?? 0)
                < ($1["approval_workflow_stage_definition"]?["sequence"]?.intValue ?? 0)
        }.compactMap { $0["id"]?.stringValue }
    }

    private func decide(_ world: JobWorld, _ stage: String, _ deed: String, _ token: String) async throws -> Int {
        try await world.server.send(
            "POST", "/api/extras/approval-workflow-stages/\(stage)/\(deed)/", ["comments": "because"], token: token
        ).status
    }

    @Test func `a run that has to be approved waits until every stage has agreed, in their order`() async throws {
        let (world, first, second, asker) = try await approving()
        let answer = try await world.ask("Nightly", ["data": ["dryrun": false]], token: asker).jsonBody()
        let kept = try #require(answer["scheduled_job"])
        #expect(answer["job_result"] == .null)
        #expect(kept["state"]?["value"] == "pending" && kept["enabled"] == false && kept["interval"] == "future")
        let stages = try await stages(world)
        try #require(stages.count == 2)
        #expect(try await decide(world, stages[1], "approve", second) == 400, "the first stage is not decided")
        #expect(try await decide(world, stages[0], "approve", second) == 403, "not in the group")
        #expect(try await decide(world, stages[0], "approve", asker) == 403, "nobody in a group, and the submitter")
        try await world.work()
        #expect(try await runs(world) == 0)
        #expect(try await decide(world, stages[0], "comment", first) == 200)
        #expect(try await decide(world, stages[0], "approve", first) == 200)
        #expect(try await decide(world, stages[0], "approve", first) == 400, "decided already")
        try await world.work()
        #expect(try await runs(world) == 0)
        #expect(try await decide(world, stages[1], "approve", second) == 200)
        #expect(try await state(world, kept)["state"]?["value"] == "active")
        try await world.work()
        #expect(try await runs(world) == 1)
        #expect(try await state(world, kept)["state"]?["value"] == "completed")
    }

    @Test func `stages that a request waits for cannot be deleted, nor what they belong to`() async throws {
        let (world, _, _, asker) = try await approving()
        _ = try await schedule(world, ["name": "n", "interval": "daily"], token: asker)
        func first(_ path: String) async throws -> String {
            let found = try await world.server.get("/api/extras/\(path)/")["results"]?[0]?["id"]
            return "/api/extras/\(path)/\(try #require(found?.stringValue))/"
        }
        let paths = [
            try await first("approval-workflow-stage-definitions"), try await first("approval-workflow-definitions"),
        ]
        for path in paths {
            let refused = try await world.server.send("DELETE", path)
            #expect(refused.status == 409)
            #expect(try await refused.jsonBody().text.contains("Decide or cancel them first"))
        }
        let workflow = try await first("approval-workflows")
        #expect(try await world.server.send("POST", workflow + "cancel/", [:], token: asker).status == 200)
        for path in paths { #expect(try await world.server.send("DELETE", path).status == 204) }
    }

    @Test func `one denial ends it, and states cannot be written`() async throws {
        let (world, first, _, asker) = try await approving()
        let kept = try await schedule(world, ["name": "n", "interval": "daily"], token: asker)
        let stages = try await stages(world)
        for path in ["approval-workflow-stages/\(stages[0])", "approval-workflows"] {
            let written = try await world.server.send("PATCH", "/api/extras/\(path)/", ["state": "Approved"])
            #expect(written.status == 405)
        }
        #expect(try await decide(world, stages[0], "deny", first) == 200)
        #expect(try await state(world, kept)["state"]?["value"] == "denied")
        world.server.time.advance(seconds: 3 * 86_400)
        try await world.work()
        #expect(try await runs(world) == 0)
    }

    @Test func `a run that only plans needs no approval, and the submitter may take a request back`() async throws {
        let (world, _, _, asker) = try await approving()
        let dry = try await world.ask("Nightly", ["data": ["dryrun": true]], token: asker).jsonBody()
        #expect(dry["scheduled_job"] == .null)
        let kept = try await schedule(world, ["name": "n", "interval": "daily"], token: asker)
        let workflow = try await world.server.get("/api/extras/approval-workflows/")["results"]?[0]?["id"]?.stringValue
        let path = "/api/extras/approval-workflows/\(workflow ?? "")/cancel/"
        #expect(try await world.server.send("POST", path, [:], token: asker).status == 200)
        #expect(try await world.server.send("POST", path, [:]).status == 400)
        #expect(try await state(world, kept)["state"]?["value"] == "canceled")
    }
}
