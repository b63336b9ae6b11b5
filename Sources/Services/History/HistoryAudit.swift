package import Basics
import Domain
import Modeling
package import Storage

/// What a verification of the history found.
package struct AuditResult: Sendable {
    /// Seals that hold, from the one it began with.
    package var seals = 0
    /// History rows that they cover.
    package var changes = 0
    /// Of these, rows that were written before there was a chain and are sealed as they were found.
    package var adopted = 0
    /// Number of the seal that it began with; 0 when there is none.
    package var first = 0
    /// The end of the chain; worth noting elsewhere, because a chain that is rewritten as a whole fits itself.
    package var head = ChainHead(sequence: 0, digest: "")
    /// The last seal whose rows retention removed, and when.
    package var pruned: (through: Int, at: Timestamp)?
    /// The first place that does not hold, in words; nil when all holds.
    package var fault: String?

    /// The result as REST and the command line show it.
    package var json: JSONValue {
        .object(
            JSONObject([
                ("verified", .bool(fault == nil)), ("fault", fault.map(JSONValue.string) ?? .null),
                ("transactions", .int(Int64(seals))), ("changes", .int(Int64(changes))),
                ("unsealed_at_first", .int(Int64(adopted))), ("first", .int(Int64(first))),
                (
                    "head",
                    .object(
                        JSONObject([
                            ("sequence", .int(Int64(head.sequence))), ("digest", .string(head.digest)),
                        ]))
                ),
                (
                    "pruned",
                    pruned.map {
                        .object(
                            JSONObject([
                                ("through", .int(Int64($0.through))), ("time", .string($0.at.description)),
                            ]))
                    } ?? .null
                ),
            ]))
    }
}

/// Recomputes the chain of seals over the history and tells the first place that does not hold.
///
/// Rows are streamed: memory is bounded by the seals of one step, whatever the length of the history. Each step reads a
/// snapshot of its own, so that a long verification holds nothing up.
package struct HistoryAudit: Sendable {
    /// Where to begin.
    package struct Start: Sendable, Hashable {
        package let sequence: Int
        /// The digest that the seal had when somebody noted it; nil when nobody did.
        package let digest: String?

        /// Reads `SEQUENCE` or `SEQUENCE:DIGEST`.
        package init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard let first = parts.first, let number = Int(first), number > 0 else { return nil }
            sequence = number
            digest = parts.count > 1 ? parts[1].lowercased() : nil
        }
    }

    private let store: Store
    /// Seals and rows of one step at most; a single transaction may hold more rows.
    private static let sealsPerStep = 500
    private static let changesPerStep = 50_000

    package init(store: Store) { self.store = store }

    /// Verifies the history.
    ///
    /// - Parameter start: Where to begin; the oldest seal that is kept when nil.
    package func run(from start: Start? = nil) async throws -> AuditResult {
        var walk = try await store.read { try AuditWalk.begin($0, start) }
        while !walk.isDone {
            let current = walk
            walk = try await store.read { session in
                var next = current
                try next.step(session, seals: Self.sealsPerStep, changes: Self.changesPerStep)
                return next
            }
            try Task.checkCancellation()
        }
        return walk.result
    }
}
