import AsyncHTTPClient
import Basics
import NIOCore
import NIOHTTP1

/// One try of a request: from the name of the host, over redirects, to the answer.
struct Exchange: Sendable {
    /// What one hop sends, and where.
    private struct Hop: Sendable {
        var url: TargetURL
        var method: OutboundMethod
        var headers: HeaderFields
        var body: [UInt8]
    }

    private enum Step<Result: Sendable>: Sendable {
        case answer(Result)
        case redirect(Hop)
    }

    let request: OutboundRequest
    let policy: EgressPolicy
    let resolver: any HostResolver
    let pools: ConnectionPools
    let settings: OutboundSettings
    let time: any Timekeeper

    /// How many addresses of a host are tried when connections fail.
    private static let triedAddresses = 3

    /// Sends the request and follows its redirects.
    ///
    /// - Parameters:
    ///   - url: The checked URL of the request.
    ///   - use: Gets the answer; its connection is given up when this returns.
    /// - Returns: What `use` returns.
    /// - Throws: ``OutboundError``, or what `use` throws.
    func run<Result: Sendable>(
        _ url: TargetURL, use: @Sendable (OutboundHead, OutboundBody) async throws -> Result
    ) async throws -> Result {
        var hop = Hop(url: url, method: request.method, headers: request.headers, body: request.body)
        for hops in 0... {
            let current = hop
            let step: Step<Result> = try await open(current) { head, body in
                if let location = head.headers["Location"], request.redirects.maximum > 0,
                    let next = try next(after: current, status: head.status, location: location)
                {
                    return .redirect(next)
                }
                return .answer(try await use(head, body))
            }
            switch step {
            case .answer(let result): return result
            case .redirect(let next):
                guard hops < request.redirects.maximum else {
                    throw OutboundError(.tooManyRedirects, origin: url.origin)
                }
                hop = next
            }
        }
        throw OutboundError(.tooManyRedirects, origin: url.origin)
    }

    /// The hop that a redirect leads to; `nil` when the answer is none that is followed.
    private func next(after hop: Hop, status: Int, location: String) throws(OutboundError) -> Hop? {
        let isRead = hop.method == .get || hop.method == .head
        guard status == 307 || status == 308 || (isRead && [301, 302, 303].contains(status)) else { return nil }
        var next = hop
        do throws(EgressRefusal) {
            next.url = try policy.check(hop.url.resolving(location))
        } catch {
            throw OutboundError(.redirectRefused(error), origin: hop.url.origin)
        }
        let isSameHost = next.url.host == hop.url.host && isSamePort(next.url, hop.url)
        let isListed = request.redirects.otherHosts.contains { $0.matches(next.url.host) }
        let losesEncryption = hop.url.scheme == .https && next.url.scheme == .http
        let givesAway = !isSameHost && !request.redirects.trustsOtherHosts
        guard isSameHost || isListed, !losesEncryption, !(givesAway && !hop.body.isEmpty) else {
            throw OutboundError(.redirectRefused(nil), origin: hop.url.origin)
        }
        if givesAway { next.headers = hop.headers.only(Self.harmlessHeaders) }
        return next
    }

    private func isSamePort(_ new: TargetURL, _ old: TargetURL) -> Bool {
        new.port == old.port || (new.port == new.scheme.defaultPort && old.port == old.scheme.defaultPort)
    }

    /// What a request to a host that is not trusted may carry.
    private static let harmlessHeaders: Set<String> = [
        "accept", "accept-language", "content-type", "if-modified-since", "if-none-match", "range",
    ]

