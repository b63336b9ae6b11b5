import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// `Idempotency-Key`: a create that is sent again creates once and answers the same.
@Suite("Creates that are sent again")
struct IdempotencyTests {
    private func post(
        _ server: TestServer, _ body: JSONValue, key: String, path: String = "/api/dcim/manufacturers/",
        token: String? = nil
    ) async throws -> APIResponse {
        await server.router.respond(
            to: try APIRequest(
                method: "POST", target: path,
                headers: [
                    "accept": "application/json", "authorization": "Token \(token ?? server.token)",
                    "content-type": "application/json", "idempotency-key": key,
                ], body: Array(body.text.utf8), baseURL: "http://test"))
    }

    @Test("The same key and body get the same answer, and one object")
    func again() async throws {
        let server = try await TestServer()
        let first = try await post(server, ["name": "Acme"], key: "k1")
        try await expect(first, answers: 201)
        #expect(first.header("Idempotency-Replayed") == nil)
        server.time.advance(seconds: 3600)
        for _ in 0..<2 {
            let second = try await post(server, ["name": "Acme"], key: "k1")
            try await expect(second, answers: 201)
            #expect(second.header("Idempotency-Replayed") == "true")
            #expect(second.bytes == first.bytes)
            for name in ["Location", "ETag", "Content-Type"] { #expect(second.header(name) == first.header(name)) }
        }
        #expect(try await server.get("/api/dcim/manufacturers/")["count"] == 1)
        #expect(try await server.get("/api/extras/object-changes/?changed_object_type=dcim.manufacturer")["count"] == 1)
    }

    @Test("A list of objects is made once too")
    func lists() async throws {
        let server = try await TestServer()
        let body: JSONValue = [["name": "A"], ["name": "B"]]
        let first = try await post(server, body, key: "k1")
        let second = try await post(server, body, key: "k1")
        #expect(first.status == 201 && second.bytes == first.bytes && second.header("Idempotency-Replayed") == "true")
        #expect(try await server.get("/api/dcim/manufacturers/")["count"] == 2)
    }

    @Test("The same key for another body is refused")
    func otherBody() async throws {
        let server = try await TestServer()
        _ = try await post(server, ["name": "Acme"], key: "k1")
        let response = try await post(server, ["name": "Bcme"], key: "k1")
        try await expect(response, answers: 422)
        #expect(try await response.jsonBody()["detail"]?.stringValue?.contains("another body") == true)
        #expect(try await server.get("/api/dcim/manufacturers/")["count"] == 1)
    }

    @Test("Another path or another caller has keys of its own")
    func scope() async throws {
        let server = try await TestServer()
        _ = try await post(server, ["name": "Acme"], key: "k1")
        try await expect(
            try await post(server, ["name": "Acme"], key: "k1", path: "/api/tenancy/tenants/"), answers: 201)
        try await expect(try await post(server, ["name": "Acme"], key: "k1", token: server.plainToken), answers: 403)
        try await expect(try await post(server, ["name": "Acme"], key: "k2"), answers: 400)
    }

    @Test("A refused create keeps nothing and may be sent again")
    func refused() async throws {
        let server = try await TestServer()
        let other = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await expect(try await post(server, ["name": "Acme"], key: "k1"), answers: 400)
        _ = try await server.send("DELETE", "/api/dcim/manufacturers/\(other)/")
        let made = try await post(server, ["name": "Acme"], key: "k1")
        try await expect(made, answers: 201)
        #expect(made.header("Idempotency-Replayed") == nil)
    }

    @Test("After a day a key is as good as new, and old answers are removed")
    func expiry() async throws {
        let server = try await TestServer()
        _ = try await post(server, ["name": "A"], key: "k1")
        _ = try await post(server, ["name": "B"], key: "k2")
        server.time.advance(seconds: 86_401)
        let made = try await post(server, ["name": "C"], key: "k1")
        try await expect(made, answers: 201)
        #expect(made.header("Idempotency-Replayed") == nil)
        let kept = try await server.store.read { try $0.count(IdempotentAnswer.schema, where: .always) }
        #expect(kept == 1)
    }

    @Test("Keys without characters, with blanks or of great length are refused")
    func malformed() async throws {
        let server = try await TestServer()
        for key in ["", "a b", "ü", String(repeating: "k", count: 256)] {
            let response = try await post(server, ["name": "Acme"], key: key)
            try await expect(response, answers: 400, key)
            #expect(try await !response.messages("Idempotency-Key").isEmpty)
        }
        try await expect(
            try await post(server, ["name": "Acme"], key: String(repeating: "k", count: 255)), answers: 201)
    }

    @Test("Neither the key nor the token is stored")
    func nothingStored() async throws {
        let server = try await TestServer()
        _ = try await post(server, ["name": "Acme"], key: "very-secret-key")
        let rows = try await server.store.read { try $0.rows(Selection(IdempotentAnswer.schema)) }
        #expect(rows.count == 1)
        let text = rows.flatMap(\.self).map(\.plainText).joined(separator: " ")
        #expect(!text.contains("very-secret-key") && !text.contains(server.token))
    }

    private func key(_ text: String, of user: Int) throws -> IdempotencyKey {
        let actor = Actor(
            user: ID(Identifier(high: 1, low: UInt64(user))), name: "u\(user)", isSuperuser: true,
            requestID: Identifier(high: 2, low: 1))
        return try IdempotencyKey(
            text, actor: actor, method: "POST", path: "/api/", content: ("application/json", [123, 125]),
            capacity: 20)
    }

    @Test("Of an answer that must not be stored it is kept that it was given, and nothing of it")
    func shownOnce() async throws {
        let server = try await TestServer()
        let key = try key("k1", of: 1)
        let now = server.time.now
        let answer = KeptAnswer(
            status: 201, headers: [("Cache-Control", "no-store"), ("Location", "secret-place")],
            body: Array("secret-text".utf8))
        try await server.store.write { try key.keep(answer, $0, now: now) }
        let rows = try await server.store.read { try $0.rows(Selection(IdempotentAnswer.schema)) }
        #expect(rows.count == 1 && !rows.flatMap(\.self).contains { $0.plainText.contains("secret") })
        let refusal = await #expect(throws: Problem.self) {
            try await server.store.read { _ = try key.answer($0, now: now) }
        }
        #expect(refusal?.kind == .conflict && refusal?.message.contains("only once") == true)
    }

