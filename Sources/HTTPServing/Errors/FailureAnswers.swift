package import Basics
package import Logging

/// Makes answers of failures: what the caller may know goes into the answer, the rest into the log.
package struct FailureAnswers: Sendable {
    private let logger: Logger
    private let mask: (any TextMask)?

    /// - Parameter mask: Takes what must not be read out of answers that tell of failures.
    package init(logger: Logger, mask: (any TextMask)?) {
        self.logger = logger
        self.mask = mask
    }

    /// The answer to a request that an error ended.
    package func answer(_ error: any Error, _ request: APIRequest, _ requestID: Identifier) -> APIResponse {
        let problem =
            error as? Problem
            ?? Problem(.internalFault, "An internal fault occurred.", underlying: "\(error)")
        note(problem, request, requestID)
        guard problem.kind != .internalFault else {
            // Nothing internal leaves; the id leads to the log.
            return .json(
                500,
                [
                    "detail": "An internal fault occurred. Quote the request id when you report it.",
                    "request_id": .string(requestID.description),
                ])
        }
        return ErrorAnswer.response(problem)
    }

    /// Writes into the log what operators need to know of a failure.
    package func note(_ problem: Problem, _ request: APIRequest, _ requestID: Identifier) {
        guard problem.kind == .internalFault || problem.underlying != nil else { return }
        logger.error(
            "request \(requestID) failed: \(problem.message)",
            metadata: [
                "request.id": "\(requestID)", "request.method": "\(request.method)",
                "request.path": "\(request.path)", "error.detail": "\(problem.underlying ?? "")",
            ])
    }

    /// An answer that tells of a failure, without values of secrets: it may repeat what somebody else said.
    package func masked(_ response: APIResponse) -> APIResponse {
        guard let mask, response.status >= 400, case .bytes(let bytes) = response.body else { return response }
        var response = response
        response.body = .bytes(mask.masked(bytes))
        return response
    }
}
