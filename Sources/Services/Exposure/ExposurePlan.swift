import Applicability
import Basics
import Domain
import Modeling
import Storage

/// What has to be judged, and for which software.
struct ExposurePlan: Sendable {
    /// Some CVEs for some software.
    struct Part: Sendable {
        let cves: [String]
        /// nil for all software.
        let software: Set<Identifier>?
    }

    let checker: CheckerEvidence
    /// Names that sources gave up for others.
    let names: ReplacedNames
    /// The last load that the evaluation covers.
    let load: Int
    let isFull: Bool
    private(set) var parts: [Part] = []

    init(_ session: Session, all: Bool, engine: Int) throws {
        checker = try CheckerEvidence(session)
        names = try ReplacedNames(session)
        load = Int(
            try session.connection.value(
                "SELECT max(load) FROM \(VulnerabilityFeed.schema.names.table)", [], kind: .integer
            ).integer ?? 0)
        let mark = try ExposureMark.load(session)
        isFull = all || mark?.engine != engine
        guard !isFull, let mark else {
            parts = [Part(cves: try Self.cves(of: nil, checker, names, session), software: nil)]
            return
        }
        let renamed = try names.cves(changedSince: mark.load, session)
        let told = try Self.toldSince(mark.load, session).union(renamed).sorted()
        if !told.isEmpty { parts.append(Part(cves: told, software: nil)) }
        let due = try SoftwareIdentities.due(session)
        var systems = due.systems
        var changed = due.software
        for release in try Self.askedSince(mark.load, session) {
            let software = try SoftwareIdentities.software(of: release.system, release.canonical, session)
            if !software.isEmpty { systems.insert(release.system) }
            changed.formUnion(software)
        }
        guard !changed.isEmpty else { return }
        var cves = systems.isEmpty ? [] : try Self.cves(of: systems, checker, names, session)
        // Software that nobody can read any more has findings to close, whatever its system was.
        if !due.unreadable.isEmpty {
            cves = Set(cves).union(try Self.cvesFound(in: due.unreadable, session)).sorted()
        }
        if !cves.isEmpty { parts.append(Part(cves: cves, software: changed)) }
    }

    /// The CVEs of which a source says something new, as far as they are about a system or were found before.
    private static func toldSince(_ load: Int, _ session: Session) throws -> Set<String> {
        let vulnerability = KnownVulnerability.schema.names.table
        func keys(_ schema: AnySchema, _ column: String, _ condition: String) throws -> [String] {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT DISTINCT r.\(column) FROM \(schema.names.table) r WHERE r.load > "
            sql.bind(.int(Int64(load)))
            sql += " AND r.is_live AND \(condition)"
            return try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText)
        }
        let found = "EXISTS (SELECT 1 FROM \(vulnerability) v WHERE v.cve = r."
        // A condition that cve is not null would lead SQLite to the index of all CVEs; rows without one meet neither.
        var told = Set(
            try keys(
                FeedRecord.schema, "cve",
                "(EXISTS (SELECT 1 FROM \(FeedRecordSystem.schema.names.table) s WHERE s.record_id = r.id) "
                    + "OR \(found)cve))"))
        told.formUnion(try keys(ExploitedVulnerability.schema, "key", "\(found)key)"))
        told.formUnion(try keys(ExploitLikelihood.schema, "key", "\(found)key)"))
        // A list of versions is about the vulnerabilities whose records have its criterion.
        var listed = SQLText(session.connection.dialect)
        listed += "SELECT DISTINCT l.cve FROM \(ListedVersions.schema.names.table) c "
        listed +=
            "JOIN \(FeedRecordCriterion.schema.names.table) l ON l.criterion = c.key WHERE c.is_live AND c.load > "
        listed.bind(.int(Int64(load)))
        let rows = try session.connection.rows(listed.text, listed.arguments, kinds: [.text])
        told.formUnion(rows.map(\.[0].plainText))
        return told
    }

    /// A release that a checker was asked for.
    private struct Release: Hashable {
        let system: OperatingSystem
        let canonical: String
    }

    private static func askedSince(_ load: Int, _ session: Session) throws -> Set<Release> {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT system, version FROM \(CheckedRelease.schema.names.table) WHERE is_live AND load > "
        sql.bind(.int(Int64(load)))
        let rows = try session.connection.rows(sql.text, sql.arguments, kinds: [.text, .text])
        return Set(
            rows.compactMap { row in
                OperatingSystem(rawValue: row[0].plainText).map { Release(system: $0, canonical: row[1].plainText) }
            })
    }

    /// The CVEs that records or checkers know of systems, in order.
    ///
    /// - Parameter systems: nil for all of them, and for everything that was found before.
    static func cves(
        of systems: Set<OperatingSystem>?, _ checker: CheckerEvidence, _ names: ReplacedNames, _ session: Session
    ) throws -> [String] {
        // Records under the name of another system may mean this one by names that were given up.
        let systems = systems.map { names.systems(leadingTo: $0) }
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT DISTINCT cve FROM \(FeedRecordSystem.schema.names.table)"
        if let systems {
            sql += " WHERE system IN "
            sql.bindList(systems.map { .text($0.rawValue) })
        } else {
            sql += " UNION SELECT cve FROM \(KnownVulnerability.schema.names.table)"
        }
        var cves = Set(try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText))
        for (system, known) in checker.known where systems?.contains(system) ?? true { cves.formUnion(known) }
        return cves.sorted()
    }

    private static func cvesFound(in software: Set<Identifier>, _ session: Session) throws -> [String] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT DISTINCT v.cve FROM \(KnownVulnerability.schema.names.table) v JOIN "
        sql += "\(Finding.schema.names.table) f ON f.vulnerability_id = v.id WHERE f.software_id IN "
        sql.bindKeys(software)
        return try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText)
    }
}

/// How far findings follow from what sources told.
struct ExposureMark: Sendable {
    let load: Int
    let engine: Int
    private static let key = "exposure.evaluated"

    /// What differs as soon as an evaluation ended; nil before the first.
    static func text(_ session: Session) throws -> String? {
        try session.first(Query<SystemSetting>().where { $0.key == key })?.value.text
    }

    static func load(_ session: Session) throws -> ExposureMark? {
        guard let setting = try session.first(Query<SystemSetting>().where { $0.key == key }),
            let json = try? JSONValue(parsing: setting.value.text), let load = json["load"]?.intValue,
            let engine = json["engine"]?.intValue
        else { return nil }
        return ExposureMark(load: Int(load), engine: Int(engine))
    }

    /// - Parameter run: Tells this evaluation from every other one.
    func save(_ session: Session, run: Identifier) throws {
        var setting = Record<SystemSetting>(id: ID(Identifier.derived(from: Self.key)))
        setting.key = Self.key
        setting.value = JSONDocument(
            text: JSONValue.object([
                "load": .int(Int64(load)), "engine": .int(Int64(engine)), "run": .string(run.description),
            ]).text)
        if try session.holds(SystemSetting.schema, setting.id.raw) {
            try session.update(SystemSetting.schema, setting.values, columns: Array(1..<setting.values.count))
        } else {
            try session.insert(SystemSetting.schema, setting.values)
        }
    }
}
