import Basics
import Domain
import Modeling
import Storage

/// Everything that fits a question to the board, as a table to take along: a row per vulnerability, the most pressing first.
enum TriageReport {
    /// Rows of a table at most; more is no list that people decide by.
    private static let most = 100_000

    private static let columns = [
        ReportColumn("cve", "CVE"), ReportColumn("exploited", "Exploited"), ReportColumn("due", "Due"),
        ReportColumn("epss", "EPSS %", alignsRight: true), ReportColumn("severity", "Severity"),
        ReportColumn("score", "Score", alignsRight: true), ReportColumn("devices", "Devices", alignsRight: true),
        ReportColumn("potential", "Maybe", alignsRight: true),
        ReportColumn("software_count", "Versions", alignsRight: true), ReportColumn("software", "Software"),
        ReportColumn("decision", "Decision"), ReportColumn("expires", "Until"), ReportColumn("reason", "Reason"),
        ReportColumn("title", "Title"),
    ]

    /// Makes the table; the part of the board that the question is about is left out of account.
    ///
    /// - Parameter batch: Vulnerabilities that are read at once.
    /// - Throws: ``Problem`` of kind `tooLarge`.
    static func make(
        _ session: Session, _ question: TriageBoard.Question, _ fleet: FleetCount, today: CalendarDay,
        batch: Int = 1000
    ) throws -> Report {
        var question = question
        (question.offset, question.limit) = (0, batch)
        var rows: [[ReportCell]] = []
        var total: Int?
        repeat {
            let board = try TriageBoard(session, question, fleet, today: today, total: total)
            guard board.total <= most else {
                throw Problem(
                    .tooLarge,
                    "\(board.total) vulnerabilities fit, a table has at most \(most). Narrow the board, by severity for example."
                )
            }
            total = board.total
            rows += board.rows.map(cells)
            question.offset += batch
        } while question.offset < total ?? 0
        return Report(
            name: "triage", title: "Open vulnerabilities", today: today,
            summary: [ReportFigure("vulnerabilities", "Vulnerabilities", rows.count)], columns: columns, rows: rows,
            attention: rows.count)
    }

    private static func cells(_ row: TriageBoard.Row) -> [ReportCell] {
        let (view, names) = (row.view, row.names)
        let more = row.software - names.count
        return [
            .text(view.cve), .text(view.isExploited ? (view.usedByRansomware ? "yes, ransomware" : "yes") : ""),
            .day(view.due), .percent(view.epss.map { $0 * 100 }), .text(view.severity),
            view.score.map { .text(String($0)) } ?? .none, .number(row.affected), .number(row.potential),
            .number(row.software),
            .text(names.joined(separator: ", ") + (more > 0 && !names.isEmpty ? " and \(more) more" : "")),
            .text(row.decision?.state ?? ""), .day(row.decision?.expires), .text(row.decision?.reason ?? ""),
            .text(view.title.isEmpty ? String(view.summary.prefix(120)) : view.title),
        ]
    }
}
