import NIOCore
import NIOHTTP1

/// Takes `Content-Encoding` from answers that have no body, before the decompressor misses one.
///
/// Answers to HEAD, and those of status 204 and 304, may name the compression of a body that is not sent; the
/// decompressor of the library takes them for truncated.
final class EmptyAnswerHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private var isHead = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head(let head) = unwrapOutboundIn(data) { isHead = head.method == .HEAD }
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data),
            isHead || head.status == .noContent || head.status == .notModified
        else {
            context.fireChannelRead(data)
            return
        }
        head.headers.remove(name: "Content-Encoding")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
