import Basics
import Logging
import Outbound
import Synchronization
import TestKit

/// A client over a clock that stands still, whose policy reaches the servers of one test and nothing else on loopback.
struct Bench {
    let time = ManualTime(Timestamp(microseconds: 1_795_000_000_000_000))
    let log = LogBook()
    let client: PatientClient

    /// Makes the client.
    ///
    /// - Parameters:
    ///   - servers: The servers that may be reached, at their address and port.
    ///   - resolver: By default, every name leads to the first server.
    ///   - settings: The settings.
    init(
        _ servers: LoopbackServer..., resolver: (any HostResolver)? = nil,
        settings: OutboundSettings = OutboundSettings()
    ) {
        var policy = EgressPolicy.forUserURLs()
        policy.exceptions = servers.compactMap { server in
            IPNetwork(server.address + (server.address.contains(":") ? "/128" : "/32")).map {
                EgressPolicy.Exception($0, port: server.port)
            }
        }
        let address = servers.first?.address ?? "192.0.2.1"
        client = PatientClient(
            OutboundClient(
                policy: policy, resolver: resolver ?? ScriptedResolver { _, _ in [address] }, time: time,
                random: SeededRandom(seed: 7), logger: log.logger, settings: settings))
    }

    /// The fault with which a request ends; `nil` when it succeeds.
    func fault(_ request: OutboundRequest) async -> OutboundError.Fault? {
        do throws(OutboundError) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error.fault
        }
    }
}

/// A client whose requests wait for the machine as long as it takes, where a test does not say how long.
///
/// Only what the clock of the test measures may end a request: a busy machine must not.
struct PatientClient: Sendable {
    private let client: OutboundClient
    private static let usual = OutboundLimits()
    private static let patience = Duration.seconds(900)

    init(_ client: OutboundClient) { self.client = client }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        try await client.send(patient(request))
    }

    func stream<Result: Sendable>(
        _ request: OutboundRequest, _ consume: @escaping @Sendable (OutboundHead, OutboundBody) async throws -> Result
    ) async throws -> Result {
        try await client.stream(patient(request), consume)
    }

    func shutdown() async { await client.shutdown() }

    private func patient(_ request: OutboundRequest) -> OutboundRequest {
        var request = request
        if request.limits.connect == Self.usual.connect { request.limits.connect = Self.patience }
        if request.limits.read == Self.usual.read { request.limits.read = Self.patience }
        return request
    }
}

/// Keeps what is logged.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in LogBookHandler(book: self) }
        logger.logLevel = .trace
        return logger
    }

    fileprivate func add(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}

private struct LogBookHandler: LogHandler {
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        book.add("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
}
