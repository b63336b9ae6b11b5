package import Basics
package import Modeling
package import Storage

/// Which workers live.
package struct NodeRegistry: Sendable {
    /// How often a worker says that it lives.
    package static let interval = Duration.seconds(5)
    private let time: any TimeSource
    private let queue: TicketQueue

    package init(time: any TimeSource, queue: TicketQueue) {
        self.time = time
        self.queue = queue
    }

    /// Says that a worker lives, the first time too, and that it goes on with its work.
    package func beat(_ node: Record<QueueNode>, in session: Session) throws {
        var record = node
        record.seen = time.now
        if try session.holds(QueueNode.schema, node.id.raw) {
            let handles = QueueNode.schema.handles
            try session.update(
                QueueNode.schema, record.values,
                columns: [handles.seen.index, handles.isLeaving.index, handles.queues.index, handles.slots.index])
        } else {
            try session.insert(QueueNode.schema, record.values)
        }
        try queue.renew(node.id.raw, in: session)
    }

    /// Removes a worker that has ended.
    package func leave(_ node: Identifier, in session: Session) throws {
        try session.delete(QueueNode.schema, ids: [node])
    }

    /// Workers that were heard of lately, by name.
    package func alive(in session: Session) throws -> [Record<QueueNode>] {
        let since = time.now.adding(seconds: -(TicketQueue.lease / .seconds(1)))
        return try session.fetch(Query<QueueNode>().where { $0.seen >= since })
    }

    /// Removes workers that have not been heard of for an hour.
    package func prune(in session: Session) throws {
        try session.delete(QueueNode.schema, ids: try session.ids(QueueNode.schema, where: isOld, limit: 1000))
    }

    /// Whether ``prune(in:)`` has anything to do.
    package func isAnyOld(in session: Session) throws -> Bool { try session.exists(QueueNode.schema, where: isOld) }

    private var isOld: Predicate { .compare(["seen"], .less, [.timestamp(time.now.adding(seconds: -3600))]) }
}

extension Record<QueueNode> {
    /// Whether the worker takes work from a queue.
    package func serves(_ queue: String) -> Bool {
        !self.isLeaving && (self.queues.elements.isEmpty || self.queues.elements.contains(queue))
    }
}