    @Test("An answer that is too long to keep is refused, so that nothing is made twice")
    func tooLong() async throws {
        let server = try await TestServer()
        let key = try key("k1", of: 1)
        let now = server.time.now
        for (length, isKept) in [(IdempotencyKey.maximumBody + 1, false), (IdempotencyKey.maximumBody, true)] {
            let answer = KeptAnswer(status: 201, headers: [], body: Array(repeating: 65, count: length))
            do {
                try await server.store.write { try key.keep(answer, $0, now: now) }
                #expect(isKept)
            } catch let problem as Problem {
                #expect(!isKept && problem.kind == .tooLarge)
            }
        }
    }

    @Test("Each caller has room for so many answers; the oldest go, and nobody else's")
    func capacity() async throws {
        let server = try await TestServer()
        let start = server.time.now
        let answer = KeptAnswer(status: 201, headers: [], body: [])
        let keys = try (0...21).map { try key("k\($0)", of: 1) }
        let other = try key("k0", of: 2)
        let kept = try await server.store.write { session in
            try other.keep(answer, session, now: start)
            for (index, key) in keys.enumerated() {
                try key.keep(answer, session, now: start.adding(seconds: Double(index) / 1000))
            }
            let now = start.adding(seconds: 60)
            return try (
                session.count(IdempotentAnswer.schema, where: .always), keys[0].answer(session, now: now) != nil,
                keys[2].answer(session, now: now) != nil, other.answer(session, now: now) != nil
            )
        }
        #expect(kept.0 == 21)
        #expect(!kept.1 && kept.2 && kept.3)
    }

    @Test("Users are made without a key, and tokens are not kept")
    func secrets() async throws {
        let server = try await TestServer()
        let user = try await post(
            server, ["username": "ann", "password": "a long and rare passphrase 7"], key: "k1",
            path: "/api/users/users/")
        try await expect(user, answers: 400)
        #expect(try await !user.messages("Idempotency-Key").isEmpty)
        let token = try await post(server, ["description": "t"], key: "k2", path: "/api/users/tokens/")
        try await expect(token, answers: 201)
        #expect(try await server.store.read { try $0.count(IdempotentAnswer.schema, where: .always) } == 0)
    }

    @Test("Of many at once with one key one creates, and all are answered alike")
    func concurrent() async throws {
        let server = try await TestServer()
        let answers = try await withThrowingTaskGroup(of: APIResponse.self) { group in
            for _ in 0..<32 { group.addTask { try await post(server, ["name": "Acme"], key: "k1") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == 201 && $0.bytes == answers[0].bytes })
        #expect(answers.count { $0.header("Idempotency-Replayed") == nil } == 1)
        #expect(try await server.get("/api/dcim/manufacturers/")["count"] == 1)
    }
}
