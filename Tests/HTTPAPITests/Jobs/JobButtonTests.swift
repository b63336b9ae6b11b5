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

/// Buttons that run a job for an object (core.md §5.8).
@Suite struct JobButtonTests {
    private static let button: JSONValue = [
        "name": "greet", "text": "Greet {{ obj.name }}", "content_types": ["extras.role"], "job": ["name": "Greeter"],
    ]

    private func world() async throws -> (world: JobWorld, button: String, role: String) {
        let world = try await JobWorld([
            ScriptedJob(
                "Greeter",
                {
                    $0.receiver = .button
                    $0.variables = [JobVariable("object_pk", .string), JobVariable("object_model_name", .string)]
                }, run: { input, _ in .string("\(input.text("object_model_name")) \(input.text("object_pk"))") }),
            ScriptedJob("Plain"),
        ])
        let button = try await world.server.create("/api/extras/job-buttons/", Self.button)
        let role = try await world.server.create(
            "/api/extras/roles/", ["name": "edge", "content_types": ["dcim.device"]])
        return (world, button, role)
    }

    private func press(
        _ world: JobWorld, _ button: String, _ body: JSONValue, token: String? = nil
    ) async throws -> APIResponse {
        try await world.server.send("POST", "/api/extras/job-buttons/\(button)/press/", body, token: token)
    }

    private func about(_ role: String, _ model: String = "extras.role") -> JSONValue {
        ["object_pk": .string(role), "object_model_name": .string(model)]
    }

    @Test func `a button runs its job with the object that it was pressed on`() async throws {
        let (world, button, role) = try await world()
        let answer = try await press(world, button, about(role))
        let body = try await answer.jsonBody()
        #expect(answer.status == 201, "\(body.text)")
        let run = try #require(body["job_result"]?["id"]?.stringValue)
        try await world.work()
        let done = try await world.result(run)
        #expect(done["status"]?["value"] == "SUCCESS" && done["result"] == .string("extras.role \(role)"))
        #expect(done["task_kwargs"] == about(role))
    }

