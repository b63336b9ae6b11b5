package import Basics
package import Logging
package import Storage

/// Keeps the index of the search in step with the store while the product serves.
///
/// What has to be taken in is in the store, written with the change itself: nothing is lost when the process ends at any
/// moment, and other processes may do the work as well.
package struct SearchIndexer: Sendable {
    private let store: Store
    private let indexer: TextIndexer
    /// How soon a commit of this process is noticed.
    private static let tick = Duration.milliseconds(200)
    /// How soon a commit of another process is noticed.
    private let interval: Duration
    /// How long is waited after a failure.
    private static let rest = Duration.seconds(5)

    /// - Parameter interval: Longer only where ``ForeignCommits`` tells what others commit.
    package init(store: Store, interval: Duration = .milliseconds(700)) {
        self.store = store
        self.interval = interval
        indexer = TextIndexer(store)
    }

    /// Takes in everything that is not in the index yet.
    package func catchUp() async throws {
        // Looking takes no writer's time, so that it is done before every step.
        while try await indexer.isBehind(), try await indexer.step() { try Task.checkCancellation() }
    }

    /// Keeps the index until the task is cancelled.
    package func run(_ time: any Timekeeper, logger: Logger) async {
        var hasTold = false
        while !Task.isCancelled {
            let (seen, begun) = (store.engine.signal.count, time.uptime)
            var pause = Self.tick
            do {
                try await catchUp()
                if !hasTold {
                    hasTold = true
                    try await tell(logger)
                }
            } catch is CancellationError {
                return
            } catch {
                pause = Self.rest
                logger.warning("the search is behind; it is tried again", metadata: ["error.detail": "\(error)"])
            }
            do {
                try await store.engine.signal.wait(after: seen, until: begun + interval, time)
                // However much is committed, there is a pause.
                try await time.sleep(until: begun + pause)
            } catch { return }
        }
    }

    private func tell(_ logger: Logger) async throws {
        guard try await !indexer.hasTrigrams() else { return }
        logger.warning(
            """
            the search looks at every text, because the database indexes no groups of letters; on PostgreSQL have an \
            administrator run CREATE EXTENSION pg_trgm in the database, then start Almanac again
            """)
    }
}
