import Basics
package import Modeling

/// What is done to a row.
package enum Action: String, Sendable {
    case view
    case add
    case change
    case delete
}

/// Decides what an actor may do, as a predicate that is joined to every query.
package struct Authorizer: Sendable {
    package init() {}

    /// The rows on which the actor may do this.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when there can be none.
    package func allowed(_ action: Action, on schema: AnySchema, for actor: Actor) throws -> Predicate {
        guard actor.mayWrite || action == .view, actor.isSuperuser else {
            throw Problem(.forbidden, "You do not have permission to perform this action.")
        }
        return .always
    }
}
