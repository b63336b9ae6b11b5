import CLibPQ
import Modeling

#if canImport(Glibc)
    import Glibc
#endif

/// One connection to a server, on the thread that owns it.
///
/// Statements travel in pipeline mode: as many as are known go out together and one answer is waited for. Nothing is kept
/// in the server's session, so that a pooler may give each transaction another server connection.
final class PostgreSQLLink {
    /// What is sent in one go.
    enum Command {
        case statement(String, [Value])
        /// Prepares the statement without a name, for the rows that follow in the same go.
        case prepare(String, types: [UInt32])
        case row([Value])
    }

    private let handle: OpaquePointer
    private let health: PostgreSQLHealth
    private let limits: PostgreSQLLimits
    /// Whether the connection can be used again.
    private(set) var isAlive = true
    /// Lets other threads end the running statement.
    let canceller: PostgreSQLCanceller
    /// When the running statement must have ended.
    var deadline: ContinuousClock.Instant?

    /// Opens a connection.
    ///
    /// - Throws: ``PostgreSQLFault``.
    init(_ address: PostgreSQLAddress, _ limits: PostgreSQLLimits, _ health: PostgreSQLHealth) throws {
        self.health = health
        self.limits = limits
        handle = try Self.open(address, within: limits.connect)
        canceller = PostgreSQLCanceller(PQgetCancel(handle))
        guard PQenterPipelineMode(handle) == 1, PQsetnonblocking(handle, 1) == 0 else {
            isAlive = false
            throw PostgreSQLFault.lost("The connection to PostgreSQL has no pipeline mode.")
        }
    }

    deinit {
        canceller.free()
        PQfinish(handle)
    }

    private static func open(_ address: PostgreSQLAddress, within limit: Duration) throws -> OpaquePointer {
        guard let handle = address.withParameters({ PQconnectStartParams($0, $1, 1) }) else {
            throw PostgreSQLFault.lost("There is no memory for a connection to PostgreSQL.")
        }
        clibpq_silence(handle)
        let end = ContinuousClock.now + limit
        var state = PQstatus(handle) == 1 ? CLIBPQ_POLLING_FAILED : CLIBPQ_POLLING_WRITING
        while state != CLIBPQ_POLLING_OK {
            guard state != CLIBPQ_POLLING_FAILED else {
                // Hosts, users and databases, but no password.
                let reason = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
                PQfinish(handle)
                throw PostgreSQLFault.lost("No connection to \(address): \(reason)")
            }
            let rest = end - ContinuousClock.now
            guard rest > .zero else {
                PQfinish(handle)
                throw PostgreSQLFault.lost("No connection to \(address) within \(limit).")
            }
            let wanted = state == CLIBPQ_POLLING_READING ? POLLIN : POLLOUT
            if poll(PQsocket(handle), wanted, rest) { state = PQconnectPoll(handle) }
        }
        guard PQparameterStatus(handle, "server_encoding").map({ String(cString: $0) }) ?? "UTF8" == "UTF8" else {
            PQfinish(handle)
            throw PostgreSQLFault.lost("The database at \(address) does not hold UTF-8. Make one with ENCODING 'UTF8'.")
        }
        return handle
    }

    /// Waits for the socket; false when nothing happened in that time.
    private static func poll(_ socket: Int32, _ events: Int32, _ time: Duration) -> Bool {
        var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
        let milliseconds = Int32(
            clamping: time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000)
        return Glibc.poll(&entry, 1, max(1, milliseconds)) != 0
    }

