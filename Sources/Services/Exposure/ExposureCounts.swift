import Basics
import Domain
import Modeling
import Storage

/// How the number of a software's open findings changes.
struct OpenFindingChange: Sendable, Hashable {
    var affected = 0
    var potential = 0

    /// Counts findings of a verdict.
    mutating func add(_ number: Int, _ verdict: String) {
        if verdict == "affected" { affected += number }
        if verdict == "potential" { potential += number }
    }
}

/// What lists show of software without counting.
enum ExposureCounts {
    /// Adds what a write changed, as a part of its transaction.
    ///
    /// Software that still has to be judged stays so.
    static func add(_ changes: [Identifier: OpenFindingChange], _ session: Session, now: Timestamp) throws {
        let rows: [[Value]] = changes.filter { $0.value != OpenFindingChange() }.sorted { $0.key < $1.key }.map {
            [.int(Int64($0.value.affected)), .int(Int64($0.value.potential)), .timestamp(now), .id($0.key)]
        }
        guard let first = rows.first else { return }
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE \(SoftwareIdentity.schema.names.table) SET affected = affected + "
        sql.bind(first[0])
        sql += ", potential = potential + "
        sql.bind(first[1])
        sql += ", evaluated = CASE WHEN evaluated IS NULL THEN evaluated ELSE "
        sql.bind(first[2])
        sql += " END WHERE software_id = "
        sql.bind(first[3])
        try session.connection.executeMany(sql.text, rows)
    }

    /// Notes that all software was judged.
    static func noteEvaluated(_ session: Session, now: Timestamp) throws {
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE \(SoftwareIdentity.schema.names.table) SET evaluated = "
        sql.bind(.timestamp(now))
        sql += " WHERE evaluated IS NULL"
        try session.connection.execute(sql.text, sql.arguments)
    }

    /// Counts the findings of all software anew.
    static func refresh(_ session: Session, now: Timestamp) throws {
        let identities = SoftwareIdentity.schema.names.table
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE \(identities) SET affected = v.affected, potential = v.potential, evaluated = "
        sql.bind(.timestamp(now))
        sql += """
             FROM (SELECT i.id AS identity, count(CASE WHEN f.verdict = 'affected' THEN 1 END) AS affected,
            count(CASE WHEN f.verdict = 'potential' THEN 1 END) AS potential FROM \(identities) i
            LEFT JOIN \(Finding.schema.names.table) f ON f.software_id = i.software_id AND f.device_type_id IS NULL
            AND f.state = 'open' GROUP BY i.id) v WHERE v.identity = \(identities).id AND (\(identities).evaluated IS NULL
            OR \(identities).affected <> v.affected OR \(identities).potential <> v.potential)
            """
        try session.connection.execute(sql.text, sql.arguments)
    }

    /// Removes assessments that no finding refers to.
    static func forgetUnusedAssessments(_ session: Session) throws {
        try session.connection.execute(
            "DELETE FROM \(FindingAssessment.schema.names.table) WHERE id NOT IN "
                + "(SELECT assessment_id FROM \(Finding.schema.names.table))", [])
    }
}
