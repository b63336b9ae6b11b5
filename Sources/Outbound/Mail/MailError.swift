import Basics

/// Why an e-mail was not sent.
///
/// Neither a password nor anything of the message is ever part of it.
package enum MailError: Error, Sendable, Hashable {
    /// What was being done when the server refused.
    package enum Stage: String, Sendable {
        case greeting
        case hello
        case startTLS = "STARTTLS"
        case authentication
        case sender
        case recipient
        case content
    }

    /// The server was not reached, or the connection broke.
    case connection(OutboundError)
    /// The server refused; the text is the beginning of what it said, empty for ``Stage/authentication``.
    case refused(Stage, code: Int, text: String, server: String)
    /// What came back is no SMTP.
    case garbled(server: String)
    /// The server does not offer STARTTLS.
    case offersNoTLS(server: String)
    /// The server offers no way to log in that is known here.
    case offersNoLogin(server: String)
    /// There are credentials and no TLS.
    case needsTLS
    /// The message cannot be sent to anybody; the text says why.
    case message(String)

    /// Whether the same message may succeed later.
    package var isTransient: Bool {
        switch self {
        // A name may be unknown for the minutes that a move takes.
        case .connection(let error): error.isTransient || error.fault == .nameNotFound
        // RFC 5321 section 4.2.1: 4yz is transient, 5yz is not.
        case .refused(_, let code, _, _): (400...499).contains(code)
        case .garbled: true
        case .offersNoTLS, .offersNoLogin, .needsTLS, .message: false
        }
    }

    /// The code of the server's refusal; nil when there was none.
    package var code: Int? {
        if case .refused(_, let code, _, _) = self { code } else { nil }
    }

    /// Whole sentences for whoever must act: what happened, and what to do.
    package var text: String {
        switch self {
        case .connection(let error): error.message
        case .refused(.authentication, let code, _, let server):
            "\(server) refused the login with \(code). Check username and password in the secrets group."
        case .refused(let stage, let code, let text, let server):
            "\(server) refused (\(stage.rawValue)) with \(code)\(text.isEmpty ? "" : ": \(text)")"
        case .garbled(let server): "\(server) does not speak SMTP. Check host, port and security of the mail server."
        case .offersNoTLS(let server):
            "\(server) does not offer STARTTLS, so nothing was told it. Choose TLS with its port, or have it offered."
        case .offersNoLogin(let server):
            "\(server) offers neither PLAIN nor LOGIN. Leave out the secrets group if it wants no login."
        case .needsTLS: "A password is not sent without TLS. Choose TLS, or leave out the secrets group."
        case .message(let text): text
        }
    }
}

/// What became of an e-mail that a server took.
package struct MailReceipt: Sendable, Hashable {
    /// The server, as `host:port`.
    package let server: String
    /// The code with which it was taken.
    package let code: Int
    /// Recipients that the server refused while it took the message for others, each with what it said.
    package let refused: [String]
}
