import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// A server with users who have passwords.
struct LoginWorld: Sendable {
    static let password = "blue otters juggle 7 pears"
    let server: TestServer
    let here = IPHost("192.0.2.7")
    var logins: LoginService { server.identity.logins }
    var hasher: PasswordHasher { server.identity.passwords.hasher }

    init(_ settings: IdentitySettings = .quick) async throws {
        server = try await TestServer(identity: settings)
        _ = try await add("alice")
    }

    @discardableResult
    func add(
        _ name: String, _ change: @escaping @Sendable (inout Record<User>) -> Void = { _ in }
    ) async throws -> ID<User> {
        let hash = try await hasher.hash(Self.password).text
        return try await self.change { pipeline in
            var user = Record<User>(id: ID(pipeline.environment.identifiers.next()))
            user.username = name
            user.passwordHash = hash
            user.isActive = true
            user.dateJoined = pipeline.environment.time.now
            change(&user)
            try pipeline.create(user)
            return user.id
        }
    }

    func change<R: Sendable>(_ body: @escaping @Sendable (RecordPipeline) throws -> R) async throws -> R {
        let environment = server.environment
        return try await server.store.write {
            try body(
                RecordPipeline(
                    $0, actor: .system(requestID: Identifier(high: 1, low: 2), detail: "test"),
                    environment: environment))
        }
    }

    func user(_ name: String) async throws -> Record<User> {
        try #require(try await server.store.read { try $0.first(Query<User>().where { $0.username == name }) })
    }

    /// The problem of an attempt; nil when it succeeds.
    func attempt(_ name: String, _ password: String, from address: IPHost? = nil) async -> Problem? {
        do {
            _ = try await logins.authenticate(name, password, from: address ?? here)
            return nil
        } catch {
            return error as? Problem ?? Problem(.internalFault, "\(error)")
        }
    }
}

@Suite struct LoginTests {
    private let refused = Problem(.forbidden, "Invalid username/password.")

    @Test func `the right password gets in, and the time is noted`() async throws {
        let world = try await LoginWorld()
        #expect(await world.attempt("alice", LoginWorld.password) == nil)
        #expect(try await world.user("alice").lastLogin == world.server.time.now)
        #expect(await world.attempt("alice", LoginWorld.password + " ") == refused)
    }

    @Test func `every refusal costs one evaluation, one count and the same words, whoever was named`() async throws {
        let world = try await LoginWorld()
        try await world.add("gone") { $0.isActive = false }
        try await world.add("passwordless") { $0.passwordHash = "" }
        try await world.add("broken") { $0.passwordHash = "sha1$abc$def" }
        for (name, password) in [
            ("alice", "wrong wrong wrong"), ("nobody", "wrong wrong wrong"), ("gone", LoginWorld.password),
            ("passwordless", ""), ("passwordless", LoginWorld.password), ("broken", LoginWorld.password), ("", ""),
            ("ALICE", LoginWorld.password), ("alice", String(repeating: "x", count: 100_000)),
        ] {
            let (evaluations, commits) = (world.hasher.evaluations, world.server.store.engine.commits)
            #expect(await world.attempt(name, password) == refused, "\(name)")
            #expect(world.hasher.evaluations == evaluations + 1, "\(name)")
            #expect(world.server.store.engine.commits == commits + 1, "\(name)")
        }
    }

    @Test func `a hash of another system or an older cost becomes one of today's at the login`() async throws {
        let world = try await LoginWorld()
        let imported = "pbkdf2_sha256$1000$seasalt$lulfHOEOq9Wa6y6b18RjXrqiEvnkWe9RygdIKkp0tUQ="
        try await world.add("django") { $0.passwordHash = imported }
        #expect(await world.attempt("django", "wrong") == refused)
        #expect(try await world.user("django").passwordHash == imported)
        #expect(await world.attempt("django", "lètmein-häuschen") == nil)
        let renewed = try await world.user("django").passwordHash
        #expect(renewed.hasPrefix("$scrypt$"))
        #expect(await world.attempt("django", "lètmein-häuschen") == nil)
        #expect(try await world.user("django").passwordHash == renewed)
    }

