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

/// Dry runs plan without changing anything, and plans are carried out when they still fit (design §7).
@Suite struct JobPlanTests {
    /// Makes a location type, renames one, deletes one; plans when told so.
    private static let job = ScriptedJob(
        "Rearrange",
        { declaration in
            declaration.variables = [JobVariable("dryrun", .dryRun), JobVariable("count", .integer)]
            declaration.variables[1].defaultValue = 1
        },
        run: { input, context in
            let count = Int(input.integer("count") ?? 1)
            try await context.write { pipeline in
                for number in 0..<count {
                    _ = try pipeline.create(
                        Manufacturer.schema, ["name": .string("New \(number)"), "description": "made"])
                }
                if let old = try pipeline.session.first(Query<Manufacturer>().where { $0.name == "Old" }) {
                    _ = try pipeline.update(
                        Manufacturer.schema, old.id.raw, ["name": "Renamed", "description": ""])
                }
                if let gone = try pipeline.session.first(Query<Manufacturer>().where { $0.name == "Gone" }) {
                    _ = try pipeline.delete(Manufacturer.schema, [gone.id.raw])
                }
            }
            return .object(["made": .int(Int64(count))])
        })

    private static let path = "/api/dcim/manufacturers/"

    private func world() async throws -> JobWorld {
        let world = try await JobWorld([Self.job])
        for (name, description) in [("Old", "before"), ("Gone", "")] {
            _ = try await world.server.create(Self.path, ["name": .string(name), "description": .string(description)])
        }
        return world
    }

    private func plan(_ world: JobWorld, _ run: String, token: String? = nil) async throws -> JSONValue {
        try await world.server.send("GET", "/api/extras/job-results/\(run)/plan/", token: token).jsonBody()
    }

    private func apply(_ world: JobWorld, _ run: String, token: String? = nil) async throws -> (Int, JSONValue) {
        let answer = try await world.server.send(
            "POST", "/api/extras/job-results/\(run)/apply-plan/", [:], token: token)
        return (answer.status, try await answer.jsonBody())
    }

    private func names(_ world: JobWorld) async throws -> [String] {
        let found = try await world.server.get(Self.path + "?sort=name")["results"]?.arrayValue ?? []
        return found.compactMap { $0["name"]?.stringValue }
    }

    @Test func `a dry run changes nothing and says exactly what it would change`() async throws {
        let world = try await world()
        let history = try await world.server.get("/api/extras/object-changes/")["count"]
        let run = try await world.begin("Rearrange", ["dryrun": true])
        try await world.work()
        #expect(try await world.result(run)["result"]?["made"] == 1)
        #expect(try await names(world) == ["Gone", "Old"])
        #expect(try await world.server.get("/api/extras/object-changes/")["count"] == history)
        let plan = try await plan(world, run)
        #expect(plan["totals"]?["create"] == 1 && plan["totals"]?["update"] == 1 && plan["totals"]?["delete"] == 1)
        #expect(plan["applied_by"] == .null && plan["changes"] == 3)
        let update = plan["steps"]?.arrayValue?.first { $0["action"] == "update" }
        #expect(update?["fields"]?["name"] == ["now": "Old", "then": "Renamed"])
        #expect(update?["fields"]?["description"] == ["now": "before", "then": ""])
        #expect(try await world.log(run).contains { $0.contains("3 changes were planned, none was made") })
        let rows = try await world.server.get("/api/extras/job-plan-changes/?job_result=\(run)&action=create")
        #expect(rows["count"] == 1 && rows["results"]?[0]?["after"]?["name"] == "New 0")
    }

    @Test func `a plan is carried out as it was shown, once`() async throws {
        let world = try await world()
        let run = try await world.begin("Rearrange", ["dryrun": true])
        try await world.work()
        let planned = try await plan(world, run)["steps"]?.arrayValue?.first { $0["action"] == "create" }
        let (status, answer) = try await apply(world, run)
        #expect(status == 201)
        try await world.work()
        let applied = try #require(answer["job_result"]?["id"]?.stringValue)
        #expect(try await world.result(applied)["status"]?["value"] == "SUCCESS")
        #expect(try await names(world) == ["New 0", "Renamed"])
        let id = try #require(planned?["id"]?.stringValue)
        #expect(try await world.server.get(Self.path + "\(id)/")["name"] == "New 0")
        #expect(try await world.server.get(Self.path + "?name=Renamed")["results"]?[0]?["description"] == "")
        #expect(try await plan(world, run)["applied_by"]?.stringValue == applied)
        let changes = try await world.server.get("/api/extras/object-changes/?request_id=\(applied)")
        #expect(changes["count"] == 3)
        #expect(changes["results"]?[0]?["related_object_id"]?.stringValue == run)
        let again = try await apply(world, run)
        #expect(again.0 == 409 && again.1["detail"]?.stringValue?.contains(applied) == true)
    }

