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
        // The explanation names what users named.
        var digest = CellDigest()
        digest.update([.text(content)])
        let id = digest.identifier
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
}

/// Writes results that are judged one by one, many per statement.
struct ResultWriter {
    let session: Session
    let schema: AnySchema
    /// The column that names the subject.
    let column: String
    /// Tells the keys of results from those of other results of the subject, 1…255.
    let sibling: UInt64
    /// Rows per statement; five arguments each.
    private static let chunk = 2_000

    /// Writes the results that are new or differ.
    ///
    /// - Returns: The number of rows written.
    func write(_ rows: [ResultRow], at now: Timestamp) throws -> Int {
        var written = 0
        for start in stride(from: 0, to: rows.count, by: Self.chunk) {
            let part = rows[start..<min(start + Self.chunk, rows.count)]
            written += try update(part, now)
            written += try insert(part, now)
        }
        return written
    }

    private var table: String { schema.names.table }

    /// `(VALUES …)` under the name `v`, with the columns `id`, `subject`, `software`, `verdict` and `valid`.
    private func appendRows(_ rows: ArraySlice<ResultRow>, to sql: inout SQLText) {
        sql += "WITH v(id, subject, software, verdict, valid) AS (VALUES "
        for (position, row) in rows.enumerated() {
            if position > 0 { sql += "," }
            sql += "("
            sql.bind(.id(Identifier(high: row.subject.high, low: row.subject.low ^ sibling)))
            sql += ", "
            sql.bind(.id(row.subject))
            sql += ", "
            // All of them may be null, which tells nothing of the column.
            sql.bind(row.software.map(Value.id) ?? .null, as: .identifier)
            sql += ", "
            sql.bind(.id(row.verdict))
            sql += ", "
            sql.bind(.bool(row.isValid))
            sql += ")"
        }
        sql += ") "
    }

    private func update(_ rows: ArraySlice<ResultRow>, _ now: Timestamp) throws -> Int {
        let dialect = session.connection.dialect
        var sql = SQLText(dialect)
        appendRows(rows, to: &sql)
        sql +=
            "UPDATE \(table) SET is_validated = v.valid, software_id = v.software, verdict_id = v.verdict, last_run = "
        sql.bind(.timestamp(now))
        sql += ", last_updated = "
        sql.bind(.timestamp(now))
        sql += " FROM v WHERE \(table).\(column) = v.subject AND (\(table).is_validated \(dialect.isDistinct) v.valid"
        sql += " OR \(table).software_id \(dialect.isDistinct) v.software"
        sql += " OR \(table).verdict_id \(dialect.isDistinct) v.verdict)"
        return try session.connection.execute(sql.text, sql.arguments)
    }

    private func insert(_ rows: ArraySlice<ResultRow>, _ now: Timestamp) throws -> Int {
        var sql = SQLText(session.connection.dialect)
        appendRows(rows, to: &sql)
        sql +=
            "INSERT INTO \(table) (id, \(column), software_id, verdict_id, is_validated, run_type, last_run, created, "
        sql += "last_updated, custom_field_data) SELECT v.id, v.subject, v.software, v.verdict, v.valid, "
        sql += "'\(RunType.fullReport.rawValue)'"
        for _ in 0..<3 {
            sql += ", "
            sql.bind(.timestamp(now))
        }
        sql +=
            ", '{}' FROM v WHERE NOT EXISTS (SELECT 1 FROM \(table) r WHERE r.\(column) = v.subject) ORDER BY v.subject"
        return try session.connection.execute(sql.text, sql.arguments)
    }
}
