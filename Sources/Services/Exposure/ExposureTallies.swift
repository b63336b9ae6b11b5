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

        static func < (left: Key, right: Key) -> Bool { left.id < right.id }
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

    /// Counts all open findings in one statement and writes what differs.
    ///
    /// - Parameter isForced: Off counts only when nothing was ever counted, as after an upgrade.
    static func refresh(_ session: Session, isForced: Bool) throws {
        let schema = ExposureTally.schema
        let stored = try load(session)
        guard isForced || stored.isEmpty else { return }
        let counted = try count(session)
        let changed = stored.filter { counted[$0.key] != $0.value }.map(\.key.id).sorted()
        for start in stride(from: 0, to: changed.count, by: 1000) {
            try session.delete(schema, ids: Array(changed[start..<min(start + 1000, changed.count)]))
        }
        let fresh = counted.filter { stored[$0.key] != $0.value }.sorted { $0.key < $1.key }
        try session.insert(
            schema,
            all: fresh.map { key, findings in
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
