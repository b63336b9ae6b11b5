package import Basics

/// What people see who are not logged in yet.
package protocol LoginPages: Sendable {
    /// The form that asks for a name and a password.
    ///
    /// - Parameters:
    ///   - next: The path to go to afterwards.
    ///   - hasProvider: Whether there is single sign-on.
    ///   - problem: Why the last try was refused.
    func login(next: String, hasProvider: Bool, problem: Problem?) -> APIResponse
    /// The form that makes the first administrator.
    ///
    /// - Parameter code: The code of the set-up link; empty when it has to be typed in.
    func setup(code: String, problem: Problem?) -> APIResponse
}
