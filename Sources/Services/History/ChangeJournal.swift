import Basics
import Domain
import Modeling
import Storage

/// The history of one transaction until it commits: one entry per object, written and sealed at the end.
///
/// Several saves of an object become one entry with the last state (core.md §7.1); what is made and deleted again leaves
/// none. Entries are held back in memory, at most ``capacity`` of them; those written before the end are final.
final class ChangeJournal: TransactionCompanion {
    /// One change.
    struct Entry {
        var change: [Value]
        /// Made and deleted again in this transaction.
        var isVoid = false
    }

    private let session: Session
    private let identifiers: any IdentifierSource
    private var entries: [Entry] = []
    /// The newest entry of each object.
    private var latest: [Identifier: Int] = [:]
    /// What entries were before savepoints changed them, in order.
    private var undo: [(index: Int, entry: Entry)] = []
    private var savepoints: [(entries: Int, undo: Int)] = []
    private var rows = CellDigest()
    private var seal: Record<ChangeSeal>
    private static let capacity = 4096

    /// On whose account the changes are made that follow, as rows of the history name it.
    var related: (type: String, id: Identifier)?

    /// The journal of a session's transaction.
    static func of(_ session: Session, identifiers: any IdentifierSource, now: Timestamp) -> ChangeJournal {
        session.scope.companion(ChangeJournal.self) {
            ChangeJournal(session, identifiers: identifiers, now: now)
        }
    }

    private init(_ session: Session, identifiers: any IdentifierSource, now: Timestamp) {
        self.session = session
        self.identifiers = identifiers
        seal = Record(id: ID(identifiers.next()))
        seal.kind = ChangeSeal.Kind.changes.rawValue
        seal.time = now
        seal.changes = 0
    }

    /// Key of the seal that every change of this transaction names.
    var sealID: Identifier { seal.id.raw }

    /// Takes in a change of an object.
    func add(_ object: Identifier, change: [Value]) throws {
        if savepoints.isEmpty, entries.count >= Self.capacity { try writeEntries() }
        var entry = Entry(change: change)
        if let related {
            let handles = ObjectChange.schema.handles
            entry.change[handles.relatedObjectType.index] = .text(related.type)
            entry.change[handles.relatedObjectId.index] = .id(related.id)
        }
        if let index = latest[object], let merged = ChangeMerge.merge(entries[index], with: entry) {
            if !savepoints.isEmpty { undo.append((index, entries[index])) }
            entries[index] = merged
            if merged.isVoid { latest[object] = nil }
        } else {
            latest[object] = entries.count
            entries.append(entry)
        }
    }

    /// Calls back with the changes so far, in their order, until the callback returns false; they are written down first.
    func forEachChange(_ body: ([Value]) -> Bool) throws {
        try writeEntries()
        let own: Predicate = .compare(["seal"], .equals, [.id(sealID)]) && .compare(["id"], .greater, [.id(sealID)])
        try session.forEach(Selection(ObjectChange.schema, where: own, ordering: ["id"])) { body($0) }
    }

    func savepointBegan() { savepoints.append((entries.count, undo.count)) }

    func savepointReleased() {
        _ = savepoints.popLast()
        if savepoints.isEmpty { undo.removeAll(keepingCapacity: true) }
    }

    func savepointUndone() {
        guard let mark = savepoints.popLast() else { return }
        for entry in entries[mark.entries...] { latest[object(of: entry)] = nil }
        // Entries that began after the mark go as a whole, whatever became of them.
        for (index, entry) in undo[mark.undo...].reversed() where index < mark.entries {
            entries[index] = entry
            latest[object(of: entry)] = index
        }
        undo.removeSubrange(mark.undo...)
        entries.removeSubrange(mark.entries...)
    }

    private func object(of entry: Entry) -> Identifier {
        Record<ObjectChange>(values: entry.change).changedObjectId
    }

    func finish() throws {
        try writeEntries()
        guard seal.changes > 0 else { return }
        try HistoryChain.append(seal, rows: rows, session)
    }

    private func writeEntries() throws {
        var first: Identifier?
        var last: Identifier?
        var count = 0
        try session.insert(ObjectChange.schema, all: entries.filter { !$0.isVoid }.map(\.change))
        for entry in entries where !entry.isVoid {
            rows.update(entry.change)
            last = entry.change[0].identifier
            if first == nil { first = last }
            count += 1
        }
        if count > 0 { try announce() }
        if seal.changes == 0 { seal.firstChange = first }
        if last != nil { seal.lastChange = last }
        seal.changes += count
        entries.removeAll(keepingCapacity: true)
        latest.removeAll(keepingCapacity: true)
    }

    /// Writes the events that somebody wants to be told about.
    private func announce() throws {
        let subscriptions = try EventSubscriptions(session)
        guard !subscriptions.isEmpty else { return }
        for entry in entries where !entry.isVoid {
            let change = Record<ObjectChange>(values: entry.change)
            let topic = "\(change.action).\(change.changedObjectType ?? "")"
            guard subscriptions.wants(topic) else { continue }
            var event = Record<OutboxEvent>(id: ID(identifiers.next()))
            event.topic = topic
            event.changeId = change.id.raw
            event.created = change.time
            try session.insert(OutboxEvent.schema, event.values)
        }
    }
}
