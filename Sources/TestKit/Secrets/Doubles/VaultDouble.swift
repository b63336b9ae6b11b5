import Basics
import Synchronization

/// A Vault as far as clients see it, with the contents and answers of contracts/secrets.md §3.1.
package final class VaultDouble: BackendDouble {
    /// What it does instead of answering.
    package enum Mode: Equatable, Sendable {
        case normal
        case status(Int, [String: String] = [:])
        case html404
        case dataNull
        case sealed
        case redirect(String)
        /// The next so many requests get 403 although the token is right.
        case revoked(Int)
    }

    private struct State {
        var mode = Mode.normal
        var tokens: Set<String> = ["root-token"]
        var logins = 0
        var renewals = 0
        var revoked: [String] = []
        var lease = 3600
    }

    private let state = Mutex(State())
    private nonisolated(unsafe) var started: LoopbackServer?

    /// The server.
    package var server: LoopbackServer { get throws { try started ?? { throw NotStarted() }() } }
    private struct NotStarted: Error {}

    package static func start() async throws -> VaultDouble {
        let double = VaultDouble()
        double.started = try await LoopbackServer { [weak double] request, _ in
            double?.answer(request) ?? .reset
        }
        return double
    }

    package var logins: Int { state.withLock { $0.logins } }
    package var renewals: Int { state.withLock { $0.renewals } }
    package var revoked: [String] { state.withLock { $0.revoked } }

    package func set(_ mode: Mode) { state.withLock { $0.mode = mode } }
    /// Seconds of every login from now on.
    package func set(lease: Int) { state.withLock { $0.lease = lease } }

    // MARK: Contents

    private static let secrets: [String: JSONValue] = [
        "secret/hello": ["location": "world", "n": 42, "empty": "", "nothing": .null, "list": [1, 2]],
        "mymount/hello": ["location": "mymount-world"],
        "kv/a/b c": ["k": "sp"],
    ]
    private static let versionOne: [String: JSONValue] = ["secret_kv/hello": ["location": "v1-world"]]
    private static let roles: [String: JSONValue] = [
        "ad/creds/svc": [
            "username": "svc@example.com", "current_password": "ad-now", "last_password": "ad-before", "ttl": 100,
        ],
        "ad/creds/nautobot": ["username": "svc", "current_password": "?@09AZcur", "last_password": "before"],
        "ldap/static-cred/nautobot": ["username": "svc", "password": "now", "dn": "CN=svc"],
        "ldap/static-cred/svc": ["username": "svc", "password": "ldap-now", "last_password": "", "dn": "cn=svc"],
    ]

    // MARK: Answers

    package func answer(_ request: ReceivedRequest) -> Reply {
        let path = String(request.target.prefix { $0 != "?" })
        guard path.hasPrefix("/v1/") else { return Self.errors(404, "page not found") }
        let rest = String(path.dropFirst(4))
        let mode = state.withLock { state in
            defer { if case .revoked(let left) = state.mode { state.mode = left > 1 ? .revoked(left - 1) : .normal } }
            return state.mode
        }
        switch mode {
        case .status(let status, let headers): return Self.errors(status, "forced \(status)", headers)
        case .sealed: return Self.errors(503, "Vault is sealed")
        case .html404: return .answer(404, ["Content-Type": "text/html"], Array("<html>nope canary</html>".utf8))
        case .redirect(let location): return .answer(307, ["Location": "\(location)\(request.target)"])
        case .revoked where !rest.hasPrefix("auth/"): return Self.errors(403, "permission denied")
        default: break
        }
        if rest == "sys/health" {
            return Self.json(200, ["initialized": true, "sealed": false, "standby": false, "version": "2.0.0"])
        }
        if rest == "sys/seal-status" {
            return Self.json(200, ["type": "shamir", "initialized": true, "sealed": false, "t": 1, "n": 1])
        }
        if rest.hasPrefix("auth/"), rest.contains("/login") { return login(rest, request) }
        guard let token = request["X-Vault-Token"], state.withLock({ $0.tokens.contains(token) }) else {
            return Self.errors(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n")
        }
        switch rest {
        case "auth/token/renew-self":
            state.withLock { $0.renewals += 1 }
            return Self.json(200, ["auth": auth(token)])
        case "auth/token/revoke-self":
            state.withLock { state in
                state.revoked.append(token)
                state.tokens.remove(token)
            }
            return .answer(204)
        case "auth/token/lookup-self": return Self.json(200, ["data": ["ttl": 3600, "policies": ["default"]]])
        default: return read(ReceivedRequest.decoded(rest), mode)
        }
    }

    private func read(_ path: String, _ mode: Mode) -> Reply {
        let segments = path.split(separator: "/").map(String.init)
        if let role = Self.roles[path] { return Self.json(200, ["data": role]) }
        if path.hasPrefix("ldap/static-cred/") { return Self.errors(400, "unknown role: x") }
        if let data = Self.versionOne[path] {
            return Self.json(200, ["data": mode == .dataNull ? .null : data, "lease_duration": 2_764_800])
        }
        let metadata: JSONValue = ["version": 1, "destroyed": false, "deletion_time": ""]
        if segments.count >= 3, segments[1] == "data" {
            let name = ([segments[0]] + segments[2...]).joined(separator: "/")
            if name == "secret/deleted" {
                return Self.json(404, ["data": ["data": .null, "metadata": metadata], "canary": "deleted-canary"])
            }
            guard let data = Self.secrets[name] else { return .answer(404, Self.type, Array("{\"errors\":[]}".utf8)) }
            return Self.json(
                200, mode == .dataNull ? ["data": .null] : ["data": ["data": data, "metadata": metadata]])
        }
        if Self.secrets[path] != nil {
            let warning = "Invalid path for a versioned K/V secrets engine. See the API docs."
            return Self.json(404, ["data": .null, "warnings": [.string(warning)]])
        }
        return Self.errors(404, "no handler for route \"\(path)\". route entry not found.")
    }

    private func login(_ path: String, _ request: ReceivedRequest) -> Reply {
        let body = (try? JSONValue(parsing: request.body))?.objectValue ?? JSONObject()
        if let id = body["role_id"] {
            guard id == "rid", body["secret_id"] == "sid" else { return Self.errors(400, "invalid role or secret ID") }
        } else if let jwt = body["jwt"] {
            guard jwt == "service-jwt" else { return Self.errors(403, "permission denied") }
            guard body["role"] == "dev" else { return Self.errors(400, "invalid role name \"x\"") }
        } else if body["iam_http_request_method"] != nil {
            guard Self.isCallerIdentity(body) else { return Self.errors(400, "error parsing the signed request") }
        } else if let password = body["password"] {
            guard password == "right", path.hasSuffix("/login/ann") else {
                return Self.errors(400, "invalid username or password")
            }
        } else {
            return Self.errors(400, "missing role_id")
        }
        let token = state.withLock { state in
            state.logins += 1
            let token = "login-\(state.logins)"
            state.tokens.insert(token)
            return token
        }
        return Self.json(200, ["auth": auth(token)])
    }

    private func auth(_ token: String) -> JSONValue {
        [
            "client_token": .string(token), "lease_duration": .int(Int64(state.withLock { $0.lease })),
            "renewable": true, "policies": ["default"],
        ]
    }

    private static let type = ["Content-Type": "application/json", "Cache-Control": "no-store"]

    private static func json(_ status: Int, _ body: JSONValue) -> Reply {
        .answer(status, type, Array(body.text.utf8))
    }

    private static func errors(_ status: Int, _ message: String, _ headers: [String: String] = [:]) -> Reply {
        let body: JSONValue = ["errors": [.string(message)]]
        return .answer(status, type.merging(headers) { $1 }, Array(body.text.utf8))
    }

    /// Whether a login holds a request to STS that names its caller, signed, for the global or a regional service.
    private static func isCallerIdentity(_ body: JSONObject) -> Bool {
        func text(_ key: String) -> String {
            body[key]?.stringValue.flatMap { Base64.bytes($0) }.map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        let headers = try? JSONValue(parsing: text("iam_request_headers")).objectValue
        let signature = headers?["Authorization"]?.arrayValue?.first?.stringValue ?? ""
        return body["iam_http_request_method"] == "POST" && text("iam_request_url").hasPrefix("https://sts.")
            && text("iam_request_body").hasPrefix("Action=GetCallerIdentity&Version=2011-06-15")
            && signature.hasPrefix("AWS4-HMAC-SHA256 Credential=") && signature.contains("/sts/aws4_request, ")
    }
}
