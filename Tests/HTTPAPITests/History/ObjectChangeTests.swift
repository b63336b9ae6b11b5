import Basics
import Domain
import HTTPAPI
import Modeling
import Storage
import TestKit
import Testing

/// `/api/extras/object-changes/`: the history in the dialect's form.
@Suite("The history over REST")
struct ObjectChangeTests {
    private static let path = "/api/extras/object-changes/"

    /// A server with a location tree and a device that was made, changed and deleted.
    private struct World {
        let server: TestServer
        let device: String
        let tenant: String

        init() async throws {
            server = try await TestServer()
            let samples = SampleObjects(server)
            tenant = try await samples.id("tenancy.tenant")
            let tag = try await server.create(
                "/api/extras/tags/", ["name": "blue", "content_types": ["dcim.device"]])
            var body = try await samples.body(Device.schema)
            body["name"] = "sw1"
            body["tags"] = [.string(tag)]
            device = try await server.create("/api/dcim/devices/", .object(body))
            server.time.advance(seconds: 60)
            _ = try await server.send(
                "PATCH", "/api/dcim/devices/\(device)/", ["serial": "S1", "tenant": .string(tenant), "tags": []])
            server.time.advance(seconds: 60)
        }

        func changes(_ query: String) async throws -> [JSONValue] {
            try await server.get("\(ObjectChangeTests.path)?\(query)")["results"]?.arrayValue ?? []
        }
    }

