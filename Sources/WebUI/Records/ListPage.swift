import Basics
import HTTPServing
import Modeling
import Services

/// A list of objects: filters, columns, order and place in the address, so that it can be kept and passed on.
struct ListPage: Sendable {
    /// Parameters of the page that are none of the API.
    static let ownParameters: Set<String> = [
        "columns", "saved_view", "add_field", "add_lookup", "add_value", FilterPanel.opening, SavedViews.clearing,
    ]
    /// Parameters of the API's lists that are no filters.
    static let listParameters: Set<String> = ["limit", "offset", "sort", "depth", "exclude_m2m"]

    private let model: ModelRequest
    private let columns: ListColumns

    init(_ model: ModelRequest) {
        self.model = model
        let chosen = model.web.request.query.filter { $0.name == "columns" }
            .flatMap { $0.value.split(separator: ",").map(String.init) }
        columns = ListColumns(model.schema, model.customization, chosen: chosen.isEmpty ? nil : chosen)
    }

    private var web: WebRequest { model.web }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "A list takes no form.") }
        if let place = try await SavedViews(model).redirect() ?? FilterPanel(model).redirect() {
            return APIResponse(status: 303, headers: [("Location", place)])
        }
        let views = try await SavedViews(model).all()
        do {
            let page = try await ListPageData(web.get(model.apiPath, query), model)
            let counts = try await ValueCountPanel(model)
            return self.page(page, views, counts: counts).response(web)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return self.page(nil, views, problem: problem).response(web, status: 400)
        }
    }

    /// What the API is asked.
    private var query: [(name: String, value: String)] {
        var query = web.request.query.filter { !Self.ownParameters.contains($0.name) }
        query.append(("depth", "1"))
        let showsSets = columns.shown.contains { $0.field?.isManyToMany == true || $0.name == "tags" }
        query.append(("exclude_m2m", showsSets ? "false" : "true"))
        return query
    }

    private func page(
        _ data: ListPageData?, _ views: [SavedViews.View], counts: ValueCountPanel? = nil, problem: Problem? = nil
    ) -> Page {
        Page(
            model.plural, isWide: true,
            actions: {
                if model.offers(.add) { Component.link("Add", model.listPath + "add/", "primary") }
                exports
            },
            body: {
                FilterPanel(model).html(problem, counts)
                if let data {
                    if data.rows.isEmpty {
                        nothing
                    } else {
                        table(data)
                    }
                }
                details(.class("box")) {
                    summary { "Columns and saved views" }
                    ColumnChooser(columns, web).html
                    SavedViews(model).html(views)
                }
            })
    }

    // MARK: Nothing to show

    @HTMLBuilder private var nothing: HTML {
        if FilterPanel.filters(of: web).isEmpty {
            Component.empty(
                "No \(model.schema.names.verbosePlural) yet", "They appear here as soon as there are some.",
                help: .of(model.schema)
            ) {
                div(.class("row")) {
                    if model.offers(.add) {
                        Component.link(
                            "Add \(Words.article(model.schema.names.verbose))", model.listPath + "add/", "primary")
                        if ImportArea.isOpen(web) { Component.link("Import a file", ImportArea.path) }
                    }
                }
            }
        } else {
            Component.empty(
                "Nothing matches", "No \(model.schema.names.verbose) that you may see fits these filters.",
                help: .of(model.schema)
            ) {
                Component.link("Show all", WebRequest.place(model.listPath, [(SavedViews.clearing, "true")]))
            }
        }
    }

    // MARK: The table

    private func table(_ data: ListPageData) -> HTML {
        let isBulk = model.offers(.change) || model.offers(.delete)
        let grid = div(
            .class("scroll tall"), Attribute("tabindex", "0"), .role("region"), .aria("label", model.plural)
        ) {
            HTML(
                element: "table", [],
                content: .join {
                    caption(.class("unseen")) { "\(model.plural), \(data.first)–\(data.last) of \(data.count)" }
                    head(isBulk)
                    tbody { for row in data.rows { self.row(row, isBulk) } }
                })
        }
        let pager = Pager(data, web).html
        guard isBulk else { return grid + pager }
        return Component.post(web, to: model.listPath + "bulk/") {
            grid
            for (name, value) in FilterPanel.filters(of: web) {
                input(.type("hidden"), .name("filter.\(name)"), .value(value))
            }
            div(.class("row")) {
                if model.offers(.change) {
                    button(.type("submit"), .name("action"), .value("edit")) { "Edit chosen" }
                }
                if model.offers(.delete) {
                    button(.type("submit"), .name("action"), .value("delete"), .class("danger")) { "Delete chosen" }
                }
                if data.count > data.rows.count {
                    label {
                        input(.type("checkbox"), .name("all"), .value("yes"))
                        " all \(data.count.grouped) that match"
                    }
                }
                span(.class("quiet"), .data("pick-count"), Attribute("aria-live", "polite")) { "" }
            }
        } + pager
    }

    private func head(_ isBulk: Bool) -> HTML {
        thead {
            tr {
                if isBulk {
                    th(.class("pick"), Attribute("scope", "col")) {
                        input(.type("checkbox"), .data("pick-all"), .aria("label", "Choose all rows of this page"))
                    }
                }
                for column in columns.shown {
                    th(
                        Attribute("scope", "col"),
                        .when(order(column) != nil, .aria("sort", order(column) ?? ""))
                    ) {
                        if column.sorts {
                            a(.href(sorted(by: column))) {
                                column.label
                                switch order(column) {
                                case "ascending": " ↑"
                                case "descending": " ↓"
                                default: ""
                                }
                            }
                        } else {
                            column.label
                        }
                    }
                }
            }
        }
    }

    private func order(_ column: ListColumn) -> String? {
        switch web.request.parameter("sort") {
        case column.name: "ascending"
        case "-\(column.name)": "descending"
        default: nil
        }
    }

    private func sorted(by column: ListColumn) -> String {
        web.link { query in
            query.removeAll { $0.name == "sort" || $0.name == "offset" }
            query.append(("sort", order(column) == "ascending" ? "-\(column.name)" : column.name))
        }
    }

    private func row(_ object: JSONObject, _ isBulk: Bool) -> HTML {
        let key = ListPageData.key(object)
        return tr {
            if isBulk {
                td(.class("pick")) {
                    input(
                        .type("checkbox"), .name("pk"), .value(key),
                        .aria("label", "Choose \(object["display"]?.stringValue ?? key)"))
                }
            }
            for (index, column) in columns.shown.enumerated() {
                td { cell(column, object, key, isFirst: index == 0) }
            }
        }
    }

    private func cell(_ column: ListColumn, _ object: JSONObject, _ key: String, isFirst: Bool) -> HTML {
        if column.name == "display" || isFirst {
            let text = column.value(in: object).flatMap { $0.stringValue } ?? object["display"]?.stringValue ?? key
            return ValueMarkup.rowLink(text.isEmpty ? key : text, to: model.path(of: key))
        }
        if column.name == "created" || column.name == "last_updated", let text = object[column.name]?.stringValue {
            return ValueMarkup.moment(text)
        }
        let value = column.value(in: object)
        if column.field?.target?.treeField != nil, let link = ValueMarkup.branch(value) { return link }
        return ValueMarkup.html(value, column.field)
    }

    // MARK: Export

    private var exports: HTML {
        let filters = FilterPanel.filters(of: web) + web.request.query.filter { $0.name == "sort" }
        return details(.class("menu"), .data("menu")) {
            summary(.class("button")) { "Export" }
            ul {
                for form in ExportPage.Form.allCases where form.fits(model.schema) {
                    li {
                        a(.href(WebRequest.place(model.listPath + "export/", [("form", form.rawValue)] + filters))) {
                            form.title
                        }
                    }
                }
            }
        }
    }
}

/// A page of a list as the API gave it.
struct ListPageData: Sendable {
    let count: Int
    let rows: [JSONObject]
    let offset: Int
    let limit: Int

    init(_ answer: JSONValue, _ model: ModelRequest) {
        count = answer["count"]?.intValue.map(Int.init) ?? 0
        rows = answer["results"]?.arrayValue?.compactMap(\.objectValue) ?? []
        offset = max(0, model.web.request.parameter("offset").flatMap { Int($0) } ?? 0)
        let given = model.web.request.parameter("limit").flatMap { Int($0) } ?? 50
        limit = (1...1000).contains(given) ? given : 50
    }

    var first: Int { rows.isEmpty ? 0 : offset + 1 }
    var last: Int { offset + rows.count }

    /// The key of an object as its address writes it.
    static func key(_ object: JSONObject) -> String {
        object["id"]?.stringValue ?? object["id"]?.intValue.map { String($0) } ?? ""
    }
}
