import Basics
import HTTPServing
import Modeling

/// The whole result of a list as a file, in one of several forms.
struct ExportPage: Sendable {
    enum Form: String, CaseIterable, Sendable {
        case csv
        case json

        var title: String {
            switch self {
            case .csv: "CSV, for spreadsheets and imports"
            case .json: "JSON, as the API gives it"
            }
        }
    }

    private let model: ModelRequest

    init(_ model: ModelRequest) { self.model = model }

    func response() async throws -> APIResponse {
        let web = model.web
        guard !web.isPost else { throw Problem(.notAllowed, "An export takes no form.") }
        guard let form = web.request.parameter("form").flatMap(Form.init) else {
            throw Problem(
                .invalidInput, "Choose a form of export: \(Form.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let query = web.request.query.filter { $0.name != "form" }
        switch form {
        case .csv:
            return APIResponse(
                status: 303, headers: [("Location", WebRequest.place(model.apiPath, query + [("format", "csv")]))])
        case .json:
            // The first page is read before the answer begins, so that a filter that cannot be used is said on a page.
            let pages = ExportPages(web, model.apiPath, query)
            let first = try await pages.next()
            return APIResponse(
                status: 200,
                headers: [
                    ("Content-Type", "application/json"),
                    (
                        "Content-Disposition",
                        "attachment; filename=\"almanac_\(model.schema.names.plural).json\""
                    ),
                ], body: .parts(JSONParts(pages, first: first).next))
        }
    }
}

/// The pages of a list, one after the other.
actor ExportPages {
    private let web: WebRequest
    private let path: String
    private let query: [(name: String, value: String)]
    private var offset = 0
    private var isOver = false
    private static let size = 1000

    init(_ web: WebRequest, _ path: String, _ query: [(name: String, value: String)]) {
        self.web = web
        self.path = path
        self.query = query
    }

    /// The objects of the next page; nil after the last.
    func next() async throws -> [JSONValue]? {
        guard !isOver else { return nil }
        let page = try await web.get(
            path,
            query + [
                ("limit", String(Self.size)), ("offset", String(offset)), ("depth", "0"), ("exclude_m2m", "false"),
            ])
        let rows = page["results"]?.arrayValue ?? []
        offset += rows.count
        isOver = rows.isEmpty || offset >= (page["count"]?.intValue).map(Int.init) ?? 0
        return rows
    }
}

/// Writes the pages as one JSON array.
private actor JSONParts {
    private let pages: ExportPages
    private var first: [JSONValue]?
    private var isBegun = false
    private var isOver = false

    init(_ pages: ExportPages, first: [JSONValue]?) {
        self.pages = pages
        self.first = first
    }

    func next() async throws -> [UInt8]? {
        guard !isOver else { return nil }
        let rows: [JSONValue]?
        if let first {
            rows = first
            self.first = nil
        } else {
            rows = try await pages.next()
        }
        guard let rows else {
            isOver = true
            return Array((isBegun ? "\n]\n" : "[]\n").utf8)
        }
        var bytes: [UInt8] = []
        for row in rows {
            bytes.append(contentsOf: (isBegun ? ",\n" : "[\n").utf8)
            isBegun = true
            row.write(into: &bytes)
        }
        return bytes
    }
}
