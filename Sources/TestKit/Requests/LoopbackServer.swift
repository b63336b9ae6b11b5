import Glibc
import NIOCore
import NIOPosix
package import NIOSSL
import Synchronization

/// A request as it reached the server.
package struct ReceivedRequest: Sendable {
    package let method: String
    package let target: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// What the server does with a request.
package enum Reply: Sendable {
    /// Answers and keeps the connection.
    case answer(Int, [String: String] = [:], [UInt8] = [])
    /// Sends these bytes as they are, and closes the connection if told to.
    case bytes([UInt8], close: Bool)
    /// Sends the first bytes, then the second over and over for as long as the connection takes them.
    case endless([UInt8], then: [UInt8])
    /// Sends the first bytes, then one byte every few milliseconds.
    case trickle([UInt8])
    /// Drops the connection with a TCP reset.
    case reset
    /// Never answers.
    case silence

    package static func text(_ text: String) -> Reply { .answer(200, [:], Array(text.utf8)) }
}

/// A server on loopback that answers each request as a test says; every byte of its answers is the test's.
package final class LoopbackServer: Sendable {
    package typealias Script = @Sendable (ReceivedRequest, Int) -> Reply

    private struct State {
        var requests: [ReceivedRequest] = []
        var connections = 0
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    package let address: String
    package let port: Int
    private let channel: any Channel
    private let state: StateBox

    fileprivate final class StateBox: Sendable {
        private let state = Mutex(State())

        var requests: [ReceivedRequest] { state.withLock { $0.requests } }
        var connections: Int { state.withLock { $0.connections } }

        func connected() {
            state.withLock { $0.connections += 1 }
        }

        /// Notes a request, and gives its number; 1 is the first.
        func note(_ request: ReceivedRequest) -> Int {
            let (number, watchers) = state.withLock { state in
                state.requests.append(request)
                let count = state.requests.count
                let due = state.watchers.filter { $0.count <= count }
                state.watchers.removeAll { $0.count <= count }
                return (count, due)
            }
            for watcher in watchers { watcher.continuation.resume() }
            return number
        }

        func wait(for count: Int) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.requests.count >= count { return true }
                    state.watchers.append((count, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }

    /// Starts a server on a free port, or on a given one; a greeting is sent before anything has been asked.
    package init(
        address: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext? = nil, greeting: [UInt8] = [],
        script: @escaping Script
    ) async throws {
        let box = StateBox()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                box.connected()
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(
                        ReplyHandler(box: box, greeting: greeting, script: script))
                }
            }
            .bind(host: address, port: port).get()
        state = box
        self.address = address
        self.port = channel.localAddress?.port ?? 0
    }

    deinit {
        channel.close(promise: nil)
    }

    /// The requests so far, in their order.
    package var requests: [ReceivedRequest] { state.requests }
    /// How many connections have been accepted.
    package var connections: Int { state.connections }

    /// Waits until so many requests have come.
    package func wait(for count: Int) async {
        await state.wait(for: count)
    }
}

/// Reads requests from the bytes of a connection, and does what the script says.
private final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let box: LoopbackServer.StateBox
    private let greeting: [UInt8]
    private let script: LoopbackServer.Script
    private var received: [UInt8] = []
    private var endless: [UInt8] = []

    init(box: LoopbackServer.StateBox, greeting: [UInt8], script: @escaping LoopbackServer.Script) {
        self.box = box
        self.greeting = greeting
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
        if !greeting.isEmpty { write(greeting, context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        while let request = nextRequest() { reply(script(request, box.note(request)), to: request, context: context) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pour(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func nextRequest() -> ReceivedRequest? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        let headers = lines.dropFirst().map { line -> (name: String, value: String) in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (String(line[..<colon]), String(line[colon...].dropFirst().drop { $0 == " " }))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard received.count >= end.upperBound + length else { return nil }
        let body = Array(received[end.upperBound..<end.upperBound + length])
        received.removeFirst(end.upperBound + length)
        return ReceivedRequest(method: words[0], target: words[1], headers: headers, body: body)
    }

    private func reply(_ reply: Reply, to request: ReceivedRequest, context: ChannelHandlerContext) {
        switch reply {
        case .answer(let status, let headers, let body):
            var head = "HTTP/1.1 \(status) Status\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            let hasLength = request.method != "CONNECT" && status != 204 && status != 304
            if hasLength { head += "Content-Length: \(body.count)\r\n" }
            write(Array((head + "\r\n").utf8) + (request.method == "HEAD" ? [] : body), context)
        case .bytes(let bytes, let close):
            write(bytes, context)
            if close { context.close(promise: nil) }
        case .endless(let first, let then):
            write(first, context)
            // Whole repetitions, some KiB at a time.
            endless = Array(repeatElement(then, count: max(1, 8_192 / then.count)).joined())
            pour(context)
        case .trickle(let first):
            write(first, context)
            trickle(context)
        case .reset:
            // Closing with lingering for no time sends a reset.
            let options = context.channel as? any SocketOptionProvider
            _ = options?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            context.close(promise: nil)
        case .silence: break
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func pour(_ context: ChannelHandlerContext) {
        while !endless.isEmpty, context.channel.isWritable, context.channel.isActive { write(endless, context) }
    }

    private func trickle(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        write([0x2E], context)
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(5)) { self.trickle(context) }
    }
}

extension LoopbackServer {
    /// The URL of a path on this server.
    package func url(_ path: String = "/", host: String? = nil, scheme: String = "http") -> String {
        "\(scheme)://\(host ?? address):\(port)\(path)"
    }
}
