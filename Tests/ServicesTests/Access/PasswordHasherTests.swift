import Basics
import Domain
import Services
import Testing

@Suite struct PasswordHasherTests {
    private func hasher(threads: Int = 2, queue: Int = 1000, logRounds: Int = 4) throws -> PasswordHasher {
        PasswordHasher(
            cost: try #require(ScryptCost(logRounds: logRounds, blockSize: 1, lanes: 1)),
            capacity: PasswordHasher.Capacity(threads: threads, queue: queue), random: SeededRandom(seed: 1))
    }

    @Test func `the vector of RFC 7914 is recognised, and nothing else`() async throws {
        let hash = PasswordHash(
            "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"
        )
        #expect(hash != nil)
        #expect(try await hasher().verify("pleaseletmein", hash))
        #expect(try await !hasher().verify("pleaseletmeim", hash))
    }

    @Test func `a hash of an imported user is recognised, and said to be out of date`() async throws {
        let hash = try #require(PasswordHash("pbkdf2_sha256$1000$seasalt$lulfHOEOq9Wa6y6b18RjXrqiEvnkWe9RygdIKkp0tUQ="))
        let hasher = try hasher()
        #expect(try await hasher.verify("lètmein-häuschen", hash))
        #expect(try await !hasher.verify("letmein-hauschen", hash))
        #expect(hasher.isOutdated(hash))
        let fresh = try await hasher.hash("lètmein-häuschen")
        #expect(!hasher.isOutdated(fresh))
        #expect(try self.hasher(logRounds: 5).isOutdated(fresh))
    }

    @Test func `the same characters are the same password, however they are composed`() async throws {
        let hasher = try hasher()
        let composed = try await hasher.hash("caf\u{E9} caf\u{E9} caf\u{E9}")
        #expect(try await hasher.verify("cafe\u{301} cafe\u{301} cafe\u{301}", composed))
        #expect(try await hasher.hash("same").text != hasher.hash("same").text)
    }

    @Test func `nobody's hash costs one evaluation, and is never right`() async throws {
        let hasher = try hasher()
        #expect(try await !hasher.verify("", nil))
        #expect(hasher.evaluations == 1)
    }

    @Test func `a hundred at once are worked on two at a time`() async throws {
        let hasher = try hasher(logRounds: 10)
        let hash = try await hasher.hash("correct horse battery")
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    try await hasher.verify(number.isMultiple(of: 2) ? "correct horse battery" : "x", hash)
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 50)
        #expect(hasher.evaluations == 101)
        #expect(hasher.mostAtOnce == 2)
    }

    @Test func `whoever comes when the queue is full is sent away and told when to come again`() async throws {
        let hasher = try hasher(threads: 1, queue: 3, logRounds: 14)
        let refusals = await withTaskGroup(of: Problem?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do {
                        _ = try await hasher.verify("x", nil)
                        return nil
                    } catch {
                        return error as? Problem
                    }
                }
            }
            return await group.reduce(into: [Problem]()) { if let problem = $1 { $0.append(problem) } }
        }
        // One is worked on and three wait; while the others come, a few of those may have been finished.
        #expect(refusals.count >= 20 && hasher.evaluations == 40 - refusals.count)
        #expect(refusals.allSatisfy { $0.kind == .unavailable && $0.retryAfter == 5 })
        #expect(hasher.mostAtOnce == 1)
        // The queue is empty again: everybody is served.
        #expect(try await !hasher.verify("x", nil))
    }
}
