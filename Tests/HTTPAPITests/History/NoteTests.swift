import Basics
import Domain
import HTTPAPI
import Modeling
import TestKit
import Testing

/// Notes: remarks of their writer on an object that is there (core.md §2.8).
@Suite("Notes")
struct NoteTests {
    @Test("A note is its writer's, through the object and directly")
    func author() async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let body: JSONValue = ["note": "**x**", "user_name": "somebody", "user": .null]
        let through = try await server.send("POST", "/api/dcim/manufacturers/\(id)/notes/", body)
        try await expect(through, answers: 201)
        server.time.advance(seconds: 1)
        let direct = try await server.send(
            "POST", "/api/extras/notes/",
            ["note": "y", "assigned_object_type": "dcim.manufacturer", "assigned_object_id": .string(id)])
        try await expect(direct, answers: 201)
        for response in [through, direct] {
            let note = try await response.jsonBody()
            #expect(note["user_name"] == "admin" && note["user"]?["object_type"] == "users.user")
            #expect(note["assigned_object_id"] == .string(id))
        }
        #expect(try await server.get("/api/dcim/manufacturers/\(id)/notes/")["count"] == 2)
    }

    @Test(
        "A note on what is not there is refused in the dialect's words",
        arguments: [
            ("dcim.manufacturer", "00000000-0000-4000-8000-000000000000"), ("dcim.device", nil), ("users.user", nil),
            ("system.setting", nil),
        ] as [(String, String?)])
    func missing(_ type: String, _ id: String?) async throws {
        let server = try await TestServer()
        let manufacturer = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let response = try await server.send(
            "POST", "/api/extras/notes/",
            ["note": "y", "assigned_object_type": .string(type), "assigned_object_id": .string(id ?? manufacturer)])
        try await expect(response, answers: 400)
        #expect(try await response.messages("assigned_object_id") == ["Object not found"])
    }

    @Test(
        "Notes are found by writer, text and object",
        arguments: [
            "user=admin", "user_name=admin", "note=first", "note__ic=IRS", "assigned_object_type=dcim.manufacturer",
            "q=first", "user__n=plain",
        ])
    func filters(_ query: String) async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let made = try await server.send("POST", "/api/dcim/manufacturers/\(id)/notes/", ["note": "first"])
        let note = try await made.jsonBody()["id"]
        let page = try await server.get("/api/extras/notes/?\(query)&assigned_object_id=\(id)")
        #expect(page["count"] == 1 && page["results"]?[0]?["id"] == note)
        #expect(try await server.get("/api/extras/notes/?assigned_object_type=dcim.device")["count"] == 0)
    }
}
