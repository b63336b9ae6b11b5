import Basics
import Domain
import Foundation
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Object permissions over REST: what each user finds, changes and cannot tell (core.md §4).
@Suite struct PermissionTests {
    /// Two sites with a device each; roles see one of them.
    struct World {
        let server: TestServer
        let open: String
        let hidden: String
        let openDevice: String
        let hiddenDevice: String

        init() async throws {
            server = try await TestServer()
            let samples = SampleObjects(server)
            open = try await Self.location(samples, "open site")
            hidden = try await Self.location(samples, "hidden site")
            openDevice = try await Self.device(samples, "sw-open", open)
            hiddenDevice = try await Self.device(samples, "sw-hidden", hidden)
        }

        private static func location(_ samples: SampleObjects, _ name: String) async throws -> String {
            let schema = Location.schema
            var body = try await samples.body(schema)
            body["name"] = .string(name)
            return try await samples.server.create(schema.names.path, .object(body))
        }

        private static func device(_ samples: SampleObjects, _ name: String, _ location: String) async throws -> String
        {
            var body = try await samples.body(Device.schema)
            body["name"] = .string(name)
            body["location"] = .string(location)
            return try await samples.server.create(Device.schema.names.path, .object(body))
        }

        /// Status of a request, and the names or the error that it answers.
        func ask(
            _ token: String, _ method: String, _ target: String, _ body: JSONValue? = nil
        ) async throws -> (
            status: Int, body: JSONValue
        ) {
            let response = try await server.send(method, target, body, token: token)
            return (response.status, response.status == 204 ? .null : try await response.jsonBody())
        }

