import NIOCore
import NIOHTTPTypes

/// Closes connections whose client is too slow: with its headers, with its body, or idle between requests.
///
/// The deadlines are absolute, so trickling a byte now and then does not extend them.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Time for the headers of the first request after connecting.
    private static let headers = TimeAmount.seconds(15)
    /// Time for a body, and once more for every 15 kB of it (500 bytes a second at least).
    private static let body = TimeAmount.seconds(30)
    private static let bytesPerGrace = 15_000
    /// Time between an answer and the next request's headers.
    private static let keepAlive = TimeAmount.seconds(75)

    private var deadline: Scheduled<Void>?
    private var bodyBytes = 0

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { schedule(Self.headers, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        schedule(Self.headers, context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            bodyBytes = 0
            schedule(Self.body, context)
        case .body(let buffer):
            let before = bodyBytes / Self.bytesPerGrace
            bodyBytes += buffer.readableBytes
            if bodyBytes / Self.bytesPerGrace > before { schedule(Self.body, context) }
        case .end:
            // The answer may take its time; deadlines of the server itself bound it.
            deadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { schedule(Self.keepAlive, context) }
        context.write(data, promise: promise)
    }

    private func schedule(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
