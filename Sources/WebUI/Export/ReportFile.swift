import Basics
import HTTPServing
import Services

/// The forms in which pages give a report to take along.
enum ReportFile: String, Sendable, CaseIterable {
    case csv
    case xlsx
    case pdf
    case json

    /// The parameter that names the form.
    static let parameter = "form"

    private var title: String { rawValue.uppercased() }

    private var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=UTF-8"
        case .xlsx: ReportDocument.workbookType
        case .pdf: "application/pdf"
        case .json: "application/json"
        }
    }

    /// The form that a page is asked for; nil when the page itself is wanted.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` for a form that there is not.
    static func asked(_ web: WebRequest) throws -> ReportFile? {
        guard let name = web.request.parameter(parameter), !name.isEmpty else { return nil }
        guard let form = ReportFile(rawValue: name) else {
            let known = allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.invalidInput, "There is no form \"\(name.prefix(40))\". Take one of \(known).")
        }
        return form
    }

    /// The buttons of all forms.
    ///
    /// - Parameter place: The address of a form.
    static func links(_ place: ([(name: String, value: String)]) -> String) -> HTML {
        .join {
            for form in allCases {
                Component.link(
                    form == .csv ? "Download CSV" : form.title, place([(parameter, form.rawValue)]))
            }
        }
    }

    /// A report as a file.
    ///
    /// - Parameter subject: What it was narrowed to, in sentences.
    func response(_ report: Report, subject: [String], _ web: WebRequest) throws -> APIResponse {
        let document = ReportDocument(report, subject: subject, made: web.environment.time.now)
        let bytes: [UInt8] =
            switch self {
            case .csv: report.csv()
            case .xlsx: try document.xlsx()
            case .pdf: try document.pdf()
            case .json: Array(report.json.text.utf8)
            }
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", mediaType),
                ("Content-Disposition", "attachment; filename=\"almanac_\(report.name).\(rawValue)\""),
            ], body: .bytes(bytes))
    }
}
