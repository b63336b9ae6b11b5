import Basics
import Domain
import Modeling
import Storage

/// Keeps the counts of open findings by software, hardware and level.
enum ExposureTallies {
    /// A counted kind of finding.
    struct Key: Hashable, Comparable {
        let software: Identifier
        /// nil for all hardware.
        let type: Identifier?
        let level: DeviceExposure

        var id: Identifier {
            .derived(from: "exposure:\(software):\(type?.description ?? "-"):\(level.rawValue)")
        }

        static func < (left: Key, right: Key) -> Bool {
            if left.software != right.software { return left.software < right.software }
            switch (left.type, right.type) {
            case (let mine?, let other?) where mine != other: return mine < other
            case (nil, .some): return true
            case (.some, nil): return false
            default: return left.level < right.level
            }
        }
    }

    /// The level of a finding `f` of the vulnerability `v`, as ``DeviceExposure/init(severity:isExploited:isPotential:)``
    /// tells it.
    private static func level(_ finding: String, _ vulnerability: String) -> String {
        """
        CASE WHEN \(finding).verdict = 'potential' THEN 'potential' WHEN \(vulnerability).is_exploited THEN 'exploited'
        WHEN \(vulnerability).severity = 'Critical' THEN 'critical' WHEN \(vulnerability).severity = 'High' THEN 'high'
        WHEN \(vulnerability).severity = 'Medium' THEN 'medium' ELSE 'low' END
        """
    }

    /// Whether anything was ever counted; not so after an upgrade.
    static func exist(_ session: Session) throws -> Bool { try session.exists(ExposureTally.schema, where: .always) }

    /// Counts all open findings in one statement and writes what differs.
    static func refresh(_ session: Session) throws {
        let stored = try load(session)
        let counted = try count(session)
        let changed = stored.keys.filter { counted[$0] != stored[$0] }
        try write(counted.filter { stored[$0.key] != $0.value }, inPlaceOf: changed.map(\.id), session)
    }

    /// Adds what a write changed, as a part of its transaction: costs what changed.
    static func add(_ changes: [Key: Int], _ session: Session) throws {
        let keys = Dictionary(
            uniqueKeysWithValues: changes.filter { $0.value != 0 }.map { ($0.key.id, $0.key) })
        let wanted = keys.keys.sorted()
        var fresh = keys.reduce(into: [:]) { $0[$1.value] = changes[$1.value] ?? 0 }
        var counts: [(id: Identifier, findings: Int)] = []
        var gone: [Identifier] = []
        for start in stride(from: 0, to: wanted.count, by: 1000) {
            let part = Array(wanted[start..<min(start + 1000, wanted.count)])
            for row in try session.rows(ExposureTally.schema, ids: part) {
                let tally = Record<ExposureTally>(values: row)
                guard let key = keys[tally.id.raw], let change = fresh.removeValue(forKey: key) else { continue }
                let findings = tally.findings + change
                if findings == 0 { gone.append(tally.id.raw) } else { counts.append((tally.id.raw, findings)) }
            }
        }
        try set(counts, session)
        try write(fresh, inPlaceOf: gone, session)
    }

    /// Only the number changes, so that no index does.
    private static func set(_ counts: [(id: Identifier, findings: Int)], _ session: Session) throws {
        let rows = counts.map { [Value.int(Int64($0.findings)), .id($0.id)] }
        guard let first = rows.first else { return }
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE \(ExposureTally.schema.names.table) SET findings = "
        sql.bind(first[0])
        sql += " WHERE id = "
        sql.bind(first[1])
        try session.connection.executeMany(sql.text, rows)
    }

    private static func write(_ tallies: [Key: Int], inPlaceOf old: [Identifier], _ session: Session) throws {
        let schema = ExposureTally.schema
        let gone = old.sorted()
        for start in stride(from: 0, to: gone.count, by: 1000) {
            try session.delete(schema, ids: Array(gone[start..<min(start + 1000, gone.count)]))
        }
        try session.insert(
            schema,
            all: tallies.sorted { $0.key < $1.key }.map { key, findings in
                var row = Record<ExposureTally>(id: ID(key.id))
                row.software = ID(key.software)
                row.deviceType = key.type.map { ID($0) }
                row.level = key.level.rawValue
                row.findings = findings
                return row.values
            })
    }

    /// What is kept.
    static func load(_ session: Session) throws -> [Key: Int] {
        try read(
            session, "SELECT software_id, device_type_id, level, findings FROM \(ExposureTally.schema.names.table)")
    }

    private static func count(_ session: Session) throws -> [Key: Int] {
        let finding = Finding.schema.names.table
        let vulnerability = KnownVulnerability.schema.names.table
        // What a type's finding says stands in place of what holds for all: it adds its own and takes the other one off.
        return try read(
            session,
            """
            SELECT software_id, device_type_id, level, sum(n) FROM (
            SELECT f.software_id, f.device_type_id, \(level("f", "v")) AS level, 1 AS n FROM \(finding) f
            JOIN \(vulnerability) v ON v.id = f.vulnerability_id WHERE f.state = 'open'
            UNION ALL SELECT e.software_id, e.device_type_id, \(level("b", "v")) AS level, -1 AS n FROM \(finding) e
            JOIN \(finding) b ON b.software_id = e.software_id AND b.device_type_id IS NULL
            AND b.vulnerability_id = e.vulnerability_id AND b.state = 'open'
            JOIN \(vulnerability) v ON v.id = e.vulnerability_id WHERE e.device_type_id IS NOT NULL
            ) t GROUP BY software_id, device_type_id, level HAVING sum(n) <> 0
            """)
    }

    private static func read(_ session: Session, _ sql: String) throws -> [Key: Int] {
        var tallies: [Key: Int] = [:]
        try session.connection.query(sql, [], kinds: [.identifier, .identifier, .text, .integer]) { row in
            guard let software = row[0].identifier, let level = DeviceExposure(rawValue: row[2].plainText) else {
                return true
            }
            tallies[Key(software: software, type: row[1].identifier, level: level)] = Int(row[3].integer ?? 0)
            return true
        }
        return tallies
    }
}
