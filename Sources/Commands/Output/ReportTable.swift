import Basics
import Services

/// A report as a table for people.
struct ReportTable {
    let report: Report
    /// Rows shown at most; nil shows all.
    let limit: Int?
    let usesColor: Bool

    /// The table as text, lines ending with a newline.
    var text: String {
        var lines = ["\(report.title), \(report.today)", ""]
        lines += summary
        if !report.remarks.isEmpty { lines += [""] + report.remarks.map { "  " + Terminal.printable($0) } }
        if !report.rows.isEmpty {
            lines.append("")
            lines += table
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var summary: [String] {
        let width = report.summary.map(\.label.count).max() ?? 0
        let digits = report.summary.map { Terminal.grouped($0.count).count }.max() ?? 0
        return report.summary.map { figure in
            let label = figure.label.padding(to: width)
            let count = Terminal.grouped(figure.count).leftPadding(to: digits)
            var line = "  \(label)  \(count)"
            if let total = figure.total, total > 0, figure.count > 0 {
                line += "  " + bar(figure.count, total, figure.name)
            }
            return line
        }
    }

    private func bar(_ count: Int, _ total: Int, _ name: String) -> String {
        let cells = max(1, count * 30 / total)
        let text = String(repeating: "█", count: cells)
        guard usesColor else { return text }
        let color: String
        switch name {
        case "supported", "valid", "active", "devices_covered", "later": color = "32"
        case "ending", "soon", "no_software": color = "33"
        case "unsupported", "invalid", "expired", "parts_unsupported", "past": color = "31"
        default: color = "90"
        }
        return "\u{1B}[\(color)m\(text)\u{1B}[0m"
    }

    private var table: [String] {
        let shown = limit.map { Array(report.rows.prefix($0)) } ?? report.rows
        let cells = shown.map { $0.map { Self.shortened($0.text) } }
        var widths = report.columns.map(\.label.count)
        for row in cells {
            for (index, cell) in row.enumerated() where index < widths.count {
                widths[index] = max(widths[index], cell.count)
            }
        }
        func line(_ texts: [String]) -> String {
            zip(texts, zip(report.columns, widths)).map { text, column in
                column.0.alignsRight ? text.leftPadding(to: column.1) : text.padding(to: column.1)
            }.joined(separator: "  ").trimmingSuffix()
        }
        var lines = [line(report.columns.map(\.label)), line(widths.map { String(repeating: "─", count: $0) })]
        lines += cells.map(line)
        if shown.count < report.rows.count {
            lines.append("… and \(Terminal.grouped(report.rows.count - shown.count)) more rows")
        }
        return lines
    }

    /// Cuts texts that would push the table off the screen; the whole text is in the other outputs.
    ///
    /// Control characters of stored texts never reach the terminal.
    private static func shortened(_ text: String) -> String {
        let clean = Terminal.printable(text)
        guard clean.count > 60 else { return clean }
        return clean.prefix(59) + "…"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }

    fileprivate func leftPadding(to width: Int) -> String {
        count >= width ? self : String(repeating: " ", count: width - count) + self
    }

    fileprivate func trimmingSuffix() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
