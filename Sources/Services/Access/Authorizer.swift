package import Basics
package import Modeling

/// What is done to a row; models may have further actions than the four of every model.
package struct Action: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let view = Action(rawValue: "view")
    package static let add = Action(rawValue: "add")
    package static let change = Action(rawValue: "change")
    package static let delete = Action(rawValue: "delete")
}

/// Decides what an actor may do, as a predicate that is joined to every query.
package struct Authorizer: Sendable {
    /// Models that only superusers write: whoever could would give themselves everything (core.md §4.5).
    private static let superuserWrites: Set<String> = ["users.objectpermission"]

    package init() {}

    /// The rows on which the actor may do this.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when there can be none.
    package func allowed(_ action: Action, on schema: AnySchema, for actor: Actor) throws -> Predicate {
        guard actor.mayWrite || action == .view else { throw Self.forbidden }
        if actor.isSuperuser { return .always }
        guard action == .view || !Self.superuserWrites.contains(schema.identifier),
            let rows = actor.grants.rows(action, schema)
        else { throw Self.forbidden }
        return rows
    }

    /// The rows that the actor may see; none rather than an error when there is no such permission.
    package func visible(_ schema: AnySchema, for actor: Actor) -> Predicate {
        actor.isSuperuser ? .always : actor.grants.rows(.view, schema) ?? .never
    }

    /// What a filter of the actor may look at in other models; nil when nothing is hidden.
    package func visibility(for actor: Actor) -> Visibility? { actor.isSuperuser ? nil : actor.grants.visibility }

    /// The refusal of the dialect.
    package static var forbidden: Problem {
        Problem(.forbidden, "You do not have permission to perform this action.")
    }
}
