import Applicability
import Basics
import Domain
import Modeling
import Storage

/// Keeps, for every software version, which release of which system it is.
enum SoftwareIdentities {
    /// A software version that was understood.
    struct Known: Sendable, Hashable {
        let software: Identifier
        let version: Version
    }

    /// Brings identities in step with the software versions and their platforms; what did not change costs one comparison.
    ///
    /// Those that are new or read differently have no time of evaluation any more, until they were judged.
    /// - Returns: How many versions cannot be read.
    static func refresh(_ session: Session, _ identifiers: any IdentifierSource) throws -> Int {
        let versions = SoftwareVersion.schema.names.table
        let platforms = Platform.schema.names.table
        let identities = SoftwareIdentity.schema.names.table
        let rows = try session.connection.rows(
            """
            SELECT s.id, s.version, p.network_driver, i.id FROM \(versions) s JOIN \(platforms) p ON p.id = s.platform_id
            LEFT JOIN \(identities) i ON i.software_id = s.id
            WHERE i.id IS NULL OR i.version <> s.version OR i.driver <> p.network_driver ORDER BY s.id
            """, [], kinds: [.identifier, .text, .text, .identifier])
        var fresh: [[Value]] = []
        for row in rows {
            guard let software = row[0].identifier else { continue }
            var identity = Record<SoftwareIdentity>(id: ID(row[3].identifier ?? identifiers.next()))
            identity.software = ID(software)
            identity.version = row[1].plainText
            identity.driver = row[2].plainText
            switch NetworkSystems.read(identity.version, driver: identity.driver) {
            case .version(let version):
                identity.system = version.system.rawValue
                identity.canonical = version.canonical
            case .problem(let reason): identity.problem = reason
            }
            if row[3].isNull {
                fresh.append(identity.values)
            } else {
                let columns = ["version", "driver", "system", "canonical", "problem", "evaluated"]
                try session.update(
                    SoftwareIdentity.schema, identity.values,
                    columns: columns.compactMap { SoftwareIdentity.schema.columnIndex[$0] })
            }
        }
        try session.insert(SoftwareIdentity.schema, all: fresh)
        return try session.count(
            SoftwareIdentity.schema, where: .not(.compare(["problem"], .equals, [.text("")])))
    }

    /// Software that has to be judged, because it is new, reads differently, or runs on other hardware.
    struct Due: Sendable {
        var software: Set<Identifier> = []
        /// The systems of what can be read of it.
        var systems: Set<OperatingSystem> = []
        /// What cannot be read of it.
        var unreadable: Set<Identifier> = []
    }

    /// Finds what has to be judged.
    static func due(_ session: Session) throws -> Due {
        let rows = try session.connection.rows(
            "SELECT software_id, system, canonical FROM \(SoftwareIdentity.schema.names.table) WHERE evaluated IS NULL",
            [], kinds: [.identifier, .text, .text])
        var due = Due()
        for row in rows {
            guard let software = row[0].identifier else { continue }
            due.software.insert(software)
            if let system = OperatingSystem(rawValue: row[1].plainText),
                (try? Version(row[2].plainText, of: system)) != nil
            {
                due.systems.insert(system)
            } else {
                due.unreadable.insert(software)
            }
        }
        return due
    }

    /// How many versions are understood.
    static func understood(_ session: Session) throws -> Int {
        let count = "SELECT count(*) FROM \(SoftwareIdentity.schema.names.table) WHERE canonical IS NOT NULL"
        return Int(try session.connection.value(count, [], kind: .integer).integer ?? 0)
    }

    /// The software versions that are one release.
    static func software(
        of system: OperatingSystem, _ canonical: String, _ session: Session
    ) throws -> [Identifier] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT software_id FROM \(SoftwareIdentity.schema.names.table) WHERE system = "
        sql.bind(.text(system.rawValue))
        sql += " AND canonical = "
        sql.bind(.text(canonical))
        return try session.connection.rows(sql.text, sql.arguments, kinds: [.identifier]).compactMap(\.[0].identifier)
    }

    /// Every version of some systems that is understood, in a fixed order.
    static func known(of systems: [OperatingSystem], _ session: Session) throws -> [OperatingSystem: [Known]] {
        guard !systems.isEmpty else { return [:] }
        var known = Dictionary(uniqueKeysWithValues: systems.map { ($0, [Known]()) })
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT software_id, canonical, system FROM \(SoftwareIdentity.schema.names.table) "
        sql += "WHERE canonical IS NOT NULL AND system IN "
        sql.bindList(systems.map { .text($0.rawValue) })
        try session.connection.query(sql.text, sql.arguments, kinds: [.identifier, .text, .text]) { row in
            if let software = row[0].identifier, let system = OperatingSystem(rawValue: row[2].plainText),
                let version = try? Version(row[1].plainText, of: system)
            {
                known[system, default: []].append(Known(software: software, version: version))
            }
            return true
        }
        return known.mapValues { $0.sorted { $0.software < $1.software } }
    }
}
