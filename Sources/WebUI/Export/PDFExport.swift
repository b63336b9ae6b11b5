import Basics
import Documents
import Modeling
import Services

/// Objects as rows of a PDF document.
struct PDFExport: ExportWriter {
    let contentType = "application/pdf"
    private let columns: [ListColumn]
    private var table: PDFTable

    /// - Throws: ``Problem`` when there is no memory.
    init(_ columns: [ListColumn], _ heading: DocumentHeading) throws {
        self.columns = columns
        table = try PDFTable(
            heading, columns: columns.map { PDFColumn($0.label, alignsRight: Self.isNumber($0)) },
            closing: SourceNotices.sentences)
    }

    mutating func begin() -> [UInt8] { [] }

    mutating func write(_ rows: [JSONObject]) throws -> [UInt8] {
        try table.rows(rows.map { row in columns.map { ExportText.text($0.value(in: row)) } })
    }

    mutating func end() throws -> [UInt8] { try table.end() }

    private static func isNumber(_ column: ListColumn) -> Bool {
        switch column.field?.info.kind {
        case .integer, .decimal, .real: true
        default: false
        }
    }
}
