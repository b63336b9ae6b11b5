import Basics
import Secrets

/// Documents of backends that were read lately, and places where there was none.
struct SecretDocumentCache {
    /// A document and how long it may serve, on the clock of ``Timekeeper/uptime``.
    struct Entry {
        let document: SecretDocument
        /// When it was read.
        let fetched: Timestamp
        /// Until then it serves.
        let fresh: Duration
        /// Until then it serves when the backend fails.
        let stale: Duration
        fileprivate var used: UInt64
    }

    private let capacity: Int
    private let capacityBytes: Int
    private var entries: [SecretPlace: Entry] = [:]
    private var missing: [SecretPlace: (error: SecretsError, until: Duration)] = [:]
    private var uses: UInt64 = 0
    private(set) var bytes = 0
    /// What an entry costs besides its document.
    private static let overhead = 512

    init(capacity: Int, capacityBytes: Int) {
        self.capacity = capacity
        self.capacityBytes = capacityBytes
    }

    /// How many documents there are.
    var count: Int { entries.count }

    /// What is known of a place; it counts as used now.
    mutating func entry(_ place: SecretPlace) -> Entry? {
        guard entries[place] != nil else { return nil }
        uses += 1
        entries[place]?.used = uses
        return entries[place]
    }

    /// Why there is nothing at a place, when that was found out a moment ago.
    func absence(_ place: SecretPlace, at now: Duration) -> SecretsError? {
        missing[place].flatMap { $0.until > now ? $0.error : nil }
    }

    mutating func keep(
        _ document: SecretDocument, at place: SecretPlace, fetched: Timestamp, fresh: Duration, stale: Duration,
        now: Duration
    ) {
        remove(place)
        let size = Self.size(document)
        guard size <= capacityBytes, capacity > 0 else { return }
        for (other, entry) in entries where entry.stale <= now { remove(other) }
        while entries.count >= capacity || bytes + size > capacityBytes {
            guard let oldest = entries.min(by: { $0.value.used < $1.value.used })?.key else { return }
            remove(oldest)
        }
        uses += 1
        entries[place] = Entry(document: document, fetched: fetched, fresh: fresh, stale: stale, used: uses)
        bytes += size
    }

    mutating func keep(absence error: SecretsError, at place: SecretPlace, until: Duration, now: Duration) {
        remove(place)
        if missing.count >= capacity { missing = missing.filter { $0.value.until > now } }
        if missing.count < capacity { missing[place] = (error, until) }
    }

    private mutating func remove(_ place: SecretPlace) {
        missing[place] = nil
        guard let entry = entries.removeValue(forKey: place) else { return }
        bytes -= Self.size(entry.document)
    }

    private static func size(_ document: SecretDocument) -> Int { document.bytes.count + overhead }
}
