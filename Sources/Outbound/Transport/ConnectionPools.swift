import AsyncHTTPClient
import Logging
import NIOPosix
import Synchronization

/// The open connections, by what they must have in common.
///
/// Each checked address has a client of the library to itself, because the library maps names to addresses per client
/// only. Clients that nobody uses are closed when there are too many.
final class ConnectionPools: Sendable {
    private struct Pool {
        let client: HTTPClient
        var users = 0
        var lastUse = 0
    }

    private struct State {
        var pools: [ConnectionKey: Pool] = [:]
        var uses = 0
        var isShutDown = false
    }

    private let settings: OutboundSettings
    private let state = Mutex(State())

    init(settings: OutboundSettings) {
        self.settings = settings
    }

    deinit {
        for pool in state.withLock({ $0.pools }).values { Self.close(pool.client) }
    }

    /// The client for connections of a kind; every call is followed by one of ``release(_:)``.
    func acquire(_ key: ConnectionKey) throws(OutboundError) -> HTTPClient {
        let (client, unused) = state.withLock { state -> (HTTPClient?, HTTPClient?) in
            guard !state.isShutDown else { return (nil, nil) }
            state.uses += 1
            var pool = state.pools[key] ?? Pool(client: makeClient(key))
            pool.users += 1
            pool.lastUse = state.uses
            state.pools[key] = pool
            return (pool.client, Self.removeUnused(from: &state, above: settings.maximumTargets))
        }
        if let unused { Self.close(unused) }
        guard let client else { throw OutboundError(.misconfigured("Almanac is shutting down."), origin: "") }
        return client
    }

    /// Says that a use has ended.
    func release(_ key: ConnectionKey) {
        state.withLock { $0.pools[key]?.users -= 1 }
    }

    /// Closes all connections; requests under way fail, and no other is accepted.
    func shutdown() async {
        let pools = state.withLock { state in
            state.isShutDown = true
            defer { state.pools = [:] }
            return state.pools
        }
        for pool in pools.values {
            // Fails for a client that has been shut down already only.
            try? await pool.client.shutdown()
        }
    }

    private func makeClient(_ key: ConnectionKey) -> HTTPClient {
        HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: key.configuration(settings),
            backgroundActivityLogger: Logger(label: "outbound", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Takes out the client that has been out of use for longest, if there are too many.
    private static func removeUnused(from state: inout State, above limit: Int) -> HTTPClient? {
        guard state.pools.count > limit else { return nil }
        let oldest = state.pools.filter { $0.value.users == 0 }.min { $0.value.lastUse < $1.value.lastUse }
        guard let oldest else { return nil }
        return state.pools.removeValue(forKey: oldest.key)?.client
    }

    /// Closes a client without waiting for it; the callback keeps it alive until then.
    private static func close(_ client: HTTPClient) {
        client.shutdown { [client] _ in _ = client }
    }
}
