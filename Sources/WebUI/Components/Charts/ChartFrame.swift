import Basics
import HTTPServing

/// What stands around every chart: its title, the drawing, the same numbers as a table and as CSV.
struct ChartFrame: Sendable {
    let title: String
    /// The drawing; what it says must be in the table too.
    let drawing: HTML
    let table: DataTable
    /// Where the numbers are as CSV.
    var csv: String?
    /// What to know to read it.
    var hint = ""

    var html: HTML {
        figure(.class("chart-frame")) {
            figcaption { title }
            if !hint.isEmpty { p(.class("hint")) { hint } }
            drawing
            details(.class("box")) {
                summary { "Numbers as a table" }
                table.html
                if let csv { p { a(.href(csv)) { "Download as CSV" } } }
            }
        }
    }

    /// A table of texts as a CSV file; cells that a spreadsheet would compute are made inert.
    static func csv(_ name: String, _ header: [String], _ rows: [[String]]) -> APIResponse {
        var bytes: [UInt8] = []
        CSVText.appendRow(header, to: &bytes)
        for row in rows { CSVText.appendRow(row.map(CSVText.guardFormula), to: &bytes) }
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=UTF-8"),
                ("Content-Disposition", "attachment; filename=\"almanac_\(name).csv\""),
            ], body: .bytes(bytes))
    }
}
