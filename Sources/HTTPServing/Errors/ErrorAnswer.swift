package import Basics

/// The one place where a problem becomes a status code and a body, in the dialect's shapes (core.md §1.10).
package enum ErrorAnswer {
    package static func response(_ problem: Problem) -> APIResponse {
        var response = APIResponse.json(status(problem), body(problem))
        if let seconds = problem.retryAfter { response.headers.append(("Retry-After", String(seconds))) }
        return response
    }

    package static func status(_ problem: Problem) -> Int {
        switch problem.kind {
        case .invalidInput: 400
        // The dialect answers a missing or wrong credential with 403, never 401 (core.md §1.4).
        case .notAuthenticated, .forbidden: 403
        case .notFound: 404
        case .notAllowed: 405
        case .notAcceptable: 406
        case .conflict: 409
        case .preconditionFailed: 412
        case .tooLarge: 413
        case .unsupportedMedia: 415
        case .unprocessable: 422
        case .tooManyRequests: 429
        case .unavailable: 503
        case .misconfigured, .internalFault: 500
        }
    }

    package static func body(_ problem: Problem) -> JSONValue {
        guard problem.kind == .invalidInput, !problem.fields.isEmpty else {
            return .object(JSONObject([("detail", .string(problem.message))]))
        }
        return fieldBody(problem.fields)
    }

    /// `{"field": ["message"], …}`.
    package static func fieldBody(_ fields: [FieldErrors]) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for entry in fields {
            let messages = entry.messages.map(JSONValue.string)
            if let at = members.firstIndex(where: { $0.0 == entry.field }), case .array(let earlier) = members[at].1 {
                members[at].1 = .array(earlier + messages)
            } else {
                members.append((entry.field, .array(messages)))
            }
        }
        return .object(JSONObject(members))
    }
}
