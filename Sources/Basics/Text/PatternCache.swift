import Synchronization

/// Compiled patterns that were used lately; safe for use by many threads.
package final class PatternCache: Sendable {
    private struct Key: Hashable {
        let pattern: String
        let ignoresCase: Bool
    }

    private struct Entry {
        let pattern: Pattern
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0
    }

    /// The greatest number of patterns that are kept, at least 1.
    package let capacity: Int

    private let state = Mutex(State())

    /// Makes an empty cache; a capacity below 1 counts as 1.
    package init(capacity: Int = 256) {
        self.capacity = max(1, capacity)
    }

    /// The number of patterns that are kept now.
    package var count: Int { state.withLock { $0.entries.count } }

    /// The compiled pattern, from the cache when it was used lately.
    ///
    /// - Parameters:
    ///   - pattern: See ``Pattern/init(_:caseInsensitive:)``.
    ///   - caseInsensitive: Whether capital and small letters are the same.
    /// - Returns: The compiled pattern.
    /// - Throws: ``PatternError`` as when compiling; failures are not kept.
    package func pattern(_ pattern: String, caseInsensitive: Bool) throws(PatternError) -> Pattern {
        let key = Key(pattern: pattern, ignoresCase: caseInsensitive)
        if let known = known(key) { return known }
        // Compiled outside the lock: two threads may both do it, and neither waits for the other.
        let compiled = try Pattern(pattern, caseInsensitive: caseInsensitive)
        keep(compiled, for: key)
        return compiled
    }

    private func known(_ key: Key) -> Pattern? {
        state.withLock { state in
            state.uses &+= 1
            state.entries[key]?.lastUse = state.uses
            return state.entries[key]?.pattern
        }
    }

    private func keep(_ pattern: Pattern, for key: Key) {
        state.withLock { state in
            state.uses &+= 1
            if state.entries.count >= capacity, state.entries[key] == nil,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.entries[oldest.key] = nil
            }
            state.entries[key] = Entry(pattern: pattern, lastUse: state.uses)
        }
    }
}
