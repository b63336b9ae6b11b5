import NIOCore
import NIOPosix

/// A server on loopback that greets and answers each line as a test says.
final class LineServer: Sendable {
    /// What is sent for a line; nil for nothing.
    typealias Script = @Sendable (String) -> String?

    let port: Int
    private let channel: any Channel

    init(greeting: String, script: @escaping Script) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LineHandler(greeting, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    deinit { channel.close(promise: nil) }

    /// A port at which nobody listens.
    static func closedPort() async throws -> Int {
        let server = try await LineServer(greeting: "") { _ in nil }
        try await server.channel.close()
        return server.port
    }
}

private final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let greeting: String
    private let script: LineServer.Script
    private var received = ""

    init(_ greeting: String, _ script: @escaping LineServer.Script) {
        self.greeting = greeting
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
        if !greeting.isEmpty { send(greeting, context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(decoding: unwrapInboundIn(data).readableBytesView, as: UTF8.self)
        while let end = received.firstRange(of: "\r\n") {
            let line = String(received[..<end.lowerBound])
            received.removeSubrange(..<end.upperBound)
            if let answer = script(line) { send(answer, context) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
