import Basics
import Modeling
package import Storage

/// One search over everything that has a name: devices, addresses, part numbers, contracts and what else says so in its
/// declaration (``GlobalSearch``).
///
/// What the caller may not see is neither found nor counted. The index says what may fit; each model's candidates are
/// then looked up in one query, with the caller's constraint joined to it.
package struct SearchService: Sendable {
    private let store: Store
    private let authorizer = Authorizer()

    /// Hits of one model in an answer at most.
    package static let hitsPerKind = 8
    /// Hits in an answer at most.
    package static let hitsLimit = 50
    /// Objects of a model that are counted.
    package static let countLimit = 100
    /// Candidates of a model that are looked at; where more than that are hidden, its visible rows are looked at instead.
    private static let candidateLimits = [120, 3_000]

    package init(store: Store) { self.store = store }

    /// Searches.
    ///
    /// - Parameters:
    ///   - text: What people typed; matched in any case. One or two characters are looked for at the beginning of texts,
    ///     three or more anywhere. Nothing has more than 255.
    ///   - limit: Hits at most, 1...``hitsLimit``; larger and smaller ones are moved into that range.
    /// - Throws: ``Problem`` of the store.
    package func search(text: String, limit: Int = hitsLimit, actor: Actor) async throws -> SearchAnswer {
        // Folded texts end there, so that a longer one would be found by its beginning.
        guard text.utf8.count <= 4 * FoldedText.longest, text.unicodeScalars.count <= FoldedText.longest,
            let wanted = FoldedText(text)
        else { return SearchAnswer() }
        let limit = min(max(limit, 1), Self.hitsLimit)
        var kinds: [(schema: AnySchema, seen: Predicate)] = []
        for schema in store.catalog.schemas {
            guard let search = schema.globalSearch, actor.isStaff || actor.isSuperuser || !search.isForStaff else {
                continue
            }
            let seen = authorizer.visible(schema, for: actor)
            if seen != .never { kinds.append((schema, seen)) }
        }
        let visibility = authorizer.visibility(for: actor)
        return try await store.read { [kinds] session in
            try SearchRun(session, wanted, visibility).answer(kinds, limit: limit, Self.candidateLimits)
        }
    }
}
