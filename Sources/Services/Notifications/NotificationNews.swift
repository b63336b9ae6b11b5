import Basics
import Domain
import Modeling
import Storage

/// Something that holds now and that a rule tells.
struct NotificationNews: Hashable {
    /// The same for as long as it holds; at most 255 characters.
    let subject: String
    /// One line.
    let title: String
    /// Path of the page that shows it.
    let link: String
    /// Place in a message; the lowest stands first.
    let rank: Int
}

/// Finds what holds now, for each event: a constant number of statements, however many devices there are.
struct NotificationSources {
    let session: Session
    let environment: RecordEnvironment
    let rule: Record<NotificationRule>
    let scope: NotificationScope

    /// News of one rule at most; beyond, the rule has to be narrowed.
    static let most = 20_000
    /// Days for which a failed run counts.
    static let failureDays = 7.0

    private var today: CalendarDay { environment.time.today }

    /// What holds now.
    ///
    /// - Throws: ``Problem`` that says why nobody can tell: what the user who saved the rule may not see, or too much news.
    func all() throws -> [NotificationNews] {
        guard let event = NotificationRule.Event(rawValue: rule.event) else {
            throw Problem(.invalidInput, "This release does not know the event \(rule.event).")
        }
        let news =
            switch event {
            case .hardwareSupport: try dates([.endOfSupport])
            case .softwareSupport: try dates([.softwareEndOfSupport])
            case .contractEnd: try dates([.contractEnd])
            case .deviceUncovered: try uncovered()
            case .findingExploited: try findings { $0.isExploited }
            case .findingSeverity: try findings { isSevere($0.severity) }
            case .jobFailed: try failures()
            case .feedStale: try feeds()
            case .viewChanged: try members()
            }
        guard news.count <= Self.most else { throw tooMuch }
        return news
    }

    private var tooMuch: Problem {
        Problem(.tooLarge, "The rule has more than \(Self.most) pieces of news. Narrow it by filters or by a view.")
    }

    /// The page that shows all of it.
    var page: String {
        switch NotificationRule.Event(rawValue: rule.event) {
        case .hardwareSupport?: scope.page("/lifecycle/hardware/")
        case .softwareSupport?: scope.page("/lifecycle/timeline/")
        case .contractEnd?: scope.page("/lifecycle/contracts/")
        case .deviceUncovered?: scope.page("/dcim/devices/", [("under_contract", "false")])
        case .findingExploited?: scope.page("/dcim/devices/", [("exposure", "exploited")])
        case .findingSeverity?:
            scope.page(
                "/dcim/devices/",
                DeviceExposure.ofFindings.filter { $0 == .exploited || isSevere($0.rawValue) }
                    .map { ("exposure", $0.rawValue) })
        case .jobFailed?: "/extras/job-results/?status=FAILURE"
        case .feedStale?: "/exposure/feeds/"
        case .viewChanged?: viewPage
        case nil: "/"
        }
    }

    private var viewPage: String {
        guard let view = scope.view,
            let schema = session.catalog.schemas.first(where: {
                "\($0.names.app):\($0.names.model)_list" == view.view
            })
        else { return "/" }
        return Self.page(of: schema) + "?saved_view=\(view.id)"
    }

    /// Where the pages of a model are: the API's path without `/api`.
    static func page(of schema: AnySchema) -> String { String(schema.names.path.dropFirst(4)) }

    // MARK: Dates

    private func dates(_ kinds: [DueKind]) throws -> [NotificationNews] {
        try ReportKind.due.require(scope.actor)
        let window = DueReport.Window(to: today.adding(days: rule.days), kinds: Set(kinds.map(\.rawValue)))
        return try DueReport.entries(session, scope: scope.devices, window: window).map { entry in
            let hasPassed = entry.day < today
            let left = entry.day.days(since: today)
            let when =
                hasPassed
                ? "passed on \(entry.day)"
                : "on \(entry.day), " + (left == 0 ? "today" : "in \(Self.count(left, "day"))")
            return NotificationNews(
                subject: "\(entry.source):\(entry.kind.rawValue):\(hasPassed ? "passed" : "near")",
                title:
                    "\(entry.subject): \(entry.kind.label.lowercased()) \(when) – \(Self.count(entry.affected, "device"))",
                link: Self.page(of: Self.model(of: entry.kind)) + "\(entry.source)/",
                rank: Int(entry.day.daysSinceEpoch))
        }
    }

    private static func model(of kind: DueKind) -> AnySchema {
        switch kind {
        case .softwareEndOfSupport: SoftwareVersion.schema
        case .validityEnd: ValidatedSoftware.schema
        case .contractEnd: Contract.schema
        default: HardwareNotice.schema
        }
    }

    // MARK: Contracts

    private func uncovered() throws -> [NotificationNews] {
        try ReportKind.contracts.require(scope.actor)
        let uncovered = try DeviceScope(
            [("under_contract", ["false"])], session, today: today, settings: environment.settings, visibility: nil)
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT d.id, d.name FROM \(Device.schema.names.table) d WHERE 1=1"
        try uncovered.append(session, alias: "d", to: &sql)
        try scope.devices.append(session, alias: "d", to: &sql)
        sql += " ORDER BY d.name, d.id LIMIT \(Self.most + 1)"
        var news: [NotificationNews] = []
        try session.connection.query(sql.text, sql.arguments, kinds: [.identifier, .text]) { row in
            guard let id = row[0].identifier else { return true }
            let name = row[1].isNull ? "The device \(id)" : row[1].plainText
            news.append(
                NotificationNews(
                    subject: "\(id)", title: "\(name) has no contract that runs", link: "/dcim/devices/\(id)/",
                    rank: news.count))
            return true
        }
        return news
    }

