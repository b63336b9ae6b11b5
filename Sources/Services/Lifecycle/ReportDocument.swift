package import Basics
import Documents
import Domain

/// A report as a document: the rows as CSV has them, with what they were made of and the notices of the sources.
package struct ReportDocument: Sendable {
    /// The media type of a workbook.
    package static let workbookType = XLSXWriter.mediaType

    private let report: Report
    private let filters: [(name: String, values: [String])]
    private let window: DueReport.Window
    private let made: Timestamp
    /// Rows that are written at once.
    private static let batch = 1000

    /// - Parameters:
    ///   - filters: Which devices the report was asked for.
    ///   - window: Which dates, for the due list.
    ///   - made: When the document is made.
    package init(
        _ report: Report, filters: [(name: String, values: [String])], window: DueReport.Window, made: Timestamp
    ) {
        self.report = report
        self.filters = filters
        self.window = window
        self.made = made
    }

    /// The report as a workbook.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    package func xlsx() throws -> [UInt8] {
        guard report.rows.count <= XLSXWriter.maximumRows else {
            throw Problem(
                .tooLarge, "A spreadsheet has at most \(XLSXWriter.maximumRows) rows. Narrow the report, or take CSV.")
        }
        var writer = XLSXWriter(heading, closing: SourceNotices.sentences)
        var bytes = try writer.begin(report.columns.map(\.label))
        for start in stride(from: 0, to: report.rows.count, by: Self.batch) {
            bytes += try writer.rows(texts(start))
        }
        return bytes + (try writer.end())
    }

    /// The report as a PDF document.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    package func pdf() throws -> [UInt8] {
        var table = try PDFTable(
            heading,
            columns: report.columns.map { PDFColumn($0.label, alignsRight: $0.alignsRight) },
            closing: SourceNotices.sentences)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: report.rows.count, by: Self.batch) {
            bytes += try table.rows(texts(start))
        }
        return bytes + (try table.end())
    }

    private var heading: DocumentHeading {
        DocumentHeading(title: report.title, details: details, made: made, producer: SourceNotices.producer)
    }

    private func texts(_ start: Int) -> [[String]] {
        report.rows[start..<min(start + Self.batch, report.rows.count)].map { $0.map(\.text) }
    }

    /// What the report is about, in sentences.
    private var details: [String] {
        var details = ["As of \(report.today)."]
        if let from = window.from { details.append("Dates from \(from) on.") }
        if let to = window.to { details.append("Dates until \(to).") }
        if !window.kinds.isEmpty {
            let labels = DueKind.allCases.filter { window.kinds.contains($0.rawValue) }.map(\.label)
            details.append("Kinds of dates: \(labels.joined(separator: ", ")).")
        }
        details.append(
            filters.isEmpty
                ? "All devices."
                : "Devices with "
                    + filters.map { "\($0.name) = \($0.values.joined(separator: " or "))" }.joined(separator: ", ")
                    + ".")
        let figures = report.summary.map { figure in
            "\(figure.label) \(figure.count)" + (figure.total.map { " of \($0)" } ?? "")
        }
        if !figures.isEmpty { details.append(figures.joined(separator: "; ") + ".") }
        return details + report.remarks
    }
}
