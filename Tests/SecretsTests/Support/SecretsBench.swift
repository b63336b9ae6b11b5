import Basics
import Logging
import Outbound
import Secrets
import Synchronization
import TestKit

/// Access to AWS over a clock that stands still; only servers of the test are reached, and only what it gives is known.
struct SecretsBench: Sendable {
    let time = ManualTime(Timestamp("2026-11-21T12:00:00Z") ?? .first)
    let log = LogLines()
    let access: AWSAccess
    let manager: AWSSecretsManagerProvider
    let store: AWSParameterStoreProvider

    /// Makes an access.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - open: URLs that the client for AWS may reach although they are loopback.
    ///   - outbound: The settings of the client for AWS.
    ///   - resolver: Knows the names of hosts.
    ///   - change: Changes the settings.
    init(
        _ environment: [String: String], open: [String] = [], outbound: OutboundSettings = OutboundSettings(),
        resolver: any HostResolver = NoNames(), change: (inout AWSSettings) -> Void = { _ in }
    ) {
        var settings = AWSSettings(environment: environment)
        // A busy machine ends no request: only the clock of the test does.
        let patience = OutboundLimits(
            connect: .seconds(900), read: .seconds(900), total: .seconds(10), bodySize: 1 << 20)
        settings.limits = patience
        settings.metadataLimits = patience
        settings.containerLimits = patience
        settings.processDeadline = .seconds(900)
        change(&settings)
        var policy = EgressPolicy.forNetworkAccess()
        policy.exceptions = open.compactMap { url in
            guard let target = try? TargetURL(url), let network = IPNetwork("127.0.0.1/32") else { return nil }
            return EgressPolicy.Exception(network, port: target.port)
        }
        access = AWSAccess(
            settings, client: Self.client(policy, time, log, outbound, resolver),
            metadata: Self.client(settings.metadataPolicy, time, log), time: time, random: SeededRandom(seed: 7))
        manager = AWSSecretsManagerProvider(access)
        store = AWSParameterStoreProvider(access)
    }

    private static func client(
        _ policy: EgressPolicy, _ time: ManualTime, _ log: LogLines, _ outbound: OutboundSettings = OutboundSettings(),
        _ resolver: any HostResolver = NoNames()
    ) -> OutboundClient {
        OutboundClient(
            policy: policy, resolver: resolver, time: time, random: SeededRandom(seed: 7), logger: log.logger,
            settings: outbound)
    }
}

/// Keeps what is logged.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in LogLinesHandler(lines: self) }
        logger.logLevel = .trace
        return logger
    }

    fileprivate func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct LogLinesHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
}

/// A name server by which every name is this machine.
struct LoopbackNames: HostResolver {
    func addresses(of name: String) async throws(ResolutionError) -> [IPHost] {
        [IPHost(v4: 0x7F00_0001)]
    }
}
