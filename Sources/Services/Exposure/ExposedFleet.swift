import Basics
import Domain
import Modeling
import Storage

/// The devices of a scope by what they are exposed to, counted by software and type.
struct ExposedFleet {
    typealias Exposure = DeviceExposure

    /// What is exposed to one vulnerability.
    struct Tally {
        /// Devices that are affected, and that may be.
        struct Count {
            var affected = 0
            var potential = 0
        }

        var affected = 0
        var potential = 0
        var bySoftware: [Identifier: Count] = [:]
        var fixedIn: [String] = []
    }

    private(set) var total = 0
    private(set) var devices: [Exposure: Int] = [:]
    private(set) var vulnerabilities: [Identifier: Tally] = [:]
    private(set) var views: [Identifier: Record<KnownVulnerability>] = [:]
    /// The names of software versions.
    private(set) var software: [Identifier: String] = [:]
    /// Software that runs in the scope and of which nothing can be said.
    private(set) var notUnderstood: [Identifier: Unread] = [:]

    /// Software of which nothing can be said.
    struct Unread {
        let name: String
        /// A whole sentence.
        let reason: String
        var devices: Int
    }

    /// Devices that are alike.
    private struct Group {
        let software: Identifier?
        let type: Identifier
        /// A single device that people decided about.
        let device: Identifier?
        let count: Int
    }

    init(_ session: Session, scope: DeviceScope, today: CalendarDay) throws {
        let decisions = try TriageBook(session, today: today)
        let groups = try Self.groups(session, scope, apart: decisions.devices)
        let versions = try session.connection.rows(
            "SELECT s.id, i.problem, p.name, s.version FROM \(SoftwareVersion.schema.names.table) s "
                + "JOIN \(Platform.schema.names.table) p ON p.id = s.platform_id "
                + "LEFT JOIN \(SoftwareIdentity.schema.names.table) i ON i.software_id = s.id", [],
            kinds: [.identifier, .text, .text, .text])
        /// Why nothing can be said of software.
        var problems: [Identifier: String] = [:]
        for row in versions {
            guard let id = row[0].identifier else { continue }
            software[id] = "\(row[2].plainText) \(row[3].plainText)"
            let problem = row[1].isNull ? Self.isNotJudged : row[1].plainText
            if !problem.isEmpty { problems[id] = problem }
        }
        let findings = try OpenFindings(session, software: Set(groups.compactMap(\.software)))
        views = findings.views
        for group in groups {
            total += group.count
            guard let of = group.software else {
                devices[.noSoftware, default: 0] += group.count
                continue
            }
            let worst = add(group, of, findings, decisions)
            guard worst == .none, let problem = problems[of] else {
                devices[worst, default: 0] += group.count
                continue
            }
            devices[.notUnderstood, default: 0] += group.count
            notUnderstood[of, default: Unread(name: software[of] ?? "", reason: problem, devices: 0)].devices +=
                group.count
        }
    }

    private static let isNotJudged = "The software was not judged yet: almanac vulnerabilities evaluate"

    /// Adds a group to what it is exposed to, and gives the worst of it.
    private mutating func add(
        _ group: Group, _ software: Identifier, _ findings: OpenFindings, _ decisions: TriageBook
    ) -> Exposure {
        var worst = Exposure.none
        for finding in findings.of(software, type: group.type) {
            guard let view = views[finding.vulnerability],
                !decisions.silences(view.cve, software: software, type: group.type, device: group.device)
            else { continue }
            var tally = vulnerabilities[finding.vulnerability] ?? Tally()
            if finding.isPotential {
                tally.potential += group.count
                tally.bySoftware[software, default: .init()].potential += group.count
            } else {
                tally.affected += group.count
                tally.bySoftware[software, default: .init()].affected += group.count
            }
            for fix in finding.fixedIn where !tally.fixedIn.contains(fix) { tally.fixedIn.append(fix) }
            vulnerabilities[finding.vulnerability] = tally
            worst = min(
                worst,
                Exposure(
                    severity: view.severity, isExploited: view.isExploited, isPotential: finding.isPotential))
        }
        return worst
    }

    private static func groups(
        _ session: Session, _ scope: DeviceScope, apart: Set<Identifier>
    ) throws -> [Group] {
        func groups(_ columns: String, _ condition: (inout SQLText) -> Void, _ tail: String) throws -> [Group] {
            var sql = SQLText(session.connection.dialect)
            sql +=
                "SELECT d.software_version_id, d.device_type_id, \(columns) FROM \(Device.schema.names.table) d WHERE 1=1"
            condition(&sql)
            try scope.append(session, alias: "d", to: &sql)
            sql += tail
            var groups: [Group] = []
            let kinds: [Kind] = [.identifier, .identifier, .identifier, .integer]
            try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
                guard let type = row[1].identifier else { return true }
                groups.append(
                    Group(
                        software: row[0].identifier, type: type, device: row[2].identifier,
                        count: Int(row[3].integer ?? 0)))
                return true
            }
            return groups
        }
        let ids = apart.sorted().map(Value.id)
        let alike = try groups(
            "NULL, count(*)",
            { sql in
                guard !ids.isEmpty else { return }
                sql += " AND d.id NOT IN "
                sql.bindList(ids)
            }, " GROUP BY d.software_version_id, d.device_type_id")
        guard !ids.isEmpty else { return alike }
        return alike
            + (try groups(
                "d.id, 1",
                { sql in
                    sql += " AND d.id IN "
                    sql.bindList(ids)
                }, " ORDER BY d.id"))
    }
}

