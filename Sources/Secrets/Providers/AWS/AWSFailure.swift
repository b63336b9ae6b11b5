import Basics
import Outbound

/// An answer of AWS that is a refusal.
struct AWSFailure: Sendable {
    /// AWS's name for the reason, such as `AccessDeniedException`, or the status.
    ///
    /// Never shown: it came from outside.
    let code: String
    let status: Int
    private let retryAfter: Duration?

    /// Reads the code of an answer: from its header field, its JSON or its XML.
    init(_ answer: OutboundResponse) {
        status = answer.status
        retryAfter = answer.head.retryAfter
        let header = answer.headers["x-amzn-errortype"]
        let xml = header == nil ? XMLLeaves(answer.body)?.only(endingWith: "Error/Code") : nil
        // What is neither JSON nor XML has no code.
        let json = try? JSONValue(parsing: answer.body)["__type"]?.stringValue
        let text = header ?? xml ?? json ?? String(answer.status)
        let bare = text.prefix { $0 != ":" }
        code = String(bare.split(separator: "#").last ?? "")
    }

    /// Whether a wrong clock may be the reason.
    var mayBeSkew: Bool {
        [
            "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
            "SignatureDoesNotMatch", "AuthFailure",
        ].contains(code)
    }

    /// Whether other credentials of the same source may do: these have ended or been replaced.
    var mayBeOldCredentials: Bool {
        [
            "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
            "InvalidToken", "TokenRefreshRequired",
        ].contains(code)
    }

    private var isThrottling: Bool {
        status == 429
            || [
                "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
                "RequestThrottledException",
                "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown",
                "PriorRequestNotComplete", "TransactionInProgressException", "LimitExceededException",
            ].contains(code)
    }

    /// What holds for every service.
    var error: SecretsError {
        func provider(_ message: String, isTransient: Bool = false) -> SecretsError {
            SecretsError(
                .provider, message, isTransient: isTransient, status: status,
                retryAfter: isTransient ? retryAfter : nil)
        }
        if isThrottling { return provider("AWS asks for fewer requests. Try again later.", isTransient: true) }
        if ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"].contains(code) {
            return provider(
                "AWS does not allow these credentials to read the secret. Check the policies of user and key.")
        }
        if mayBeOldCredentials {
            return provider("AWS does not accept the credentials: they are unknown or have ended.")
        }
        if mayBeSkew {
            return provider("AWS does not accept the signature. Check the secret access key and the machine's clock.")
        }
        if status >= 500 { return provider("AWS has a fault of its own. Try again later.", isTransient: true) }
        return provider("AWS refused the request.")
    }

    /// For the services that give credentials, whose refusals are those of a set-up that does not work.
    var roleError: SecretsError {
        let sentence =
            mayBeOldCredentials || mayBeSkew
            ? error.message : "AWS did not give the credentials of the role. Check its trust policy and the source."
        return SecretsError(.secret, sentence, isTransient: error.isTransient, status: status)
    }

    static let badRegion = SecretsError(
        .secret, "The region is not of the form that AWS's regions have, such as eu-central-1.")

    /// For a request without an answer.
    static func unreachable(_ error: OutboundError, _ source: String) -> SecretsError {
        let reason =
            switch error.fault {
            case .refused, .redirectRefused: "may not be reached: the rules for outgoing requests refuse its address."
            case .nameNotFound, .nameLookupFailed: "cannot be reached: the name of its host is not known."
            case .connectionRefused, .unreachable, .connectTimeout, .proxyFailed: "cannot be reached."
            case .untrustedCertificate, .wrongCertificateHost:
                "shows a certificate that is not trusted or of another host."
            case .tlsFailed: "does not agree on TLS 1.2 or newer."
            case .readTimeout, .deadline: "did not answer in time."
            case .tooLarge: "sent more than is allowed."
            case .suspended: "failed several times and is left alone for a while."
            default: "did not answer as it should."
            }
        return SecretsError(.secret, "\(source) \(reason)", isTransient: error.isTransient)
    }
}
