package import Basics
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Services
import Synchronization
import UnixSignals

/// Serves answers over HTTP/1.1.
package struct HTTPServer: Sendable {
    private let responder: any RequestResponder
    private let hosts: HostCheck
    private let proxies: TrustedProxies
    private let time: any TimeSource
    private let logger: Logger

    package init(
        responder: any RequestResponder, allowedHosts: [String], proxies: TrustedProxies = TrustedProxies([]),
        time: any TimeSource, logger: Logger
    ) {
        self.responder = responder
        hosts = HostCheck(allowed: allowedHosts)
        self.proxies = proxies
        self.time = time
        self.logger = logger
    }

    /// Serves until the process is asked to stop (SIGTERM, SIGINT), then lets running requests finish.
    ///
    /// - Parameter onReady: Called with the bound port once connections are accepted.
    /// - Throws: ``Problem`` of kind `misconfigured` when the address cannot be had.
    package func run(
        host: String, port: Int, onReady: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let ready = Mutex(false)
        let answers = ServerResponder(responder: responder, hosts: hosts, proxies: proxies)
        // The framework's own application wakes up every second to write down the date.
        let date = AnswerDate()
        let server = try HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ConnectionDeadlines()],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 2 * RequestLimits.header, maxHeaderListSize: 2 * RequestLimits.header,
                    maxHeaderFieldCount: 100))
        ).buildServer(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(RequestLimits.connections)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quietLogger,
            responder: { [time] request, writer, channel in
                var response = try await answers.respond(to: request, context: ConnectionContext(channel))
                response.headers[.date] = date.text(at: time.now)
                try await writer.write(response: response.head, body: response.body)
            },
            onServerRunning: { channel in
                ready.withLock { $0 = true }
                await onReady(channel.localAddress?.port ?? port)
            })
        let group = ServiceGroup(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
        do {
            try await withTaskExecutorPreference(EventLoopExecutor(MultiThreadedEventLoopGroup.singleton)) {
                try await group.run()
            }
        } catch let error as IOError where !ready.withLock({ $0 }) {
            throw Problem(
                .misconfigured, "The server cannot listen on \(host):\(port). Is another one running there?",
                underlying: "\(error)")
        }
    }

    /// The framework logs start and stop in its own words; ours are printed by the command.
    private var quietLogger: Logger {
        var logger = logger
        if logger.logLevel == .info { logger.logLevel = .notice }
        return logger
    }
}

/// Bounds on what a client may send.
package enum RequestLimits {
    /// Bytes of all header fields together.
    package static let header = 32 * 1024
    /// Bytes of the request target.
    package static let target = 8 * 1024
    /// Bytes of a body.
    package static let body = 10 * 1024 * 1024
    /// Bytes of an import's body.
    package static let importBody = 256 * 1024 * 1024
    /// Bytes of a body that is never held as a whole.
    package static let streamedBody = 1 << 30
    /// Connections at a time.
    package static let connections = 4096
}

/// What a request brings from its connection.
private struct ConnectionContext {
    let eventLoop: any EventLoop
    let peer: IPHost?

    init(_ channel: any Channel) {
        eventLoop = channel.eventLoop
        // A link-local address carries the name of its interface, which says nothing about the client.
        peer = channel.remoteAddress?.ipAddress.flatMap { IPHost($0.prefix { $0 != "%" }) }
    }
}

/// Turns Hummingbird's requests into ours and our answers into its.
private struct ServerResponder: Sendable {
    let responder: any RequestResponder
    let hosts: HostCheck
    let proxies: TrustedProxies

