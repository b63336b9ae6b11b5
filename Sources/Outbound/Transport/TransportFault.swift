import AsyncHTTPClient
import Basics
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension OutboundError {
    /// Puts an error of the libraries into our own terms; their texts stay behind, since they may quote a request.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - url: The target.
    ///   - hasAnswer: Whether the answer had begun.
    ///   - bodySize: The limit on the body.
    init(_ error: any Error, url: TargetURL, hasAnswer: Bool, bodySize: Int) {
        if let error = error as? OutboundError {
            self = error
            return
        }
        let fault: Fault =
            switch error {
            case let error as EgressRefusal: .refused(error)
            case let error as ResolutionError: Self.fault(of: error)
            case is CancellationError: .cancelled
            case let error as HTTPClientError: Self.fault(of: error, hasAnswer: hasAnswer)
            case let error as IOError: Self.fault(of: error, hasAnswer: hasAnswer)
            case ChannelError.connectTimeout: .connectTimeout
            case is ChannelError: hasAnswer ? .truncated : .connectionLost
            case let error as NIOSSLError: Self.fault(of: error, hasAnswer: hasAnswer)
            case let error as NIOSSLExtraError:
                error == .failedToValidateHostname ? .wrongCertificateHost : .tlsFailed("no match for the host name")
            case let error as BoringSSLError: Self.fault(of: error)
            case HTTPParserError.invalidEOFState: hasAnswer ? .truncated : .connectionLost
            case is HTTPParserError: .malformedAnswer
            case NIOHTTPDecompression.DecompressionError.limit: .tooLarge(limit: bodySize)
            case is NIOHTTPDecompression.DecompressionError: .malformedAnswer
            case let error as NIOHTTPDecompression.ExtraDecompressionError:
                error == .truncatedData ? .truncated : .malformedAnswer
            case is WrongPeer: .misconfigured("The connection to \(url) led to an address that was not checked.")
            default: .other(String(describing: type(of: error)))
            }
        self.init(fault, origin: url.origin)
    }

    /// Whether another address of the same host may still accept the connection; nothing has been sent.
    var isFromConnecting: Bool {
        switch fault {
        case .connectionRefused, .unreachable, .connectTimeout: true
        default: false
        }
    }

    private static func fault(of error: ResolutionError) -> Fault {
        switch error {
        case .notFound: .nameNotFound
        case .unavailable, .overloaded: .nameLookupFailed
        case .cancelled: .cancelled
        }
    }

    private static func fault(of error: HTTPClientError, hasAnswer: Bool) -> Fault {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout: .connectTimeout
        case .getConnectionFromPoolTimeout: .noConnectionFree
        case .readTimeout, .writeTimeout: .readTimeout
        case .deadlineExceeded: .deadline
        case .cancelled, .requestStreamCancelled: .cancelled
        case .remoteConnectionClosed: hasAnswer ? .truncated : .connectionLost
        case .invalidProxyResponse, .proxyAuthenticationRequired, .httpProxyHandshakeTimeout: .proxyFailed
        // The short description has no values in it, unlike the long one.
        default: .other(error.shortDescription)
        }
    }

    private static func fault(of error: IOError, hasAnswer: Bool) -> Fault {
        switch error.errnoCode {
        case ECONNREFUSED: .connectionRefused
        case EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT: .unreachable
        case ETIMEDOUT: hasAnswer ? .readTimeout : .connectTimeout
        default: hasAnswer ? .truncated : .connectionLost
        }
    }

    private static func fault(of error: NIOSSLError, hasAnswer: Bool) -> Fault {
        switch error {
        case .handshakeFailed(let error): fault(of: error)
        case .uncleanShutdown: hasAnswer ? .truncated : .connectionLost
        case .unableToValidateCertificate: .untrustedCertificate
        default: .tlsFailed("no secure connection")
        }
    }

    /// The library's reasons are constants such as `CERTIFICATE_VERIFY_FAILED`; only such words are passed on.
    private static func fault(of error: BoringSSLError) -> Fault {
        guard case .sslError(let stack) = error else { return .tlsFailed("the server broke it off") }
        let words = stack.flatMap { reason in
            String(describing: reason).split { !($0.isUppercase || $0.isNumber || $0 == "_") }
        }
        if words.contains("CERTIFICATE_VERIFY_FAILED") { return .untrustedCertificate }
        return .tlsFailed(words.filter { $0.contains("_") }.max { $0.count < $1.count }.map(String.init) ?? "no reason")
    }
}
