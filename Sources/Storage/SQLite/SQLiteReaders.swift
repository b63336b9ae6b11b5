import Dispatch
import GRDB
import Synchronization

/// The connections that read, opened when they are needed; work that finds none free waits in a line.
///
/// Work takes one step: onto the thread of a connection. GRDB's pool of readers takes two more, and asks before every read for
/// the version of the schema, which nothing here needs.
final class SQLiteReaders: Sendable {
    /// Reads; told why when there is no connection.
    typealias Work = @Sendable (Result<Database, any Error>) -> Void

    private struct State {
        var connections: [DatabaseQueue] = []
        var free: [DatabaseQueue] = []
        /// Connections that are open or being opened.
        var count = 0
        var waiting: [Work] = []
        var isClosed = false
    }

    /// What to do with new work.
    private enum Place {
        case connection(DatabaseQueue)
        case newConnection
        case line
        case closed
    }

    private let state = Mutex(State())
    private let opener = DispatchQueue(label: "almanac.readers", qos: .userInitiated)
    private let path: String
    private let configuration: GRDB.Configuration
    private let maximum: Int

    /// - Parameters:
    ///   - configuration: The writer's.
    ///   - maximum: Connections at most.
    init(path: String, configuration: GRDB.Configuration, maximum: Int) {
        var configuration = configuration
        configuration.readonly = true
        // A transaction that cannot be ended is told by the next one, which cannot begin; it is no reason to stop.
        configuration.allowsUnsafeTransactions = true
        self.path = path
        self.configuration = configuration
        self.maximum = max(1, maximum)
    }

    /// Has work done on the next free connection, outside any transaction.
    func submit(_ work: @escaping Work) {
        let place = state.withLock { state -> Place in
            if state.isClosed { return .closed }
            if let connection = state.free.popLast() { return .connection(connection) }
            guard state.count == maximum else {
                state.count += 1
                return .newConnection
            }
            state.waiting.append(work)
            return .line
        }
        switch place {
        case .connection(let connection): start(work, on: connection)
        case .newConnection: opener.async { [self] in open(for: work) }
        case .line: break
        case .closed: work(.failure(StorageError.unavailable("The store is closed.")))
        }
    }

    /// Lets work that has begun end, also what waits in the line, and takes no more.
    func drain() {
        state.withLock { $0.isClosed = true }
        opener.sync {}
        let connections = state.withLock { $0.connections }
        for connection in connections { connection.inDatabase { _ in } }
    }

    /// Closes the connections; nothing may be at work any more.
    func close() throws {
        let connections = state.withLock { state in
            defer {
                state.connections = []
                state.free = []
            }
            return state.connections
        }
        for connection in connections { try connection.close() }
    }

    private func open(for work: @escaping Work) {
        do {
            let connection = try DatabaseQueue(path: path, configuration: configuration)
            state.withLock { $0.connections.append(connection) }
            start(work, on: connection)
        } catch {
            let waiting = state.withLock { state -> [Work] in
                state.count -= 1
                // With no connection left nobody would come back to the line.
                guard state.count == 0 else { return [] }
                defer { state.waiting = [] }
                return state.waiting
            }
            for work in [work] + waiting { work(.failure(error)) }
        }
    }

    private func start(_ work: @escaping Work, on connection: DatabaseQueue) {
        connection.asyncUnsafeRead { [self] database in
            var next: Work? = work
            while let work = next {
                work(database)
                next = state.withLock { state in
                    guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
                    state.free.append(connection)
                    return nil
                }
            }
        }
    }
}
