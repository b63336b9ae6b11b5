import Basics
import Crypto
import Outbound

/// Tokens for Cisco's APIs: one for each credential, however many ask for it (vendor.md §2.1).
///
/// A token is kept in memory only, and asked for anew a minute before it ends. Secrets go to Cisco, or to the host that was
/// configured instead of Cisco's, and to no other.
package actor CiscoTokens {
    private struct Token {
        var text: Redacted<String>
        var end: Duration
    }

    private var tokens: [String: Token] = [:]
    private var questions: [String: Task<Token, any Error>] = [:]
    private static let margin = Duration.seconds(60)

    /// Starts without any token.
    package init() {}

    /// The value of `Authorization` for a credential.
    ///
    /// - Parameter rejected: What an API has just refused; it is not given again.
    /// - Throws: ``FeedError``, `CancellationError`.
    func authorization(_ context: FeedContext, rejected: String? = nil) async throws -> String {
        guard let user = try await context.credential("username"), !user.isEmpty,
            let secret = try await context.credential("password"), !secret.isEmpty
        else {
            throw FeedError(
                .notEntitled,
                "Cisco's APIs need a client id and a client secret. Set both as the credential of this source.")
        }
        let url = Self.url(for: context.address)
        let name = Self.name(url, user, secret)
        if let token = tokens[name], token.end > context.time.uptime, token.text.reveal() != rejected {
            return token.text.reveal()
        }
        tokens[name] = nil
        while true {
            let question = questions[name] ?? Task { try await Self.ask(url, user, secret, context) }
            questions[name] = question
            do {
                let token = try await withTaskCancellationHandler {
                    try await question.value
                } onCancel: {
                    question.cancel()
                }
                if questions[name] == question { questions[name] = nil }
                tokens[name] = token
                return token.text.reveal()
            } catch {
                if questions[name] == question { questions[name] = nil }
                // Somebody else who waited for the same answer went away: that ends nobody's wait but theirs.
                guard error is CancellationError, !Task.isCancelled else { throw error }
            }
        }
    }

    /// The token service of Cisco, or of the gateway that stands for Cisco.
    static func url(for address: String) -> String {
        let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let host = parts.count > 2 ? String(parts[2]) : ""
        let origin = host == "apix.cisco.com" ? "https://id.cisco.com" : parts.prefix(3).joined(separator: "/")
        return origin + "/oauth2/default/v1/token"
    }

    /// Names a credential without keeping it.
    private static func name(_ parts: String...) -> String {
        var sum = SHA256()
        for part in parts { sum.update(data: Array(part.utf8) + [0]) }
        return sum.finalize().map { String($0, radix: 16) }.joined(separator: ".")
    }

    private static func ask(
        _ url: String, _ user: String, _ secret: String, _ context: FeedContext
    ) async throws -> Token {
        let line = FeedLine(label: "Cisco's token service", context: context)
        var question = FeedQuestion(url)
        question.form = FeedQuestion.form([
            ("grant_type", "client_credentials"), ("client_id", user), ("client_secret", secret),
        ])
        question.headers = ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"]
        question.redirects = .never
        let start = context.time.uptime
        return try await line.ask(question) { answer in
            switch answer.status {
            case 400, 401: return .refuse(isRefused)
            case 403: return answer.saysTooFast ? .again(line.isBusy(403)) : .refuse(isRefused)
            default: break
            }
            switch line.usual(answer) {
            case .again(let error): return answer.saysNoAccess ? .refuse(isRefused) : .again(error)
            case .refuse(let error): return .refuse(error)
            case .take(let answer):
                let json = try line.parse(answer.body)
                if json["error"] != nil { return .refuse(isRefused) }
                guard let text = json["access_token"]?.text, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
                    return .again(FeedError(.malformed, "Cisco's token service gave no token."))
                }
                let seconds = min(max(json["expires_in"]?.number ?? 600, 0), 86_400)
                let life = max(.seconds(seconds) - margin, .seconds(1))
                return .take(Token(text: Redacted("Bearer " + text), end: start + life))
            }
        }
    }

    private static let isRefused = FeedError(
        .notEntitled,
        "Cisco does not accept the client id and secret. Check both, and that the application has the grant type Client"
            + " Credentials.")
}

extension OutboundResponse {
    /// Whether the text of a refusal says that there were too many requests.
    var saysTooFast: Bool {
        let text = beginning
        return text.contains("qps") || text.contains("over rate") || text.contains("rate limit")
            || text.contains("over queries") || text.contains("quota")
    }

    /// Whether a gateway says, with whatever status, that the application may not ask.
    var saysNoAccess: Bool {
        let text = beginning
        return text.contains("not authorized") || text.contains("developer inactive")
            || text.contains("account inactive")
    }

    private var beginning: String { String(decoding: body.prefix(2_000), as: UTF8.self).lowercased() }
}
