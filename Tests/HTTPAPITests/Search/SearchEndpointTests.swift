import Basics
import Domain
import Foundation
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct SearchEndpointTests {
    /// Makers, tenants and a user, some of which a role sees.
    private func world() async throws -> TestServer {
        let server = try await TestServer()
        for name in ["maker open", "maker hidden"] {
            _ = try await server.create("/api/dcim/manufacturers/", ["name": .string(name)])
        }
        _ = try await server.create("/api/tenancy/tenants/", ["name": "maker tenant"])
        return server
    }

    private func ask(_ server: TestServer, _ query: String, _ token: String? = nil) async throws -> JSONValue {
        try await SearchIndexer(store: server.store).catchUp()
        let response = try await server.send("GET", "/api/search/?\(query)", token: token ?? server.token)
        try await expect(response, answers: 200)
        return try await response.jsonBody()
    }

    private func displays(_ answer: JSONValue) -> [String] {
        (answer["results"]?.arrayValue ?? []).compactMap { $0["display"]?.stringValue }
    }

    @Test func `a search answers hits with their counts`() async throws {
        let server = try await world()
        let answer = try await ask(server, "q=MAKER&limit=2")
        #expect(displays(answer) == ["maker hidden", "maker open"])
        #expect(answer["is_complete"] == true && answer["count"] == 2)
        #expect(answer["kinds"]?.arrayValue?.first?["count"] == 2)
        #expect(answer["kinds"]?.arrayValue?.first?["content_type"] == "dcim.manufacturer")
        let url = answer["results"]?.arrayValue?.first?["url"]?.stringValue ?? ""
        let path = try #require(url.range(of: "/api/").map { String(url[$0.lowerBound...]) })
        #expect(try await server.send("GET", path, token: server.token).status == 200)
    }

    @Test func `what a caller may not see is neither told nor counted`() async throws {
        let server = try await world()
        let token = try await server.role("anna", [(["dcim.manufacturer"], ["view"], #"{"name__endswith": "open"}"#)])
        let answer = try await ask(server, "q=maker", token)
        #expect(displays(answer) == ["maker open"])
        #expect(answer["kinds"]?.arrayValue?.map { $0["count"] } == [1])
        let none = try await ask(server, "q=maker", server.plainToken)
        let nowhere = try await ask(server, "q=nothing+is+called+so", server.plainToken)
        #expect(none == nowhere)
        let response = try await server.send("GET", "/api/search/?q=maker", token: "")
        #expect(response.status == 401 || response.status == 403)
    }

    @Test func `few visible objects among thousands that fit are found, and the others do not count`() async throws {
        let server = try await world()
        let environment = server.environment
        try await server.store.write { session in
            let rows = (0..<3_500).map { number -> [Value] in
                var row = Record<Manufacturer>(id: ID(environment.identifiers.next()))
                row.name = "bulk \(number)"
                row.description = number % 500 == 0 ? "shown" : ""
                return row.values
            }
            try session.insert(Manufacturer.schema, all: rows)
        }
        let token = try await server.role("anna", [(["dcim.manufacturer"], ["view"], #"{"description": "shown"}"#)])
        let answer = try await ask(server, "q=bulk", token)
        #expect(Set(displays(answer)) == Set((0..<7).map { "bulk \($0 * 500)" }))
        #expect(answer["kinds"]?.arrayValue?.first?["count"] == 7)
        #expect(answer["kinds"]?.arrayValue?.first?["is_more"] == false)
        #expect(displays(try await ask(server, "q=bulk+2500", token)) == ["bulk 2500"])
        #expect(displays(try await ask(server, "q=bulk+2501", token)).isEmpty)
        let all = try await ask(server, "q=bulk")
        #expect(all["kinds"]?.arrayValue?.first?["count"] == 100)
        #expect(all["kinds"]?.arrayValue?.first?["is_more"] == true)
    }

    @Test func `a text of another object is no way to learn of it`() async throws {
        let server = try await world()
        let type = try await server.create(
            "/api/dcim/device-types/", ["manufacturer": "maker open", "model": "Secretive-9"])
        _ = try await server.create(
            "/api/plugins/nautobot-device-lifecycle-mgmt/hardware/",
            ["device_type": .string(type), "end_of_support": "2027-01-01"])
        let notices = try await server.role(
            "anna", [(["nautobot_device_lifecycle_mgmt.hardwarelcm"], ["view"], "null")])
        #expect(displays(try await ask(server, "q=secretive", notices)).isEmpty)
        let both = try await server.role(
            "bob", [(["nautobot_device_lifecycle_mgmt.hardwarelcm", "dcim.devicetype"], ["view"], "null")])
        #expect(displays(try await ask(server, "q=secretive", both)).count == 2)
    }

    @Test func `users are found by staff alone, secrets by their name alone`() async throws {
        let server = try await world()
        let token = try await server.role("anna", [(["users.user", "extras.secret"], ["view"], "null")])
        #expect(displays(try await ask(server, "q=anna", token)).isEmpty)
        #expect(displays(try await ask(server, "q=anna")) == ["anna"])
        try await server.store.write { session in
            let users = try session.fetch(Query<User>().where { $0.username == "anna" })
            for var user in users {
                user.isStaff = true
                try session.update(User.schema, user.values, columns: [User.schema.index(of: \.isStaff)])
            }
        }
        #expect(displays(try await ask(server, "q=anna", token)) == ["anna"])
    }

    @Test(arguments: ["", "q=x&limit=0", "q=x&limit=51", "q=x&limit=many", "q=x&limit="])
    func `a question that cannot be answered is refused`(_ query: String) async throws {
        let server = try await world()
        let response = try await server.send("GET", "/api/search/?\(query)", token: server.token)
        #expect(response.status == 400)
        #expect(try await response.jsonBody().objectValue?.members.isEmpty == false)
    }

    @Test(arguments: [
        "%22%22%22", "%25%25%25", "___", "%F0%9F%98%80", "%D7%A9%D7%9C", "*", "NOT+x", "%E2%80%AE",
    ])
    func `hostile texts find nothing and break nothing`(_ text: String) async throws {
        let server = try await world()
        #expect(displays(try await ask(server, "q=\(text)")).isEmpty)
    }

    @Test func `other methods and deeper paths are refused`() async throws {
        let server = try await world()
        #expect(try await server.send("POST", "/api/search/?q=x", [:], token: server.token).status == 405)
        #expect(try await server.send("GET", "/api/search/more/?q=x", token: server.token).status == 404)
    }
}
