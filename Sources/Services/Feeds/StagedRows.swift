import Basics
import Domain
import Modeling
import Storage

/// The rows of one source in one table, staged ones and live ones.
struct StagedRows {
    private let session: Session
    private let table: FeedTable
    private let source: String
    /// Keys per statement.
    private static let chunk = 500

    init(_ session: Session, _ table: FeedTable, _ source: String) {
        self.session = session
        self.table = table
        self.source = source
    }

    /// What is known of a key.
    private struct Known {
        let id: Identifier
        let isLive: Bool
        let digest: Identifier
        let modified: Timestamp?
    }

    /// Stages rows that differ from what is known and are not older; keys occur once.
    ///
    /// - Returns: How many were staged for the first time.
    func write(_ rows: [FeedRow], _ identifiers: any IdentifierSource) throws -> Int {
        let rows = table == .changes ? try concerned(rows) : rows
        let known = try self.known(rows.map(\.key))
        var fresh: [[Value]] = []
        var links = Links()
        var replaced: [Identifier] = []
        var added = 0
        for row in rows {
            let mine = known[row.key] ?? []
            let staged = mine.first { !$0.isLive }
            guard let reference = staged ?? mine.first else {
                if row.isWithdrawn, !table.keepsUnknownWithdrawn { continue }
                added += 1
                append(row, identifiers, &fresh, &links)
                continue
            }
            if reference.digest == row.digest { continue }
            if let here = row.modified, let there = reference.modified, here < there { continue }
            if let staged { replaced.append(staged.id) } else { added += 1 }
            append(row, identifiers, &fresh, &links)
        }
        try delete(replaced)
        try session.insert(table.schema, all: fresh)
        if !links.systems.isEmpty { try session.insert(FeedRecordSystem.schema, all: links.systems) }
        if !links.criteria.isEmpty { try session.insert(FeedRecordCriterion.schema, all: links.criteria) }
        return added
    }

    /// Rows that belong to records.
    private struct Links {
        var systems: [[Value]] = []
        var criteria: [[Value]] = []
    }

