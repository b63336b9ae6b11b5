import Basics
import Feeds
import Logging
import Outbound
import Synchronization
import SystemPackage
import TestKit

/// A source that a test plays, and a feed that asks it.
struct FeedBench: Sendable {
    /// What came of a fetch.
    struct Outcome: Sendable {
        var items: [FeedItem] = []
        var batches: [Int] = []
        var state: FeedState?
        var error: FeedError?
        /// Whatever else was thrown.
        var other: String?

        var records: [SourceRecord] {
            items.compactMap { if case .record(let record) = $0 { record } else { nil } }
        }
        var facts: [LifecycleFact] {
            items.compactMap { if case .lifecycle(let fact) = $0 { fact } else { nil } }
        }
        var answers: [CheckerAnswer] {
            items.compactMap { if case .checked(let answer) = $0 { answer } else { nil } }
        }
    }

    static let secret = "canary-secret+/%&=7"

    let server: LoopbackServer
    /// The clock of the feed; a sleep ends at once and moves it.
    let time = HastyTime(Timestamp("2026-11-21T12:00:00Z") ?? .first)
    /// The clock of the client; stands still unless a test moves it.
    let clientTime = ManualTime(Timestamp("2026-11-21T12:00:00Z") ?? .first)
    let log = FeedLog()
    let told = FeedLog()
    let client: OutboundClient

    init(_ script: @escaping LoopbackServer.Script) async throws {
        server = try await LoopbackServer(script: script)
        var policy = EgressPolicy.forNetworkAccess()
        if let network = IPNetwork("127.0.0.1/32") {
            policy.exceptions = [EgressPolicy.Exception(network, port: server.port)]
        }
        client = OutboundClient(
            policy: policy, resolver: NoNames(), time: clientTime, random: SeededRandom(seed: 7), logger: log.logger)
    }

    func context(
        _ path: String = "", credentials: [String: String] = [:], questions: FeedQuestions = FeedQuestions(),
        pass: @escaping @Sendable () async throws -> Void = {}
    ) -> FeedContext {
        FeedContext(
            client: client, address: server.url(path), time: time, questions: questions,
            credential: { credentials[$0] }, pass: pass, tell: { [told] in told.add($0) }, random: SeededRandom(seed: 3)
        )
    }

    func fetch(
        _ feed: some Feed, since state: FeedState = FeedState(), _ path: String = "",
        credentials: [String: String] = [:],
        questions: FeedQuestions = FeedQuestions()
    ) async -> Outcome {
        let items = Mutex<[[FeedItem]]>([])
        var outcome = Outcome()
        do {
            let context = context(path, credentials: credentials, questions: questions)
            outcome.state = try await feed.fetch(since: state, context) { batch in items.withLock { $0.append(batch) } }
        } catch let error as FeedError {
            outcome.error = error
        } catch {
            outcome.other = "\(error)"
        }
        let batches = items.withLock { $0 }
        outcome.items = batches.flatMap { $0 }
        outcome.batches = batches.map(\.count)
        return outcome
    }

    /// The targets that were asked, in their order.
    var targets: [String] { server.requests.map(\.target) }
}

/// A clock that nobody waits for: a sleep moves it to the end of the sleep.
final class HastyTime: Timekeeper {
    private struct State {
        var now: Timestamp
        var uptime = Duration.zero
        var pauses: [Duration] = []
    }

    private let state: Mutex<State>

    init(_ start: Timestamp) { state = Mutex(State(now: start)) }

    var now: Timestamp { state.withLock { $0.now } }
    var uptime: Duration { state.withLock { $0.uptime } }
    /// How long each sleep would have been.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func sleep(until moment: Duration) async throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
        state.withLock { state in
            let pause = max(.zero, moment - state.uptime)
            state.pauses.append(pause)
            state.uptime += pause
            state.now = state.now.adding(seconds: pause / .seconds(1))
        }
    }
}

/// Keeps lines.
final class FeedLog: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var logger: Logger {
        var logger = Logger(label: "feeds") { [self] _ in Handler(lines: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let lines: FeedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
}

extension Reply {
    /// JSON with status 200.
    static func json(_ text: String, _ headers: [String: String] = [:]) -> Reply {
        .answer(200, headers.merging(["Content-Type": "application/json"]) { first, _ in first }, Array(text.utf8))
    }

    /// A page with a status.
    static func page(_ status: Int, _ text: String, _ headers: [String: String] = [:]) -> Reply {
        .answer(status, headers.merging(["Content-Type": "text/html"]) { first, _ in first }, Array(text.utf8))
    }

    /// The first half of an answer whose length was announced.
    static func cutOff(_ text: String) -> Reply {
        let bytes = Array(text.utf8)
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(bytes.count)\r\n\r\n"
        return .bytes(Array(head.utf8) + bytes.prefix(bytes.count / 2), close: true)
    }
}

extension ReceivedRequest {
    /// The values of the query, decoded.
    var query: [String: String] {
        guard let start = target.firstIndex(of: "?") else { return [:] }
        var query: [String: String] = [:]
        for part in target[target.index(after: start)...].split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            query[pair[0]] = pair.count > 1 ? pair[1].percentDecoded : ""
        }
        return query
    }

    /// The path, as it was sent.
    var path: String { String(target.prefix { $0 != "?" }) }
}

extension String {
    var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = Substring(self)
        while let character = rest.popFirst() {
            if character == "%", let byte = UInt8(rest.prefix(2), radix: 16) {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            } else {
                bytes += Array(String(character).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