/// Findings that hold, by software, and what differs on some hardware.
struct OpenFindings {
    /// A finding that holds.
    struct Entry {
        let vulnerability: Identifier
        let isPotential: Bool
        let fixedIn: [String]
    }

    private var bases: [Identifier: [Entry]] = [:]
    /// What differs: nil where it does not hold on that hardware.
    private var exact: [Key: [Identifier: Entry?]] = [:]
    private(set) var views: [Identifier: Record<KnownVulnerability>] = [:]

    private struct Key: Hashable {
        let software: Identifier
        let type: Identifier
    }

    /// Reads the findings of software versions.
    init(_ session: Session, software: Set<Identifier>) throws {
        var fixes: [Identifier: [String]] = [:]
        var wanted: Set<Identifier> = []
        let list = software.sorted()
        for start in stride(from: 0, to: list.count, by: 500) {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT f.software_id, f.device_type_id, f.vulnerability_id, f.verdict, f.state, f.assessment_id, "
            sql += "a.fixed_in FROM \(Finding.schema.names.table) f JOIN \(FindingAssessment.schema.names.table) a "
            sql +=
                "ON a.id = f.assessment_id WHERE (f.state = 'open' OR f.device_type_id IS NOT NULL) AND f.software_id IN "
            sql.bindKeys(list[start..<min(start + 500, list.count)])
            let kinds: [Kind] = [.identifier, .identifier, .identifier, .text, .text, .identifier, .strings]
            try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
                guard let of = row[0].identifier, let vulnerability = row[2].identifier,
                    let assessment = row[5].identifier
                else { return true }
                wanted.insert(vulnerability)
                if fixes[assessment] == nil { fixes[assessment] = StringList(value: row[6]).elements }
                let entry = Entry(
                    vulnerability: vulnerability, isPotential: row[3].plainText == "potential",
                    fixedIn: fixes[assessment] ?? [])
                if let type = row[1].identifier {
                    let isOpen = row[4].plainText == Finding.State.open.rawValue
                    exact[Key(software: of, type: type), default: [:]][vulnerability] = .some(isOpen ? entry : nil)
                } else {
                    bases[of, default: []].append(entry)
                }
                return true
            }
        }
        let ids = wanted.sorted()
        for start in stride(from: 0, to: ids.count, by: 1000) {
            for row in try session.rows(
                KnownVulnerability.schema, ids: Array(ids[start..<min(start + 1000, ids.count)]))
            {
                let view = Record<KnownVulnerability>(values: row)
                views[view.id.raw] = view
            }
        }
    }

    /// What holds for a software on a hardware.
    func of(_ software: Identifier, type: Identifier) -> [Entry] {
        let base = bases[software] ?? []
        guard let exact = exact[Key(software: software, type: type)] else { return base }
        let others = base.filter { exact[$0.vulnerability] == nil }
        return others + exact.values.compactMap { $0 }
    }
}

/// What people decided, as far as it counts today.
struct TriageBook {
    private var decisions: [String: [Record<Triage>]] = [:]
    /// Devices with a decision of their own.
    private(set) var devices: Set<Identifier> = []

    init(_ session: Session, today: CalendarDay) throws {
        for decision in try session.fetch(Query<Triage>()) {
            if let last = decision.expires, last < today { continue }
            decisions[decision.cve, default: []].append(decision)
            if let device = decision.device { devices.insert(device.raw) }
        }
    }

    /// CVEs of which a decision silences something, or is about a single device: where counting findings is not enough.
    var exceptionalCVEs: [String] {
        decisions.filter { entry in
            entry.value.contains { $0.device != nil || Triage.State(rawValue: $0.state)?.silences ?? false }
        }.map(\.key).sorted()
    }

    /// Every decision about a CVE that counts today.
    func all(_ cve: String) -> [Record<Triage>] { decisions[cve] ?? [] }

    /// The CVEs with a decision that counts today.
    var cves: [String] { decisions.keys.sorted() }

    /// The decision that counts: the most exact one.
    func decision(
        _ cve: String, software: Identifier?, type: Identifier?, device: Identifier?
    ) -> Record<Triage>? {
        var best: (weight: Int, decision: Record<Triage>)?
        for decision in decisions[cve] ?? [] {
            var weight = 0
            if let wanted = decision.device {
                guard wanted.raw == device else { continue }
                weight += 4
            }
            if let wanted = decision.deviceType {
                guard wanted.raw == type else { continue }
                weight += 2
            }
            if let wanted = decision.software {
                guard wanted.raw == software else { continue }
                weight += 1
            }
            if weight >= best?.weight ?? 0 { best = (weight, decision) }
        }
        return best?.decision
    }

    /// Whether nobody needs to act.
    func silences(_ cve: String, software: Identifier, type: Identifier?, device: Identifier?) -> Bool {
        decision(cve, software: software, type: type, device: device)
            .flatMap { Triage.State(rawValue: $0.state)?.silences } ?? false
    }
}
