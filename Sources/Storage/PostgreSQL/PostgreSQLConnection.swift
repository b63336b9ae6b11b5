import Modeling

/// A unit of work on one connection of PostgreSQL.
///
/// Statements that only open or close something wait and travel with the next one, so a transaction of one query is two
/// round trips. What another transaction or a lost connection spoils is remembered, whatever becomes of the error: the
/// engine then does the whole unit of work again.
final class PostgreSQLConnection: Connection {
    let dialect = Dialect.postgresql
    private let link: PostgreSQLLink
    private let injected: PostgreSQLInjectedFault?
    private var exchanges = 0
    private var pending: [PostgreSQLLink.Command]
    /// Whether changes of one row may wait, because all is done again when one of them fails.
    private let mayWait: Bool
    /// The change of one row that waits last.
    private var waiting: (sql: String, types: [UInt32])?
    /// Whether a change of one row has failed after it had waited.
    private var hasFailedLate = false
    /// How long each statement may run.
    private let statementLimit: Duration?
    /// The first fault that makes the whole unit of work void.
    private(set) var setback: PostgreSQLFault?
    /// Whether anything has reached the server.
    private(set) var isBegun = false
    /// Learns, with the first statement, whether others have committed.
    private var watch: PostgreSQLCommitWatch?
    /// The change that the server has read last, and the types of its arguments.
    private var current: (sql: String, types: [UInt32])?

    init(
        _ link: PostgreSQLLink, _ limits: PostgreSQLLimits, opening: [String], statementLimit: Duration?,
        watch: PostgreSQLCommitWatch? = nil, mayWait: Bool = false
    ) {
        self.link = link
        self.mayWait = mayWait
        injected = limits.faults?()
        self.statementLimit = statementLimit
        self.watch = watch
        pending = opening.map { .statement($0, []) }
        if watch != nil { pending.append(.statement(PostgreSQLCommitWatch.question, [])) }
    }

    func execute(_ sql: String, _ arguments: [Value]) throws -> Int {
        if arguments.isEmpty, Self.onlyMarks(sql) {
            pending.append(.statement(sql, []))
            waiting = nil
            return 0
        }
        return try send(sql, arguments)?.changes ?? 0
    }

    func query(
        _ sql: String, _ arguments: [Value], kinds: [Kind], row: (inout [Value]) throws -> Bool
    ) throws {
        try send(sql, arguments)?.forEach(kinds, row)
    }

    /// Sends a statement; a change that follows on the same change with other values is not read and planned again.
    ///
    /// The server keeps one statement without a name, until it reads the next: nothing outlives the transaction.
    private func send(_ sql: String, _ arguments: [Value]) throws -> PostgreSQLResult? {
        let types = arguments.map { PostgreSQLType.of($0).rawValue }
        if pending.isEmpty, let current, current.sql == sql, current.types == types {
            return try exchange([.row(arguments)], keeping: current).last
        }
        // Reading is planned for its values each time.
        let isChange = ["INSERT ", "UPDATE ", "DELETE "].contains { sql.hasPrefix($0) }
        return try exchange(
            [.statement(sql, arguments)], keeping: isChange && !arguments.isEmpty ? (sql, types) : nil
        ).last
    }

    func executeMany(_ sql: String, _ rows: [[Value]]) throws -> Int {
        guard let first = rows.first else { return 0 }
        guard rows.count > 1 else { return try execute(sql, first) }
        var changes = 0
        for start in stride(from: 0, to: rows.count, by: 1_000) {
            let part = rows[start..<min(start + 1_000, rows.count)]
            // A column's type follows from the first row that has a value there.
            let types = first.indices.map { column in
                part.lazy.map { PostgreSQLType.of($0[column]) }.first { $0 != .unspecified } ?? .unspecified
            }
            let prepared = PostgreSQLLink.Command.prepare(sql, types: types.map(\.rawValue))
            changes += try exchange([prepared] + part.map { .row($0) }).changes
        }
        return changes
    }

