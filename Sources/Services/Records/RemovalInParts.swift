/// Removes what is kept no longer a part at a time, each in a transaction of its own, so that nobody waits for long.
enum RemovalInParts {
    /// Removes until nothing is left.
    ///
    /// - Parameters:
    ///   - progress: Told how many rows were removed so far.
    ///   - part: Removes some rows and says how many; nil when there were none left.
    /// - Returns: How many rows were removed.
    /// - Throws: What `part` throws; `CancellationError` between two parts. What was removed until then stays so.
    static func run(progress: (Int) -> Void = { _ in }, part: () async throws -> Int?) async throws -> Int {
        var removed = 0
        while let count = try await part() {
            removed += count
            progress(removed)
            try Task.checkCancellation()
        }
        return removed
    }
}
