import Basics
import Modeling

/// The tables of PostgreSQL that the rows of a log are split over, by the day (UTC) of their time (quality.md C12).
///
/// Two always stand: one holds everything up to the end of the day on which the log was made, the other takes rows of days
/// that have no table, so that no write fails for lack of one. ``LogDays`` adds a table for each further day.
/// - Source: <https://www.postgresql.org/docs/15/ddl-partitioning.html>.
package struct DayTables: Sendable {
    /// The table that is split.
    let name: String
    /// Its column of times, microseconds since 1970.
    let column: String

    /// Microseconds of a day.
    static let day: Int64 = 86_400_000_000

    /// The table's days; nil for a table that is not split.
    init?(_ table: SchemaDescription.Table) {
        guard let column = table.dayColumn else { return nil }
        name = table.name
        self.column = column
    }

    /// What the statement that makes the table ends with.
    var clause: String { " PARTITION BY RANGE (\(Dialect.postgresql.quoted(column)))" }
    /// Where rows go whose day has no table.
    var rest: String { "\(name)_rest" }
    /// Where rows are from before the log was split.
    var before: String { "\(name)_before" }

    /// The statements that make the tables that always stand.
    var standing: [String] {
        [
            "CREATE TABLE \(rest) PARTITION OF \(name) DEFAULT",
            "CREATE TABLE \(before) PARTITION OF \(name) FOR VALUES FROM (MINVALUE) TO (\(Self.tomorrow))",
        ]
    }

    /// The beginning of the next day by the clock of the server; the same throughout a transaction.
    private static let tomorrow = "(floor(extract(epoch FROM now()) / 86400)::bigint + 1) * \(day)"

    /// The table of the day that begins at a time.
    func table(of start: Int64) -> String {
        name + "_" + CalendarDay(daysSinceEpoch: Int32(clamping: start / Self.day)).description.filter { $0 != "-" }
    }

    /// The statements that give a day its table, with the rows that it has already.
    func creation(of start: Int64) -> [String] {
        let (table, end) = (table(of: start), start + Self.day)
        return [
            "CREATE TABLE \(table) (LIKE \(name))",
            """
            WITH moved AS (DELETE FROM \(rest) WHERE \(Dialect.postgresql.quoted(column)) >= \(start)
            AND \(Dialect.postgresql.quoted(column)) < \(end) RETURNING *) INSERT INTO \(table) SELECT * FROM moved
            """,
            "ALTER TABLE \(name) ATTACH PARTITION \(table) FOR VALUES FROM (\(start)) TO (\(end))",
        ]
    }
}

extension DayTables {
    /// A table that is there, and the times of its rows.
    struct Part: Sendable, Hashable {
        let table: String
        /// The first time, and the first one behind it; nil for none, both for the table that takes all others.
        let start: Int64?
        let end: Int64?

        /// Reads what PostgreSQL says of a partition: `FOR VALUES FROM ('0') TO ('86400000000')` or `DEFAULT`.
        init(table: String, bounds: String) {
            self.table = table
            let parts = bounds.split(separator: "(").dropFirst().map { part in
                Int64(part.prefix { $0 != ")" }.filter { $0 != "'" })
            }
            start = parts.first.flatMap(\.self)
            end = parts.dropFirst().first.flatMap(\.self)
        }

        /// Whether some of the day that begins at a time is here.
        func holds(dayFrom time: Int64) -> Bool {
            guard let end else { return false }
            return time < end && (start.map { $0 < time + DayTables.day } ?? true)
        }
    }

    /// The tables that are there, the one for the rest aside.
    func parts(_ connection: any Connection) throws -> [Part] {
        try connection.rows(
            """
            SELECT c.relname::text, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass('\(name)') ORDER BY 1
            """, kinds: [.text, .text]
        ).map { Part(table: $0[0].plainText, bounds: $0[1].plainText) }.filter { $0.end != nil }
    }

    /// Beginnings of days whose rows are in the table for the rest, earliest first; some of them when there are many.
    func homeless(_ connection: any Connection) throws -> [Int64] {
        let column = Dialect.postgresql.quoted(column)
        return try connection.rows(
            "SELECT DISTINCT (\(column) - mod(mod(\(column), \(Self.day)) + \(Self.day), \(Self.day))) AS day FROM \(rest) ORDER BY 1 LIMIT 31",
            kinds: [.integer]
        ).compactMap(\.[0].integer)
    }
}
