import Applicability
import Basics
import Domain
import Modeling
import Storage

extension ReplacedNames {
    /// Reads all names that were given up.
    init(_ session: Session) throws {
        self.init()
        var names = ReplacedNames()
        let sql =
            "SELECT key, replacements FROM \(ReplacedName.schema.names.table) WHERE is_live AND NOT is_withdrawn "
            + "ORDER BY key, source"
        try session.connection.query(sql, [], kinds: [.text, .strings]) { row in
            names.add(row[0].plainText, replacedBy: StringList(value: row[1]).elements)
            return true
        }
        self = names
    }

    /// The CVEs whose criteria name, or list by name, a release whose names mean something else since a load.
    func cves(changedSince load: Int, _ session: Session) throws -> Set<String> {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT DISTINCT key FROM \(ReplacedName.schema.names.table) WHERE is_live AND load > "
        sql.bind(.int(Int64(load)))
        let changed = try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText)
        guard !changed.isEmpty else { return [] }
        let search = RenamedReleases(releases(leadingTo: changed), session)
        return try search.naming().union(search.listing())
    }
}

/// Finds the CVEs that are about releases whose names mean something else now.
private struct RenamedReleases {
    private let releases: Set<NamedRelease>
    private let systems: [Value]
    private let session: Session
    /// Keys per statement.
    private static let chunk = 500

    init(_ releases: Set<NamedRelease>, _ session: Session) {
        self.releases = releases
        self.session = session
        let products = Set(releases.map(\.product))
        systems = Set(products.flatMap(SystemNames.systems)).map(\.rawValue).sorted().map(Value.text)
    }

    /// Those with a criterion that is the name of one of the releases.
    func naming() throws -> Set<String> {
        guard !systems.isEmpty else { return [] }
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT cve, configurations FROM \(FeedRecord.schema.names.table) WHERE is_live "
        sql += "AND configurations IS NOT NULL AND id IN "
        sql += "(SELECT record_id FROM \(FeedRecordSystem.schema.names.table) WHERE system IN "
        sql.bindList(systems)
        sql += ")"
        var cves: Set<String> = []
        try session.connection.query(sql.text, sql.arguments, kinds: [.text, .json]) { row in
            let cve = row[0].plainText
            // What is no JSON cannot be judged either.
            if !cves.contains(cve), case .json(let text) = row[1], let json = try? JSONValue(parsing: text),
                CriteriaScan.names(json).contains(where: isMeant)
            {
                cves.insert(cve)
            }
            return true
        }
        return cves
    }

    private func isMeant(_ name: String) -> Bool {
        // What is no name makes the whole record unreadable.
        guard let name = try? CPEName(name), let release = NamedRelease(name) else { return false }
        return releases.contains(release)
    }

    /// Those with a criterion for which a version of one of the releases is listed.
    func listing() throws -> Set<String> {
        guard !systems.isEmpty else { return [] }
        let (link, about) = (FeedRecordCriterion.schema.names.table, FeedRecordSystem.schema.names.table)
        let versions = Set(releases.map(\.version))
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT c.key, c.versions FROM \(ListedVersions.schema.names.table) c WHERE c.is_live AND c.key IN "
        sql += "(SELECT l.criterion FROM \(link) l JOIN \(about) s ON s.record_id = l.record_id WHERE s.system IN "
        sql.bindList(systems)
        sql += ")"
        var keys: Set<String> = []
        try session.connection.query(sql.text, sql.arguments, kinds: [.text, .strings]) { row in
            if StringList(value: row[1]).elements.contains(where: versions.contains) { keys.insert(row[0].plainText) }
            return true
        }
        var cves: Set<String> = []
        let criteria = keys.sorted()
        for start in stride(from: 0, to: criteria.count, by: Self.chunk) {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT DISTINCT l.cve FROM \(link) l JOIN \(about) s ON s.record_id = l.record_id "
            sql += "WHERE l.criterion IN "
            sql.bindList(criteria[start..<min(start + Self.chunk, criteria.count)].map(Value.text))
            sql += " AND s.system IN "
            sql.bindList(systems)
            cves.formUnion(try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText))
        }
        return cves
    }
}