    @Test func `what cannot be pressed says why, and runs nothing`() async throws {
        let (world, button, role) = try await world()
        let other = try await world.server.create(
            "/api/extras/tags/", ["name": "blue", "content_types": ["dcim.device"]])
        let wrong: [(JSONValue, String)] = [
            ([:], "object_model_name"), (["object_pk": .string(role)], "object_model_name"),
            (about(other, "extras.tag"), "object_model_name"), (about(role, "no.such"), "object_model_name"),
            (about("x"), "object_pk"), (about(other), "object_pk"),
            (["object_pk": 7, "object_model_name": "extras.role"], "object_pk"),
            (["object_pk": .string(role), "object_model_name": "extras.role", "other": 1], "other"),
        ]
        for (body, field) in wrong {
            let answer = try await press(world, button, body)
            #expect(answer.status == 400, "\(body.text)")
            #expect(try await answer.jsonBody()[field] != nil, "\(body.text)")
        }
        #expect(try await press(world, button, []).status == 400)
        #expect(try await press(world, other, about(role)).status == 404)
        #expect(try await press(world, "x", about(role)).status == 404)
        let get = try await world.server.send("GET", "/api/extras/job-buttons/\(button)/press/")
        #expect(get.status == 405)
        let off = try await world.server.send("PATCH", "/api/extras/job-buttons/\(button)/", ["enabled": false])
        #expect(off.status == 200)
        #expect(try await press(world, button, about(role)).status == 409)
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 0)
    }

    @Test func `pressing needs the right to run that very job, and to see button and object`() async throws {
        let (world, button, role) = try await world()
        let view = (["extras.jobbutton", "extras.role"], ["view"], "null")
        let run = #"{"name": "Greeter"}"#
        let cases: [(String, [(types: [String], actions: [String], constraints: String)], Int)] = [
            ("nobody", [], 403), ("viewer", [view], 403),
            ("elsewhere", [view, (["extras.job"], ["run"], #"{"name": "Plain"}"#)], 404),
            ("blind", [(["extras.jobbutton"], ["view"], "null"), (["extras.job"], ["run"], run)], 400),
            ("runner", [view, (["extras.job"], ["run"], run)], 201),
        ]
        for (name, rights, status) in cases {
            let token = try await world.server.role(name, rights)
            #expect(try await press(world, button, about(role), token: token).status == status, "\(name)")
        }
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 1)
    }

    @Test func `an object tells its buttons that the asker may press, rendered and escaped`() async throws {
        let (world, button, _) = try await world()
        let server = world.server
        let role = try await server.create(
            "/api/extras/roles/", ["name": "a <b>", "content_types": ["dcim.device"]])
        for (name, more) in [
            ("early", ["weight": 5, "group_name": "More", "confirmation": false]), ("off", ["enabled": false]),
            ("hidden", ["text": "{% if obj.name == 'x' %}no{% endif %}"]), ("broken", ["text": "{{ 1 // 0 }}"]),
            ("elsewhere", ["content_types": ["extras.tag"]]),
        ] as [(String, JSONObject)] {
            var body = Self.button.objectValue ?? JSONObject()
            body["name"] = .string(name)
            for (key, value) in more { body[key] = value }
            try await server.create("/api/extras/job-buttons/", .object(body))
        }
        let path = "/api/extras/roles/\(role)/job-buttons/"
        let shown = try await server.get(path)["results"]?.arrayValue ?? []
        #expect(shown.map { $0["name"] } == ["broken", "greet", "early"], "\(shown)")
        #expect(shown[1]["id"] == .string(button) && shown[1]["confirmation"] == true && shown[1]["error"] == .null)
        #expect(shown[1]["text"] == "Greet a &lt;b&gt;" && shown[1]["label"] == "Greet a <b>")
        #expect(shown[2]["group_name"] == "More" && shown[2]["confirmation"] == false)
        #expect(shown[0]["error"]?.stringValue?.isEmpty == false && shown[0]["label"] == "")
        let view = (["extras.jobbutton", "extras.role"], ["view"], "null")
        for (name, jobs, count) in [("viewer", "Plain", 0), ("runner", "Greeter", 3)] {
            let token = try await server.role(
                name, [view, (["extras.job"], ["run"], #"{"name": "\#(jobs)"}"#)])
            let answer = try await server.send("GET", path, token: token)
            #expect(try await answer.jsonBody()["count"] == .int(Int64(count)), "\(name)")
        }
        // A job that is switched off leaves no button to press.
        let job = try #require(
            try await server.get("/api/extras/jobs/?name=Greeter")["results"]?[0]?["id"]?.stringValue)
        _ = try await server.send("PATCH", "/api/extras/jobs/\(job)/", ["enabled": false])
        #expect(try await server.get(path)["count"] == 0)
    }

    @Test func `a button takes only jobs that are made for buttons`() async throws {
        let (world, _, _) = try await world()
        var body = Self.button.objectValue ?? JSONObject()
        body["name"] = "other"
        body["job"] = ["name": "Plain"]
        let answer = try await world.server.send("POST", "/api/extras/job-buttons/", .object(body))
        #expect(try await answer.jsonBody() == ["job": ["The job must be made for buttons."]])
    }

    @Test func `what a job that went away was set in motion by rests until it is back`() async throws {
        let watcher = ScriptedJob("Watcher", { $0.receiver = .hook }, run: { _, _ in .null })
        let nightly = ScriptedJob("Nightly")
        let greeter = ScriptedJob("Greeter", { $0.receiver = .button }, run: { _, _ in .null })
        let world = try await JobWorld([watcher, nightly, greeter])
        let server = world.server
        let button = try await server.create("/api/extras/job-buttons/", Self.button)
        let hook = try await server.create(
            "/api/extras/job-hooks/",
            ["name": "tags", "content_types": ["extras.tag"], "job": ["name": "Watcher"], "type_create": true])
        let asked = try await world.ask("Nightly", ["schedule": ["name": "hourly", "interval": "hourly"]])
        let schedule = try #require(try await asked.jsonBody()["scheduled_job"]?["id"]?.stringValue)
        try await world.work()
        func runs() async throws -> JSONValue? { try await server.get("/api/extras/job-results/")["count"] }
        let before = try await runs()
        let records = JobRecords(environment: server.environment)
        try await records.refresh(JobRegistry([]), in: server.store)

        server.time.advance(seconds: 7200)
        let tag = try await server.create("/api/extras/tags/", ["name": "one", "content_types": ["dcim.device"]])
        try await server.webhooks.dispatcher.tellOnce()
        try await world.work()
        let role = try #require(
            try await server.get("/api/extras/roles/?limit=1")["results"]?[0]?["id"]?.stringValue)
        #expect(try await press(world, button, about(role)).status == 405)
        #expect(try await runs() == before, "\(tag)")
        for path in ["job-hooks/\(hook)", "scheduled-jobs/\(schedule)", "job-buttons/\(button)"] {
            let row = try await server.get("/api/extras/\(path)/?depth=1")
            #expect((row["job"] ?? row["job_model"])?["installed"] == false && row["enabled"] == true, "\(path)")
        }
        #expect(
            try await server.get("/api/extras/scheduled-jobs/\(schedule)/")["state"]?["value"] == "active")
        // A hook can be switched off and changed all the same.
        for body: JSONValue in [["enabled": false], ["name": "renamed"]] {
            #expect(try await server.send("PATCH", "/api/extras/job-hooks/\(hook)/", body).status == 200)
        }
        #expect(
            try await server.send("PATCH", "/api/extras/job-hooks/\(hook)/", ["enabled": true]).status == 400)

        try await records.refresh(JobRegistry([watcher, nightly, greeter]), in: server.store)
        #expect(
            try await server.send("PATCH", "/api/extras/job-hooks/\(hook)/", ["enabled": true]).status == 200)
        try await server.create("/api/extras/tags/", ["name": "two", "content_types": ["dcim.device"]])
        try await server.webhooks.dispatcher.tellOnce()
        await world.worker.step()
        #expect(try await press(world, button, about(role)).status == 201)
        server.time.advance(seconds: 3600)
        try await world.work()
        let names = try await server.get("/api/extras/job-results/?limit=0")["results"]?.arrayValue?.compactMap {
            $0["name"]?.stringValue
        }
        for name in ["Watcher", "Greeter"] { #expect(names?.count { $0 == name } == 1, "\(name)") }
        #expect((names?.count { $0 == "Nightly" } ?? 0) > 1)
    }
}
