import Modeling
import Synchronization

/// Remembers how many rows a predicate selects, until anything is committed.
///
/// Counting a million rows costs more than showing a page of them, and clients ask again for every page.
final class CountCache: Sendable {
    private struct Key: Hashable {
        let model: String
        let predicate: Predicate
    }
    private let state = Mutex<(generation: Int, counts: [Key: Int])>((-1, [:]))
    private static let capacity = 1000

    /// The count from memory, or from `count`.
    ///
    /// - Parameter generation: The store's number of commits before the snapshot was taken.
    func count(
        _ schema: AnySchema, _ predicate: Predicate, generation: Int, _ count: () throws -> Int
    ) rethrows -> Int {
        let key = Key(model: schema.identifier, predicate: predicate)
        let known = state.withLock { state in state.generation == generation ? state.counts[key] : nil }
        if let known { return known }
        let counted = try count()
        state.withLock { state in
            if state.generation != generation {
                // A slower reader must not bring back counts of an older state.
                guard state.generation < generation else { return }
                state = (generation, [:])
            }
            if state.counts.count >= Self.capacity { state.counts = [:] }
            state.counts[key] = counted
        }
        return counted
    }
}
