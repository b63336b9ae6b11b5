/// How long an engine waits for what.
package struct PostgreSQLLimits: Sendable {
    /// Connections that read at the same time; one more writes.
    package var connections = 8
    /// How long a connection may take to open.
    package var connect: Duration = .seconds(2)
    /// How long the server may be silent before it is asked whether it is there at all.
    package var silence: Duration = .milliseconds(1_500)
    /// How long a unit of work waits for a connection.
    package var wait: Duration = .seconds(10)
    /// How long a statement of a reader may run.
    package var statement: Duration = .seconds(300)
    /// How long a unit of work is done again when others are in its way.
    package var retry: Duration = .seconds(10)
    /// How long a connection without work stays open.
    package var idle: Duration = .seconds(30)
    /// Asked when a transaction begins: what to break on purpose, to prove that nothing comes of it.
    package var faults: (@Sendable () -> PostgreSQLInjectedFault?)?

    package init() {}
}

/// What tests break on purpose.
package struct PostgreSQLInjectedFault: Sendable {
    /// What happens.
    package enum Event: Sendable {
        /// The server reports that another transaction was in the way.
        case conflict
        /// The connection is gone; not while committing, whose outcome nobody would know.
        case disconnection
    }
    let event: Event
    /// Exchanges with the server before it happens, at the latest when the transaction commits.
    let exchanges: Int

    package init(_ event: Event, after exchanges: Int) {
        self.event = event
        self.exchanges = exchanges
    }
}
