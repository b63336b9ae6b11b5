import Basics
import Domain
import Modeling
import Outbound
import Secrets
import Services
import TestKit
import Testing

/// How often backends are asked (contracts/secrets.md §5.2).
@Suite struct SecretCacheTests {
    @Test func `a thousand who ask at the same time are one request`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        let open = Opening()
        world.vault.answer { _, _ throws(SecretsError) in
            await open.wait()
            return SecretDocument(SecretBytes(#"{"password": "one-for-all"}"#))
        }
        let texts = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<1000 { group.addTask { try await world.text(secret) } }
            while await world.secrets.documents.waiters < 1000 { await Task.yield() }
            await open.open()
            return try await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(texts == [String?](repeating: "one-for-all", count: 1000))
        #expect(world.vault.fetches == 1)
        let caches = try await world.accesses().map(\.cache)
        #expect(caches.filter { $0 == "miss" }.count == 1 && caches.filter { $0 == "joined" }.count == 999)
    }

    @Test func `one who gives up does not end the request that others wait for`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        let open = Opening()
        world.vault.answer { _, _ throws(SecretsError) in
            await open.wait()
            return SecretDocument(SecretBytes(#"{"password": "late-value"}"#))
        }
        let first = Task { try await world.text(secret) }
        while await world.secrets.documents.waiters < 1 { await Task.yield() }
        let second = Task { try await world.text(secret) }
        while await world.secrets.documents.waiters < 2 { await Task.yield() }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        await open.open()
        #expect(try await second.value == "late-value")
        #expect(world.vault.fetches == 1)
    }

    @Test func `a request that nobody waits for any more is given up, and the next one who asks gets another`()
        async throws
    {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        let cancelled = Opening()
        world.vault.answer { _, number throws(SecretsError) in
            guard number == 1 else { return SecretDocument(SecretBytes(#"{"password": "second-try"}"#)) }
            while !Task.isCancelled { await Task.yield() }
            await cancelled.open()
            throw SecretsError(.provider, "The request was given up.", isTransient: true)
        }
        let only = Task { try await world.text(secret) }
        while world.vault.fetches < 1 { await Task.yield() }
        only.cancel()
        await #expect(throws: CancellationError.self) { try await only.value }
        await cancelled.wait()
        #expect(try await world.text(secret) == "second-try")
    }

    @Test func `user name and password of one document are one request`() async throws {
        let world = try await SecretWorld()
        let password = try await world.secret("password")
        let username = try await world.secret("username", key: "username")
        #expect(try await world.text(password) == "c0re-Pa55")
        #expect(try await world.text(username) == "admin")
        #expect(world.vault.fetches == 1)
    }

    @Test func `a document serves for five minutes, give or take a tenth`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        _ = try await world.text(secret)
        world.time.advance(seconds: 269)
        _ = try await world.text(secret)
        #expect(world.vault.fetches == 1)
        world.time.advance(seconds: 62)
        _ = try await world.text(secret)
        #expect(world.vault.fetches == 2)
    }

    @Test func `a lease that ends earlier ends the document too, also when the backend fails`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        world.vault.answer { _, number throws(SecretsError) in
            guard number == 1 else { throw SecretsError(.provider, "down", isTransient: true, status: 429) }
            return SecretDocument(SecretBytes(#"{"password": "leased"}"#), lease: .seconds(10))
        }
        #expect(try await world.text(secret) == "leased")
        world.time.advance(seconds: 11)
        let late = try await world.hurrying { try await world.fault(secret) }
        #expect(late.hasPrefix("SecretProviderError"))
    }

    @Test func `with a time of zero nothing is remembered`() async throws {
        var limits = SecretLimits()
        limits.freshFor = .zero
        let world = try await SecretWorld(limits: limits)
        let secret = try await world.secret("plain")
        for _ in 0..<3 { _ = try await world.text(secret) }
        #expect(world.vault.fetches == 3)
    }

    @Test func `that there is no such secret is remembered for two seconds, that access is denied not at all`()
        async throws
    {
        let world = try await SecretWorld()
        let missing = try await world.secret("missing", path: "net/none")
        for _ in 0..<3 { #expect(try await world.fault(missing).hasPrefix("SecretValueNotFoundError")) }
        #expect(world.vault.fetches == 1)
        world.time.advance(seconds: 2.1)
        _ = try await world.fault(missing)
        #expect(world.vault.fetches == 2)
        world.vault.answer { _, _ throws(SecretsError) in
            throw SecretsError(.provider, "Access is denied.", status: 403)
        }
        let denied = try await world.secret("denied")
        for _ in 0..<3 { #expect(try await world.fault(denied).hasSuffix("Access is denied.")) }
        #expect(world.vault.fetches == 5)
    }

    @Test func `a backend that fails is covered for by what is remembered, for five more minutes`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        #expect(try await world.text(secret) == "c0re-Pa55")
        world.time.advance(seconds: 331)
        world.vault.answer { _, _ throws(SecretsError) in throw .down }
        let stale = try await world.hurrying { try await world.text(secret) }
        #expect(stale == "c0re-Pa55")
        #expect(world.vault.fetches == 4)
        #expect(try await world.accesses().map(\.cache) == ["miss", "stale"])
        world.time.advance(seconds: 330)
        let late = try await world.hurrying { try await world.fault(secret) }
        #expect(late.hasPrefix("SecretProviderError"))
    }

    @Test func `a backend that says no is believed, whatever is remembered`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        _ = try await world.text(secret)
        world.time.advance(seconds: 331)
        world.vault.answer { _, _ throws(SecretsError) in
            throw SecretsError(.provider, "Access is denied.", status: 403)
        }
        #expect(try await world.fault(secret).hasPrefix("SecretProviderError"))
    }

    @Test func `a refresh asks the backend, and its failure spoils nothing`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        _ = try await world.text(secret)
        world.vault.keep("net/core", #"{"password": "rotated-now"}"#)
        #expect(try await world.text(secret) == "c0re-Pa55")
        world.vault.answer { _, _ throws(SecretsError) in throw SecretsError(.provider, "no", status: 403) }
        await #expect(throws: SecretFault.self) { try await world.text(secret, isRefresh: true) }
        #expect(try await world.text(secret) == "c0re-Pa55")
        world.vault.answer(nil)
        #expect(try await world.text(secret, isRefresh: true) == "rotated-now")
        #expect(try await world.text(secret) == "rotated-now")
    }

    @Test func `a change of the record makes the backend be asked again`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        _ = try await world.text(secret)
        world.time.advance(seconds: 1)
        _ = try await world.base.update("extras.secret", secret.raw, ["description": "rotated"])
        _ = try await world.text(secret)
        #expect(world.vault.fetches == 2)
    }

    @Test func `what is remembered is bound in number and size, and the least used goes first`() async throws {
        var limits = SecretLimits()
        limits.documents = 2
        let world = try await SecretWorld(limits: limits)
        var secrets: [ID<Secret>] = []
        for number in 0..<3 {
            world.vault.keep("p\(number)", #"{"password": "value"}"#)
            secrets.append(try await world.secret("s\(number)", path: "p\(number)"))
        }
        for index in [0, 1, 0, 2, 0] { _ = try await world.text(secrets[index]) }
        #expect(world.vault.fetches == 3)
        _ = try await world.text(secrets[1])
        #expect(world.vault.fetches == 4)
        #expect(await world.secrets.documents.remembered.documents == 2)
    }
}

/// A door that stays shut until it is opened.
actor Opening {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}
