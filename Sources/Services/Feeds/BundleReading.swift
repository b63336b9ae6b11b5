import Basics
import Feeds
import Foundation
import Synchronization
import SystemPackage

/// Reads a file of a source on a thread of its own, a few batches ahead of whoever takes them.
enum BundleReading {
    /// Items of a batch.
    private static let size = 1000
    /// Batches that wait at most; memory does not grow with the file.
    private static let ahead = 3

    /// Hands on everything that a file holds.
    ///
    /// - Throws: What the feed, or the closure, throws.
    static func read(
        _ feed: any Feed, _ path: FilePath, _ body: ([FeedItem]) async throws -> Void
    ) async throws {
        let state = State(room: DispatchSemaphore(value: ahead))
        let (batches, source) = AsyncThrowingStream<[FeedItem], any Error>.makeStream()
        let thread = Thread {
            do {
                var batch: [FeedItem] = []
                try feed.read(path) { item in
                    batch.append(item)
                    guard batch.count >= size else { return }
                    try state.wait()
                    source.yield(batch)
                    batch.removeAll(keepingCapacity: true)
                }
                source.yield(batch)
                source.finish()
            } catch {
                source.finish(throwing: error)
            }
        }
        thread.name = "feed bundle"
        thread.stackSize = 1 << 20
        thread.start()
        defer { state.end() }
        for try await batch in batches {
            try Task.checkCancellation()
            try await body(batch)
            state.took()
        }
    }

    /// What the reader and the taker share.
    private final class State: Sendable {
        private let room: DispatchSemaphore
        private let isOver = Mutex(false)

        init(room: DispatchSemaphore) { self.room = room }

        /// A batch was taken.
        func took() { room.signal() }

        /// Waits for room.
        func wait() throws {
            room.wait()
            if isOver.withLock({ $0 }) { throw CancellationError() }
        }

        /// Lets the reader end.
        func end() {
            isOver.withLock { $0 = true }
            room.signal()
        }
    }
}
