import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// A server, asked by people with passwords and by browsers with cookies.
struct AccessWorld: Sendable {
    static let password = "blue otters juggle 7 pears"
    let server: TestServer

    init(_ settings: IdentitySettings = .quick) async throws {
        server = try await TestServer(identity: settings)
    }

    init(server: TestServer) { self.server = server }

    /// Adds a user and returns the id.
    @discardableResult
    func add(_ name: String, password: String? = AccessWorld.password, superuser: Bool = false) async throws -> String {
        var object: [(String, JSONValue)] = [("username", .string(name)), ("is_superuser", .bool(superuser))]
        if let password { object.append(("password", .string(password))) }
        return try await server.create("/api/users/users/", .object(JSONObject(object)))
    }

    /// Sends a request as it stands, without the token of the administrator.
    func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, raw: String? = nil,
        headers: [String: String] = [:], peer: String? = "127.0.0.1", isSecure: Bool = false
    ) async throws -> APIResponse {
        var all = ["accept": "application/json"]
        if body != nil { all["content-type"] = "application/json" }
        if raw != nil { all["content-type"] = "application/x-www-form-urlencoded" }
        all.merge(headers) { $1 }
        let request = try APIRequest(
            method: method, target: target, headers: all, body: Array((body?.text ?? raw ?? "").utf8),
            baseURL: isSecure ? "https://test" : "http://test", peer: peer.flatMap { IPHost($0) }, isSecure: isSecure)
        return await server.site.respond(to: request)
    }

    /// The header of a name and password.
    static func basic(_ name: String, _ password: String = AccessWorld.password) -> [String: String] {
        ["authorization": "Basic " + Base64.text(Array("\(name):\(password)".utf8))]
    }

    /// Logs in as a page of ours would.
    func login(_ name: String, headers: [String: String] = [:], isSecure: Bool = false) async throws -> Browser {
        let response = try await send(
            "POST", "/login/", ["username": .string(name), "password": .string(Self.password)], headers: headers,
            isSecure: isSecure)
        try await expect(response, answers: 200)
        return try Browser(response, world: self, isSecure: isSecure)
    }
}

/// A browser that keeps its cookies.
struct Browser: Sendable {
    let world: AccessWorld
    let cookie: String
    let csrf: String
    let isSecure: Bool

    init(_ response: APIResponse, world: AccessWorld, isSecure: Bool) throws {
        self.world = world
        self.isSecure = isSecure
        let cookies = response.headers.filter { $0.name == "Set-Cookie" }.map(\.value)
        cookie = cookies.compactMap { $0.split(separator: ";").first.map(String.init) }.joined(separator: "; ")
        let text = cookies.first { $0.hasPrefix("csrftoken=") }?.dropFirst("csrftoken=".count).prefix { $0 != ";" }
        csrf = String(try #require(text))
    }

    func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, headers: [String: String] = [:],
        csrf: Bool = true
    ) async throws -> APIResponse {
        var all = ["cookie": cookie]
        if csrf { all["x-csrftoken"] = self.csrf }
        return try await world.send(method, target, body, headers: all.merging(headers) { $1 }, isSecure: isSecure)
    }
}