    @Test func `a plan that does not fit any more changes nothing and says why`() async throws {
        let world = try await world()
        let run = try await world.begin("Rearrange", ["dryrun": true])
        try await world.work()
        let old = try await world.server.get(Self.path + "?name=Old")["results"]?[0]?["id"]?.stringValue ?? ""
        _ = try await world.server.send("PATCH", Self.path + "\(old)/", ["description": "other"])
        let (_, answer) = try await apply(world, run)
        try await world.work()
        let applied = try #require(answer["job_result"]?["id"]?.stringValue)
        let result = try await world.result(applied)
        #expect(result["status"]?["value"] == "FAILURE" && result["result"]?["conflicts"] == 1)
        #expect(try await names(world) == ["Gone", "Old"])
        #expect(try await world.log(applied).contains("failure description has been changed since."))
        // What stood in the way is made good: the plan was not used up.
        _ = try await world.server.send("PATCH", Self.path + "\(old)/", ["description": "before"])
        _ = try await apply(world, run)
        try await world.work()
        #expect(try await names(world) == ["New 0", "Renamed"])
    }

    @Test func `a deletion that was planned is not made of an object that was changed since`() async throws {
        let world = try await world()
        let run = try await world.begin("Rearrange", ["dryrun": true])
        try await world.work()
        let gone = try await world.server.get(Self.path + "?name=Gone")["results"]?[0]?["id"]?.stringValue ?? ""
        world.server.time.advance(seconds: 1)
        _ = try await world.server.send("PATCH", Self.path + "\(gone)/", ["description": "needed"])
        _ = try await apply(world, run)
        try await world.work()
        #expect(try await names(world) == ["Gone", "Old"])
    }

    @Test func `there is nothing to carry out of a real run, of one that goes on, and of a stranger's`() async throws {
        let world = try await world()
        let real = try await world.begin("Rearrange")
        #expect(try await apply(world, real).0 == 409)
        try await world.work()
        #expect(try await apply(world, real).0 == 409)
        #expect(try await plan(world, real)["changes"] == 0)
        let dry = try await world.begin("Rearrange", ["dryrun": true])
        try await world.work()
        let viewer = try await world.server.role(
            "viewer", [(["extras.jobresult", "extras.jobplanchange"], ["view"], "null")])
        #expect(try await apply(world, dry, token: viewer).0 == 403)
        // The plan tells nothing about objects that one may not view.
        #expect(try await plan(world, dry, token: viewer)["steps"] == [])
        let rows = try await world.server.send("GET", "/api/extras/job-plan-changes/", token: viewer).jsonBody()
        #expect(rows["count"] == 0)
        let stranger = try await world.server.role("stranger", [(["dcim.device"], ["view"], "null")])
        #expect(
            try await world.server.send("GET", "/api/extras/job-results/\(dry)/plan/", token: stranger).status == 403)
    }

    @Test func `a plan is carried out with the rights of who asks for that`() async throws {
        let world = try await world()
        let dry = try await world.begin("Rearrange", ["dryrun": true])
        try await world.work()
        let runner = try await world.server.role(
            "runner",
            [(["extras.job"], ["run"], "null"), (["extras.jobresult", "dcim.manufacturer"], ["view"], "null")])
        let (status, answer) = try await apply(world, dry, token: runner)
        #expect(status == 201)
        try await world.work()
        let applied = try #require(answer["job_result"]?["id"]?.stringValue)
        #expect(try await world.result(applied)["status"]?["value"] == "FAILURE")
        #expect(try await names(world) == ["Gone", "Old"])
    }

    @Test func `a run that plans more than a plan keeps fails and changes nothing`() async throws {
        let world = try await world()
        let run = try await world.begin("Rearrange", ["dryrun": true, "count": 50_001])
        try await world.work()
        #expect(try await world.result(run)["status"]?["value"] == "FAILURE")
        #expect(try await names(world) == ["Gone", "Old"])
        #expect(try await plan(world, run)["changes"] == 0)
    }
}
