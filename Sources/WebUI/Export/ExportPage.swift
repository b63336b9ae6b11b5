import Basics
import Documents
import HTTPServing
import Modeling
import Services

/// The whole result of a list as a file, in one of several forms.
struct ExportPage: Sendable {
    enum Form: String, CaseIterable, Sendable {
        case csv
        case xlsx
        case pdf
        case json
        case ics

        var title: String {
            switch self {
            case .csv: "CSV, for imports and programs"
            case .xlsx: "XLSX, for spreadsheets"
            case .pdf: "PDF, to print and to hand on"
            case .json: "JSON, as the API gives it"
            case .ics: "ICS, its dates for calendars"
            }
        }

        /// Whether a list of the model has this form.
        func fits(_ schema: AnySchema) -> Bool {
            self != .ics || schema.fields.contains { $0.info.kind == .day && ListColumns.isShown($0) }
        }
    }

    private let model: ModelRequest

    init(_ model: ModelRequest) { self.model = model }

    func response() async throws -> APIResponse {
        let web = model.web
        guard !web.isPost else { throw Problem(.notAllowed, "An export takes no form.") }
        let forms = Form.allCases.filter { $0.fits(model.schema) }
        guard let form = web.request.parameter("form").flatMap(Form.init), forms.contains(form) else {
            throw Problem(.invalidInput, "Choose a form of export: \(forms.map(\.rawValue).joined(separator: ", ")).")
        }
        let query = web.request.query.filter { $0.name != "form" }
        guard form != .csv else {
            return APIResponse(
                status: 303, headers: [("Location", WebRequest.place(model.apiPath, query + [("format", "csv")]))])
        }
        let pages = ExportPages(web, model.apiPath, query, depth: form == .json ? 0 : 1)
        // The first page is read before the answer begins, so that a filter that cannot be used is said on a page.
        let first = try await pages.next()
        if form == .xlsx, await pages.count > XLSXWriter.maximumRows {
            throw Problem(
                .tooLarge,
                "A spreadsheet has at most \(XLSXWriter.maximumRows.grouped) rows. Narrow the list, or export CSV.")
        }
        let columns = ListColumns(model.schema, model.customization, chosen: nil).all
        let heading = DocumentHeading(
            title: model.plural, details: details(query), made: web.environment.time.now,
            producer: SourceNotices.producer)
        let writer: any ExportWriter =
            switch form {
            case .xlsx: XLSXExport(columns, heading)
            case .pdf: try PDFExport(columns, heading)
            case .ics: CalendarExport(model)
            case .json, .csv: JSONExport()
            }
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", writer.contentType),
                (
                    "Content-Disposition",
                    "attachment; filename=\"almanac_\(model.schema.names.plural).\(form.rawValue)\""
                ),
            ], body: .parts(ExportParts(pages, first: first, writer).next))
    }

    /// What the list was narrowed to, in words.
    private func details(_ query: [(name: String, value: String)]) -> [String] {
        let given = query.filter { !ListPage.ownParameters.contains($0.name) && !$0.value.isEmpty }
        let filters = given.filter { !ListPage.listParameters.contains($0.name) }
            .map { FilterNames.sentence($0.name, $0.value, model.schema) }
        let orders = given.filter { $0.name == "sort" }.map(\.value)
        return [filters.isEmpty ? "All that you may see." : "Narrowed to: \(filters.joined(separator: "; "))."]
            + (orders.isEmpty ? [] : ["In the order of \(orders.joined(separator: ", "))."])
    }
}

/// Writes objects of the API in a form of export.
protocol ExportWriter: Sendable {
    var contentType: String { get }
    /// What stands before the objects.
    mutating func begin() throws -> [UInt8]
    mutating func write(_ rows: [JSONObject]) throws -> [UInt8]
    /// What stands behind them.
    mutating func end() throws -> [UInt8]
}

/// The pages of a list, one after the other.
actor ExportPages {
    private let web: WebRequest
    private let path: String
    private let query: [(name: String, value: String)]
    private var offset = 0
    private var isOver = false
    /// How many objects there are.
    private(set) var count = 0
    private static let size = 1000

    init(_ web: WebRequest, _ path: String, _ query: [(name: String, value: String)], depth: Int) {
        self.web = web
        self.path = path
        self.query =
            query + [("limit", String(Self.size)), ("depth", String(depth)), ("exclude_m2m", "false")]
    }

    /// The objects of the next page; nil after the last.
    func next() async throws -> [JSONObject]? {
        guard !isOver else { return nil }
        let page = try await web.get(path, query + [("offset", String(offset))])
        let rows = (page["results"]?.arrayValue ?? []).compactMap(\.objectValue)
        offset += rows.count
        count = page["count"]?.intValue.map(Int.init) ?? 0
        isOver = rows.isEmpty || offset >= count
        return rows
    }
}

/// Hands the file out part by part, as it is read.
private actor ExportParts {
    private let pages: ExportPages
    private var first: [JSONObject]?
    private var writer: any ExportWriter
    private var isBegun = false
    private var isOver = false

    init(_ pages: ExportPages, first: [JSONObject]?, _ writer: any ExportWriter) {
        self.pages = pages
        self.first = first
        self.writer = writer
    }

    func next() async throws -> [UInt8]? {
        guard !isOver else { return nil }
        var bytes: [UInt8] = []
        if !isBegun {
            isBegun = true
            bytes = try writer.begin()
        }
        let given = first
        first = nil
        let rows: [JSONObject]?
        if let given { rows = given } else { rows = try await pages.next() }
        if let rows {
            bytes += try writer.write(rows)
        } else {
            isOver = true
            bytes += try writer.end()
        }
        // An empty part would end a chunked answer early.
        return bytes.isEmpty ? try await next() : bytes
    }
}

/// One JSON array.
struct JSONExport: ExportWriter {
    let contentType = "application/json"
    private var isBegun = false

    mutating func begin() -> [UInt8] { Array("[\n".utf8) }

    mutating func write(_ rows: [JSONObject]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            if isBegun { bytes.append(contentsOf: ",\n".utf8) }
            isBegun = true
            JSONValue.object(row).write(into: &bytes)
        }
        return bytes
    }

    mutating func end() -> [UInt8] { Array("\n]\n".utf8) }
}

/// Every calendar day of the objects as an event.
struct CalendarExport: ExportWriter {
    let contentType = "text/calendar; charset=utf-8"
    private let fields: [AnyField]
    private let stamp: Timestamp
    private let base: String

    init(_ model: ModelRequest) {
        fields = model.schema.fields.filter { $0.info.kind == .day && ListColumns.isShown($0) }
        stamp = model.web.environment.time.now
        base = model.web.request.baseURL + model.listPath
    }

    mutating func begin() -> [UInt8] { CalendarFeed.opening }

    mutating func write(_ rows: [JSONObject]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            let key = ListPageData.key(row)
            for field in fields {
                guard let day = row[field.info.name]?.stringValue.flatMap({ CalendarDay($0) }) else { continue }
                CalendarFeed.append(
                    .init(
                        key: "\(key)-\(field.info.name)", day: day,
                        summary: "\(field.info.label): \(row["display"]?.stringValue ?? key)", url: "\(base)\(key)/"),
                    stamp: stamp, to: &bytes)
            }
        }
        return bytes
    }

    mutating func end() -> [UInt8] { CalendarFeed.closing }
}