    /// Sends commands and waits for all answers.
    ///
    /// - Parameters:
    ///   - isInterruptible: Whether the deadline may end it.
    ///   - answers: Sees the answer to each command, and its place.
    /// - Returns: The answer to the last command, and how many rows the ``Command/row(_:)`` commands changed.
    /// - Throws: ``PostgreSQLFault``, the first one.
    func exchange(
        _ commands: [Command], isInterruptible: Bool = true, answers: ((Int, PostgreSQLResult) -> Void)? = nil
    ) throws -> (last: PostgreSQLResult?, changes: Int) {
        guard isAlive else { throw PostgreSQLFault.lost("The connection to PostgreSQL is closed.") }
        do {
            for (number, command) in commands.enumerated() {
                guard send(command) == 1 else { throw broken() }
                // Answers are taken in meanwhile, or both sides would wait with full buffers.
                if number % 64 == 63 { try flush() }
            }
            guard PQpipelineSync(handle) == 1 else { throw broken() }
            try flush()
            return try collect(commands, isInterruptible, answers)
        } catch let fault as PostgreSQLFault {
            if fault.consequence == .lost { isAlive = false }
            throw fault
        }
    }

    private func send(_ command: Command) -> Int32 {
        switch command {
        case .statement(let sql, let values):
            let parameters = PostgreSQLParameters(values)
            return parameters.withPointers { pointers in
                PQsendQueryParams(
                    handle, sql, Int32(values.count), parameters.types, pointers, parameters.lengths,
                    parameters.formats, 1)
            }
        case .prepare(let sql, let types): return PQsendPrepare(handle, "", sql, Int32(types.count), types)
        case .row(let values):
            let parameters = PostgreSQLParameters(values)
            return parameters.withPointers { pointers in
                PQsendQueryPrepared(
                    handle, "", Int32(values.count), pointers, parameters.lengths, parameters.formats, 1)
            }
        }
    }

    private func collect(
        _ commands: [Command], _ isInterruptible: Bool, _ answers: ((Int, PostgreSQLResult) -> Void)?
    ) throws -> (last: PostgreSQLResult?, changes: Int) {
        var place = 0
        var last: PostgreSQLResult?
        var fault: PostgreSQLFault?
        var changes = 0
        var endings = 0
        while true {
            try waitForResult(isInterruptible)
            guard let pointer = PQgetResult(handle) else {
                place += 1
                endings += 1
                // An answer is followed by one ending; more of them mean that nothing will come.
                guard endings < 3 else { throw broken() }
                continue
            }
            endings = 0
            let result = PostgreSQLResult(pointer)
            if result.status == CLIBPQ_PIPELINE_SYNC { break }
            guard place < commands.count else { continue }
            if result.isFault {
                if result.status != CLIBPQ_PIPELINE_ABORTED, fault == nil {
                    fault = result.fault(commands[place].sql)
                }
            } else {
                if case .row = commands[place] { changes += result.changes }
                answers?(place, result)
                last = result
            }
        }
        if let fault { throw fault }
        return (last, changes)
    }

