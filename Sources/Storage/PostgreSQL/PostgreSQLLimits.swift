package import Basics

/// How long an engine waits for what.
package struct PostgreSQLLimits: Sendable {
    /// Connections that read at the same time; one more writes, one writes quietly, and one looks for what others have committed.
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
    /// What spreads the pauses before a unit of work is done again.
    package var random: any RandomSource = SystemRandom()
    /// Asked when a transaction begins: what to break on purpose, to prove that nothing comes of it.
    package var faults: (@Sendable () -> PostgreSQLInjectedFault?)?

    package init() {}

    /// How long it is waited before a unit of work is done again, so that those who were in each other's way are not again.
    ///
    /// - Parameter attempt: 1 for the first repetition.
    /// - Returns: From half of the longest pause of this attempt on; at most 0.2 s.
    package func pause(before attempt: Int) -> Duration {
        let part = Double(random.fill(1).first ?? 128) / 255
        return .seconds(min(0.2, 0.002 * Double(1 << min(max(0, attempt), 8))) * (0.5 + 0.5 * part))
    }
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
