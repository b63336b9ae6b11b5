import Basics
import Outbound

/// One of Cisco's APIs on the line: with a token, which is asked for anew once when it is refused.
struct CiscoLine: Sendable {
    /// What an API says of a question.
    enum Answer: Sendable {
        /// What was asked for.
        case data(JSONValue)
        /// A code instead, in capitals; `nil` for an answer without any body.
        case code(String?, status: Int)
    }

    let line: FeedLine
    let tokens: CiscoTokens
    /// What the API is called in Cisco's console.
    let api: String

    init(label: String, api: String, tokens: CiscoTokens, context: FeedContext) {
        line = FeedLine(
            label: label, context: context,
            patience: FeedPatience(tries: 5, base: .seconds(1), longestSpan: .seconds(16)))
        self.tokens = tokens
        self.api = api
    }

    /// Asks below the address.
    ///
    /// - Parameters:
    ///   - path: Encoded, with `/` in front.
    ///   - query: Names and values.
    /// - Throws: ``FeedError``, `CancellationError`.
    func ask(_ path: String, _ query: [(name: String, value: String?)]) async throws -> Answer {
        var question = FeedQuestion(line.context.address + path)
        question.query = query
        var rejected: String?
        for _ in 1...2 {
            let authorization = try await tokens.authorization(line.context, rejected: rejected)
            question.headers = ["Accept": "application/json", "Authorization": authorization]
            if let answer = try await line.ask(question, { try judge($0) }) { return answer }
            rejected = authorization
        }
        throw FeedError(.notEntitled, "\(line.label) refuses the token that Cisco has just given. \(missing)")
    }

    /// What to do when an API lets nobody in.
    var missing: String {
        "Add \"\(api)\" to the application in Cisco's API console; some APIs need a service contract."
    }

    /// Judges an answer; `nil` stands for a token that was refused.
    private func judge(_ answer: OutboundResponse) throws -> FeedLine.Judgement<Answer?> {
        let noAccess = FeedError(.notEntitled, "\(line.label) is not open to this credential. \(missing)")
        switch answer.status {
        case 401: return .take(.none)
        case 403:
            return answer.saysTooFast ? .again(line.isBusy(403)) : .refuse(noAccess)
        case 200...299 where !answer.beginsLikeJSON:
            return answer.saysNoAccess ? .refuse(noAccess) : .again(line.isNoData)
        case 200...299:
            let json: JSONValue
            do {
                json = try line.parse(answer.body)
            } catch {
                return .again(error)
            }
            guard let code = json["errorCode"]?.text else { return .take(.data(json)) }
            return .take(.code(code.uppercased(), status: answer.status))
        case 404, 406, 410:
            guard answer.beginsLikeJSON, let json = try? line.parse(answer.body), let code = json["errorCode"]?.text
            else {
                return .take(.code(nil, status: answer.status))
            }
            return .take(.code(code.uppercased(), status: answer.status))
        default:
            switch line.usual(answer) {
            case .take: return .again(line.isNoData)
            case .again(let error): return .again(error)
            case .refuse(let error): return .refuse(error)
            }
        }
    }
}
