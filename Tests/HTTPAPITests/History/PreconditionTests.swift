import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// `ETag`, `If-Match` and `If-None-Match`: nobody overwrites what they have not seen.
@Suite("Conditions on the version of an object")
struct PreconditionTests {
    private func send(
        _ server: TestServer, _ method: String, _ target: String, _ body: JSONValue? = nil,
        headers: [String: String] = [:]
    ) async throws -> APIResponse {
        var all = headers
        all["accept"] = "application/json"
        all["authorization"] = "Token \(server.token)"
        if body != nil { all["content-type"] = "application/json" }
        return await server.router.respond(
            to: try APIRequest(
                method: method, target: target, headers: all, body: body.map { Array($0.text.utf8) } ?? [],
                baseURL: "http://test"))
    }

    @Test("A detail has a strong tag, and who has it already gets 304 without a body", arguments: Models.creatable)
    func reading(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let path = "\(schema.names.path)\(try await SampleObjects(server).id(schema))/"
        let first = try await send(server, "GET", path)
        let tag = try #require(first.header("ETag"))
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && !tag.contains("W/"))
        for condition in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let again = try await send(server, "GET", path, headers: ["if-none-match": condition])
            #expect(again.status == 304 && again.bytes.isEmpty && again.header("ETag") == tag, "\(condition)")
        }
        let other = try await send(server, "GET", path, headers: ["if-none-match": "\"other\""])
        #expect(other.status == 200)
    }

    @Test("Every write gives another tag, and what is shown beside the object changes only its second half")
    func changing() async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let path = "/api/dcim/manufacturers/\(id)/"
        let first = try #require(try await send(server, "GET", path).header("ETag"))
        try await server.create("/api/dcim/device-types/", ["manufacturer": "Acme", "model": "T1"])
        let counted = try await send(server, "GET", path, headers: ["if-none-match": first])
        // One more device type is shown: another answer of the same version.
        #expect(counted.status == 200)
        let second = try #require(counted.header("ETag"))
        #expect(first != second && first.split(separator: ".")[0] == second.split(separator: ".")[0])
        let written = try await send(server, "PATCH", path, ["description": "x"], headers: ["if-match": first])
        try await expect(written, answers: 200)
        let third = try #require(written.header("ETag"))
        #expect(third.split(separator: ".")[0] != first.split(separator: ".")[0])
        try await expect(
            try await send(server, "PATCH", path, ["description": "y"], headers: ["if-match": third]), answers: 200)
    }

    @Test(
        "A write of another version than the one read is refused, and writes nothing",
        arguments: ["PATCH", "PUT", "DELETE"])
    func writing(_ method: String) async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let path = "/api/dcim/manufacturers/\(id)/"
        let tag = try #require(try await send(server, "GET", path).header("ETag"))
        _ = try await send(server, "PATCH", path, ["description": "theirs"])
        let body: JSONValue? = method == "DELETE" ? nil : ["name": "Acme", "description": "ours"]
        for condition in [tag, "\"x\"", "W/\(tag)", ""] {
            let response = try await send(server, method, path, body, headers: ["if-match": condition])
            try await expect(response, answers: 412, condition)
            let text = try await response.jsonBody()["detail"]?.stringValue ?? ""
            #expect(text.contains("has changed since you read it"))
        }
        #expect(try await server.get(path)["description"] == "theirs")
        let any = try await send(server, method, path, body, headers: ["if-match": "*"])
        #expect(any.status == (method == "DELETE" ? 204 : 200))
        let gone = try await send(
            server, method, "/api/dcim/manufacturers/00000000-0000-4000-8000-000000000000/", body,
            headers: ["if-match": "*"])
        #expect(gone.status == 404)
    }

    @Test("A set that changes alone changes the version, also while the clock stands")
    func sets() async throws {
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let device = try await samples.id("dcim.device")
        let tag = try await server.create("/api/extras/tags/", ["name": "t", "content_types": ["dcim.device"]])
        let path = "/api/dcim/devices/\(device)/"
        let first = try #require(try await send(server, "GET", path).header("ETag"))
        _ = try await send(server, "PATCH", path, ["tags": [.string(tag)]])
        let late = try await send(server, "PATCH", path, ["tags": []], headers: ["if-match": first])
        try await expect(late, answers: 412)
    }

    @Test("A condition on a list cannot hold")
    func lists() async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        for method in ["PATCH", "DELETE"] {
            let response = try await send(
                server, method, "/api/dcim/manufacturers/", [["id": .string(id)]], headers: ["if-match": "*"])
            try await expect(response, answers: 412)
        }
    }

    @Test("Clients that read, add one and write under a condition lose no count")
    func increments() async throws {
        let server = try await TestServer()
        let id = try await server.create("/api/dcim/manufacturers/", ["name": "Acme", "description": "0"])
        let path = "/api/dcim/manufacturers/\(id)/"
        let written = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var count = 0
                    for _ in 0..<10 {
                        let read = try await send(server, "GET", path)
                        let tag = try #require(read.header("ETag"))
                        let value = Int(try await read.jsonBody()["description"]?.stringValue ?? "") ?? -1000
                        let answer = try await send(
                            server, "PATCH", path, ["description": .string("\(value + 1)")], headers: ["if-match": tag])
                        #expect(answer.status == 200 || answer.status == 412)
                        if answer.status == 200 { count += 1 }
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(written > 0)
        #expect(try await server.get(path)["description"] == .string("\(written)"))
    }

    @Test("Of many creates of one name exactly one succeeds")
    func oneName() async throws {
        let server = try await TestServer()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask { try await send(server, "POST", "/api/dcim/manufacturers/", ["name": "Acme"]).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 201 } == 1 && statuses.count { $0 == 400 } == 63)
        #expect(try await server.get("/api/dcim/manufacturers/")["count"] == 1)
    }
}
