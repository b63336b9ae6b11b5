package import Basics
import Crypto
import CryptoExtras
package import Domain
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Hashes and checks passwords on threads of its own, a few at a time.
///
/// One hash takes a tenth of a second and tens of megabytes. So there are never more at once than threads, the threads
/// give way to those that answer requests, and whoever comes when the queue is full is sent away: a flood of logins
/// costs the logins their speed, and nothing else.
package final class PasswordHasher: Sendable {
    /// How much work there is room for.
    package struct Capacity: Sendable {
        /// Passwords worked on at a time, at least 1.
        package let threads: Int
        /// Passwords that may wait.
        package let queue: Int

        package init(threads: Int, queue: Int) {
            self.threads = max(1, threads)
            self.queue = queue
        }

        /// Half of the cores, and as many waiting as take about ten seconds.
        package static var standard: Capacity {
            let threads = max(1, cores / 2)
            return Capacity(threads: threads, queue: 64 * threads)
        }

        private static var cores: Int {
            #if canImport(Glibc)
                sysconf(Int32(_SC_NPROCESSORS_ONLN))
            #else
                2
            #endif
        }
    }

    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var running = 0
        var mostAtOnce = 0
        var evaluations = 0
    }

    private let cost: ScryptCost
    private let capacity: Capacity
    private let random: any RandomSource
    private let state = Mutex(State())

    /// - Parameters:
    ///   - cost: Of new hashes; older ones are checked with their own.
    ///   - capacity: How much is done at a time.
    package init(cost: ScryptCost = .standard, capacity: Capacity = .standard, random: any RandomSource) {
        self.cost = cost
        self.capacity = capacity
        self.random = random
    }

    /// Functions evaluated so far; the same for a login of an unknown user as for a wrong password.
    package var evaluations: Int { state.withLock { $0.evaluations } }
    /// The most that were ever evaluated at a time.
    package var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    /// Makes sure that another password would not be sent away.
    ///
    /// - Throws: ``Problem`` of kind `unavailable` that says when to come again.
    package func requireRoom() throws {
        guard state.withLock({ $0.waiting.count < capacity.queue }) else { throw Self.full }
    }

    /// Hashes a password under a new salt.
    ///
    /// - Throws: ``Problem`` of kind `unavailable` when too many wait.
    package func hash(_ password: String) async throws -> PasswordHash {
        let salt = random.fill(16)
        let bytes = Self.normal(password)
        return .scrypt(
            cost, salt: salt, key: try await run { [cost] in try Self.scrypt(bytes, salt, cost, count: 32) })
    }

    /// Checks a password; with no hash it does the work of a check and says no.
    ///
    /// - Throws: ``Problem`` of kind `unavailable` when too many wait.
    package func verify(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        let bytes = Self.normal(password)
        let decoy = PasswordHash.scrypt(cost, salt: random.fill(16), key: random.fill(32))
        let expected = hash ?? decoy
        let found = try await run {
            switch expected {
            case .scrypt(let cost, let salt, let key):
                try Self.scrypt(bytes, salt, cost, count: key.count)
            case .pbkdf2(let rounds, let salt, let key):
                try KDF.Insecure.PBKDF2.deriveKey(
                    from: bytes, salt: salt, using: .sha256, outputByteCount: key.count, unsafeUncheckedRounds: rounds
                ).withUnsafeBytes(Array.init)
            }
        }
        let isSame = zip(found, expected.key).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
        return isSame && found.count == expected.key.count && hash != nil
    }

    /// Whether a hash that was checked should be replaced by one of today's cost.
    package func isOutdated(_ hash: PasswordHash) -> Bool {
        guard case .scrypt(let used, _, _) = hash else { return true }
        return used != cost
    }

    // MARK: Threads

    private static let full = Problem(
        .unavailable, "Too many passwords are being checked at the moment. Try again shortly.", retryAfter: 5)

    /// The same text gives the same bytes, however a keyboard composes it.
    private static func normal(_ password: String) -> [UInt8] {
        // Longer ones are refused when they are set, so this cuts nothing that could be right.
        let text = String(String.UnicodeScalarView(password.unicodeScalars.prefix(4096)))
        return Array(text.precomposedStringWithCanonicalMapping.utf8.prefix(4096))
    }

    private static func scrypt(_ password: [UInt8], _ salt: [UInt8], _ cost: ScryptCost, count: Int) throws -> [UInt8] {
        try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: count, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.lanes
        ).withUnsafeBytes(Array.init)
    }

    private func run(_ work: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            let job: @Sendable () -> Void = { continuation.resume(with: Result(catching: work)) }
            enum Place {
                case starts
                case waits
                case refused
            }
            let place = state.withLock { state -> Place in
                if state.running < capacity.threads {
                    state.running += 1
                    state.mostAtOnce = max(state.mostAtOnce, state.running)
                    state.evaluations += 1
                    return .starts
                }
                guard state.waiting.count < capacity.queue else { return .refused }
                state.waiting.append(job)
                return .waits
            }
            switch place {
            case .starts: start(job)
            case .waits: break
            case .refused: continuation.resume(throwing: Self.full)
            }
        }
    }

    /// Works on a thread until nobody waits any more.
    private func start(_ first: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            #if canImport(Glibc)
                // Concerns this thread only: requests get about twice its share of a core. Not less for it: on a machine
                // that others keep busy, whoever logs in would wait for a minute.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 3)
            #endif
            var next: (@Sendable () -> Void)? = first
            while let job = next {
                job()
                next = state.withLock { state in
                    guard !state.waiting.isEmpty else {
                        state.running -= 1
                        return nil
                    }
                    state.evaluations += 1
                    return state.waiting.removeFirst()
                }
            }
        }
        thread.name = "almanac.passwords"
        thread.start()
    }
}
