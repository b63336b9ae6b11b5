package import Basics

/// Work that is to be added.
package struct NewTicket: Sendable {
    /// What the work is.
    package var id: Identifier
    package var queue: String
    /// Whose work it is; see ``QueueTicket/owner``.
    package var owner: String
    /// Not done before this time.
    package var notBefore: Timestamp?
    /// How often a worker may take it before it counts as failed, 1 or more.
    package var attemptsLimit: Int
    /// Of work with the same key there is one piece at a time.
    package var uniqueKey: String?
    /// What the work needs; nothing that may be read by who can read the database.
    package var input: String

    package init(
        id: Identifier, queue: String, owner: String, notBefore: Timestamp? = nil, attemptsLimit: Int = 5,
        uniqueKey: String? = nil, input: String = ""
    ) {
        self.id = id
        self.queue = queue
        self.owner = owner
        self.notBefore = notBefore
        self.attemptsLimit = attemptsLimit
        self.uniqueKey = uniqueKey
        self.input = input
    }
}

/// Work that a worker holds.
package struct Claim: Hashable, Sendable {
    package let id: Identifier
    package let node: Identifier
    /// The number of this hold.
    package let fence: Int
    /// 1 for the first.
    package let attempt: Int
    /// Whether there is no further one.
    package let isLast: Bool
    package let input: String
}

/// The worker was not heard of in time and somebody else has its work, or it was ended.
package struct LostClaim: Error, Hashable {
    package init() {}
}

/// What was done about workers that are not heard of.
package struct Rescue: Sendable {
    /// Work that waits again.
    package var returned: [Identifier] = []
    /// Work that is not tried again, and whether somebody had asked for it to end.
    package var ended: [(id: Identifier, wasCancelled: Bool)] = []

    package var isEmpty: Bool { returned.isEmpty && ended.isEmpty }

    mutating func add(_ other: Rescue) {
        returned += other.returned
        ended += other.ended
    }
}

/// What became of a wish to end work.
package enum Cancellation: Sendable {
    /// It had not begun and is gone.
    case removed
    /// Its worker ends it within two seconds.
    case asked
    /// There is no such work any more.
    case none
}