    /// Sends one hop over a connection to a checked address.
    private func open<Result: Sendable>(
        _ hop: Hop, use: @Sendable (OutboundHead, OutboundBody) async throws -> Step<Result>
    ) async throws -> Step<Result> {
        let keys = try await keys(for: hop.url)
        for (index, key) in keys.enumerated() {
            let client = try pools.acquire(key)
            defer { pools.release(key) }
            let answer: HTTPClientResponse
            do {
                // Our own deadline cancels this call; the library's covers no body.
                answer = try await client.execute(message(of: hop), deadline: .now() + .hours(24))
            } catch {
                let error = OutboundError(error, url: hop.url, hasAnswer: false, bodySize: key.bodySize)
                guard error.isFromConnecting, index + 1 < keys.count else { throw error }
                continue
            }
            let head = OutboundHead(
                status: Int(answer.status.code), headers: HeaderFields(answer.headers), origin: hop.url.origin,
                received: time.now)
            try checkBody(of: head, asked: hop.method)
            return try await use(head, OutboundBody(body: answer.body, url: hop.url, limit: key.bodySize))
        }
        throw OutboundError(.nameNotFound, origin: hop.url.origin)
    }

    /// Refuses a body whose size is known to be too great, or whose compression nobody asked for.
    private func checkBody(of head: OutboundHead, asked method: OutboundMethod) throws(OutboundError) {
        guard method != .head, ![204, 304].contains(head.status) else { return }
        switch head.headers["Content-Encoding"]?.lowercased() {
        case nil, "", "identity", "gzip", "deflate": break
        default: throw OutboundError(.malformedAnswer, origin: head.origin)
        }
        if let length = head.headers["Content-Length"].flatMap({ Int($0) }), length > request.limits.bodySize {
            throw OutboundError(.tooLarge(limit: request.limits.bodySize), origin: head.origin)
        }
    }

    private func message(of hop: Hop) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: hop.url.text)
        message.method = HTTPMethod(rawValue: hop.method.name)
        message.headers = HTTPHeaders(hop.headers.fields.map { ($0.name, $0.value) })
        if !message.headers.contains(name: "User-Agent") {
            message.headers.add(name: "User-Agent", value: settings.userAgent)
        }
        // There is nothing to decompress in an answer to HEAD.
        message.headers.add(name: "Accept-Encoding", value: hop.method == .head ? "identity" : "gzip, deflate")
        if !hop.body.isEmpty { message.body = .bytes(ByteBuffer(bytes: hop.body)) }
        return message
    }

    /// The connections that may be used for a URL, the one to try first in front; every address has been checked.
    private func keys(for url: TargetURL) async throws -> [ConnectionKey] {
        let proxy = settings.proxy.flatMap { $0.applies(to: url.host) ? $0 : nil }
        // The proxy is the administrator's choice, and no policy is asked about it.
        let proxyAddress = proxy == nil ? nil : try await addresses(of: proxy?.url ?? url).first
        var addresses: [IPHost?] = [nil]
        if proxy?.resolution != .byProxy {
            let found = try await self.addresses(of: url)
            for address in found {
                do throws(EgressRefusal) {
                    try policy.check(address, of: url)
                } catch {
                    throw OutboundError(.refused(error), origin: url.origin)
                }
            }
            addresses = found.prefix(Self.triedAddresses).map { $0 }
        }
        return addresses.map { address in
            ConnectionKey(
                scheme: url.scheme, host: url.host, port: url.port, address: address, proxyAddress: proxyAddress,
                tls: request.tls ?? settings.tls, connect: request.limits.connect, read: request.limits.read,
                bodySize: request.limits.bodySize)
        }
    }

    private func addresses(of url: TargetURL) async throws(OutboundError) -> [IPHost] {
        guard case .name(let name) = url.host else {
            if case .address(let address) = url.host { return [address] }
            return []
        }
        do throws(ResolutionError) {
            return try await resolver.addresses(of: name)
        } catch {
            throw OutboundError(error, url: url, hasAnswer: false, bodySize: 0)
        }
    }
}

extension HeaderFields {
    fileprivate init(_ headers: HTTPHeaders) {
        self = [:]
        for (name, value) in headers { add(name, value) }
    }
}