    /// Sends what waits to be sent; takes in what comes meanwhile.
    private func flush() throws {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                _ = try pause(POLLIN | POLLOUT, since: ContinuousClock.now)
                guard PQconsumeInput(handle) == 1 else { throw broken() }
            default: throw broken()
            }
        }
    }

    private func waitForResult(_ isInterruptible: Bool) throws {
        let began = ContinuousClock.now
        while PQisBusy(handle) == 1 {
            if try pause(POLLIN, since: began) {
                guard PQconsumeInput(handle) == 1 else { throw broken() }
                try flush()
            } else if isInterruptible {
                if let deadline, ContinuousClock.now > deadline {
                    self.deadline = nil
                    canceller.cancel()
                }
                // Sent again: the first may have come before the statement.
                if canceller.isWanted { canceller.cancel() }
            }
        }
    }

    /// Waits a moment; false when nothing came.
    ///
    /// A server that says nothing for long is asked on another connection whether it is there.
    private func pause(_ events: Int32, since began: ContinuousClock.Instant) throws -> Bool {
        if Self.poll(PQsocket(handle), events, .milliseconds(200)) { return true }
        if ContinuousClock.now - began > limits.silence, !health.isServerThere() {
            throw PostgreSQLFault.lost("PostgreSQL does not answer.")
        }
        return false
    }

    private func broken() -> PostgreSQLFault {
        .lost("The connection to PostgreSQL broke: " + (PQerrorMessage(handle).map { String(cString: $0) } ?? ""))
    }

    /// Breaks the connection, as a network would.
    func sever() { isAlive = false }

    // MARK: Bulk

    /// Sends rows by `COPY … FROM STDIN (FORMAT binary)`.
    ///
    /// - Parameter next: Appends bytes to what it is given; returns false when there are no more.
    /// - Throws: ``PostgreSQLFault``, or what `next` throws.
    func copyIn(_ sql: String, _ next: (inout [UInt8]) throws -> Bool) throws {
        try outsidePipeline(sql) {
            var failure: (any Error)?
            var bytes: [UInt8] = []
            do {
                while try next(&bytes) {
                    try put(bytes)
                    bytes.removeAll(keepingCapacity: true)
                }
                try put(bytes)
            } catch { failure = error }
            while true {
                let ended = PQputCopyEnd(handle, failure == nil ? nil : "the sender gave up")
                if ended == 1 { break }
                guard ended == 0 else { throw broken() }
                _ = try pause(POLLOUT, since: ContinuousClock.now)
            }
            try flush()
            if let failure {
                _ = try? finishCopy(sql)
                throw failure
            }
            try finishCopy(sql)
        }
    }

    /// Takes rows by `COPY … TO STDOUT (FORMAT binary)`, one message after the other.
    func copyOut(_ sql: String, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        try outsidePipeline(sql) {
            while true {
                var buffer: UnsafeMutablePointer<CChar>?
                let count = PQgetCopyData(handle, &buffer, 1)
                if count == 0 {
                    _ = try pause(POLLIN, since: ContinuousClock.now)
                    guard PQconsumeInput(handle) == 1 else { throw broken() }
                    continue
                }
                guard count > 0, let buffer else { break }
                defer { PQfreemem(buffer) }
                do {
                    try take(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
                } catch {
                    isAlive = false
                    throw error
                }
            }
            try finishCopy(sql)
        }
    }

    private func put(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        while true {
            let code = bytes.withUnsafeBytes {
                PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: $0.count))
            }
            if code == 1 { return try flush() }
            guard code == 0 else { throw broken() }
            _ = try pause(POLLOUT, since: ContinuousClock.now)
        }
    }

    private func finishCopy(_ sql: String) throws {
        var fault: PostgreSQLFault?
        while true {
            try waitForResult(false)
            guard let pointer = PQgetResult(handle) else { break }
            let result = PostgreSQLResult(pointer)
            if result.isFault, fault == nil { fault = result.fault(sql) }
        }
        if let fault { throw fault }
    }

    private func outsidePipeline(_ sql: String, _ body: () throws -> Void) throws {
        guard isAlive, PQexitPipelineMode(handle) == 1 else { throw broken() }
        do {
            guard send(.statement(sql, [])) == 1 else { throw broken() }
            try flush()
            try waitForResult(false)
            guard let pointer = PQgetResult(handle) else { throw broken() }
            let result = PostgreSQLResult(pointer)
            if result.isFault {
                let fault = result.fault(sql)
                _ = try? finishCopy(sql)
                throw fault
            }
            try body()
        } catch let fault as PostgreSQLFault {
            if fault.consequence == .lost || PQenterPipelineMode(handle) != 1 { isAlive = false }
            throw fault
        } catch {
            if PQenterPipelineMode(handle) != 1 { isAlive = false }
            throw error
        }
        guard PQenterPipelineMode(handle) == 1 else { throw broken() }
    }
}

extension PostgreSQLLink.Command {
    /// The text, for messages.
    fileprivate var sql: String {
        switch self {
        case .statement(let sql, _), .prepare(let sql, _): sql
        case .row: "a row"
        }
    }
}