        func names(_ token: String, _ target: String) async throws -> [String] {
            let (_, body) = try await ask(token, "GET", target)
            return (body["results"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        }
    }

    @Test(arguments: [false, true])
    func `lists, counts and details show what the constraints allow, given directly or by a group`(
        _ group: Bool
    ) async throws {
        let world = try await World()
        let token = try await world.server.role(
            "anna", [(["dcim.device"], ["view"], #"{"name__startswith": "sw-o"}"#)], group: group)
        let list = try await world.ask(token, "GET", "/api/dcim/devices/")
        #expect(list.status == 200 && list.body["count"] == 1)
        #expect(try await world.names(token, "/api/dcim/devices/") == ["sw-open"])
        #expect(try await world.ask(token, "GET", "/api/dcim/devices/\(world.openDevice)/").status == 200)
        #expect(try await world.ask(token, "GET", "/api/dcim/devices/\(world.hiddenDevice)/").status == 404)
        // Nothing was said about locations.
        #expect(try await world.ask(token, "GET", "/api/dcim/locations/").status == 403)
        for method in ["PATCH", "DELETE"] {
            #expect(
                try await world.ask(token, method, "/api/dcim/devices/\(world.openDevice)/", ["serial": "x"]).status
                    == 403)
        }
    }

    @Test func `a list of constraints is an alternative, and one permission without constraints opens everything`()
        async throws
    {
        let world = try await World()
        let either = try await world.server.role(
            "either", [(["dcim.device"], ["view"], #"[{"name": "sw-open"}, {"name": "sw-hidden"}]"#)])
        #expect(Set(try await world.names(either, "/api/dcim/devices/")) == ["sw-open", "sw-hidden"])
        let opened = try await world.server.role(
            "opened", [(["dcim.device"], ["view"], #"{"name": "sw-open"}"#), (["dcim.device"], ["view"], "null")])
        #expect(Set(try await world.names(opened, "/api/dcim/devices/")) == ["sw-open", "sw-hidden"])
    }

    @Test func `constraints lead through relations, and $user is the caller`() async throws {
        let world = try await World()
        let site = try await world.server.role(
            "site", [(["dcim.device"], ["view"], #"{"location__name": "open site"}"#)])
        #expect(try await world.names(site, "/api/dcim/devices/") == ["sw-open"])
        let own = try await world.server.role("own", [(["extras.note"], ["view"], #"{"user": "$user"}"#)])
        _ = try await world.server.send(
            "POST", "/api/extras/notes/",
            [
                "assigned_object_type": "dcim.device", "assigned_object_id": .string(world.openDevice), "note": "mine?",
            ])
        let notes = try await world.ask(own, "GET", "/api/extras/notes/")
        #expect(notes.status == 200 && notes.body["count"] == 0)
    }

    @Test func `constraints reach members inside JSON`() async throws {
        let world = try await World()
        for (device, rack) in [(world.openDevice, "r1"), (world.hiddenDevice, "r2")] {
            let answer = try await world.server.send(
                "PATCH", "/api/dcim/devices/\(device)/",
                ["local_config_context_data": ["place": ["rack": .string(rack)]]])
            #expect(answer.status == 200)
        }
        let token = try await world.server.role(
            "racks", [(["dcim.device"], ["view"], #"{"local_config_context_data__place__rack__startswith": "r1"}"#)])
        #expect(try await world.names(token, "/api/dcim/devices/") == ["sw-open"])
    }

    @Test func `what is written must still be within the constraints, else nothing is written`() async throws {
        let world = try await World()
        let token = try await world.server.role(
            "writer",
            [
                (["dcim.device"], ["view", "change", "delete"], #"{"location__name": "open site"}"#),
                (["dcim.manufacturer"], ["add"], #"{"name__startswith": "Acme"}"#),
                (["dcim.location"], ["view"], "null"),
            ])
        let path = "/api/dcim/devices/\(world.openDevice)/"
        #expect(try await world.ask(token, "PATCH", path, ["serial": "1"]).status == 200)
        let moved = try await world.ask(token, "PATCH", path, ["location": .string(world.hidden)])
        #expect(moved.status == 403)
        #expect(try await world.server.get(path)["location"]?["id"]?.keyText == world.open)
        #expect(try await world.ask(token, "POST", "/api/dcim/manufacturers/", ["name": "Other"]).status == 403)
        #expect(try await world.server.get("/api/dcim/manufacturers/?name=Other")["count"] == 0)
        #expect(try await world.ask(token, "POST", "/api/dcim/manufacturers/", ["name": "Acme East"]).status == 201)
        #expect(
            try await world.ask(token, "PATCH", "/api/dcim/devices/\(world.hiddenDevice)/", ["serial": "1"]).status
                == 404)
    }

    @Test func `bulk changes pass over what is outside, and are undone when something would leave`() async throws {
        let world = try await World()
        let token = try await world.server.role(
            "bulk", [(["dcim.device"], ["view", "change", "delete"], #"{"name__startswith": "sw-open"}"#)])
        let both: JSONValue = [
            ["id": .string(world.openDevice), "serial": "9"], ["id": .string(world.hiddenDevice), "serial": "9"],
        ]
        let changed = try await world.ask(token, "PATCH", "/api/dcim/devices/", both)
        #expect(changed.status == 200 && changed.body.arrayValue?.count == 1)
        #expect(try await world.server.get("/api/dcim/devices/\(world.hiddenDevice)/")["serial"] != "9")
        let leaving: JSONValue = [["id": .string(world.openDevice), "name": "renamed", "serial": "10"]]
        #expect(try await world.ask(token, "PATCH", "/api/dcim/devices/", leaving).status == 403)
        #expect(try await world.server.get("/api/dcim/devices/\(world.openDevice)/")["serial"] == "9")
        let deleted = try await world.ask(token, "DELETE", "/api/dcim/devices/", [["id": .string(world.hiddenDevice)]])
        #expect(deleted.status == 204)
        #expect(try await world.server.send("GET", "/api/dcim/devices/\(world.hiddenDevice)/").status == 200)
    }

    @Test func `a reference to something hidden reads like one to something that does not exist`() async throws {
        let world = try await World()
        let token = try await world.server.role(
            "linker",
            [
                (["dcim.device"], ["view", "change"], "null"),
                (["dcim.location"], ["view"], #"{"name": "open site"}"#),
            ])
        let path = "/api/dcim/devices/\(world.openDevice)/"
        let hidden = try await world.ask(token, "PATCH", path, ["location": .string(world.hidden)])
        let absent = try await world.ask(
            token, "PATCH", path, ["location": "11111111-1111-4111-8111-111111111111"])
        #expect(hidden.status == 400 && absent.status == 400)
        #expect(
            hidden.body.text.replacing(world.hidden, with: "ID")
                == absent.body.text.replacing("11111111-1111-4111-8111-111111111111", with: "ID"))
    }

    @Test func `filters, search, order, nested objects and CSV tell nothing about hidden rows`() async throws {
        let world = try await World()
        let token = try await world.server.role(
            "curious",
            [
                (["dcim.device"], ["view"], "null"), (["dcim.location"], ["view"], #"{"name": "open site"}"#),
                (["dcim.locationtype"], ["view"], "null"),
            ])
        // Filters by the name of a hidden and of an absent location.
        let hidden = try await world.ask(token, "GET", "/api/dcim/devices/?location=hidden%20site")
        let absent = try await world.ask(token, "GET", "/api/dcim/devices/?location=absent%20site")
        #expect(hidden.status == absent.status)
        #expect(hidden.body.text.replacing("hidden", with: "absent") == absent.body.text)
        #expect(try await world.names(token, "/api/dcim/devices/?location=open%20site") == ["sw-open"])
        // The whole answer about a device in a hidden place never holds the place's name.
        for query in ["?depth=1", "?depth=3", "", "?format=csv"] {
            for target in ["/api/dcim/devices/\(query)", "/api/dcim/devices/\(world.hiddenDevice)/\(query)"] {
                let text = try await world.server.send("GET", target, token: token).text()
                #expect(text.contains("sw-hidden"), "\(target)")
                #expect(!text.lowercased().contains("hidden site") && !text.contains("hidden-site"), "\(target)")
            }
        }
        // The order by location is not the order of names that cannot be seen.
        let up = try await world.names(token, "/api/dcim/devices/?sort=location")
        let down = try await world.names(token, "/api/dcim/devices/?sort=-location")
        #expect(up == down || Set(up) == Set(down) && up.count == 2)
        // Counts of children are of those that can be seen.
        let types = try await world.ask(token, "GET", "/api/dcim/location-types/?limit=1000")
        #expect(types.status == 200)
    }

    @Test func `counts of referring rows are of those that can be seen`() async throws {
        let world = try await World()
        let platform = try await SampleObjects(world.server).id("dcim.platform")
        for device in [world.openDevice, world.hiddenDevice] {
            let answer = try await world.server.send(
                "PATCH", "/api/dcim/devices/\(device)/", ["platform": .string(platform)])
            #expect(answer.status == 200)
        }
        let token = try await world.server.role(
            "counter",
            [(["dcim.device"], ["view"], #"{"name": "sw-open"}"#), (["dcim.platform"], ["view"], "null")])
        let path = "/api/dcim/platforms/\(platform)/"
        #expect(try await world.server.get(path)["device_count"] == 2)
        #expect(try await world.ask(token, "GET", path).body["device_count"] == 1)
    }

    @Test func `what protects an object is counted, and named only as far as it can be seen`() async throws {
        let world = try await World()
        let token = try await world.server.role("deleter", [(["dcim.location"], ["view", "delete"], "null")])
        let refused = try await world.ask(token, "DELETE", "/api/dcim/locations/\(world.hidden)/")
        #expect(refused.status == 409)
        #expect(refused.body.text.contains("1 dependent") && !refused.body.text.contains("sw-hidden"))
    }

    @Test(
        "constraints that cannot be used are refused when saved, with the path named",
        arguments: [
            (#"{"nofield": 1}"#, "nofield"), (#"{"location__nofield": "x"}"#, "location__nofield"), (#""str""#, ""),
            (#"{"id": "no uuid"}"#, "id"), (#"{"name__nolookup": "x"}"#, "name__nolookup"), ("[]", ""),
            ("[null]", ""), (#"[{"name": "a"}, {}]"#, ""), (#"{"name": ["a"]}"#, "name"),
            (#"{"name__in": "a"}"#, "name__in"), (#"{"name__regex": "("}"#, "name__regex"),
            (#"{"created__range": ["2026-01-01T00:00:00Z"]}"#, "created__range"),
            (#"{"name__isnull": 1}"#, "name__isnull"),
        ])
    func refused(_ constraints: String, _ path: String) async throws {
        let world = try await World()
        let response = try await world.server.send(
            "POST", "/api/users/permissions/",
            [
                "name": "p", "object_types": ["dcim.device"], "actions": ["view"],
                "constraints": try JSONValue(parsing: constraints),
            ])
        let body = try await response.jsonBody()
        #expect(response.status == 400 && body["constraints"] != nil)
        #expect(path.isEmpty || body["constraints"]?[0]?.stringValue?.contains(path) == true, "\(body.text)")
    }

    @Test func `a disabled permission, an inactive user and a read-only token give nothing`() async throws {
        let world = try await World()
        let token = try await world.server.role("dora", [(["dcim.device"], ["view", "change"], "null")])
        #expect(try await world.ask(token, "GET", "/api/dcim/devices/").status == 200)
        let list = try await world.server.get("/api/users/permissions/?name=dora%200")
        let id = try #require(list["results"]?[0]?["id"]?.keyText)
        _ = try await world.server.send("PATCH", "/api/users/permissions/\(id)/", ["enabled": false])
        #expect(try await world.ask(token, "GET", "/api/dcim/devices/").status == 403)
    }

    @Test func `only superusers write permissions, whatever they are given`() async throws {
        let world = try await World()
        let token = try await world.server.role(
            "climber", [(["users.objectpermission"], ["view", "add", "change", "delete"], "null")])
        let body: JSONValue = ["name": "all", "object_types": ["dcim.device"], "actions": ["view"]]
        #expect(try await world.ask(token, "POST", "/api/users/permissions/", body).status == 403)
        #expect(try await world.ask(token, "GET", "/api/users/permissions/").status == 200)
    }

    @Test func `an explanation names the permission that grants, and why others do not`() async throws {
        let world = try await World()
        let token = try await world.server.role(
            "erna", [(["dcim.device"], ["view"], #"{"location__name": "open site"}"#)], group: true)
        let path = "/api/users/permissions/explain/?user=erna&object=dcim.device:"
        let open = try await world.ask(world.server.token, "GET", path + world.openDevice)
        #expect(open.body["actions"]?[0]?["allowed"] == true)
        let reason = open.body["actions"]?[0]?["reason"]?.stringValue ?? ""
        #expect(reason.contains("erna 0") && reason.contains("ernas"), "\(reason)")
        #expect(open.body["actions"]?[2]?["allowed"] == false)
        let hidden = try await world.ask(world.server.token, "GET", path + world.hiddenDevice)
        #expect(hidden.body["actions"]?[0]?["reason"]?.stringValue?.contains("does not meet the constraints") == true)
        // Asked by the user: about what can be seen only, and about nobody else.
        #expect(try await world.ask(token, "GET", path + world.openDevice).status == 200)
        #expect(try await world.ask(token, "GET", path + world.hiddenDevice).status == 404)
        let other = path.replacing("erna", with: "admin") + world.openDevice
        #expect(try await world.ask(token, "GET", other).status == 403)
    }
}
