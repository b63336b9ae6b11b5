package import Basics

/// Work on a client's object before its transaction begins, such as hashing a password.
///
/// What must hold for every change, whoever makes it, is a rule or an effect instead.
package protocol InputPreparation: Sendable {
    /// The object as the pipeline shall see it.
    ///
    /// - Parameters:
    ///   - id: The row that is changed; nil for a new one.
    /// - Throws: ``Problem`` to refuse it.
    func prepare(_ object: JSONObject, of id: Identifier?, for actor: Actor) async throws -> JSONObject
}
