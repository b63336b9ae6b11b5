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
    /// Finding out whether a secret can be resolved.
    package static let checkSecret = Action(rawValue: "check_secret")
    /// Sending a message by a notification channel to try it out.
    package static let sendTest = Action(rawValue: "send_test")
    /// Having a job run.
    package static let run = Action(rawValue: "run")
    /// Ending somebody else's run.
    package static let cancelJob = Action(rawValue: "cancel_job")
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
        if actor.isSuperuser { return Self.open(schema, actor.user?.raw) }
        let granted =
            action == .view || !Self.superuserWrites.contains(schema.identifier)
            ? actor.grants.rows(action, schema).map { $0 && Self.open(schema, actor.user?.raw) } : nil
        guard let rows = Self.joined(granted, Self.own(schema, actor)) else { throw Self.forbidden }
        return rows
    }

    /// The rows that the actor may see; none rather than an error when there is no such permission.
    package func visible(_ schema: AnySchema, for actor: Actor) -> Predicate {
        let open = Self.open(schema, actor.user?.raw)
        if actor.isSuperuser { return open }
        return Self.joined(actor.grants.rows(.view, schema).map { $0 && open }, Self.own(schema, actor)) ?? .never
    }

    /// What a filter of the actor may look at in other models; nil when nothing is hidden.
    package func visibility(for actor: Actor) -> Visibility? { actor.isSuperuser ? nil : actor.grants.visibility }

    /// The rows that a permission can be about: where rows are their owner's alone, a user's own and the shared ones.
    ///
    /// Nobody is above that, superusers neither; the product itself, which is no user, reaches all.
    static func open(_ schema: AnySchema, _ user: Identifier?) -> Predicate {
        guard schema.features.contains(.ownRows), let owner = schema.owner, let user else { return .always }
        let own = Predicate.compare([owner], .equals, [.id(user)])
        return schema.sharing.map { own || .compare([$0], .equals, [.bool(true)]) } ?? own
    }

    /// The rows that are the actor's own, for which no permission is needed; nil when the model has none of that kind.
    private static func own(_ schema: AnySchema, _ actor: Actor) -> Predicate? {
        guard let owner = schema.owner, let user = actor.user else { return nil }
        return .compare([owner], .equals, [user.value])
    }

    private static func joined(_ left: Predicate?, _ right: Predicate?) -> Predicate? {
        guard let left, let right else { return left ?? right }
        return left || right
    }

    /// The refusal of the dialect.
    package static var forbidden: Problem {
        Problem(.forbidden, "You do not have permission to perform this action.")
    }
}
