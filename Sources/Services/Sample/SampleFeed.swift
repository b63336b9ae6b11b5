import Foundation

/// Hands out a sample network one object at a time, as an import asks for them.
///
/// The generator pushes and the importer pulls: the generator runs on a thread of its own, at most a few thousand
/// objects ahead.
package final class SampleFeed: Sendable {
    private let queue: BoundedQueue

    package init(_ network: SampleNetwork) {
        let queue = BoundedQueue(capacity: 4096)
        self.queue = queue
        let thread = Thread {
            var line = 0
            network.generate { model, object in
                line += 1
                queue.put(
                    .item(ImportItem(model: model, object: object, origin: ImportOrigin(file: "sample", line: line))))
            }
            queue.finish()
        }
        thread.start()
    }

    /// The next object, nil at the end.
    package func next() -> ImportReading? { queue.take() }
}

/// A queue between two threads that makes the faster one wait.
private final class BoundedQueue: @unchecked Sendable {
    // Every access holds `condition`.
    private var items: [ImportReading] = []
    private var head = 0
    private var isFinished = false
    private let capacity: Int
    private let condition = NSCondition()

    init(capacity: Int) { self.capacity = capacity }

    func put(_ item: ImportReading) {
        condition.lock()
        while items.count - head >= capacity { condition.wait() }
        items.append(item)
        condition.broadcast()
        condition.unlock()
    }

    func finish() {
        condition.lock()
        isFinished = true
        condition.broadcast()
        condition.unlock()
    }

    func take() -> ImportReading? {
        condition.lock()
        defer { condition.unlock() }
        while head >= items.count, !isFinished { condition.wait() }
        guard head < items.count else { return nil }
        let item = items[head]
        head += 1
        if head == items.count || head >= 2048 {
            items.removeFirst(head)
            head = 0
            condition.broadcast()
        }
        return item
    }
}
