package import Basics

/// A cell of a report.
package enum ReportCell: Hashable, Sendable {
    case text(String)
    case number(Int)
    /// A share in percent with two decimals, nil when there is nothing to share.
    case percent(Double?)
    case day(CalendarDay?)
    case none

    /// How people and CSV read it.
    package var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .percent(let share): share.map { Self.percentText($0) } ?? ""
        case .day(let day): day?.description ?? ""
        case .none: ""
        }
    }

    private static func percentText(_ share: Double) -> String {
        let hundredths = Int((share * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    package var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .int(Int64(number))
        case .percent(let share): share.map { .double((($0 * 100).rounded()) / 100) } ?? .null
        case .day(let day): day.map { .string($0.description) } ?? .null
        case .none: .null
        }
    }
}

/// A column of a report.
package struct ReportColumn: Hashable, Sendable {
    /// Stable name in JSON and CSV.
    package let name: String
    /// Heading for people.
    package let label: String
    package let alignsRight: Bool

    package init(_ name: String, _ label: String, alignsRight: Bool = false) {
        self.name = name
        self.label = label
        self.alignsRight = alignsRight
    }
}

/// One number of a report's summary.
package struct ReportFigure: Hashable, Sendable {
    package let name: String
    package let label: String
    package let count: Int
    /// How many of the same things there are in all, when this is a share of them: what a bar is drawn against.
    package let total: Int?

    package init(_ name: String, _ label: String, _ count: Int, of total: Int? = nil) {
        self.name = name
        self.label = label
        self.count = count
        self.total = total
    }
}

/// A report: a summary, and rows behind it.
package struct Report: Sendable {
    package let name: String
    package let title: String
    /// The day that "today" means in it.
    package let today: CalendarDay
    package let summary: [ReportFigure]
    package let columns: [ReportColumn]
    package let rows: [[ReportCell]]
    /// The objects that the rows are about, for pages that lead there; empty where rows are about none.
    package let keys: [Identifier?]
    /// How many things need attention: out of support, not valid, ended.
    ///
    /// Decides the exit code of the command line.
    package let attention: Int
    /// What numbers do not tell, in whole sentences: of what nothing can be said, and why.
    package let remarks: [String]

    package init(
        name: String, title: String, today: CalendarDay, summary: [ReportFigure], columns: [ReportColumn],
        rows: [[ReportCell]], keys: [Identifier?] = [], attention: Int, remarks: [String] = []
    ) {
        self.name = name
        self.title = title
        self.today = today
        self.summary = summary
        self.columns = columns
        self.rows = rows
        self.keys = keys
        self.attention = attention
        self.remarks = remarks
    }

    /// The report as one JSON object.
    package var json: JSONValue {
        var object = JSONObject([
            ("report", .string(name)), ("title", .string(title)), ("today", .string(today.description)),
            ("summary", .object(JSONObject(summary.map { ($0.name, JSONValue.int(Int64($0.count))) }))),
            ("attention", .int(Int64(attention))),
        ])
        if !remarks.isEmpty { object["remarks"] = .array(remarks.map(JSONValue.string)) }
        object["rows"] = .array(
            rows.map { row in .object(JSONObject(zip(columns, row).map { ($0.name, $1.json) })) })
        return .object(object)
    }

    /// The rows as CSV with a header.
    ///
    /// - Parameter guardsFormulas: Whether cells that a spreadsheet would compute are made inert.
    package func csv(guardsFormulas: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        CSVText.appendRow(columns.map(\.name), to: &bytes)
        for row in rows {
            CSVText.appendRow(row.map { guardsFormulas ? CSVText.guardFormula($0.text) : $0.text }, to: &bytes)
        }
        return bytes
    }
}
