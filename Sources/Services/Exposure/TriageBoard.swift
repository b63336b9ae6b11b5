package import Basics
package import Domain
package import Modeling
import Storage

/// A page of the open vulnerabilities of the own network in the order of work, with what people decided.
package struct TriageBoard: Sendable {
    /// Which vulnerabilities are asked for.
    package struct Question: Hashable, Sendable {
        /// What people decided.
        package enum Standing: Hashable, Sendable {
            case all
            /// Nothing that silences.
            case toDo
            /// Nothing at all.
            case undecided
            case decided(Triage.State)

            /// As addresses write it; nil for other texts.
            package init?(_ text: String) {
                switch text {
                case "all": self = .all
                case "to-do", "": self = .toDo
                case "undecided": self = .undecided
                default:
                    guard let state = Triage.State(rawValue: text) else { return nil }
                    self = .decided(state)
                }
            }
        }

        package var standing = Standing.toDo
        /// Severities of the merged view; empty for all.
        package var severities: Set<String> = []
        package var exploitedOnly = false
        /// Part of the CVE or the title.
        package var text = ""
        package var location: Identifier?
        /// Only what this software version has; decisions are then about it.
        package var software: Identifier?
        package var limit = 50
        package var offset = 0

        package init() {}
    }

    /// A vulnerability.
    package struct Row: Sendable {
        package let view: Record<KnownVulnerability>
        /// When EPSS scored it, and the version of the model.
        package let likelihood: Record<ExploitLikelihood>?
        /// Devices that are affected, whatever people decided.
        package let affected: Int
        /// Devices that may be affected.
        package let potential: Int
        /// Software versions with an open finding.
        package let software: Int
        /// The names of the first of them that are in use.
        package let names: [String]
        /// The decision that counts for everything that the question is about.
        package let decision: Record<Triage>?
        /// Decisions about a part of it.
        package let narrower: Int
    }

    package let rows: [Row]
    /// How many fit the question.
    package let total: Int

    /// Answers a question.
    ///
    /// - Parameter total: How many fit it, where that was counted before; nil counts them.
    init(
        _ session: Session, _ question: Question, _ fleet: FleetCount, today: CalendarDay, total: Int? = nil
    ) throws {
        let decisions = try TriageBook(session, today: today)
        var tally = fleet.tally(at: question.location)
        if let software = question.software { tally = tally.filter { $0.key == software } }
        let software = tally.keys.sorted()
        let predicate = Self.predicate(question, decisions)
        self.total = try total ?? Self.count(session, predicate, software)
        let ids = try Self.page(session, predicate, software, question)
        let places = Dictionary(
            ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let views = try session.rows(KnownVulnerability.schema, ids: ids)
            .map { Record<KnownVulnerability>(values: $0) }
            .sorted { places[$0.id.raw, default: 0] < places[$1.id.raw, default: 0] }
        let cves = views.map(\.cve)
        let found = try OpenFindingKinds(session, cves: cves)
        let names = try SoftwareNames(session)
        let likelihoods = try Self.likelihoods(session, cves)
        rows = views.map { view in
            let affected = found.kinds(view.cve, "affected")
            let potential = found.kinds(view.cve, "potential")
            let software = Set((affected?.names ?? []) + (potential?.names ?? []))
            let decision = decisions.decision(view.cve, software: question.software, type: nil, device: nil)
            return Row(
                view: view, likelihood: likelihoods[view.cve], affected: FleetCount.count(affected, in: tally),
                potential: FleetCount.count(potential, in: tally), software: software.count,
                names: Array(software.filter { tally[$0] != nil }.compactMap { names[$0] }.sorted().prefix(3)),
                decision: decision,
                narrower: decisions.all(view.cve).count { $0.id != decision?.id && Self.isNarrower($0, question) })
        }
    }

    private static func isNarrower(_ decision: Record<Triage>, _ question: Question) -> Bool {
        if let software = question.software, let of = decision.software, of.raw != software { return false }
        return decision.software != nil || decision.deviceType != nil || decision.device != nil
    }

    private static func count(_ session: Session, _ predicate: Predicate, _ software: [Identifier]) throws -> Int {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT count(*)"
        try append(session, predicate, software, to: &sql)
        return Int(try session.connection.value(sql.text, sql.arguments, kind: .integer).integer ?? 0)
    }

    /// The keys of a page, in the order of work.
    private static func page(
        _ session: Session, _ predicate: Predicate, _ software: [Identifier], _ question: Question
    ) throws -> [Identifier] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT v.id"
        try append(session, predicate, software, to: &sql)
        sql += " ORDER BY v.priority DESC, v.cve LIMIT \(question.limit) OFFSET \(question.offset)"
        return try session.connection.rows(sql.text, sql.arguments, kinds: [.identifier]).compactMap(\.[0].identifier)
    }

    /// Appends which vulnerabilities: those with an open finding of the software that the predicate selects.
    ///
    /// One finding is looked for and then no more: there may be hundreds of each vulnerability.
    private static func append(
        _ session: Session, _ predicate: Predicate, _ software: [Identifier], to sql: inout SQLText
    ) throws {
        sql += " FROM \(KnownVulnerability.schema.names.table) v WHERE EXISTS (SELECT 1 FROM "
        sql +=
            "\(Finding.schema.names.table) f WHERE f.vulnerability_id = v.id AND f.state = 'open' AND f.software_id IN "
        sql.bindKeys(software)
        sql += ")"
        guard predicate != .always else { return }
        sql += " AND "
        try session.compile(predicate, KnownVulnerability.schema, alias: "v", to: &sql)
    }

    private static func predicate(_ question: Question, _ decisions: TriageBook) -> Predicate {
        var predicate = Predicate.always
        if !question.severities.isEmpty {
            predicate = predicate && .compare(["severity"], .equals, question.severities.sorted().map(Value.text))
        }
        if question.exploitedOnly { predicate = predicate && .compare(["is_exploited"], .equals, [.bool(true)]) }
        if !question.text.isEmpty {
            let text = [Value.text(question.text)]
            predicate =
                predicate
                && .any([
                    .compare(["cve"], .containsIgnoringCase, text), .compare(["title"], .containsIgnoringCase, text),
                ])
        }
        func decided(_ fits: (Triage.State) -> Bool) -> Predicate {
            let cves = decisions.cves.filter { cve in
                decisions.decision(cve, software: question.software, type: nil, device: nil)
                    .flatMap { Triage.State(rawValue: $0.state) }.map(fits) ?? false
            }
            return cves.isEmpty ? .never : .compare(["cve"], .equals, cves.map(Value.text))
        }
        switch question.standing {
        case .all: return predicate
        case .toDo: return predicate && without(decided(\.silences))
        case .undecided: return predicate && without(decided { _ in true })
        case .decided(let state): return predicate && decided { $0 == state }
        }
    }

    private static func without(_ predicate: Predicate) -> Predicate {
        predicate == .never ? .always : .not(predicate)
    }

    private static func likelihoods(
        _ session: Session, _ cves: [String]
    ) throws -> [String: Record<ExploitLikelihood>] {
        guard !cves.isEmpty else { return [:] }
        let rows = try session.rows(
            Selection(
                ExploitLikelihood.schema,
                where: .compare(["key"], .equals, cves.map(Value.text))
                    && .compare(["is_live"], .equals, [.bool(true)])))
        return rows.reduce(into: [:]) { known, row in
            let record = Record<ExploitLikelihood>(values: row)
            if !record.isWithdrawn { known[record.key] = record }
        }
    }
}

/// The names of software versions: platform and version.
struct SoftwareNames {
    private var names: [Identifier: String] = [:]

    init(_ session: Session) throws {
        try session.connection.query(
            "SELECT s.id, p.name, s.version FROM \(SoftwareVersion.schema.names.table) s "
                + "JOIN \(Platform.schema.names.table) p ON p.id = s.platform_id", [],
            kinds: [.identifier, .text, .text]
        ) { row in
            if let id = row[0].identifier { names[id] = "\(row[1].plainText) \(row[2].plainText)" }
            return true
        }
    }

    subscript(id: Identifier) -> String? { names[id] }
}
