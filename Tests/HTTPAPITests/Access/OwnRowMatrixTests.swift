import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Who asks × every endpoint of what people have of their own × {own, somebody else's}: what each cell answers is declared
/// here, and nothing else is right.
@Suite struct OwnRowMatrixTests {
    enum Role: String, CaseIterable {
        /// Not authenticated.
        case anonymous
        /// Has no permission at all.
        case nobody
        /// Has no permission, and a token that may only read.
        case reader
        /// Has every permission on users and tokens, without constraints.
        case clerk
        case superuser
    }

    /// A cell: what is asked, and what people who may write, who may read, and others' objects get.
    struct Call: Sendable, CustomTestStringConvertible {
        let method: String
        let target: Target
        let body: JSONValue?
        let writing: Int
        let reading: Int
        /// What is asked of somebody else's object; nil when the call names none.
        let foreign: Int?

        enum Target: String {
            case tokens = "/api/users/tokens/"
            case sessions = "/api/users/sessions/"
            case config = "/api/users/config/"
            case password = "/api/users/password/"
        }

        var testDescription: String { "\(method) \(target.rawValue)" }

        init(
            _ method: String, _ target: Target, _ body: JSONValue? = nil, answers writing: Int, reading: Int = 403,
            foreign: Int? = nil
        ) {
            self.method = method
            self.target = target
            self.body = body
            self.writing = writing
            self.reading = reading
            self.foreign = foreign
        }
    }

    private static let lists: [Call] = [
        Call("GET", .tokens, answers: 200, reading: 200), Call("HEAD", .tokens, answers: 200, reading: 200),
        Call("OPTIONS", .tokens, answers: 200, reading: 200), Call("POST", .tokens, [:], answers: 201),
        Call("GET", .sessions, answers: 200, reading: 200), Call("OPTIONS", .sessions, answers: 200, reading: 200),
        Call("POST", .sessions, [:], answers: 405, reading: 405),
        Call("PATCH", .sessions, [], answers: 405, reading: 405),
        Call("GET", .config, answers: 200, reading: 200), Call("OPTIONS", .config, answers: 200, reading: 200),
        Call("PATCH", .config, ["a": 1], answers: 200), Call("PUT", .config, [:], answers: 405, reading: 405),
        Call("DELETE", .config, answers: 405, reading: 405), Call("GET", .password, answers: 405, reading: 405),
        Call("POST", .password, ["current_password": "no", "new_password": "no"], answers: 400),
    ]
    /// Those that name one object; what is gone cannot be asked for, so deletes come last.
    private static let details: [Call] = [
        Call("GET", .tokens, answers: 200, reading: 200, foreign: 404),
        Call("OPTIONS", .tokens, answers: 200, reading: 200),
        Call("PATCH", .tokens, ["description": "x"], answers: 200, foreign: 404),
        Call("PUT", .tokens, [:], answers: 200, foreign: 404),
        Call("POST", .tokens, [:], answers: 405, reading: 405),
        Call("GET", .sessions, answers: 200, reading: 200, foreign: 404),
        Call("PATCH", .sessions, [:], answers: 405, reading: 405, foreign: 405),
        Call("DELETE", .sessions, answers: 204, foreign: 404), Call("DELETE", .tokens, answers: 204, foreign: 404),
    ]

    /// The rows of one person.
    private struct Belongings {
        let asking: String
        let token: String
        let session: String
    }

    private func belongings(_ name: String, mayWrite: Bool, _ world: AccessWorld) async throws -> Belongings {
        let browser = try await world.login(name)
        let session = try await browser.send("GET", "/api/users/sessions/").jsonBody()["results"]?[0]?["id"]
        let tokens = "/api/users/tokens/"
        let asking = try await browser.send("POST", tokens, ["write_enabled": .bool(mayWrite)]).jsonBody()
        let other = try await browser.send("POST", tokens, [:]).jsonBody()
        return Belongings(
            asking: asking["key"]?.stringValue ?? "", token: other["id"]?.stringValue ?? "",
            session: session?.stringValue ?? "")
    }

    @Test(arguments: Role.allCases) func `every cell answers as declared`(_ role: Role) async throws {
        let world = try await AccessWorld()
        try await world.add("owner")
        try await world.add(role.rawValue, superuser: role == .superuser)
        if role == .clerk { try await permit(role.rawValue, world) }
        let own = try await belongings(role.rawValue, mayWrite: role != .reader, world)
        let other = try await belongings("owner", mayWrite: true, world)
        let headers = role == .anonymous ? [:] : ["authorization": "Token \(own.asking)"]
        var wrong: [String] = []
        var cells = 0
        func check(_ call: Call, _ target: String, _ wanted: Int) async throws {
            let response = try await world.send(call.method, target, call.body, headers: headers)
            cells += 1
            guard response.status != (role == .anonymous ? 403 : wanted) else { return }
            wrong.append("\(call.testDescription) \(target): \(response.status), not \(wanted)")
        }
        for call in Self.lists {
            try await check(call, call.target.rawValue, role == .reader ? call.reading : call.writing)
        }
        for call in Self.details {
            func path(_ of: Belongings) -> String {
                "\(call.target.rawValue)\(call.target == .tokens ? of.token : of.session)/"
            }
            let wanted = role == .reader ? call.reading : call.writing
            if let foreign = call.foreign {
                try await check(call, path(other), role == .reader && wanted == 403 ? 403 : foreign)
            }
            try await check(call, path(own), wanted)
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(cells): \(wrong.joined(separator: "\n"))")
        #expect(cells > 25)
        // Nothing of the other person was touched.
        let left = try await world.send(
            "GET", "/api/users/tokens/", headers: ["authorization": "Token \(other.asking)"])
        #expect(try await left.jsonBody()["results"]?.arrayValue?.map { $0["description"] } == ["", ""])
    }

    private func permit(_ name: String, _ world: AccessWorld) async throws {
        let users = try await world.server.get("/api/users/users/?username=\(name)")
        let body: JSONValue = [
            "name": "everything", "object_types": ["users.user", "users.token"],
            "actions": ["view", "add", "change", "delete"], "users": [users["results"]?[0]?["id"] ?? .null],
        ]
        try await expect(try await world.server.send("POST", "/api/users/permissions/", body), answers: 201)
    }

    @Test(
        "what is kept about logins has no endpoint, filter, sort or constraint of its own",
        arguments: ["tokens", "sessions", "external_identities", "login_attempts"])
    func hidden(_ relation: String) async throws {
        let world = try await AccessWorld()
        let server = world.server
        for path in ["session", "external-identities", "login-attempts", "loginattempts", "external_identities"] {
            #expect(try await server.send("GET", "/api/users/\(path)/").status == 404, "\(path)")
        }
        for filter in ["\(relation)=x", "has_\(relation)=true", "\(relation)__digest=x", "\(relation)__isnull=true"] {
            #expect(try await server.send("GET", "/api/users/users/?\(filter)").status == 400, "\(filter)")
        }
        for type in ["users.token", "users.session", "users.externalidentity", "users.loginattempts"] {
            let listed = try await server.get("/api/extras/content-types/?limit=0")["results"]?.arrayValue ?? []
            #expect(!listed.isEmpty && !listed.contains { "\($0)".contains("\"\(type)\"") }, "\(type)")
        }
        let shown = try await server.send("GET", "/api/users/users/?depth=3&exclude_m2m=false").text()
        #expect(shown.contains("admin") && !shown.contains("\"\(relation)\""))
    }
}