    @Test func `two hundred wrong passwords are evaluated ten a minute, and the owner gets in from elsewhere`()
        async throws
    {
        let world = try await LoginWorld()
        let before = world.hasher.evaluations
        var waits: [Int] = []
        for number in 0..<200 {
            let problem = try #require(
                await world.attempt(number.isMultiple(of: 2) ? "alice" : "Alice", "guess \(number)"))
            if problem.kind == .tooManyRequests { waits.append(try #require(problem.retryAfter)) }
            world.server.time.advance(seconds: 0.1)
        }
        #expect(world.hasher.evaluations - before == 10)
        #expect(waits.count == 190 && waits.allSatisfy { (1...60).contains($0) })
        // The right password does not help whoever guessed, and the owner sits elsewhere.
        #expect(await world.attempt("alice", LoginWorld.password)?.kind == .tooManyRequests)
        #expect(await world.attempt("alice", LoginWorld.password, from: IPHost("198.51.100.1")) == nil)
        #expect(await world.attempt("bob", "guess") == refused)
        world.server.time.advance(seconds: 60)
        #expect(await world.attempt("alice", LoginWorld.password) == nil)
        // A success starts the count anew.
        for _ in 0..<10 { #expect(await world.attempt("alice", "guess") == refused) }
        #expect(await world.attempt("alice", "guess")?.kind == .tooManyRequests)
    }

    @Test func `in any minute there are ten evaluations at most`() async throws {
        let world = try await LoginWorld()
        var times: [Double] = []
        for second in 0..<180 {
            let before = world.hasher.evaluations
            _ = await world.attempt("alice", "guess")
            if world.hasher.evaluations > before { times.append(Double(second)) }
            world.server.time.advance(seconds: 1)
        }
        #expect(times.allSatisfy { start in times.filter { $0 >= start && $0 < start + 60 }.count <= 10 })
        #expect(times.count == 30)
    }

    @Test func `another server of the store counts the same attempts`() async throws {
        let world = try await LoginWorld()
        let other = Identity(
            store: world.server.store, environment: world.server.environment, tokens: world.server.tokens,
            random: SeededRandom(seed: 9), settings: .quick, logger: TemporaryStore.logger)
        for _ in 0..<5 { _ = await world.attempt("alice", "guess") }
        for _ in 0..<5 { _ = try? await other.logins.authenticate("alice", "guess", from: world.here) }
        #expect(other.passwords.hasher.evaluations == 5)
        #expect(await world.attempt("alice", "guess")?.kind == .tooManyRequests)
    }

    @Test func `an IPv6 network counts as one address, and old attempts leave nothing behind`() async throws {
        let world = try await LoginWorld()
        for number in 0..<10 { _ = await world.attempt("alice", "guess", from: IPHost("2001:db8::\(number)")) }
        #expect(await world.attempt("alice", "guess", from: IPHost("2001:db8::aaaa"))?.kind == .tooManyRequests)
        #expect(await world.attempt("alice", "guess", from: IPHost("2001:db8:0:1::1")) == refused)
        for number in 0..<50 { _ = await world.attempt("nobody \(number)", "guess") }
        func rows() async throws -> Int {
            try await world.server.store.read { try $0.count(LoginAttempts.schema, where: .always) }
        }
        #expect(try await rows() == 52)
        world.server.time.advance(seconds: 61)
        _ = await world.attempt("alice", "guess")
        #expect(try await rows() == 1)
    }
}

@Suite struct FirstRunTests {
    @Test func `a code of a new store makes an administrator, once`() async throws {
        let server = try await TestServer()
        let first = server.identity.firstRun
        let code = try #require(try await first.offer(isNew: true))
        await #expect(throws: Problem.self) {
            try await first.complete(code: code + "x", username: "root", password: LoginWorld.password)
        }
        let refusals = await refusals { _ = try await first.complete(code: code, username: "root", password: "short") }
        #expect(refusals == ["password: This password is too short. It must contain at least 12 characters."])
        let user = try await first.complete(code: code, username: "root", password: LoginWorld.password)
        #expect(user.isSuperuser && user.isStaff && user.isActive)
        _ = try await server.identity.logins.authenticate("root", LoginWorld.password, from: nil)
        await #expect(throws: Problem.self) {
            try await first.complete(code: code, username: "second", password: LoginWorld.password)
        }
        #expect(try await first.offer(isNew: false) == nil)
    }

    @Test func `a code that was not used in time is replaced at the next start, and the old one is dead`() async throws
    {
        let server = try await TestServer()
        let first = server.identity.firstRun
        #expect(try await first.offer(isNew: false) == nil)
        let old = try #require(try await first.offer(isNew: true))
        server.time.advance(seconds: FirstRun.lifetime)
        await #expect(throws: Problem.self) {
            try await first.complete(code: old, username: "admin", password: LoginWorld.password)
        }
        let new = try #require(try await first.offer(isNew: false))
        await #expect(throws: Problem.self) {
            try await first.complete(code: old, username: "admin", password: LoginWorld.password)
        }
        // The administrator that the start made gets the password.
        let user = try await first.complete(code: new, username: "admin", password: LoginWorld.password)
        let users = try await server.store.read { try $0.fetch(Query<User>().where { $0.username == "admin" }) }
        #expect(users.map(\.id) == [user.id])
    }

    @Test func `a code dies when somebody gets a password in another way`() async throws {
        let world = try await LoginWorld()
        #expect(try await world.server.identity.firstRun.offer(isNew: true) == nil)
    }
}
