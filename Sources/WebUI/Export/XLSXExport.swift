import Basics
import Documents
import Services

/// Objects as rows of a sheet.
struct XLSXExport: ExportWriter {
    let contentType = XLSXWriter.mediaType
    private let columns: [ListColumn]
    private var writer: XLSXWriter

    init(_ columns: [ListColumn], _ heading: DocumentHeading) {
        self.columns = columns
        writer = XLSXWriter(heading, closing: SourceNotices.sentences)
    }

    mutating func begin() throws -> [UInt8] { try writer.begin(columns.map(\.label)) }

    mutating func write(_ rows: [JSONObject]) throws -> [UInt8] {
        try writer.rows(rows.map { row in columns.map { ExportText.text($0.value(in: row)) } })
    }

    mutating func end() throws -> [UInt8] { try writer.end() }
}
