import Basics
import Domain
import Modeling
import Storage

/// What is said of one vulnerability and one software version, sources and people together: the unit of a VEX document.
struct ExposureStatement: Sendable {
    /// What holds, in the words of VEX.
    enum Status: String, Sendable, CaseIterable {
        case affected = "known_affected"
        case notAffected = "known_not_affected"
        case underInvestigation = "under_investigation"
    }

    let vulnerability: Record<KnownVulnerability>
    let software: Identifier
    let status: Status
    /// The decision behind it, when people made one.
    let decision: Triage.State?
    /// Why it does not apply, or what is to be done.
    let reason: String
    let fixedIn: [String]

    /// A software version as documents name it.
    struct Product: Sendable {
        let id: Identifier
        let vendor: String
        let name: String
        let version: String

        /// What matches it again when a document comes back.
        var reference: String { "urn:uuid:\(id)" }
    }

    /// Everything that is known of the software in use, by CVE and software.
    ///
    /// Decisions about single devices or types of device are left out: a document speaks of software.
    ///
    /// - Parameter cve: Only this one; nil for all.
    static func all(
        _ session: Session, today: CalendarDay, cve: String? = nil
    ) throws -> (statements: [ExposureStatement], products: [Identifier: Product]) {
        let decisions = try TriageBook(session, today: today)
        var views: [Identifier: Record<KnownVulnerability>] = [:]
        var query = Query<KnownVulnerability>()
        if let cve { query = query.where { $0.cve == cve } }
        for view in try session.fetch(query) { views[view.id.raw] = view }
        var sql = SQLText(session.connection.dialect)
        sql += """
            SELECT f.vulnerability_id, f.software_id, f.verdict, f.state, f.close_reason, a.fixed_in
            FROM \(Finding.schema.names.table) f JOIN \(FindingAssessment.schema.names.table) a ON a.id = f.assessment_id
            WHERE f.device_type_id IS NULL
            """
        if cve != nil {
            sql += " AND f.vulnerability_id IN "
            sql.bindKeys(views.keys.sorted())
        }
        let rows = try session.connection.rows(
            sql.text, sql.arguments, kinds: [.identifier, .identifier, .text, .text, .text, .strings])
        var statements: [ExposureStatement] = []
        for row in rows {
            guard let vulnerability = row[0].identifier, let software = row[1].identifier,
                let view = views[vulnerability]
            else { continue }
            let isOpen = row[3].plainText == Finding.State.open.rawValue
            let decision = decisions.decision(view.cve, software: software, type: nil, device: nil)
            let state = decision.flatMap { Triage.State(rawValue: $0.state) }
            statements.append(
                ExposureStatement(
                    vulnerability: view, software: software,
                    status: status(row[2].plainText, isOpen: isOpen, state), decision: state,
                    reason: decision?.reason ?? row[4].plainText, fixedIn: StringList(value: row[5]).elements))
        }
        statements.sort {
            ($0.vulnerability.cve, $0.software) < ($1.vulnerability.cve, $1.software)
        }
        return (statements, try products(session, Set(statements.map(\.software))))
    }

    private static func status(_ verdict: String, isOpen: Bool, _ decision: Triage.State?) -> Status {
        switch decision {
        case .falsePositive?, .mitigated?: return .notAffected
        case .underInvestigation?: return .underInvestigation
        case .accepted?, .confirmed?: return isOpen ? .affected : .notAffected
        case nil: return !isOpen ? .notAffected : verdict == "potential" ? .underInvestigation : .affected
        }
    }

    /// The software versions as documents name them.
    static func products(_ session: Session, _ wanted: Set<Identifier>?) throws -> [Identifier: Product] {
        let rows = try session.connection.rows(
            """
            SELECT s.id, s.version, p.name, m.name FROM \(SoftwareVersion.schema.names.table) s
            JOIN \(Platform.schema.names.table) p ON p.id = s.platform_id
            LEFT JOIN \(Manufacturer.schema.names.table) m ON m.id = p.manufacturer_id
            """, [], kinds: [.identifier, .text, .text, .text])
        var products: [Identifier: Product] = [:]
        for row in rows {
            guard let id = row[0].identifier, wanted?.contains(id) ?? true else { continue }
            products[id] = Product(
                id: id, vendor: row[3].plainText, name: row[2].plainText, version: row[1].plainText)
        }
        return products
    }
}
