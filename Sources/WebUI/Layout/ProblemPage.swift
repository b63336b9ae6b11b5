import Basics
import HTTPServing
import Services

/// A page that says what went wrong and what to do.
enum ProblemPage {
    static func response(_ problem: Problem, _ web: WebRequest) -> APIResponse {
        let status = ErrorAnswer.status(problem)
        let headers = problem.retryAfter.map { [(name: "Retry-After", value: String($0))] } ?? []
        return Page(title(problem)) {
            content(problem, web.actor.requestID)
            p { a(.href("/"), .class("button")) { "Go to the overview" } }
        }.response(web, status: status, headers: headers)
    }

    /// What happened, what to do, and the number that leads to the log.
    @HTMLBuilder static func content(_ problem: Problem, _ requestID: Identifier) -> HTML {
        p(.class("lead")) { sentence(problem) }
        if !problem.fields.isEmpty && problem.kind != .internalFault {
            ul {
                for entry in problem.fields {
                    li {
                        strong { entry.field }
                        ": \(entry.messages.joined(separator: " "))"
                    }
                }
            }
        }
        p { advice(problem) }
        p(.class("quiet")) {
            "Request "
            code { requestID.description }
            " "
            Component.copy(requestID.description)
        }
    }

    static func title(_ problem: Problem) -> String {
        switch problem.kind {
        case .notFound: "Nothing is here"
        case .forbidden, .notAuthenticated: "You may not do this"
        case .notAllowed: "This cannot be done here"
        case .conflict: "It is in use or was changed"
        case .preconditionFailed: "Somebody else changed it meanwhile"
        case .tooLarge: "This is too large"
        case .tooManyRequests: "Too many requests"
        case .unavailable: "Not available just now"
        case .internalFault: "Something failed on the server"
        case .misconfigured: "The server is not set up for this"
        case .invalidInput, .unprocessable, .notAcceptable, .unsupportedMedia: "This could not be understood"
        }
    }

    private static func sentence(_ problem: Problem) -> String {
        problem.kind == .internalFault ? "An internal fault occurred. Nothing was changed." : problem.message
    }

    private static func advice(_ problem: Problem) -> String {
        switch problem.kind {
        case .notFound: "It may have been deleted, or you may not see it. Try the search."
        case .notAuthenticated: "Log in, then go back and send it again."
        case .forbidden: "Ask an administrator for the permission, and name the page."
        case .preconditionFailed: "Go back, look at what it is now, and make your change again."
        case .unavailable, .tooManyRequests: "Try again in a moment."
        case .tooLarge: "Send less at once, or use the command on the server, which takes files of any size."
        case .internalFault:
            "Try again. If it stays so, give the request number to whoever runs the server: it leads to the log."
        default: "Go back, correct it, and try again."
        }
    }
}
