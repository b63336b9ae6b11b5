import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// What a mail server answers: a code and what it says with it.
struct SMTPReply: Sendable, Hashable {
    let code: Int
    /// One for each line, without code.
    let lines: [String]

    /// Whether the server goes on with it.
    var isPositive: Bool { (200...399).contains(code) }

    /// The beginning of what was said, on one line and without control characters.
    var text: String {
        let scalars = lines.joined(separator: " ").unicodeScalars.map {
            $0.properties.generalCategory == .control ? " " : $0
        }
        return String(String(String.UnicodeScalarView(scalars)).prefix(300))
    }
}

/// What came back is no SMTP.
struct GarbledReply: Error {}

/// A connection to a mail server: commands one after the other, and their replies.
struct SMTPLink: Sendable {
    private let channel: any Channel
    private let replies: ReplyQueue

    /// Connects to one address.
    ///
    /// - Parameters:
    ///   - context: Begins TLS at once; nil for no TLS yet.
    ///   - name: The host as its certificate has it; nil for an address.
    static func open(
        _ address: SocketAddress, context: NIOSSLContext?, name: String?, timeout: Duration
    ) async throws -> SMTPLink {
        let replies = ReplyQueue()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.nanoseconds(Int64(timeout / .nanoseconds(1))))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: name))
                    }
                    try channel.pipeline.syncOperations.addHandler(ReplyReader(replies))
                }
            }
            .connect(to: address).get()
        return SMTPLink(channel: channel, replies: replies)
    }

    /// The own address as servers are greeted with it (RFC 5321 section 4.1.3).
    var literal: String {
        guard let address = channel.localAddress?.ipAddress else { return "[127.0.0.1]" }
        return address.contains(":") ? "[IPv6:\(address.prefix { $0 != "%" })]" : "[\(address)]"
    }

    /// The next reply.
    func reply() async throws -> SMTPReply { try await replies.next() }

    /// Sends a command, which has no line break of its own, and waits for its reply.
    func ask(_ command: String) async throws -> SMTPReply {
        try await send(Array((command + "\r\n").utf8))
        return try await reply()
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) async throws {
        do {
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
        } catch {
            // Why the connection broke says more than that it did.
            throw replies.fault ?? error
        }
    }

    /// Begins TLS, after the server has agreed to it.
    ///
    /// - Throws: ``GarbledReply`` when the server, or whoever sits on the way, has said more than was asked: it would be taken
    ///   for something that came encrypted.
    func beginTLS(_ context: NIOSSLContext, name: String?) async throws {
        let (channel, replies) = (channel, replies)
        try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            guard try pipeline.handler(type: ReplyReader.self).isIdle, replies.isEmpty else { throw GarbledReply() }
            try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name), position: .first)
        }.get()
    }

    /// Closes the connection; whoever waits for a reply gets none.
    func close() { channel.close(promise: nil) }
}

/// Replies between the event loop that reads them and the task that asks for them.
private final class ReplyQueue: Sendable {
    private struct State {
        var replies: [SMTPReply] = []
        var fault: (any Error)?
        var waiter: CheckedContinuation<SMTPReply, any Error>?
    }

    private let state = Mutex(State())

    var isEmpty: Bool { state.withLock { $0.replies.isEmpty } }
    var fault: (any Error)? { state.withLock { $0.fault } }

    func put(_ reply: SMTPReply) {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.replies.append(reply) }
            return state.waiter
        }
        waiter?.resume(returning: reply)
    }

    /// Ends the queue; the first reason counts.
    func end(_ error: any Error) {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.fault == nil { state.fault = error }
            return state.waiter
        }
        waiter?.resume(throwing: error)
    }

    /// One task asks at a time.
    func next() async throws -> SMTPReply {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result<SMTPReply, any Error>? = state.withLock { state in
                if !state.replies.isEmpty { return .success(state.replies.removeFirst()) }
                if let fault = state.fault { return .failure(fault) }
                state.waiter = continuation
                return nil
            }
            if let known { continuation.resume(with: known) }
        }
    }
}

/// Makes replies of what comes: lines `250-TEXT`, of which the last is `250 TEXT` (RFC 5321 section 4.2.1).
private final class ReplyReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let replies: ReplyQueue
    private var line: [UInt8] = []
    private var lines: [String] = []
    private var code = 0
    /// Bytes of a line, and lines of a reply, at most; RFC 5321 asks for 512.
    private static let longestLine = 4_096
    private static let mostLines = 200

    init(_ replies: ReplyQueue) { self.replies = replies }

    /// Whether nothing of a reply has come that is not complete.
    var isIdle: Bool { line.isEmpty && lines.isEmpty }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for byte in unwrapInboundIn(data).readableBytesView {
            guard byte == 10 else {
                line.append(byte)
                if line.count > Self.longestLine { return fail(GarbledReply(), context) }
                continue
            }
            if line.last == 13 { line.removeLast() }
            guard take() else { return fail(GarbledReply(), context) }
            line.removeAll(keepingCapacity: true)
        }
    }

    /// Takes a line in; false when it is none.
    private func take() -> Bool {
        let digits = line.prefix(3).map { Int($0) - 48 }
        guard digits.count == 3, digits.allSatisfy((0...9).contains), (2...5).contains(digits[0]) else { return false }
        let isLast = line.count == 3 || line[3] == 0x20
        guard isLast || line[3] == 0x2D else { return false }
        let number = digits[0] * 100 + digits[1] * 10 + digits[2]
        guard lines.isEmpty || number == code, lines.count < Self.mostLines else { return false }
        code = number
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        guard isLast else { return true }
        replies.put(SMTPReply(code: code, lines: lines))
        lines = []
        return true
    }

    func channelInactive(context: ChannelHandlerContext) {
        replies.end(ChannelError.inputClosed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        replies.end(error)
        context.close(promise: nil)
    }
}
