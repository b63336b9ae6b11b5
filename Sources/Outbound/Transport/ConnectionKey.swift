import AsyncHTTPClient
import Basics
import NIOCore
import NIOHTTP1
import NIOHTTPCompression

/// What connections must have in common to be used for one another.
struct ConnectionKey: Hashable, Sendable {
    let scheme: TargetURL.Scheme
    let host: TargetHost
    let port: Int
    /// The checked address of the host; `nil` when the proxy finds it.
    let address: IPHost?
    /// The address of the proxy.
    let proxyAddress: IPHost?
    let tls: TLSSettings
    let connect: Duration
    let read: Duration
    let bodySize: Int

    /// The address that the socket must lead to.
    var peer: IPHost? { proxyAddress ?? address }
}

extension ConnectionKey {
    /// The configuration of the library's client for these connections.
    func configuration(_ settings: OutboundSettings) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls.configuration,
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connect), read: TimeAmount(read)),
            // A body that grows beyond its limit stops being decompressed at once, not when it has been buffered.
            decompression: .enabled(limit: .size(bodySize)))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = TimeAmount(settings.idleTime)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connectionsPerTarget
        // The library connects to this address, and keeps the name for the certificate and the Host field.
        if let address, case .name(let name) = host { configuration.dnsOverride = [name: address.description] }
        if let proxy = settings.proxy, let proxyAddress {
            let credentials = proxy.credentials?.reveal()
            configuration.proxy = .server(
                host: proxyAddress.description, port: proxy.url.port,
                authorization: credentials.map { .basic(username: $0.user, password: $0.password) })
        }
        let peer = peer
        configuration.http1_1ConnectionDebugInitializer = { channel in Self.prepare(channel, peer: peer) }
        return configuration
    }

    /// Prepares a connection before anything is sent over it.
    ///
    /// 16 KiB at a time bound what one read can become when it is decompressed (at most 1,032 times as much). The look
    /// at the socket is a second lock on the door: it holds even if the library should read a URL in another way.
    private static func prepare(_ channel: any Channel, peer: IPHost?) -> EventLoopFuture<Void> {
        guard let text = channel.remoteAddress?.ipAddress, IPHost(text) == peer else {
            return channel.eventLoop.makeFailedFuture(WrongPeer())
        }
        return channel.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16_384))
            .flatMap { channel.setOption(.maxMessagesPerRead, value: 1) }
            .flatMapThrowing {
                let pipeline = channel.pipeline.syncOperations
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
                try pipeline.addHandler(EmptyAnswerHandler(), position: .after(decoder))
            }
    }
}

/// A connection leads to another address than the one that was checked.
struct WrongPeer: Error {}

extension TimeAmount {
    /// The same span; spans beyond 292 years are cut.
    init(_ duration: Duration) {
        self = .nanoseconds(Int64(exactly: (duration / .nanoseconds(1)).rounded()) ?? .max)
    }
}
