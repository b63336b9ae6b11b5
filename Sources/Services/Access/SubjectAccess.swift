import Basics
package import Modeling

/// Which rows about objects (notes, associations, changes) an actor may meet: those about objects that the actor may view.
///
/// Content types that are open without condition are asked for in one list, the others one by one; nothing is asked per row.
package struct SubjectAccess: Sendable {
    private let permitted: @Sendable (Action, AnySchema, Actor) throws -> Predicate
    private let catalog: Catalog

    package init(_ authorizer: Authorizer, _ catalog: Catalog) {
        self.init(catalog) { try authorizer.allowed($0, on: $1, for: $2) }
    }

    /// - Parameter permitted: The rows on which an actor may do something; throws ``Problem`` of kind `forbidden`.
    package init(
        _ catalog: Catalog, permitted: @escaping @Sendable (Action, AnySchema, Actor) throws -> Predicate
    ) {
        self.catalog = catalog
        self.permitted = permitted
    }

    /// The rows of a model that the actor may treat so, the objects that they are about taken into account.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when there can be none.
    package func allowed(_ action: Action, on schema: AnySchema, for actor: Actor) throws -> Predicate {
        let own = try permitted(action, schema, actor)
        guard let subject = schema.subject else { return own }
        return own && (try aboutVisible(subject, ownWhenGone: schema.isLog ? writer(schema, actor) : nil, actor))
    }

    /// The rows that the actor wrote.
    private func writer(_ schema: AnySchema, _ actor: Actor) -> Predicate {
        guard let user = actor.user, schema.columnIndex["user"] != nil else { return .never }
        return .compare(["user"], .equals, [user.value])
    }

    /// - Parameter ownWhenGone: The rows that stay open when their object has gone and constraints cannot be asked any
    ///   more; whoever may view every object of the model meets all of its rows. Nil when rows go with their object.
    private func aboutVisible(_ subject: Subject, ownWhenGone: Predicate?, _ actor: Actor) throws -> Predicate {
        var open: [Value] = []
        var parts: [Predicate] = []
        var isComplete = true
        for target in catalog.schemas {
            guard let visible = try visible(target, actor) else {
                isComplete = false
                continue
            }
            if case .always = visible {
                open.append(.text(target.identifier))
                continue
            }
            isComplete = false
            var about: Predicate = .names(subject.id, model: target.identifier, visible)
            if let ownWhenGone, ownWhenGone != .never {
                about = about || (ownWhenGone && !.names(subject.id, model: target.identifier, .always))
            }
            parts.append(.compare([subject.type], .equals, [.text(target.identifier)]) && about)
        }
        guard !isComplete else { return .always }
        if !open.isEmpty { parts.insert(.compare([subject.type], .equals, open), at: 0) }
        return parts.isEmpty ? .never : .any(parts)
    }

    /// The rows of a model that the actor may view; nil when there can be none.
    private func visible(_ schema: AnySchema, _ actor: Actor) throws -> Predicate? {
        do {
            let visible = try permitted(.view, schema, actor)
            if case .never = visible { return nil }
            return visible
        } catch let problem as Problem where problem.kind == .forbidden {
            return nil
        }
    }

    /// Whether there is such an object and the actor may view it; to others both look alike.
    func sees(
        _ type: String, _ id: Identifier, _ actor: Actor, exists: (AnySchema, Predicate) throws -> Bool
    )
        throws -> Bool
    {
        guard let target = catalog[type], target.isExposed, let visible = try visible(target, actor) else {
            return false
        }
        return try exists(target, .ids([id]) && visible)
    }
}
