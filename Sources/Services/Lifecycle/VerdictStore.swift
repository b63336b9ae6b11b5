import Basics
import Domain
import Modeling
import Storage

/// Keeps each distinct verdict once; results refer to it by a key that follows from its content.
final class VerdictStore {
    private let session: Session
    private var stored: Set<Identifier>
    private var known: [String: Identifier] = [:]

    init(_ session: Session) throws {
        self.session = session
        stored = Set(try session.ids(SoftwareVerdictRecord.schema, where: .always))
    }

    /// The key of the verdict, stored on first sight.
    func keep(_ verdict: SoftwareVerdict) throws -> Identifier {
        let candidates = verdict.candidates.map { $0.rule.id.description }.joined(separator: ",")
        let content =
            "verdict:\(verdict.outcome.rawValue)|\(verdict.decidingRule?.rule.id.description ?? "")"
            + "|\(verdict.decidingRule?.weight ?? 0)|\(verdict.validUntil?.description ?? "")|\(candidates)|"
            + verdict.explanation
        if let id = known[content] { return id }
        let id = Identifier.derived(from: content)
        known[content] = id
        guard stored.insert(id).inserted else { return id }
        var record = Record<SoftwareVerdictRecord>(id: ID(id))
        record.outcome = verdict.outcome.rawValue
        record.isValid = verdict.isValid
        record.validUntil = verdict.validUntil
        record.rule = verdict.decidingRule.map { ID($0.rule.id) }
        record.weight = verdict.decidingRule?.weight
        record.explanation = verdict.explanation
        try session.insert(SoftwareVerdictRecord.schema, record.values)
        if let field = SoftwareVerdictRecord.schema.fieldsByName["candidates"] {
            try session.setMembers(
                verdict.candidates.map(\.rule.id), of: id, field: field, in: SoftwareVerdictRecord.schema)
        }
        return id
    }

    /// Removes verdicts that no result refers to.
    func removeUnused() throws {
        let verdicts = SoftwareVerdictRecord.schema.names.table
        let used = [
            DeviceSoftwareValidationResult.schema.names.table, InventoryItemSoftwareValidationResult.schema.names.table,
        ]
        .map { "SELECT verdict_id FROM \($0) WHERE verdict_id IS NOT NULL" }.joined(separator: " UNION ")
        try session.connection.execute(
            "DELETE FROM \(verdicts)_candidates WHERE owner_id NOT IN (\(used))", [])
        try session.connection.execute("DELETE FROM \(verdicts) WHERE id NOT IN (\(used))", [])
    }
}

/// One result that is judged by itself.
struct ResultRow {
    let subject: Identifier
    let software: Identifier?
    let verdict: Identifier
    let isValid: Bool

    /// Writes the result when it is new or differs.
    ///
    /// - Returns: 1 when it was written, else 0.
    func write(
        _ schema: AnySchema, _ column: String, _ session: Session, _ now: Timestamp, sibling: UInt64
    ) throws -> Int {
        let dialect = session.connection.dialect
        var update = SQLText(dialect)
        update += "UPDATE \(schema.names.table) SET is_validated = "
        update.bind(.bool(isValid))
        update += ", software_id = "
        update.bind(software.map(Value.id) ?? .null)
        update += ", verdict_id = "
        update.bind(.id(verdict))
        update += ", last_run = "
        update.bind(.timestamp(now))
        update += ", last_updated = "
        update.bind(.timestamp(now))
        update += " WHERE \(column) = "
        update.bind(.id(subject))
        update += " AND (is_validated \(dialect.isDistinct) "
        update.bind(.bool(isValid))
        update += " OR software_id \(dialect.isDistinct) "
        update.bind(software.map(Value.id) ?? .null)
        update += " OR verdict_id \(dialect.isDistinct) "
        update.bind(.id(verdict))
        update += ")"
        if try session.connection.execute(update.text, update.arguments) > 0 { return 1 }
        var insert = SQLText(dialect)
        insert += "INSERT INTO \(schema.names.table) (id, \(column), software_id, verdict_id, is_validated, run_type, "
        insert += "last_run, created, last_updated, custom_field_data) SELECT "
        insert.bind(.id(Identifier(high: subject.high, low: subject.low ^ sibling)))
        for value in [.id(subject), software.map(Value.id) ?? .null, .id(verdict), .bool(isValid)] as [Value] {
            insert += ", "
            insert.bind(value)
        }
        insert += ", '\(RunType.fullReport.rawValue)'"
        for _ in 0..<3 {
            insert += ", "
            insert.bind(.timestamp(now))
        }
        insert += ", '{}' WHERE NOT EXISTS (SELECT 1 FROM \(schema.names.table) WHERE \(column) = "
        insert.bind(.id(subject))
        insert += ")"
        return try session.connection.execute(insert.text, insert.arguments)
    }
}
