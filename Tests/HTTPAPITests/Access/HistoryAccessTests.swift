import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// History, reverts and notes of what somebody may not see stay unseen: roles × endpoints × {own, other, gone}.
@Suite struct HistoryAccessTests {
    private static let changes = "/api/extras/object-changes/"

    /// What somebody is given.
    enum Role: String, CaseIterable {
        /// Nothing at all.
        case nobody
        /// May view all changes, and no object.
        case reader
        /// May view all changes, and the one device.
        case viewer
        /// May change the one device as well.
        case changer
        /// As a changer, by a token that only reads.
        case readOnly
        /// May view and change all devices.
        case all

        func grants(_ device: String) -> [(types: [String], actions: [String], constraints: String)] {
            let log = (types: ["extras.objectchange"], actions: ["view"], constraints: "null")
            let one = #"{"name": "\#(device)"}"#
            return switch self {
            case .nobody: []
            case .reader: [log]
            case .viewer: [log, (types: ["dcim.device"], actions: ["view"], constraints: one)]
            case .changer, .readOnly: [log, (types: ["dcim.device"], actions: ["view", "change"], constraints: one)]
            case .all: [log, (types: ["dcim.device"], actions: ["view", "change"], constraints: "null")]
            }
        }
    }

    enum Subject: String, CaseIterable { case own, other, gone }

    enum Call: String, CaseIterable {
        case list, csv, detail, detailCSV, differences, changelog, plan, planRequest, apply, applyRequest, verify
    }

    /// The declared status of a cell.
    static func expected(_ role: Role, _ call: Call, _ subject: Subject) -> Int {
        guard role != .nobody, call != .verify else { return 403 }
        let isSeen = role == .all || (subject == .own && role != .reader)
        switch call {
        case .list, .csv, .detailCSV: return 200
        case .detail, .differences: return isSeen ? 200 : 404
        case .changelog: return role == .reader ? 403 : isSeen ? 200 : 404
        case .plan, .planRequest: return isSeen ? 200 : 404
        case .apply, .applyRequest:
            if role == .readOnly { return 403 }
            guard isSeen else { return 404 }
            // Whoever may not write it gets the plan with what stands in the way; so does who would need to add.
            return role == .viewer || subject == .gone ? 409 : 200
        case .verify: return 403
        }
    }

    /// Three devices, each with one change, one of them deleted since.
    private struct World {
        let base: PermissionTests.World
        var server: TestServer { base.server }
        var devices: [Subject: String] = [:]
        var changes: [Subject: String] = [:]
        var requests: [Subject: String] = [:]

        init() async throws {
            base = try await PermissionTests.World()
            let samples = SampleObjects(base.server)
            var body = try await samples.body(Device.schema)
            body["name"] = "sw-gone"
            body["location"] = .string(base.hidden)
            devices = [
                .own: base.openDevice, .other: base.hiddenDevice,
                .gone: try await base.server.create(Device.schema.names.path, .object(body)),
            ]
            for subject in Subject.allCases {
                let path = "\(Device.schema.names.path)\(devices[subject] ?? "")/"
                _ = try await base.server.send("PATCH", path, ["serial": "S1"])
                if subject == .gone { _ = try await base.server.send("DELETE", path) }
                let page = try await base.server.get(
                    "\(HistoryAccessTests.changes)?changed_object_id=\(devices[subject] ?? "")&limit=1")
                changes[subject] = page["results"]?[0]?["id"]?.stringValue
                requests[subject] = page["results"]?[0]?["request_id"]?.stringValue
            }
        }

        func send(_ call: Call, _ subject: Subject, _ token: String) async throws -> APIResponse {
            let path = HistoryAccessTests.changes
            let one = path + (changes[subject] ?? "") + "/"
            let request = "\(path)revert-request/?request_id=\(requests[subject] ?? "")"
            let device = devices[subject] ?? ""
            return switch call {
            case .list: try await server.send("GET", "\(path)?changed_object_id=\(device)", token: token)
            case .csv: try await server.send("GET", "\(path)?changed_object_id=\(device)&format=csv", token: token)
            case .detail: try await server.send("GET", one, token: token)
            case .detailCSV: try await server.send("GET", one + "?format=csv", token: token)
            case .differences: try await server.send("GET", one + "differences/", token: token)
            case .changelog: try await server.send("GET", "/api/dcim/devices/\(device)/changelog/", token: token)
            case .plan: try await server.send("POST", one + "revert/", token: token)
            case .planRequest: try await server.send("POST", request, token: token)
            case .apply: try await server.send("POST", one + "revert/?apply=true&overwrite=true", token: token)
            case .applyRequest: try await server.send("POST", request + "&apply=true&overwrite=true", token: token)
            case .verify: try await server.send("GET", path + "verify/", token: token)
            }
        }

