package import Basics
import Documents
import Domain

/// A report as a document: the rows as CSV has them, with what they were made of and the notices of the sources.
package struct ReportDocument: Sendable {
    /// The media type of a workbook.
    package static let workbookType = XLSXWriter.mediaType

    private let report: Report
    private let subject: [String]
    private let made: Timestamp
    /// Rows that are written at once.
    private static let batch = 1000

    /// - Parameters:
    ///   - subject: What the report was narrowed to, in sentences.
    ///   - made: When the document is made.
    package init(_ report: Report, subject: [String], made: Timestamp) {
        self.report = report
        self.subject = subject
        self.made = made
    }

    /// - Parameters:
    ///   - filters: Which devices the report was asked for.
    ///   - window: Which dates, for the due list.
    ///   - made: When the document is made.
    package init(
        _ report: Report, filters: [(name: String, values: [String])],
        window: DueReport.Window, made: Timestamp
    ) {
        self.init(report, subject: Self.subject(filters, window), made: made)
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
        let figures = report.summary.map { figure in
            "\(figure.label) \(figure.count)" + (figure.total.map { " of \($0)" } ?? "")
        }
        return ["As of \(report.today)."] + subject
            + (figures.isEmpty ? [] : [figures.joined(separator: "; ") + "."]) + report.remarks
    }

    private static func subject(
        _ filters: [(name: String, values: [String])], _ window: DueReport.Window
    ) -> [String] {
        var sentences: [String] = []
        if let from = window.from { sentences.append("Dates from \(from) on.") }
        if let to = window.to { sentences.append("Dates until \(to).") }
        if !window.kinds.isEmpty {
            let labels = DueKind.allCases.filter { window.kinds.contains($0.rawValue) }.map(\.label)
            sentences.append("Kinds of dates: \(labels.joined(separator: ", ")).")
        }
        return sentences + [devices(filters)]
    }

    /// Which devices filters select, as a sentence.
    package static func devices(_ filters: [(name: String, values: [String])]) -> String {
        let terms = filters.map { "\($0.name) = \($0.values.joined(separator: " or "))" }
        return terms.isEmpty ? "All devices." : "Devices with \(terms.joined(separator: ", "))."
    }
}