    /// - Throws: What broke the connection while the request was read.
    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let method = request.method.rawValue
        do {
            let converted = try await convert(request, peer: context.peer)
            let answer =
                // From the store's threads the way leads back to the connection's own loop.
                await withTaskExecutorPreference(EventLoopExecutor(context.eventLoop)) {
                    await responder.respond(to: converted)
                }
            return response(answer, isHead: method == "HEAD")
        } catch let problem as Problem {
            return response(ErrorAnswer.response(problem), isHead: method == "HEAD")
        } catch let refusal as RequestRefusal {
            return response(
                .json(
                    refusal.status,
                    JSONValue.object(JSONObject([("detail", .string(refusal.message))]))), isHead: method == "HEAD")
        }
    }

    private func convert(_ request: Request, peer: IPHost?) async throws -> APIRequest {
        let target = request.head.path ?? "/"
        guard target.utf8.count <= RequestLimits.target else {
            throw RequestRefusal(
                status: 414, message: "The request target is longer than \(RequestLimits.target) bytes.")
        }
        var headers: [String: String] = [:]
        var size = 0
        for field in request.headers {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { "\($0), \(field.value)" } ?? field.value
            size += name.utf8.count + field.value.utf8.count + 4
        }
        guard size <= RequestLimits.header else {
            throw RequestRefusal(
                status: 431, message: "The header fields are larger than \(RequestLimits.header) bytes.")
        }
        let host = request.head.authority
        // The first Host field is the authority; a second one would let two readers see two hosts.
        guard headers["host"] == nil else { throw Problem(.invalidInput, "The request has several Host headers.") }
        try hosts.check(host)
        let isStreamed =
            request.method == .post && StreamedBody.paths.contains(String(target.prefix { $0 != "?" }))
        let limit =
            (target.hasPrefix("/api/import") || target.hasPrefix("/import/"))
            ? RequestLimits.importBody : RequestLimits.body
        let isTooLong = !isStreamed && headers["content-length"].flatMap { Int($0) } ?? 0 > limit
        var refusal = isTooLong ? Self.tooLong(limit) : nil
        var buffer = ByteBuffer()
        do {
            // Neither length nor coding: there is no body to wait for (RFC 9112 §6.3).
            if !isStreamed, !isTooLong, headers["content-length"] != nil || headers["transfer-encoding"] != nil {
                buffer = try await request.body.collect(upTo: limit)
            }
        } catch is NIOTooManyBytesError {
            refusal = Self.tooLong(limit)
        }
        let client = proxies.client(peer: peer, headers: headers)
        var converted = try APIRequest(
            method: request.method.rawValue, target: target, headers: headers, body: Array(buffer.readableBytesView),
            baseURL: "\(client.isSecure ? "https" : "http")://\(host ?? "localhost")", peer: client.address,
            isSecure: client.isSecure)
        converted.refusal = refusal
        if isStreamed { converted.stream = Self.stream(request.body, announced: headers["content-length"]) }
        return converted
    }

    private static func tooLong(_ limit: Int) -> Problem {
        Problem(.tooLarge, "The body is larger than \(limit) bytes.")
    }

    /// - Parameter announced: How long the body is going to be, as the client says.
    private static func stream(_ body: RequestBody, announced: String?) -> StreamedBody {
        StreamedBody { take in
            let refusal = Problem(
                .tooLarge,
                "The file is larger than \(RequestLimits.streamedBody >> 20) MB, which is the most that a page takes.")
            if let length = announced.flatMap({ Int($0) }), length > RequestLimits.streamedBody { throw refusal }
            var count = 0
            for try await buffer in body {
                count += buffer.readableBytes
                guard count <= RequestLimits.streamedBody else { throw refusal }
                try await take(Array(buffer.readableBytesView))
            }
        }
    }

    private func response(_ answer: APIResponse, isHead: Bool) -> Response {
        var fields = HTTPFields()
        fields.reserveCapacity(answer.headers.count + Self.security.count + 2)
        for (name, value) in answer.headers {
            guard let name = Self.names[name] ?? HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        // An answer that says itself what it is made of, as a page does, is not overruled.
        for field in Self.security where !answer.headers.contains(where: { Self.isName($0.name, field.name) }) {
            fields.append(field)
        }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .bytes(let bytes):
            if isHead {
                fields[.contentLength] = String(bytes.count)
                return Response(status: status, headers: fields)
            }
            return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .parts(let next):
            if isHead { return Response(status: status, headers: fields) }
            return Response(
                status: status, headers: fields,
                body: ResponseBody { writer in
                    while let part = try await next() {
                        try Task.checkCancellation()
                        try await writer.write(ByteBuffer(bytes: part))
                    }
                    try await writer.finish(nil)
                })
        }
    }

    private static let security = [
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("X-Frame-Options", "DENY"), ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ].compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } }

    /// Whether a name is the field's, in whatever letter case.
    private static func isName(_ text: String, _ name: HTTPField.Name) -> Bool {
        text.utf8.count == name.rawName.utf8.count
            && text.utf8.elementsEqual(name.rawName.utf8) { $0 | 0x20 == $1 | 0x20 }
    }

    /// Names that most answers have: checking one costs more than finding it.
    private static let names = Dictionary(
        uniqueKeysWithValues: [
            "Content-Type", "Vary", "Allow", "API-Version", "X-Request-ID", "ETag", "Location",
        ].compactMap { name in HTTPField.Name(name).map { (name, $0) } })
}

/// A refusal whose status has no place in the dialect.
private struct RequestRefusal: Error {
    let status: Int
    let message: String
}
