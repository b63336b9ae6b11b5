package import Basics

/// What people see in a browser when a request fails that no page of theirs answers: before they are logged in, or before
/// it is known who they are.
package protocol FailurePages: Sendable {
    /// A page that says what happened, what to do, and the number of the request.
    func page(_ problem: Problem, requestID: Identifier) -> APIResponse
}
