import Basics
import Domain
import Modeling
import Outbound
import Secrets
import Services
import Storage
import TestKit
import Testing

/// A store with secrets, and backends of which a test says how they answer.
struct SecretWorld: Sendable {
    let base: ServiceWorld
    let vault: MemoryProvider
    let environment: MemoryProvider
    var server: TestServer { base.server }
    var secrets: SecretService { server.secrets }
    var time: ManualTime { server.time }
    var actor: Actor { base.actor }

    init(limits: SecretLimits = SecretLimits()) async throws {
        vault = .vault([
            "net/core": #"{"password": "c0re-Pa55", "username": "admin", "port": 22, "none": null, "list": [1, "a"]}"#
        ])
        environment = .environment(["TOKEN": "t0ken-value", "SPACED": "  two  "])
        base = try await ServiceWorld(
            server: TestServer(
                secretProviders: ProviderRegistry([environment, .files(), vault]), secretLimits: limits))
    }

    /// Makes a secret of the vault and returns its key.
    func secret(
        _ name: String, path: String = "net/core", key: String = "password", _ more: JSONObject = [:]
    ) async throws -> ID<Secret> {
        var object: [(String, JSONValue)] = [
            ("name", .string(name)), ("provider", "memory-vault"),
            ("parameters", ["path": .string(path), "key": .string(key)]),
        ]
        object += more.members.map { ($0.key, $0.value) }
        return ID(try await base.make("extras.secret", .object(JSONObject(object))))
    }

    /// The text of a secret.
    func text(_ secret: ID<Secret>, for object: String? = nil, isRefresh: Bool = false) async throws -> String? {
        let object = try object.map { try ObjectName($0, in: base.store.catalog) }
        return try await secrets.resolve(secret, for: object, by: actor, isRefresh: isRefresh).value.bytes.revealText()
    }

    /// How a secret fails.
    func fault(_ secret: ID<Secret>, for object: String? = nil) async throws -> String {
        do {
            _ = try await text(secret, for: object)
            return "none"
        } catch let fault as SecretFault {
            return fault.description
        }
    }

    /// Does something while pauses of up to three seconds pass at once.
    func hurrying<R: Sendable>(_ body: @Sendable () async throws -> R) async throws -> R {
        let time = time
        let clock = Task {
            while true {
                let rest = try await time.untilAsleep(within: .seconds(3))
                // A clock that stands a moment before the end would end no pause.
                time.advance(by: rest + .microseconds(1))
            }
        }
        defer { clock.cancel() }
        return try await body()
    }

    /// The recorded uses, oldest first.
    func accesses() async throws -> [Record<SecretAccess>] {
        try await base.fetch(Query<SecretAccess>().sorted(by: "time", "id"))
    }
}

extension SecretsError {
    /// A backend that does not answer for a moment.
    static let down = SecretsError(.provider, "The backend does not answer.", isTransient: true, status: 503)
}