    @Test("A change has the members of the dialect, with every field of the object")
    func members() async throws {
        let world = try await World()
        let change = try #require(try await world.changes("changed_object_id=\(world.device)").first)
        #expect(
            change.objectValue?.keys == [
                "id", "object_type", "display", "url", "natural_slug", "action", "changed_object_type",
                "related_object_type", "changed_object", "time", "user_name", "request_id", "changed_object_id",
                "change_context", "change_context_detail", "related_object_id", "object_repr", "object_data",
                "object_data_v2", "user",
            ])
        #expect(change["action"] == ["value": "update", "label": "Updated"])
        #expect(change["display"] == "DCIM | device sw1 updated by admin")
        #expect(change["changed_object_type"] == "dcim.device" && change["object_repr"] == "sw1")
        #expect(change["changed_object"]?["url"] == .string("http://test/api/dcim/devices/\(world.device)/"))
        #expect(change["user"]?["object_type"] == "users.user" && change["user_name"] == "admin")
        #expect(change["change_context"] == "web" && change["time"] == "2026-11-21T12:01:00Z")
        let data = try #require(change["object_data"]?.objectValue)
        #expect(data["serial"] == "S1" && data["tenant"] == .string(world.tenant) && data["tags"] == [])
        #expect(data["comments"] == "" && data["asset_tag"] == .null && data["custom_fields"] == [:])
        #expect(data["id"] == nil)
        let row = try await world.server.get("/api/dcim/devices/\(world.device)/?exclude_m2m=false")
        for field in Device.schema.fields where SampleObjects.isWritable(field) {
            #expect(data[field.info.name] != nil, "\(field.info.name)")
            #expect(row[field.info.name] != nil)
        }
        let v2 = try #require(change["object_data_v2"]?.objectValue)
        #expect(v2["url"] == .string("/api/dcim/devices/\(world.device)/"))
        #expect(v2["tenant"]?["url"] == .string("/api/tenancy/tenants/\(world.tenant)/"))
        #expect(v2["tenant"]?["name"] != nil && v2["tenant"]?["tags"] == nil)
        #expect(!JSONValue.object(v2).text.contains("http://"))
        let detail = try await world.server.get(Self.path + (change["id"]?.stringValue ?? "") + "/")
        #expect(detail == change)
    }

    @Test("Times of the flat form are cut to milliseconds")
    func milliseconds() async throws {
        let server = try await TestServer(now: "2026-11-20T21:06:15.229519Z")
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let change = try await server.get("\(Self.path)?changed_object_id=\(id)")["results"]?[0]
        #expect(change?["object_data"]?["created"] == "2026-11-20T21:06:15.229Z")
        #expect(change?["object_data_v2"]?["created"] == "2026-11-20T21:06:15.229519Z")
        #expect(change?["time"] == "2026-11-20T21:06:15.229519Z")
    }

    @Test("A deleted object keeps its last state, and is no longer linked")
    func deleted() async throws {
        let world = try await World()
        _ = try await world.server.send("DELETE", "/api/dcim/devices/\(world.device)/")
        let changes = try await world.changes("changed_object_id=\(world.device)")
        #expect(changes.compactMap { $0["action"]?["value"]?.stringValue } == ["delete", "update", "create"])
        #expect(changes.allSatisfy { $0["changed_object"] == .null })
        #expect(changes[0]["object_data"]?["serial"] == "S1" && changes[2]["object_data"]?["tags"] == ["blue"])
        #expect(changes[2]["object_data_v2"]?["tags"]?[0]?["object_type"] == "extras.tag")
        // What it referred to and is gone stays as a brief.
        _ = try await world.server.send("DELETE", "/api/tenancy/tenants/\(world.tenant)/")
        let v2 = try #require(try await world.changes("changed_object_id=\(world.device)").first?["object_data_v2"])
        #expect(v2["tenant"]?.objectValue?.keys == ["id", "object_type", "url"])
    }

    @Test(
        "Every filter narrows as it says",
        arguments: [
            ("user=admin", true), ("user__n=admin", false), ("user=plain", false), ("user_name=admin", true),
            ("user_name__ic=DMI", true), ("action=update", true), ("action=create", false), ("action__n=create", true),
            ("time__gte=2026-11-21T12:01:00Z", true), ("time__lt=2026-11-21T12:01:00Z", false),
            ("changed_object_type=dcim.device", true), ("changed_object_type=tenancy.tenant", false),
            ("changed_object_type__n=dcim.device", false), ("changed_object_type__isnull=false", true),
            ("change_context=web", true), ("change_context=orm", false), ("object_repr=sw1", true),
            ("object_repr__isw=SW", true), ("q=sw1", true), ("q=nothing-like-it", false),
            ("change_context_detail__ic=dcim", true), ("related_object_id__isnull=true", true),
        ])
    func filters(_ query: String, _ expected: Bool) async throws {
        let world = try await World()
        let update = try #require(
            try await world.changes("changed_object_id=\(world.device)").first?["id"]?.stringValue)
        let found = try await world.changes("limit=0&\(query)").compactMap { $0["id"]?.stringValue }
        #expect(found.contains(update) == expected)
    }

    @Test("Filter values that name nothing are refused by name")
    func badFilters() async throws {
        let server = try await TestServer()
        for query in [
            "user=nobody", "action=explode", "changed_object_type=dcim.bogus", "changed_object_type_id=9999",
            "request_id=x", "time=yesterday", "before=x", "seal=x", "colour=red",
        ] {
            let name = String(query.split(separator: "=")[0])
            let response = try await server.send("GET", "\(Self.path)?\(query)")
            try await expect(response, answers: 400, query)
            #expect(try await !response.messages(name).isEmpty, "\(query)")
        }
    }

    @Test("The newest come first, and pages by offset and by cursor meet every row once")
    func paging() async throws {
        let world = try await World()
        let all = try await world.changes("limit=0")
        let times = all.compactMap { $0["time"]?.stringValue }
        #expect(times == times.sorted(by: >) && all.count > 10)
        let ids = all.compactMap { $0["id"]?.stringValue }
        for query in ["limit=7", "limit=7&cursor=", "limit=7&user_name=almanac", "limit=3&cursor=&user=admin"] {
            var seen: [String] = []
            var next: String? = "\(Self.path)?\(query)"
            while let target = next, seen.count <= ids.count {
                let page = try await world.server.get(target)
                seen += (page["results"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
                next = page["next"]?.stringValue.map { String($0.dropFirst("http://test".count)) }
            }
            let filter = query.split(separator: "&").last.map(String.init) ?? ""
            let expected =
                filter.hasPrefix("user")
                ? try await world.changes("limit=0&\(filter)").compactMap { $0["id"]?.stringValue } : ids
            #expect(seen == expected, "\(query)")
        }
        let sorted = try await world.changes("limit=0&sort=time").compactMap { $0["id"]?.stringValue }
        #expect(sorted == ids.reversed())
    }

    @Test("What differs is told, before and after, without the time of the write")
    func differences() async throws {
        let world = try await World()
        let id = try #require(try await world.changes("changed_object_id=\(world.device)").first?["id"]?.stringValue)
        let body = try await world.server.get("\(Self.path)\(id)/differences/")
        #expect(body.objectValue?.keys == ["prechange", "postchange", "differences"])
        #expect(body["prechange"]?["serial"] == "" && body["postchange"]?["serial"] == "S1")
        let (removed, added) = (body["differences"]?["removed"], body["differences"]?["added"])
        // The natural slug names the tenant.
        #expect(Set(removed?.objectValue?.keys ?? []) == ["serial", "tenant", "tags", "natural_slug"])
        #expect(Set(added?.objectValue?.keys ?? []) == ["serial", "tenant", "tags", "natural_slug"])
        #expect(removed?["tenant"] == .null && added?["tenant"]?["id"] == .string(world.tenant))
        let create = try #require(
            try await world.changes("changed_object_id=\(world.device)&action=create").first?["id"]?.stringValue)
        let made = try await world.server.get("\(Self.path)\(create)/differences/")
        #expect(made["prechange"] == .null && made["differences"]?["removed"] == .null)
        #expect(made["differences"]?["added"] == made["postchange"])
        _ = try await world.server.send("DELETE", "/api/dcim/devices/\(world.device)/")
        let delete = try #require(try await world.changes("action=delete").first?["id"]?.stringValue)
        let gone = try await world.server.get("\(Self.path)\(delete)/differences/")
        #expect(gone["postchange"] == .null && gone["differences"]?["added"] == .null)
        #expect(gone["differences"]?["removed"] == gone["prechange"])
    }

    @Test("An object has its own history, also when it is gone")
    func changelog() async throws {
        let world = try await World()
        let path = "/api/dcim/devices/\(world.device)/changelog/"
        let page = try await world.server.get("\(path)?limit=1")
        #expect(page["count"] == 2 && page["results"]?[0]?["action"]?["value"] == "update")
        #expect(page["next"] == .string("http://test\(path)?limit=1&offset=1"))
        #expect(try await world.server.get("\(path)?action=create")["count"] == 1)
        _ = try await world.server.send("DELETE", "/api/dcim/devices/\(world.device)/")
        #expect(try await world.server.get(path)["count"] == 3)
        for wrong in ["/api/dcim/devices/no-such/changelog/", "/api/tenancy/tenants/\(world.device)/changelog/"] {
            try await expect(try await world.server.send("GET", wrong), answers: 404, wrong)
        }
        try await expect(try await world.server.send("POST", path, [:]), answers: 405)
        try await expect(try await world.server.send("GET", path, token: world.server.plainToken), answers: 403)
    }

    @Test("As CSV the list and one change have the columns of the rows")
    func csv() async throws {
        let world = try await World()
        let response = try await world.server.send("GET", "\(Self.path)?changed_object_id=\(world.device)&format=csv")
        let lines = try await response.text().split(separator: "\r\n")
        #expect(lines.count == 3 && lines[0].contains("object_repr") && !lines[0].contains("before"))
        let id = try #require(try await world.changes("changed_object_id=\(world.device)").first?["id"]?.stringValue)
        let one = try await world.server.send("GET", "\(Self.path)\(id)/", accept: "text/csv").text()
        #expect(one.split(separator: "\r\n").count == 2 && one.contains(id))
    }

    @Test("Nobody writes the history, and who may not view it does not")
    func access() async throws {
        let server = try await TestServer()
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let response = try await server.send(method, Self.path, [:])
            try await expect(response, answers: 405)
            #expect(response.header("Allow") == "GET, HEAD, OPTIONS")
        }
        let id = try #require(try await server.get("\(Self.path)?limit=1")["results"]?[0]?["id"]?.stringValue)
        for target in ["", "\(id)/", "\(id)/differences/", "verify/"] {
            try await expect(
                try await server.send("GET", Self.path + target, token: server.plainToken), answers: 403, target)
        }
        for target in ["\(id)/revert/?apply=true", "revert-request/?request_id=\(id)&apply=true"] {
            try await expect(
                try await server.send("POST", Self.path + target, token: server.plainToken), answers: 403, target)
        }
        for target in ["x/", "00000000-0000-4000-8000-000000000000/", "\(id)/nothing/"] {
            try await expect(try await server.send("GET", Self.path + target), answers: 404, target)
        }
    }

    @Test("Staff verify the chain, from the beginning or from a seal that was noted")
    func verify() async throws {
        let world = try await World()
        let body = try await world.server.get("\(Self.path)verify/")
        #expect(body["verified"] == true && body["fault"] == .null)
        let head = try #require(body["head"]?.objectValue)
        let noted = "\(head["sequence"]?.text ?? ""):\(head["digest"]?.stringValue ?? "")"
        #expect(try await world.server.get("\(Self.path)verify/?from=\(noted)")["transactions"] == 1)
        try await expect(try await world.server.send("GET", "\(Self.path)verify/?from=x"), answers: 400)
        let id = try #require(try await world.changes("limit=1").first?["id"]?.stringValue.flatMap { Identifier($0) })
        try await world.server.store.write { try $0.delete(ObjectChange.schema, ids: [id]) }
        let broken = try await world.server.get("\(Self.path)verify/")
        #expect(broken["verified"] == false && broken["fault"]?.stringValue?.contains("are missing") == true)
    }

    @Test("A change and a request are planned, taken back, and refused while something stands in the way")
    func revert() async throws {
        let world = try await World()
        let change = try #require(try await world.changes("changed_object_id=\(world.device)").first)
        let path = "\(Self.path)\(change["id"]?.stringValue ?? "")/revert/"
        let plan = try await world.server.send("POST", path)
        try await expect(plan, answers: 200)
        #expect(try await plan.jsonBody()["applied"] == false)
        #expect(try await world.server.get("/api/dcim/devices/\(world.device)/")["serial"] == "S1")
        let done = try await world.server.send("POST", "\(path)?apply=true")
        try await expect(done, answers: 200)
        #expect(try await done.jsonBody()["applied"] == true)
        let device = try await world.server.get("/api/dcim/devices/\(world.device)/")
        #expect(device["serial"] == "" && device["tenant"] == .null && device["tags"]?.arrayValue?.count == 1)
        _ = try await world.server.send("PATCH", "/api/dcim/devices/\(world.device)/", ["serial": "S2"])
        let refused = try await world.server.send("POST", "\(path)?apply=true")
        try await expect(refused, answers: 409)
        #expect(try await refused.jsonBody()["totals"]?["conflicts"] == 1)
        let request = try #require(
            try await world.changes("changed_object_id=\(world.device)").first?["request_id"]?.stringValue)
        let whole = try await world.server.send("POST", "\(Self.path)revert-request/?request_id=\(request)&apply=1")
        try await expect(whole, answers: 200)
        #expect(try await world.server.get("/api/dcim/devices/\(world.device)/")["serial"] == "")
        for query in ["", "?request_id=x", "?request_id=\(request)&apply=perhaps"] {
            try await expect(try await world.server.send("POST", "\(Self.path)revert-request/\(query)"), answers: 400)
        }
        try await expect(try await world.server.send("GET", path), answers: 405)
    }
}
