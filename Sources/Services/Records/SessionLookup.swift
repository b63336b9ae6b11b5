import Basics
import Modeling
import Storage

/// Answers what rules look up, from the transaction they run in.
///
/// Rows are remembered: a thousand devices of an import ask for the same few types and locations. The pipeline says
/// which rows it changes.
final class SessionLookup: RuleLookup {
    private let session: Session
    private let texts: RowTexts
    private var known: [Identifier: [Value]] = [:]
    private static let capacity = 20_000
    private var stored: StoredKeys
    /// What was asked of a model and is not there.
    private var absent: (model: ObjectIdentifier, conditions: [Predicate])?

    init(_ session: Session, _ texts: RowTexts) {
        self.session = session
        self.texts = texts
        stored = StoredKeys(session)
    }

    /// Whether there is a row with this key.
    func holds(_ schema: AnySchema, _ id: Identifier) throws -> Bool { try stored.holds(schema, id) }

    func row(_ schema: AnySchema, _ id: Identifier) throws -> [Value]? {
        if let row = known[id] { return row }
        guard let row = try session.row(schema, id) else { return nil }
        if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
        known[id] = row
        return row
    }

    /// Forgets a row that is about to change.
    func forget(_ id: Identifier) { known[id] = nil }

    /// Notes that no row of a model satisfies a predicate, so that a rule need not ask again.
    func noteAbsent(_ schema: AnySchema, _ predicate: Predicate) {
        absent = (ObjectIdentifier(schema), predicate.conjuncts)
    }

    /// Drops that note: rows are about to be written.
    func forgetAbsent() { absent = nil }

    /// Notes a row that is about to be added.
    func add(_ schema: AnySchema, _ row: [Value]) {
        forgetAbsent()
        if let id = row[0].identifier { stored.add(schema, id) }
    }

    func exists(_ schema: AnySchema, where predicate: Predicate, excluding: Identifier?) throws -> Bool {
        // Whoever asks for more finds no more.
        if let absent, absent.model == ObjectIdentifier(schema) {
            let asked = predicate.conjuncts
            if absent.conditions.allSatisfy(asked.contains) { return false }
        }
        return try session.exists(schema, where: excluding.map { predicate && !.ids([$0]) } ?? predicate)
    }

    func count(_ schema: AnySchema, where predicate: Predicate) throws -> Int {
        try session.count(schema, where: predicate)
    }

    func rows(_ schema: AnySchema, where predicate: Predicate, limit: Int) throws -> [[Value]] {
        try session.rows(Selection(schema, where: predicate, limit: limit))
    }

    func members(of id: Identifier, field: AnyField, in schema: AnySchema) throws -> [Identifier] {
        try session.members(of: [id], field: field, in: schema)[id] ?? []
    }

    func display(_ schema: AnySchema, _ id: Identifier) throws -> String { try texts.display(schema, id: id) }
}
