import Basics
import Domain
import Modeling
import Outbound
import Secrets
import Services
import Storage
import Synchronization
import TestKit
import Testing

/// What is done about backends that stumble, break or are busy (contracts/secrets.md §5.2).
@Suite struct SecretBackendTests {
    private func answers(_ text: String) -> SecretDocument {
        SecretDocument(SecretBytes(#"{"password": "\#(text)"}"#))
    }

    @Test func `a failure that may pass is tried again twice, after pauses that grow`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        world.vault.answer { _, number throws(SecretsError) in
            guard number == 3 else { throw .down }
            return SecretDocument(SecretBytes(#"{"password": "third-time"}"#))
        }
        let text = try await world.hurrying { try await world.text(secret) }
        #expect(text == "third-time")
        #expect(world.time.uptime <= .milliseconds(300))
    }

    @Test func `a backend that asks for patience is not asked before, and not at all when it asks for too much`()
        async throws
    {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        world.vault.answer { _, number throws(SecretsError) in
            guard number > 1 else {
                throw SecretsError(
                    .secret, "Too many requests.", isTransient: true, status: 429, retryAfter: .seconds(4))
            }
            return SecretDocument(SecretBytes(#"{"password": "patient"}"#))
        }
        async let text = world.text(secret)
        #expect(try await world.time.untilAsleep(within: .seconds(5)) >= .seconds(4))
        #expect(world.vault.fetches == 1)
        world.time.advance(by: .seconds(4) + .milliseconds(200))
        #expect(try await text == "patient")
        let other = try await world.secret("other", path: "net/other")
        world.vault.answer { _, _ throws(SecretsError) in
            throw SecretsError(.secret, "Too many requests.", isTransient: true, status: 429, retryAfter: .seconds(11))
        }
        #expect(try await world.fault(other).hasPrefix("SecretError"))
        #expect(world.vault.fetches == 3)
    }

    @Test func `many objects are one read, one commit and as many documents as there are`() async throws {
        let world = try await SecretWorld()
        let ids = try await world.base.furnish()
        world.vault.keep("net/a", #"{"password": "of-a"}"#)
        world.vault.keep("net/b", #"{"password": "of-b"}"#)
        let schema = try #require(world.base.store.catalog["dcim.device"])
        let devices = ["a", "b", "c"].compactMap { ids[$0] } + [Identifier(high: 1, low: 1)]
        let secret = try await world.secret("by device", path: "net/{{ obj.name }}")
        let found = try await world.secrets.resolve(secret, forEach: devices, of: schema, by: world.actor)
        func text(_ name: String) -> String? {
            guard let result = ids[name].flatMap({ found[$0] }) else { return nil }
            switch result {
            case .success(let resolved): return resolved.value.bytes.revealText()
            case .failure(let fault): return fault.error.kind.rawValue
            }
        }
        #expect(text("a") == "of-a" && text("b") == "of-b")
        #expect(ids["c"] == nil || text("c") == "SecretValueNotFoundError")
        #expect(found[Identifier(high: 1, low: 1)] == nil)
        let entries = try await world.accesses()
        #expect(entries.count == found.count && Set(entries.map(\.forObjectId)) == Set(found.keys.map { $0 }))
        let shared = try await world.secret("shared")
        _ = try await world.secrets.resolve(shared, forEach: devices, of: schema, by: world.actor)
        #expect(try await world.accesses().count { $0.secretName == "shared" && $0.cache == "miss" } == 1)
        // Nothing is handed out of which no row can be written.
        try await world.base.store.write { session in
            try session.connection.executeScript(["DROP TABLE extras_secretaccess"])
        }
        await #expect(throws: Problem.self) {
            try await world.secrets.resolve(shared, forEach: devices, of: schema, by: world.actor)
        }
    }

    @Test func `a failure that stays is not tried again`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        world.vault.answer { _, _ throws(SecretsError) in
            throw SecretsError(.provider, "Access is denied.", status: 403)
        }
        _ = try await world.fault(secret)
        #expect(world.vault.fetches == 1)
    }

    @Test func `a backend that does not answer at all is given up after fifteen seconds`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        world.vault.answer { _, _ throws(SecretsError) in
            while !Task.isCancelled { await Task.yield() }
            throw .down
        }
        let fault = Task { try await world.fault(secret) }
        while world.vault.fetches < 1 { await Task.yield() }
        _ = try await world.time.untilAsleep(within: .seconds(15))
        world.time.advance(seconds: 15)
        #expect(try await fault.value.hasSuffix("The backend did not answer in time."))
    }

    @Test func `after five failures a backend is left alone, then asked once, and again when it works`() async throws {
        var limits = SecretLimits()
        limits.retries = .never
        let world = try await SecretWorld(limits: limits)
        let secret = try await world.secret("plain")
        world.vault.answer { _, _ throws(SecretsError) in throw .down }
        for _ in 0..<5 { _ = try await world.fault(secret) }
        #expect(world.vault.fetches == 5)
        #expect(try await world.fault(secret).hasSuffix("The backend is temporarily unavailable."))
        #expect(world.vault.fetches == 5)
        let health = try #require(await world.secrets.documents.health().first)
        #expect(health.failures[.provider] == 5 && health.openUntil != nil)
        world.time.advance(seconds: 10.1)
        _ = try await world.fault(secret)
        #expect(world.vault.fetches == 6)
        // The pause after a failed probe is twice as long.
        world.time.advance(seconds: 10.1)
        _ = try await world.fault(secret)
        #expect(world.vault.fetches == 6)
        world.time.advance(seconds: 10)
        world.vault.answer(nil)
        #expect(try await world.text(secret) == "c0re-Pa55")
        #expect(await world.secrets.documents.health().first?.openUntil == nil)
    }

    @Test func `a backend that asks for patience or refuses us does not count as broken`() async throws {
        var limits = SecretLimits()
        limits.retries = .never
        let world = try await SecretWorld(limits: limits)
        let secret = try await world.secret("plain")
        world.vault.answer { _, number throws(SecretsError) in
            throw SecretsError(.provider, "no", isTransient: number < 8, status: number < 8 ? 429 : 403)
        }
        for _ in 0..<12 { _ = try await world.fault(secret) }
        #expect(world.vault.fetches == 12)
    }

    @Test func `so many requests run against one backend, so many wait, further ones are refused`() async throws {
        var limits = SecretLimits()
        limits.running = 2
        limits.waiting = 3
        limits.retries = .never
        let world = try await SecretWorld(limits: limits)
        var secrets: [ID<Secret>] = []
        for number in 0..<6 { secrets.append(try await world.secret("s\(number)", path: "p\(number)")) }
        let open = Opening()
        let most = Mutex((now: 0, most: 0))
        world.vault.answer { _, _ throws(SecretsError) in
            most.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            await open.wait()
            most.withLock { $0.now -= 1 }
            return SecretDocument(SecretBytes(#"{"password": "value"}"#))
        }
        let results = try await withThrowingTaskGroup(of: String.self) { group in
            for secret in secrets {
                group.addTask {
                    do {
                        return try await world.text(secret) ?? ""
                    } catch let fault as SecretFault {
                        return fault.error.message
                    }
                }
            }
            while await world.secrets.documents.health().first.map({ $0.running + $0.waiting }) ?? 0 < 5 {
                await Task.yield()
            }
            let refused = try await group.next()
            await open.open()
            return try await group.reduce(into: [refused ?? ""]) { $0.append($1) }
        }
        #expect(results.first == "Too many requests wait for the backend. Try again later.")
        #expect(results.dropFirst() == ["value", "value", "value", "value", "value"])
        #expect(most.withLock { $0.most } == 2)
    }
}
