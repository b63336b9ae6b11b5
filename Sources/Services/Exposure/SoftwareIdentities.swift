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
    static func due(_ session: Session) throws -> Set<Identifier> {
        let rows = try session.connection.rows(
            "SELECT software_id FROM \(SoftwareIdentity.schema.names.table) WHERE evaluated IS NULL", [],
            kinds: [.identifier])
        return Set(rows.compactMap(\.[0].identifier))
    }

    /// Every version that is understood, by system.
    static func known(_ session: Session) throws -> [OperatingSystem: [Known]] {
        let rows = try session.connection.rows(
            "SELECT software_id, system, canonical FROM \(SoftwareIdentity.schema.names.table) WHERE canonical IS NOT NULL "
                + "ORDER BY software_id", [], kinds: [.identifier, .text, .text])
        var known: [OperatingSystem: [Known]] = [:]
        for row in rows {
            guard let software = row[0].identifier, let system = OperatingSystem(rawValue: row[1].plainText),
                let version = try? Version(row[2].plainText, of: system)
            else { continue }
            known[system, default: []].append(Known(software: software, version: version))
        }
        return known
    }
}