    /// The changes of vulnerabilities that are about network operating systems: what else changes in the world is no matter here.
    private func concerned(_ rows: [FeedRow]) throws -> [FeedRow] {
        guard let place = table.schema.columnIndex["cve"] else { return rows }
        let cves = Set(rows.map { $0.cells[place].plainText }).sorted()
        var known: Set<String> = []
        for start in stride(from: 0, to: cves.count, by: Self.chunk) {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT DISTINCT r.cve FROM \(FeedRecord.schema.names.table) r WHERE r.cve IN "
            sql.bindList(cves[start..<min(start + Self.chunk, cves.count)].map(Value.text))
            sql += " AND EXISTS (SELECT 1 FROM \(FeedRecordSystem.schema.names.table) s WHERE s.record_id = r.id)"
            known.formUnion(try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText))
        }
        return rows.filter { known.contains($0.cells[place].plainText) }
    }

    private func append(
        _ row: FeedRow, _ identifiers: any IdentifierSource, _ rows: inout [[Value]], _ links: inout Links
    ) {
        let id = identifiers.next()
        var cells = row.cells
        cells[0] = .id(id)
        rows.append(cells)
        guard table == .records, let cve = FeedRecord.schema.columnIndex["cve"], case .text(let name) = cells[cve]
        else {
            return
        }
        for system in row.systems {
            var link = Record<FeedRecordSystem>(id: ID(identifiers.next()))
            link.record = ID(id)
            link.system = system
            link.cve = name
            links.systems.append(link.values)
        }
        for criterion in row.criteria {
            var link = Record<FeedRecordCriterion>(id: ID(identifiers.next()))
            link.record = ID(id)
            link.criterion = criterion
            link.cve = name
            links.criteria.append(link.values)
        }
    }

    private func known(_ keys: [String]) throws -> [String: [Known]] {
        var known: [String: [Known]] = [:]
        let modified = table.modified ?? "NULL"
        for start in stride(from: 0, to: keys.count, by: Self.chunk) {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT key, id, is_live, digest, \(modified) FROM \(table.name) WHERE source = "
            sql.bind(.text(source))
            sql += " AND key IN "
            sql.bindList(keys[start..<min(start + Self.chunk, keys.count)].map(Value.text))
            let rows = try session.connection.rows(
                sql.text, sql.arguments, kinds: [.text, .identifier, .boolean, .identifier, .timestamp])
            for row in rows {
                guard case .text(let key) = row[0], let id = row[1].identifier, let digest = row[3].identifier else {
                    continue
                }
                var time: Timestamp?
                if case .timestamp(let moment) = row[4] { time = moment }
                known[key, default: []].append(
                    Known(id: id, isLive: row[2].boolean == true, digest: digest, modified: time))
            }
        }
        return known
    }

    private func delete(_ ids: [Identifier]) throws {
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            let part = Array(ids[start..<min(start + Self.chunk, ids.count)])
            for link in table.links {
                var sql = SQLText(session.connection.dialect)
                sql += "DELETE FROM \(link.names.table) WHERE record_id IN "
                sql.bindKeys(part)
                try session.connection.execute(sql.text, sql.arguments)
            }
            try session.delete(table.schema, ids: part)
        }
    }

    /// Marks live rows as taken back whose keys are not among those that the source told.
    ///
    /// - Parameter told: Names of tables and keys, `table/key`.
    /// - Returns: How many there were.
    func withdraw(allBut told: Set<String>, load: Int) throws -> Int {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT key FROM \(table.name) WHERE source = "
        sql.bind(.text(source))
        sql += " AND is_live AND NOT is_withdrawn"
        let gone = try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText)
            .filter { !told.contains("\(table.name)/\($0)") }
        for start in stride(from: 0, to: gone.count, by: Self.chunk) {
            var sql = SQLText(session.connection.dialect)
            sql += "UPDATE \(table.name) SET is_withdrawn = "
            sql.bind(.bool(true))
            sql += ", load = "
            sql.bind(.int(Int64(load)))
            // Should it come back unchanged, it differs from what is kept.
            sql += ", digest = "
            sql.bind(.id(Identifier(high: 0, low: 0)))
            sql += " WHERE source = "
            sql.bind(.text(source))
            sql += " AND is_live AND key IN "
            sql.bindList(gone[start..<min(start + Self.chunk, gone.count)].map(Value.text))
            try session.connection.execute(sql.text, sql.arguments)
        }
        return gone.count
    }

    /// Puts staged rows in the place of live ones.
    ///
    /// - Returns: How many more rows count now than before; below zero when the source marks more as taken back.
    func goLive(load: Int) throws -> Int {
        var staged = SQLText(session.connection.dialect)
        staged += "SELECT count(*), count(CASE WHEN NOT is_withdrawn THEN 1 END) FROM \(table.name) WHERE load = "
        staged.bind(.int(Int64(load)))
        staged += " AND NOT is_live"
        let counts = try session.connection.rows(staged.text, staged.arguments, kinds: [.integer, .integer]).first
        guard let counts, let number = counts[0].integer, number > 0 else { return 0 }
        func replaced(_ sql: inout SQLText) {
            sql += "source = "
            sql.bind(.text(source))
            sql += " AND is_live AND key IN (SELECT key FROM \(table.name) WHERE load = "
            sql.bind(.int(Int64(load)))
            sql += " AND NOT is_live)"
        }
        var before = SQLText(session.connection.dialect)
        before += "SELECT count(*) FROM \(table.name) WHERE NOT is_withdrawn AND "
        replaced(&before)
        let former = try session.connection.value(before.text, before.arguments, kind: .integer).integer ?? 0
        for link in table.links {
            var links = SQLText(session.connection.dialect)
            links += "DELETE FROM \(link.names.table) WHERE record_id IN (SELECT id FROM \(table.name) WHERE "
            replaced(&links)
            links += ")"
            try session.connection.execute(links.text, links.arguments)
        }
        var old = SQLText(session.connection.dialect)
        old += "DELETE FROM \(table.name) WHERE "
        replaced(&old)
        try session.connection.execute(old.text, old.arguments)
        var new = SQLText(session.connection.dialect)
        new += "UPDATE \(table.name) SET is_live = "
        new.bind(.bool(true))
        new += " WHERE load = "
        new.bind(.int(Int64(load)))
        new += " AND NOT is_live"
        try session.connection.execute(new.text, new.arguments)
        return Int((counts[1].integer ?? 0) - former)
    }

    /// Removes what a load staged and did not make live.
    ///
    /// - Parameter load: Its number, which no load of another source has.
    func forget(load: Int) throws {
        for link in table.links {
            var links = SQLText(session.connection.dialect)
            links += "DELETE FROM \(link.names.table) WHERE record_id IN (SELECT id FROM \(table.name) "
            links += "WHERE load = "
            links.bind(.int(Int64(load)))
            links += " AND NOT is_live)"
            try session.connection.execute(links.text, links.arguments)
        }
        var sql = SQLText(session.connection.dialect)
        sql += "DELETE FROM \(table.name) WHERE load = "
        sql.bind(.int(Int64(load)))
        sql += " AND NOT is_live"
        try session.connection.execute(sql.text, sql.arguments)
    }
}
