package import Basics
import Modeling
package import Storage

/// Hands work to workers, each piece to one at a time (quality.md C1, C3, C4, C6).
///
/// Every call happens inside a transaction of the caller, so work appears and disappears together with what it is about. A worker
/// holds a piece for a while only and says again and again that it lives; who does not, loses it, and finds out with the next
/// write, because ``check(_:in:)`` compares the number of the hold.
package struct TicketQueue: Sendable {
    /// For how long a worker that is not heard of keeps its work; rescue follows within seconds.
    package static let lease = Duration.seconds(15)
    /// How far apart the turns of one owner lie: so much of everybody else's work fits between.
    private static let stride = 1.0
    private let time: any TimeSource

    package init(time: any TimeSource) { self.time = time }

    // MARK: Adding

    /// Adds work.
    ///
    /// - Returns: The keys of what was added: work whose ``NewTicket/uniqueKey`` is taken is left out.
    package func add(_ tickets: [NewTicket], in session: Session) throws -> [Identifier] {
        let now = time.now
        var turns: [String: Timestamp] = [:]
        var added: [Record<QueueTicket>] = []
        let taken = try takenKeys(tickets.compactMap(\.uniqueKey), in: session)
        var own: Set<String> = []
        for ticket in tickets {
            if let key = ticket.uniqueKey {
                guard !taken.contains(key), own.insert(key).inserted else { continue }
            }
            let last = try turns[ticket.owner] ?? lastTurn(of: ticket.owner, in: session)
            let turn = last.map { max(now, $0.adding(seconds: Self.stride)) } ?? now
            turns[ticket.owner] = turn
            var record = Record<QueueTicket>(id: ID(ticket.id))
            record.queue = ticket.queue
            record.owner = ticket.owner
            record.turn = turn
            record.notBefore = ticket.notBefore
            record.attemptsLimit = ticket.attemptsLimit
            record.uniqueKey = ticket.uniqueKey
            record.input = ticket.input
            record.created = now
            added.append(record)
        }
        try session.insert(QueueTicket.schema, all: added.map(\.values))
        return added.map(\.id.raw)
    }

    private func takenKeys(_ keys: [String], in session: Session) throws -> Set<String> {
        guard !keys.isEmpty else { return [] }
        let found = try session.rows(
            Selection(QueueTicket.schema, where: .compare(["unique_key"], .equals, keys.map(Value.text))))
        return Set(found.compactMap { Record<QueueTicket>(values: $0).uniqueKey })
    }

    private func lastTurn(of owner: String, in session: Session) throws -> Timestamp? {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT turn FROM queue_ticket WHERE owner = "
        sql.bind(.text(owner))
        sql += " AND \(Self.isWaiting) ORDER BY turn DESC LIMIT 1"
        let last = try session.connection.value(sql.text, sql.arguments, kind: .timestamp)
        return last.isNull ? nil : Timestamp(value: last)
    }

    // MARK: Working

    /// Takes work whose turn it is, at most `limit` pieces.
    ///
    /// - Parameter queues: Asked one after the other.
    package func claim(_ limit: Int, of queues: [String], for node: Identifier, in session: Session) throws -> [Claim] {
        var claims: [Claim] = []
        for queue in queues where claims.count < limit {
            claims += try claim(limit - claims.count, queue: queue, node, session)
        }
        return claims
    }

    private func claim(_ limit: Int, queue: String, _ node: Identifier, _ session: Session) throws -> [Claim] {
        let now = time.now
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE queue_ticket SET state = 'running', fence = fence + 1, attempts = attempts + 1, node = "
        sql.bind(.id(node))
        sql += ", leased_until = "
        sql.bind(.timestamp(Self.end(now)))
        let (name, moment) = (sql.placeholder(.text(queue)), sql.placeholder(.timestamp(now)))
        let next = """
            SELECT id FROM queue_ticket WHERE \(Self.isWaiting) AND queue = \(name)
            AND (not_before IS NULL OR not_before <= \(moment))
            ORDER BY turn, id LIMIT \(max(0, limit))\(sql.dialect.skipLocked)
            """
        sql += " WHERE \(sql.dialect.key("id", among: next))"
        sql += " RETURNING id, fence, attempts, turn, input, attempts_limit"
        let rows = try session.connection.rows(
            sql.text, sql.arguments, kinds: [.identifier, .integer, .integer, .timestamp, .text, .integer])
        let claims = rows.compactMap { row -> (Timestamp, Claim)? in
            guard let id = row[0].identifier, let fence = row[1].integer, let attempts = row[2].integer else {
                return nil
            }
            let claim = Claim(
                id: id, node: node, fence: Int(fence), attempt: Int(attempts),
                isLast: attempts >= row[5].integer ?? 0, input: row[4].textValue ?? "")
            return (Timestamp(value: row[3]), claim)
        }
        return claims.sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }.map(\.1)
    }

    /// Makes sure that a worker still holds its work; until the end of the transaction nobody else gets it.
    ///
    /// - Throws: ``LostClaim``.
    package func check(_ claim: Claim, in session: Session) throws {
        guard let row = try session.lockedRow(QueueTicket.schema, claim.id) else { throw LostClaim() }
        let ticket = Record<QueueTicket>(values: row)
        guard ticket.fence == claim.fence, ticket.node == claim.node,
            ticket.state == QueueTicket.State.running.rawValue
        else { throw LostClaim() }
    }

    /// Takes the right to be the only running work of a name.
    ///
    /// - Returns: Whether nobody else has it.
    /// - Throws: ``LostClaim``.
    package func hold(_ name: String, by claim: Claim, in session: Session) throws -> Bool {
        try check(claim, in: session)
        do {
            try session.savepoint {
                var sql = SQLText(session.connection.dialect)
                sql += "UPDATE queue_ticket SET holds = "
                sql.bind(.text(name))
                sql += " WHERE id = "
                sql.bind(.id(claim.id))
                try session.connection.execute(sql.text, sql.arguments)
            }
            return true
        } catch StorageError.unique {
            return false
        }
    }

    /// Ends the work.
    ///
    /// - Throws: ``LostClaim``, or the transaction throws it in the end.
    package func finish(_ claim: Claim, in session: Session) throws {
        var sql = SQLText(session.connection.dialect)
        sql += "DELETE FROM queue_ticket WHERE id = "
        sql.bind(.id(claim.id))
        sql += " AND fence = "
        sql.bind(.int(Int64(claim.fence)))
        sql += " AND node = "
        sql.bind(.id(claim.node))
        try session.connection.changeOne(sql.text, sql.arguments, orElse: LostClaim())
    }

    /// Gives work back, to be done later, as when its worker has to end.
    ///
    /// - Parameter counts: Whether it counts as an attempt.
    /// - Throws: ``LostClaim``.
    package func release(
        _ claim: Claim, notBefore: Timestamp? = nil, counts: Bool = false, in session: Session
    ) throws {
        try check(claim, in: session)
        var ticket = Record<QueueTicket>(id: ID(claim.id))
        ticket.fence = claim.fence + 1
        ticket.attempts = counts ? claim.attempt : max(0, claim.attempt - 1)
        ticket.notBefore = notBefore
        let handles = QueueTicket.schema.handles
        try session.update(
            QueueTicket.schema, ticket.values,
            columns: [
                handles.state.index, handles.fence.index, handles.attempts.index, handles.notBefore.index,
                handles.node.index, handles.leasedUntil.index, handles.holds.index,
            ])
    }

    // MARK: Living and dying

    /// Whether ``rescue(of:except:in:)`` has anything to do, for all or for one worker that goes on.
    package func isAnyLost(by node: Identifier, except kept: [Identifier], in session: Session) throws -> Bool {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT id FROM queue_ticket WHERE node IS NOT NULL AND leased_until < "
        sql.bind(.timestamp(time.now))
        sql += " ORDER BY node LIMIT 1"
        guard try session.connection.value(sql.text, sql.arguments, kind: .identifier).isNull else { return true }
        let own: Predicate = .compare(["node"], .equals, [.id(node)])
        return !Set(try session.ids(QueueTicket.schema, where: own)).isSubset(of: kept)
    }

    /// Says that a worker lives and goes on with its work.
    package func renew(_ node: Identifier, in session: Session) throws {
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE queue_ticket SET leased_until = "
        sql.bind(.timestamp(Self.end(time.now)))
        // Rows that the node's own work holds are renewed by the next beat; while they are held nobody takes them.
        let own = "SELECT id FROM queue_ticket WHERE node = \(sql.placeholder(.id(node)))\(sql.dialect.skipLocked)"
        sql += " WHERE \(sql.dialect.key("id", among: own))"
        try session.connection.execute(sql.text, sql.arguments)
    }

    /// Takes back work that no worker does: that of workers that are not heard of, or what one worker holds and does not do.
    ///
    /// - Parameters:
    ///   - node: A worker that has gone, or has dropped work; nil for all that are not heard of.
    ///   - kept: The work that this worker does.
    /// - Returns: Work that was taken too often: it is not tried again, and the caller ends what it is about.
    package func rescue(
        of node: Identifier? = nil, except kept: [Identifier] = [], in session: Session
    ) throws -> Rescue {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT id FROM queue_ticket WHERE "
        if let node {
            sql += "node = "
            sql.bind(.id(node))
            if !kept.isEmpty {
                sql += " AND id NOT IN "
                sql.bindKeys(kept)
            }
        } else {
            sql += "node IS NOT NULL AND leased_until < "
            sql.bind(.timestamp(time.now))
        }
        // In the order of the index over what is being done, so that nothing is looked at that waits.
        sql += " ORDER BY node LIMIT 1000"
        // A row that is held is one whose worker is writing at this very moment.
        sql += sql.dialect.skipLocked
        let late = try session.connection.rows(sql.text, sql.arguments, kinds: [.identifier]).compactMap(
            \.[0].identifier)
        var rescue = Rescue()
        for row in try session.rows(QueueTicket.schema, ids: late) {
            let current = Record<QueueTicket>(values: row)
            if current.cancelled != nil || current.attempts >= current.attemptsLimit {
                rescue.ended.append((current.id.raw, current.cancelled != nil))
                try session.delete(QueueTicket.schema, ids: [current.id.raw])
            } else {
                let claim = Claim(
                    id: current.id.raw, node: current.node ?? Identifier(high: 0, low: 0), fence: current.fence,
                    attempt: current.attempts, isLast: false, input: "")
                try release(claim, counts: true, in: session)
                rescue.returned.append(current.id.raw)
            }
        }
        return rescue
    }

    // MARK: Cancelling

    /// Ends waiting work, or asks the worker that does it to end it.
    package func cancel(_ id: Identifier, in session: Session) throws -> Cancellation {
        guard let row = try session.lockedRow(QueueTicket.schema, id) else { return .none }
        var ticket = Record<QueueTicket>(values: row)
        guard ticket.state == QueueTicket.State.running.rawValue else {
            try session.delete(QueueTicket.schema, ids: [id])
            return .removed
        }
        ticket.cancelled = ticket.cancelled ?? time.now
        try session.update(
            QueueTicket.schema, ticket.values, columns: [QueueTicket.schema.handles.cancelled.index])
        return .asked
    }

    /// Work of a worker that somebody wants to end.
    package func cancelled(of node: Identifier, in session: Session) throws -> [Identifier] {
        try session.ids(
            QueueTicket.schema,
            where: .compare(["node"], .equals, [.id(node)]) && .not(.isNull(["cancelled"])))
    }

    // MARK: Looking

    /// Whether anything waits, also what has to wait still.
    package func isAnyWaiting(in queues: [String], _ session: Session) throws -> Bool {
        for queue in queues {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT id FROM queue_ticket WHERE \(Self.isWaiting) AND queue = "
            sql.bind(.text(queue))
            // In the order of the index: a planner that takes it for granted that much waits would look at the whole table.
            sql += " ORDER BY turn, id LIMIT 1"
            if try !session.connection.value(sql.text, sql.arguments, kind: .identifier).isNull { return true }
        }
        return false
    }

    /// ``QueueTicket/isWaiting`` as the condition of an index.
    private static let isWaiting = "node IS NULL"

    private static func end(_ now: Timestamp) -> Timestamp { now.adding(seconds: lease / .seconds(1)) }
}
