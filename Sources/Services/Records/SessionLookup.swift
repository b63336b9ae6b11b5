import Basics
import Modeling
import Storage

/// Answers what rules look up, from the transaction they run in.
struct SessionLookup: RuleLookup {
    private let session: Session
    private let texts: RowTexts

    init(_ session: Session, _ texts: RowTexts) {
        self.session = session
        self.texts = texts
    }

    func row(_ schema: AnySchema, _ id: Identifier) throws -> [Value]? { try session.row(schema, id) }

    func exists(_ schema: AnySchema, where predicate: Predicate, excluding: Identifier?) throws -> Bool {
        try session.exists(schema, where: excluding.map { predicate && !.ids([$0]) } ?? predicate)
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
