import Basics
import Domain
import Modeling
import Secrets
import Services
import TestKit
import Testing

/// Checks on a clock that goes on while they are counted, as the machine's does.
@Suite struct SecretCheckClockTests {
    @Test func `ten checks pass and the next one waits for no turn`() async throws {
        let server = try await TestServer(
            secretProviders: ProviderRegistry([MemoryProvider.environment(["TOKEN": "x-value"])]))
        let id = try await server.create(
            "/api/extras/secrets/",
            ["name": "s", "provider": "environment-variable", "parameters": ["variable": "TOKEN"]])
        let key = try #require(Identifier(id))
        let secrets = SecretService(
            store: server.store, environment: server.environment, redaction: server.secrets.redaction,
            digests: server.tokens.digests(for: "secrets"), time: SystemTime(), random: SeededRandom(seed: 3))
        let user = try await server.get("/api/users/users/?is_superuser=true")["results"]?[0]?["id"]?.stringValue
        let actor = Actor(
            user: ID(try #require(user.flatMap { Identifier($0) })), name: "root", isSuperuser: true,
            requestID: server.environment.identifiers.next())
        for number in 1...10 {
            let result = try await secrets.check(key, for: nil, by: actor)
            #expect(result.fault == nil, "\(number)")
        }
        let refused = await #expect(throws: Problem.self) { try await secrets.check(key, for: nil, by: actor) }
        #expect(refused?.kind == .tooManyRequests)
    }
}
