import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite("Who may ask")
struct AuthenticationTests {
    private func ask(
        _ server: TestServer, _ authorization: String?, method: String = "GET", body: [UInt8] = []
    ) async throws -> APIResponse {
        var headers = ["accept": "application/json", "content-type": "application/json"]
        headers["authorization"] = authorization
        return await server.router.respond(
            to: APIRequest(method: method, path: "/api/dcim/manufacturers/", headers: headers, body: body))
    }

    @Test("Every way of being nobody is answered with 403 and its own words")
    func refusals() async throws {
        let server = try await TestServer()
        let missing = "Authentication credentials were not provided."
        for (authorization, detail) in [
            (nil, missing), ("", missing), ("Bearer \(server.token)", missing), ("Basic YTpi", missing),
            ("Token", "Invalid token header. No credentials provided."),
            ("Token ", "Invalid token header. No credentials provided."),
            ("token", "Invalid token header. No credentials provided."),
            ("Token a b", "Invalid token header. Token string should not contain spaces."),
            ("Token 0123456789abcdef0123456789abcdef01234567", "Invalid token"),
            ("Token \(server.token.uppercased())x", "Invalid token"),
            ("Token '; DROP TABLE users_token; --", "Invalid token header. Token string should not contain spaces."),
        ] as [(String?, String)] {
            let response = try await ask(server, authorization)
            #expect(response.status == 403, "\(authorization ?? "none")")
            #expect(try await response.jsonBody() == ["detail": .string(detail)], "\(authorization ?? "none")")
            #expect(response.header("WWW-Authenticate") == nil)
            #expect(response.header("Allow") != nil)
        }
        for keyword in ["Token", "token", "TOKEN", "tOkEn  "] {
            #expect(try await ask(server, "\(keyword) \(server.token)").status == 200)
        }
    }

    @Test("Expired tokens, inactive users and tokens for reading are told apart")
    func limits() async throws {
        let server = try await TestServer()
        func token(
            _ change: @escaping @Sendable (inout Record<User>, inout Record<APIToken>) -> Void
        ) async throws -> String {
            let environment = server.environment
            let tokens = server.tokens
            return try await server.store.write { session in
                let pipeline = RecordPipeline(
                    session, actor: .system(requestID: environment.identifiers.next(), detail: "test"),
                    environment: environment)
                var user = Record<User>(id: ID(environment.identifiers.next()))
                user.username = "user \(user.id)"
                user.isSuperuser = true
                user.isActive = true
                user.dateJoined = environment.time.now
                var token = Record<APIToken>(id: ID(environment.identifiers.next()))
                let text = tokens.makeToken()
                token.user = user.id
                token.prefix = String(text.prefix(8))
                token.digest = tokens.digest(text)
                change(&user, &token)
                try pipeline.create(user)
                try pipeline.create(token)
                return text
            }
        }
        let now = server.time.now
        let expired = try await token { $1.expires = Timestamp(microseconds: now.microseconds - 1) }
        let later = try await token { $1.expires = Timestamp(microseconds: now.microseconds + 60_000_000) }
        let inactive = try await token { user, _ in user.isActive = false }
        let reading = try await token { $1.writeEnabled = false }
        #expect(try await ask(server, "Token \(expired)").jsonBody() == ["detail": "Token expired"])
        #expect(try await ask(server, "Token \(inactive)").jsonBody() == ["detail": "User inactive"])
        #expect(try await ask(server, "Token \(later)").status == 200)
        server.time.advance(seconds: 61)
        #expect(try await ask(server, "Token \(later)").jsonBody() == ["detail": "Token expired"])
        #expect(try await ask(server, "Token \(reading)").status == 200)
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let response = try await ask(server, "Token \(reading)", method: method, body: Array("[]".utf8))
            #expect(response.status == 403, "\(method)")
            #expect(
                try await response.jsonBody()
                    == ["detail": "You do not have permission to perform this action."])
        }
        #expect(try await ask(server, "Token \(reading)", method: "OPTIONS").jsonBody()["actions"] == nil)
    }

    @Test("A user without permissions sees and changes nothing", arguments: Models.permitted)
    func noPermission(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        let first = try await server.get("\(schema.names.path)?limit=1")["results"]?[0]?["id"]?.keyText ?? "x"
        for (method, path, body) in [
            ("GET", schema.names.path, nil), ("HEAD", schema.names.path, nil),
            ("GET", "\(schema.names.path)\(first)/", nil), ("GET", "\(schema.names.path)?format=csv", nil),
            ("POST", schema.names.path, [:]), ("PATCH", "\(schema.names.path)\(first)/", [:]),
            ("DELETE", "\(schema.names.path)\(first)/", nil), ("DELETE", schema.names.path, [["id": .string(first)]]),
            ("GET", "\(schema.names.path)\(first)/notes/", nil),
        ] as [(String, String, JSONValue?)] {
            let response = try await server.send(method, path, body, token: server.plainToken)
            #expect([403, 404, 405].contains(response.status), "\(method) \(path)")
            if response.status == 404 { #expect(path.hasSuffix("/notes/")) }
        }
        let options = try await server.send("OPTIONS", schema.names.path, token: server.plainToken)
        #expect(options.status == 200)
        #expect(try await options.jsonBody()["actions"] == nil)
    }
}
