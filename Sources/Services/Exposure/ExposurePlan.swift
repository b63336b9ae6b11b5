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

    /// All software that is understood.
    let known: [OperatingSystem: [SoftwareIdentities.Known]]
    let checker: CheckerEvidence
    /// The last load that the evaluation covers.
    let load: Int
    let isFull: Bool
    private(set) var parts: [Part] = []

    init(_ session: Session, all: Bool, engine: Int) throws {
        known = try SoftwareIdentities.known(session)
        checker = try CheckerEvidence(session)
        load = Int(
            try session.connection.value(
                "SELECT max(load) FROM \(VulnerabilityFeed.schema.names.table)", [], kind: .integer
            ).integer ?? 0)
        let mark = try ExposureMark.load(session)
        isFull = all || mark?.engine != engine
        guard !isFull, let mark else {
            parts = [Part(cves: try Self.cves(of: nil, checker, session), software: nil)]
            return
        }
        let told = try Self.toldSince(mark.load, session)
        if !told.isEmpty { parts.append(Part(cves: told, software: nil)) }
        let asked = try Self.askedSince(mark.load, session)
        let changed = try SoftwareIdentities.due(session).union(
            known.values.joined().filter {
                asked.contains(Release(system: $0.version.system, canonical: $0.version.canonical))
            }
            .map(\.software))
        let systems = Set(known.filter { $0.value.contains { changed.contains($0.software) } }.keys)
        guard !changed.isEmpty else { return }
        // Software that nobody can read any more has findings to close, whatever its system was.
        let readable = Set(known.values.joined().map(\.software))
        let lost = changed.subtracting(readable)
        var cves = systems.isEmpty ? [] : try Self.cves(of: systems, checker, session)
        if !lost.isEmpty { cves = Set(cves).union(try Self.cvesFound(in: lost, session)).sorted() }
        if !cves.isEmpty { parts.append(Part(cves: cves, software: changed)) }
    }

    /// The CVEs of which a source says something new, as far as they are about a system or were found before.
    private static func toldSince(_ load: Int, _ session: Session) throws -> [String] {
        let vulnerability = KnownVulnerability.schema.names.table
        func keys(_ schema: AnySchema, _ column: String, _ condition: String) throws -> [String] {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT DISTINCT r.\(column) FROM \(schema.names.table) r WHERE r.load > "
            sql.bind(.int(Int64(load)))
            sql += " AND r.is_live AND \(condition)"
            return try session.connection.rows(sql.text, sql.arguments, kinds: [.text]).map(\.[0].plainText)
        }
        let found = "EXISTS (SELECT 1 FROM \(vulnerability) v WHERE v.cve = r."
        var told = Set(
            try keys(
                FeedRecord.schema, "cve",
                "r.cve IS NOT NULL AND (EXISTS (SELECT 1 FROM \(FeedRecordSystem.schema.names.table) s "
                    + "WHERE s.record_id = r.id) OR \(found)cve))"))
        told.formUnion(try keys(ExploitedVulnerability.schema, "key", "\(found)key)"))
        told.formUnion(try keys(ExploitLikelihood.schema, "key", "\(found)key)"))
        return told.sorted()
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
        of systems: Set<OperatingSystem>?, _ checker: CheckerEvidence, _ session: Session
    ) throws -> [String] {
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
        sql.bindList(software.map(Value.id))
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

/// What lists show of software without counting.
enum ExposureCounts {
    /// Brings the counts of all software in step with its findings.
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