        /// Takes the right to write from a token.
        func restrict(_ token: String) async throws {
            let digest = server.tokens.digest(token)
            try await server.store.write { session in
                var stored = try #require(try session.first(Query<APIToken>().where { $0.digest == digest }))
                stored.writeEnabled = false
                try session.update(
                    APIToken.schema, stored.values, columns: [APIToken.schema.handles.writeEnabled.index])
            }
        }
    }

    @Test(arguments: Role.allCases) func `every cell answers as declared, and tells nothing more`(
        _ role: Role
    ) async throws {
        let world = try await World()
        let token = try await world.server.role(role.rawValue, role.grants("sw-open"))
        if role == .readOnly { try await world.restrict(token) }
        var wrong: [String] = []
        for call in Call.allCases {
            for subject in Subject.allCases {
                let response = try await world.send(call, subject, token)
                let wanted = Self.expected(role, call, subject)
                if response.status != wanted { wrong.append("\(call) \(subject): \(response.status), not \(wanted)") }
                let text = try await response.text()
                let isSeen = role == .all || (subject == .own && role != .reader && role != .nobody)
                if !isSeen {
                    for name in ["sw-open", "sw-hidden", "sw-gone", "S1"] where text.contains(name) {
                        wrong.append("\(call) \(subject) tells \(name)")
                    }
                }
                // Nobody here may view locations.
                if text.contains("hidden site") || text.contains("hidden-site") {
                    wrong.append("\(call) \(subject) tells the location")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        let serial = try await world.server.get("/api/dcim/devices/\(world.base.hiddenDevice)/")["serial"]
        #expect(serial == (role == .all ? "" : "S1"))
    }

    @Test func `whoever deleted something under constraints still finds and takes back that, and nothing older`()
        async throws
    {
        let world = try await World()
        let grants =
            Role.viewer.grants("sw-open") + [
                (types: ["dcim.device"], actions: ["delete", "add"], constraints: #"{"name": "sw-open"}"#),
                (
                    types: ["dcim.location", "dcim.devicetype", "extras.status", "extras.role"], actions: ["view"],
                    constraints: "null"
                ),
            ]
        let token = try await world.server.role("dora", grants)
        let path = "/api/dcim/devices/\(world.base.openDevice)/"
        try await expect(try await world.server.send("DELETE", path, token: token), answers: 204)
        let page = try await world.server.send("GET", path + "changelog/", token: token).jsonBody()
        #expect(page["count"] == 1 && page["results"]?[0]?["action"]?["value"] == "delete")
        let id = page["results"]?[0]?["id"]?.stringValue ?? ""
        let back = try await world.server.send("POST", "\(Self.changes)\(id)/revert/?apply=true", token: token)
        try await expect(back, answers: 200)
        try await expect(try await world.server.send("GET", path, token: token), answers: 200)
    }

    @Test func `a revert ends where the permission to write ends`() async throws {
        let world = try await World()
        let device = world.base.openDevice
        _ = try await world.server.send("PATCH", "/api/dcim/devices/\(device)/", ["name": "sw-open-2"])
        // May change what is called sw-open-2, so what is called sw-open again would have left the constraint.
        let token = try await world.server.role("carl", Role.changer.grants("sw-open-2"))
        let page = try await world.server.get("\(Self.changes)?changed_object_id=\(device)&limit=1")
        let change = page["results"]?[0]?["id"]?.stringValue ?? ""
        let answer = try await world.server.send(
            "POST", "\(Self.changes)\(change)/revert/?apply=true&overwrite=true", token: token)
        try await expect(answer, answers: 409)
        #expect(try await world.server.get("/api/dcim/devices/\(device)/")["name"] == "sw-open-2")
    }

    @Test func `rights that were taken are not brought back by somebody who could not give them`() async throws {
        let world = try await World()
        let made = try await world.server.send(
            "POST", "/api/users/users/", ["username": "boss", "is_superuser": true, "is_active": true])
        let user = try await made.jsonBody()["id"]?.stringValue ?? ""
        _ = try await world.server.send("PATCH", "/api/users/users/\(user)/", ["is_superuser": false])
        let grants = [
            (
                types: ["users.user", "extras.objectchange"], actions: ["view", "add", "change", "delete"],
                constraints: "null"
            )
        ]
        let token = try await world.server.role("climber", grants)
        func revert() async throws -> APIResponse {
            let page = try await world.server.get("\(Self.changes)?changed_object_id=\(user)&limit=1")
            let change = page["results"]?[0]?["id"]?.stringValue ?? ""
            return try await world.server.send("POST", "\(Self.changes)\(change)/revert/?apply=true", token: token)
        }
        try await expect(try await revert(), answers: 409)
        #expect(try await world.server.get("/api/users/users/\(user)/")["is_superuser"] == false)
        _ = try await world.server.send("PATCH", "/api/users/users/\(user)/", ["is_superuser": true])
        _ = try await world.server.send("DELETE", "/api/users/users/\(user)/")
        try await expect(try await revert(), answers: 409)
        try await expect(try await world.server.send("GET", "/api/users/users/\(user)/"), answers: 404)
    }

    @Test func `tokens are not reverted, not even one's own`() async throws {
        let world = try await World()
        let made = try await world.server.send("POST", "/api/users/tokens/", ["description": "first"])
        let id = try await made.jsonBody()["id"]?.stringValue ?? ""
        _ = try await world.server.send("PATCH", "/api/users/tokens/\(id)/", ["description": "second"])
        _ = try await world.server.send("DELETE", "/api/users/tokens/\(id)/")
        let page = try await world.server.get("\(Self.changes)?changed_object_id=\(id)")
        let changes = (page["results"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        #expect(changes.count == 3)
        for change in changes.prefix(2) {
            let answer = try await world.server.send("POST", "\(Self.changes)\(change)/revert/?apply=true")
            try await expect(answer, answers: 409)
            #expect(try await answer.text().contains("not reverted"), "\(change)")
        }
    }

    @Test func `tags that somebody may not see are not in the states of an object`() async throws {
        let world = try await World()
        let tag = try await world.server.create(
            "/api/extras/tags/", ["name": "covert", "content_types": ["dcim.device"]])
        _ = try await world.server.send(
            "PATCH", "/api/dcim/devices/\(world.base.openDevice)/", ["tags": [.string(tag)]])
        let query = "\(Self.changes)?changed_object_id=\(world.base.openDevice)&limit=1"
        #expect(try await world.server.get(query)["results"]?[0]?["object_data"]?["tags"] == ["covert"])
        let token = try await world.server.role("tess", Role.viewer.grants("sw-open"))
        let page = try await world.server.send("GET", query, token: token)
        #expect(try await page.jsonBody()["results"]?[0]?["object_data"]?["tags"] == [])
        #expect(try await !page.text().contains("covert"))
    }

    @Test func `notes about what somebody may not see are not there, to read or to write`() async throws {
        let world = try await World()
        var notes: [String] = []
        for device in [world.base.openDevice, world.base.hiddenDevice] {
            let made = try await world.server.send("POST", "/api/dcim/devices/\(device)/notes/", ["note": "about it"])
            notes.append(try await made.jsonBody()["id"]?.stringValue ?? "")
        }
        let token = try await world.server.role(
            "nora",
            [
                (["extras.note"], ["view", "add", "change", "delete"], "null"),
                (["dcim.device"], ["view"], #"{"name": "sw-open"}"#),
            ])
        func send(_ method: String, _ target: String, _ body: JSONValue? = nil) async throws -> APIResponse {
            try await world.server.send(method, target, body, token: token)
        }
        let list = try await send("GET", "/api/extras/notes/").jsonBody()
        #expect(list["count"] == 1 && list["results"]?[0]?["id"]?.stringValue == notes[0])
        #expect(try await send("GET", "/api/extras/notes/?format=csv").text().contains(notes[0]))
        #expect(try await !send("GET", "/api/extras/notes/?format=csv").text().contains(notes[1]))
        #expect(try await send("GET", "/api/dcim/devices/\(world.base.openDevice)/notes/").status == 200)
        #expect(try await send("GET", "/api/dcim/devices/\(world.base.hiddenDevice)/notes/").status == 404)
        for (method, body) in [("GET", nil), ("PATCH", ["note": "x"]), ("DELETE", nil)] as [(String, JSONValue?)] {
            #expect(try await send(method, "/api/extras/notes/\(notes[1])/", body).status == 404, "\(method)")
        }
        #expect(try await send("DELETE", "/api/extras/notes/", [["id": .string(notes[1])]]).status == 204)
        #expect(try await world.server.get("/api/extras/notes/")["count"] == 2)
        func about(_ device: String) -> JSONValue {
            ["note": "new", "assigned_object_type": "dcim.device", "assigned_object_id": .string(device)]
        }
        let hidden = try await send("POST", "/api/extras/notes/", about(world.base.hiddenDevice))
        let absent = try await send("POST", "/api/extras/notes/", about("11111111-1111-4111-8111-111111111111"))
        #expect(hidden.status == 400 && absent.status == 400)
        #expect(try await hidden.text() == absent.text())
        #expect(try await send("POST", "/api/extras/notes/", about(world.base.openDevice)).status == 201)
        // Nor is a note moved to where it could not have been written.
        let moved = try await send("PATCH", "/api/extras/notes/\(notes[0])/", about(world.base.hiddenDevice))
        #expect(moved.status == 400)
    }

    @Test func `the changes of permissions and groups are open to those who may view these`() async throws {
        let world = try await World()
        let token = try await world.server.role("pia", Role.reader.grants(""))
        let query = "\(Self.changes)?changed_object_type=users.objectpermission"
        #expect(try await world.server.get(query)["count"]?.intValue ?? 0 > 0)
        #expect(try await world.server.send("GET", query, token: token).jsonBody()["count"] == 0)
    }
}
