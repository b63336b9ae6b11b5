package import Basics
package import Modeling

/// Work that waits for a worker or is being done; gone once it is done.
///
/// The key says what the work is; what it does is known above.
package struct QueueTicket: Model {
    /// The description of the model.
    package static let schema = Schema<QueueTicket>(
        "queue.ticket", plural: "tickets", ordering: ["turn"], features: [], operations: .readOnly,
        // What waits is found in its order, what is being done by who does it; a claim or an end changes little of either.
        indexes: [
            IndexedFields("queue", "turn", "id", rows: .null("node")),
            IndexedFields("owner", "turn", rows: .null("node")),
            IndexedFields("node", rows: .notNull("node")),
        ], display: .field("id"), isExposed: false)

    /// What no worker has; indexes are over this, not over the state.
    package static let isWaiting = Predicate.isNull(["node"])

    /// Where the work stands.
    package enum State: String, Sendable {
        case waiting
        case running
    }

    package let queue = Field<String>(.maxLength(255), .help("The queue it waits in."))
    package let owner = Field<String>(
        .maxLength(100), .help("Whose work it is: owners take turns, however much work each of them has."))
    package let state = Field<String>(
        .maxLength(10), .default(.text(State.waiting.rawValue)), .help("Whether it waits or is being done."))
    package let turn = Field<Timestamp>(.help("Place in the queue; later than now where the owner has more waiting."))
    package let notBefore = Field<Timestamp?>(.help("Not done before this time."))
    package let attempts = Field<Int>(.default(.int(0)), .help("How often a worker took it."))
    package let attemptsLimit = Field<Int>(.default(.int(5)), .help("How often a worker may take it."))
    package let node = Field<Identifier?>(.help("The worker that does it; null while it waits."))
    package let fence = Field<Int>(
        .default(.int(0)), .help("Grows whenever it changes hands: who holds an older number has lost it."))
    package let leasedUntil = Field<Timestamp?>(
        .help("Unless the worker is heard of until then, it has lost the work."))
    package let cancelled = Field<Timestamp?>(.help("When somebody asked for it to end."))
    package let uniqueKey = Field<String?>(
        .maxLength(255), .unique, .help("Of work with the same key there is one piece at a time; null for any number."))
    package let holds = Field<String?>(
        .maxLength(255), .unique, .help("Of running work with the same key there is one piece at a time."))
    package let input = Field<String>(.help("What the work needs and nobody else may read; sealed above."))
    package let created = Field<Timestamp>(.help("When it was added."))

    /// Makes the handles.
    package init() {}
}

/// A process that does work.
package struct QueueNode: Model {
    /// The description of the model.
    package static let schema = Schema<QueueNode>(
        "queue.node", plural: "nodes", ordering: ["name"], features: [], operations: .readOnly,
        indexes: [["seen"]], display: .field("name"), isExposed: false)

    package let name = Field<String>(.maxLength(255), .help("Host and process."))
    package let queues = Field<StringList>(.help("The queues it serves; empty for all."))
    package let started = Field<Timestamp>(.help("When it began."))
    package let seen = Field<Timestamp>(.help("When it was heard of last."))
    package let slots = Field<Int>(.help("How much work it does at the same time."))
    package let isLeaving = Field<Bool>(.help("Whether it takes no further work."))

    /// Makes the handles.
    package init() {}
}

/// One time at which a schedule was due: written with the work that it set in motion, once.
package struct QueueFiring: Model {
    /// The description of the model.
    package static let schema = Schema<QueueFiring>(
        "queue.firing", plural: "firings", ordering: ["-due"], features: [], operations: .readOnly,
        unique: [UniqueSet("schedule", "due")], indexes: [["due"]], display: .field("due"), isExposed: false)

    package let schedule = Field<Identifier>(.help("The schedule."))
    package let due = Field<Timestamp>(.help("When it was due."))
    package let work = Field<Identifier?>(.help("What was set in motion; null when there was nothing to do."))

    /// Makes the handles.
    package init() {}
}

/// How much of a shared limit is spoken for in a window of time.
package struct QueueAllowance: Model {
    /// The description of the model.
    package static let schema = Schema<QueueAllowance>(
        "queue.allowance", plural: "allowances", ordering: ["name"], features: [], operations: .readOnly,
        display: .field("name"), isExposed: false)

    package let name = Field<String>(.maxLength(255), .unique, .help("The limit."))
    package let taken = Field<JSONDocument>(.help("Moments and numbers of uses that were handed out."))

    /// Makes the handles.
    package init() {}
}

/// The tables of the engine, which no client ever sees.
package enum QueueTables {
    package static let schemas: [AnySchema] = [
        QueueTicket.schema, QueueNode.schema, QueueFiring.schema, QueueAllowance.schema,
    ]
}