    // MARK: Findings

    private func findings(_ isWanted: (Record<KnownVulnerability>) -> Bool) throws -> [NotificationNews] {
        try ReportKind.exposure.require(scope.actor)
        let fleet = try ExposedFleet(session, scope: scope.devices, today: today)
        var news: [NotificationNews] = []
        for (id, tally) in fleet.vulnerabilities {
            guard let view = fleet.views[id], isWanted(view) else { continue }
            let traits = [view.severity.lowercased(), view.isExploited ? "known to be exploited" : ""]
                .filter { !$0.isEmpty }.joined(separator: ", ")
            for (software, count) in tally.bySoftware {
                let affected = count.affected > 0 ? Self.count(count.affected, "device") : ""
                let potential = count.potential > 0 ? "maybe \(Self.count(count.potential, "device"))" : ""
                news.append(
                    NotificationNews(
                        subject: "\(id):\(software)",
                        title: "\(view.cve)\(traits.isEmpty ? "" : " (\(traits))"): "
                            + "\(fleet.software[software] ?? "software") on "
                            + [affected, potential].filter { !$0.isEmpty }.joined(separator: " and "),
                        link: "/exposure/cves/\(FormEncoding.encode(view.cve))/", rank: -view.priority))
            }
        }
        return news
    }

    private func isSevere(_ severity: String) -> Bool {
        let order = Severity.allCases
        guard let least = Severity(rawValue: rule.severity).flatMap(order.firstIndex),
            let own = order.firstIndex(where: { $0.rawValue.lowercased() == severity.lowercased() })
        else { return false }
        return own <= least
    }

    // MARK: Jobs and feeds

    private func failures() throws -> [NotificationNews] {
        let seen = try Authorizer().allowed(.view, on: JobResult.schema, for: scope.actor)
        let since = environment.time.now.adding(seconds: -Self.failureDays * 86_400)
        let failed: Predicate =
            .compare(["status"], .equals, [.text(JobResult.Status.failure.rawValue)])
            && .compare(["date_created"], .greaterOrEqual, [.timestamp(since)])
        let rows = try session.rows(
            Selection(JobResult.schema, where: failed && seen, ordering: ["-date_created"], limit: Self.most + 1))
        return rows.enumerated().map { place, row in
            let run = Record<JobResult>(values: row)
            return NotificationNews(
                subject: "\(run.id)",
                title: "The job \(run.name) failed at \(Self.minute(run.dateDone ?? run.dateCreated))",
                link: Self.page(of: JobResult.schema) + "\(run.id)/", rank: place)
        }
    }

    private func feeds() throws -> [NotificationNews] {
        let seen = try Authorizer().allowed(.view, on: VulnerabilityFeed.schema, for: scope.actor)
        let now = environment.time.now
        return try session.rows(
            Selection(
                VulnerabilityFeed.schema, where: .compare(["enabled"], .equals, [.bool(true)]) && seen,
                ordering: ["slug"])
        ).map { FeedStatus(Record(values: $0), now: now) }.filter { $0.freshness == .stale }.enumerated()
            .map { place, feed in
                NotificationNews(
                    subject: feed.slug,
                    title: "The feed \(feed.label) last succeeded at "
                        + "\(feed.lastSuccess.map(Self.minute) ?? "no time"), more than "
                        + "\(Self.count(feed.staleAfterHours, "hour")) ago",
                    link: "/exposure/feeds/", rank: place)
            }
    }

    // MARK: Views

    /// Who is in the result of the view: what comes and what goes is news, who stays is not.
    private func members() throws -> [NotificationNews] {
        guard let view = scope.view else { throw Problem(.invalidInput, "The rule names no saved view.") }
        let (schema, predicate) = try scope.result(of: view, session)
        let rows = try session.rows(Selection(schema, where: predicate, limit: Self.most + 1))
        guard rows.count <= Self.most else { throw tooMuch }
        let texts = RowTexts(session, visibility: scope.visibility)
        texts.keep(schema, rows)
        try texts.prefetch(schema, rows)
        return try rows.enumerated().map { place, row in
            let id = row[0].identifier?.description ?? ""
            return NotificationNews(
                subject: id, title: "\(try texts.display(schema, row)) came into “\(view.name)”",
                link: Self.page(of: schema) + "\(id)/", rank: place)
        }
    }

    /// What a member says when it has gone: the title without what it said when it came.
    static func leaving(_ title: String, _ view: String) -> String {
        let ending = " came into “\(view)”"
        return (title.hasSuffix(ending) ? String(title.dropLast(ending.count)) : title) + " left “\(view)”"
    }

    // MARK: Words

    /// `1 device`, `12 devices`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// `2026-11-22 18:05 UTC`.
    static func minute(_ time: Timestamp) -> String {
        time.description.prefix(16).replacing("T", with: " ") + " UTC"
    }
}