    /// Lets a change wait where many callers share a transaction: a round trip costs the server more than what it does.
    func changeOne(_ sql: String, _ arguments: [Value], orElse failure: any Error) throws {
        guard mayWait else {
            guard try execute(sql, arguments) == 1 else { throw failure }
            return
        }
        let types = arguments.map { PostgreSQLType.of($0).rawValue }
        if waiting?.sql != sql || waiting?.types != types { pending.append(.prepare(sql, types: types)) }
        pending.append(.row(arguments))
        waiting = (sql, types)
    }

    /// Sends what waits, and tells whether every change of one row has changed one.
    func hasChangedAll() -> Bool {
        let isAnyWaiting = pending.contains { command in
            if case .row = command { return true }
            return false
        }
        // A failure that makes the whole unit of work void is kept; another one is seen as a change that failed.
        if isAnyWaiting { try? settle() }
        return setback == nil && !hasFailedLate
    }

    /// Sends rows by COPY; see ``PostgreSQLLink/copyIn(_:_:)``.
    func copyIn(_ sql: String, _ next: (inout [UInt8]) throws -> Bool) throws {
        try settle()
        current = nil
        try noting { try link.copyIn(sql, next) }
    }

    /// Takes rows by COPY; see ``PostgreSQLLink/copyOut(_:_:)``.
    func copyOut(_ sql: String, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        try settle()
        current = nil
        try noting { try link.copyOut(sql, take) }
    }

    private func settle() throws {
        if !pending.isEmpty { _ = try exchange([]) }
    }

    /// - Parameter statement: What the server has read last when all went well.
    private func exchange(
        _ commands: [PostgreSQLLink.Command], keeping statement: (sql: String, types: [UInt32])? = nil
    ) throws -> (last: PostgreSQLResult?, changes: Int) {
        if let setback { throw setback.error }
        current = nil
        let outcome = try exchanged(commands)
        current = statement
        return outcome
    }

    private func exchanged(
        _ commands: [PostgreSQLLink.Command]
    ) throws -> (last: PostgreSQLResult?, changes: Int) {
        try noting {
            exchanges += 1
            if let injected, exchanges > injected.exchanges {
                if injected.event == .disconnection { link.sever() }
                throw PostgreSQLFault(
                    consequence: injected.event == .conflict ? .conflict : .lost,
                    error: .unavailable("broken on purpose"))
            }
            let (before, all, watch) = (pending, pending + commands, watch)
            pending = []
            waiting = nil
            self.watch = nil
            isBegun = true
            link.deadline = statementLimit.map { ContinuousClock.now + $0 }
            guard watch != nil || mayWait else { return try link.exchange(all) }
            var (awaited, changed) = (0, 0)
            for case .row in before { awaited += 1 }
            defer { if changed != awaited { hasFailedLate = true } }
            let outcome = try link.exchange(all) { place, result in
                watch?.look(at: result)
                if place < before.count, case .row = before[place] { changed += result.changes }
            }
            return (outcome.last, outcome.changes - changed)
        }
    }

    /// Runs an exchange; faults become errors of the store.
    private func noting<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let fault as PostgreSQLFault {
            if fault.consequence != .refused, setback == nil { setback = fault }
            throw fault.error
        }
    }

    /// Whether a statement changes nothing by itself and cannot fail by itself.
    private static func onlyMarks(_ sql: String) -> Bool {
        sql.hasPrefix("SAVEPOINT ") || sql.hasPrefix("RELEASE ") || sql.hasPrefix("ROLLBACK TO ")
    }

    // MARK: The end

    /// Commits; the last thing that is done with it.
    ///
    /// - Throws: ``PostgreSQLFault``; one of a lost connection leaves it open whether the commit took place.
    func commit() throws {
        guard isBegun else { return }
        if let setback { throw setback }
        if injected?.event == .conflict {
            throw PostgreSQLFault(consequence: .conflict, error: .unavailable("broken on purpose"))
        }
        _ = try link.exchange(pending + [.statement("COMMIT", [])], isInterruptible: false)
    }

    /// Gives up what was done; the connection is closed when even that fails.
    func rollBack() {
        guard isBegun, link.isAlive else { return }
        do {
            _ = try link.exchange([.statement("ROLLBACK", [])], isInterruptible: false)
        } catch {
            link.sever()
        }
    }
}
