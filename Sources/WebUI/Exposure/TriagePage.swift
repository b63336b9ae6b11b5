import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// The board: open vulnerabilities in the order of work, with what people decided.
struct TriagePage: Sendable {
    private let page: ExposurePage

    init(_ page: ExposurePage) { self.page = page }

    private var web: WebRequest { page.web }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "The board takes no form.") }
        try page.require(ExposurePage.counted)
        let asked = try await TriageQuestion(web)
        if let form = try ReportFile.asked(web) {
            return try form.response(try await page.desk.report(asked.question), subject: asked.sentences, web)
        }
        let board = try await page.desk.board(asked.question)
        var content = Page(
            asked.software.map { "Triage: \($0)" } ?? "Triage", isWide: true,
            actions: {
                if !board.rows.isEmpty {
                    ReportFile.links { form in
                        ExposureLinks.board(web.request.query.filter { !["limit", "offset"].contains($0.name) } + form)
                    }
                }
                Component.link("Heat map", "/exposure/map/")
                Component.link("Upgrade advisor", "/exposure/advisor/")
            },
            body: {
                p(.class("quiet")) {
                    "Known exploited ones first, by the day until which they have to be dealt with; then EPSS of 10\u{202F}% or more; then CVSS."
                    if asked.software != nil { " Decisions made here are about this software version only." }
                }
                asked.form
                if board.rows.isEmpty { nothing(asked) } else { table(board, asked) }
            })
        content.scripts = ["triage.js"]
        return content.response(web)
    }

    @HTMLBuilder private func nothing(_ asked: TriageQuestion) -> HTML {
        if web.request.query.isEmpty {
            Component.empty(
                "Nothing to decide",
                "Open vulnerabilities of the software in use stand here, as soon as sources were loaded and the network was judged.",
                help: .triage
            ) {
                div(.class("row")) {
                    Component.link("Look at the feeds", "/exposure/feeds/", "primary")
                    Component.link("Show what was decided", ExposureLinks.board([("state", "all")]))
                }
            }
        } else {
            Component.empty(
                "Nothing matches", "No open vulnerability of the software in use fits these filters.", help: .triage
            ) {
                Component.link("Show all", ExposureLinks.board([("state", "all")]))
            }
        }
    }

    private func table(_ board: TriageBoard, _ asked: TriageQuestion) -> HTML {
        let mayDecide = web.may(.add, Triage.schema) || web.may(.change, Triage.schema)
        let grid = div(
            .class("scroll tall"), Attribute("tabindex", "0"), .role("region"), .aria("label", "Open vulnerabilities"),
            .data("triage")
        ) {
            WebUI.table {
                caption(.class("unseen")) { "Open vulnerabilities, the most pressing first" }
                thead {
                    tr {
                        if mayDecide {
                            th(.class("pick"), Attribute("scope", "col")) {
                                input(
                                    .type("checkbox"), .data("pick-all"), .aria("label", "Choose all rows of this page")
                                )
                            }
                        }
                        for (title, isNumber) in Self.columns {
                            th(Attribute("scope", "col"), .when(isNumber, .class("number"))) { title }
                        }
                    }
                }
                tbody { for row in board.rows { self.row(row, asked, mayDecide) } }
            }
        }
        let pager = Pager(
            ListPageData(
                count: board.total, shown: board.rows.count, offset: asked.question.offset, limit: asked.question.limit),
            web
        ).html
        guard mayDecide else { return grid + pager }
        return Component.post(web, to: ExposureLinks.decide) {
            grid
            input(.type("hidden"), .name("back"), .value(WebRequest.place(web.request.path, web.request.query)))
            if let id = asked.question.software {
                input(.type("hidden"), .name("software"), .value(id.description))
            }
            div(.class("row"), .role("group"), .aria("label", "Decide about the chosen ones")) {
                for (state, key) in ExposureWords.states {
                    button(.type("submit"), .name("state"), .value(state.rawValue), .data("key", key)) {
                        ExposureWords.title(state)
                        " "
                        kbd(.aria("hidden", "true")) { key }
                    }
                }
                span(.class("quiet"), .data("pick-count"), Attribute("aria-live", "polite")) { "" }
            }
        } + pager + keys
    }

    private static let columns = [
        ("Vulnerability", false), ("Known exploited", false), ("EPSS", true), ("CVSS", false), ("Devices", true),
        ("Maybe", true), ("Software", false), ("Decision", false),
    ]

    private func row(_ row: TriageBoard.Row, _ asked: TriageQuestion, _ mayDecide: Bool) -> HTML {
        let view = row.view
        return tr(.data("row")) {
            if mayDecide {
                td(.class("pick")) {
                    input(.type("checkbox"), .name("pk"), .value(view.cve), .aria("label", "Choose \(view.cve)"))
                }
            }
            td {
                ExposureLinks.cve(view.cve)
                div(.class("hint")) { view.title.isEmpty ? String(view.summary.prefix(120)) : view.title }
            }
            td {
                ExposureWords.exploited(
                    view.isExploited, due: view.due?.description, ransomware: view.usedByRansomware,
                    today: web.environment.time.today)
            }
            td(.class("number")) { likelihood(row) }
            td { ExposureWords.severity(view.severity, view.score) }
            td(.class("number")) { devices(row.affected, "exposed_to", view.cve, asked, "devices affected") }
            td(.class("number")) {
                devices(row.potential, "maybe_exposed_to", view.cve, asked, "devices maybe affected")
            }
            td {
                row.names.joined(separator: ", ")
                if row.software > 0 {
                    div(.class("hint")) {
                        a(
                            .href(
                                WebRequest.place(SoftwareVersion.schema.pagePath, [("exposed_to", view.cve)]))
                        ) { row.software == 1 ? "1 version" : "\(row.software.grouped) versions" }
                    }
                }
            }
            td { decision(row) }
        }
    }

    @HTMLBuilder private func likelihood(_ row: TriageBoard.Row) -> HTML {
        if let share = row.view.epss {
            ExposureWords.percent(share)
            if let day = row.likelihood?.day { div(.class("hint")) { ValueMarkup.day(day.description) } }
        } else {
            ValueMarkup.nothing
        }
    }

    private func devices(
        _ count: Int, _ filter: String, _ cve: String, _ asked: TriageQuestion, _ words: String
    ) -> HTML {
        ExposureLinks.number(count, ExposureLinks.devices([(filter, cve)] + asked.deviceFilters), words)
    }

    @HTMLBuilder private func decision(_ row: TriageBoard.Row) -> HTML {
        if let decision = row.decision {
            ExposureWords.state(decision.state)
            if let last = decision.expires {
                div(.class("hint")) {
                    "until "
                    ValueMarkup.day(last.description)
                }
            }
        } else {
            ValueMarkup.nothing
        }
        if row.narrower > 0 {
            div(.class("hint")) {
                a(.href(ExposureLinks.vulnerability(row.view.cve) + "#decisions")) {
                    row.narrower == 1 ? "1 for a part" : "\(row.narrower.grouped) for parts"
                }
            }
        }
    }

    private var keys: HTML {
        details(.class("box"), .data("keys")) {
            summary { "Keys" }
            p {
                label {
                    input(.type("checkbox"), .data("keys-on"), .flag("checked"))
                    " Single keys work on this page"
                }
            }
            dl(.class("facts")) {
                for (key, words) in [
                    ("j", "The next row"), ("k", "The row before"), ("x", "Choose the row, or not"),
                    ("Enter", "Open the vulnerability"), ("?", "Show or hide these keys"),
                ] + ExposureWords.states.map({ ($0.key, "Decide: \(ExposureWords.title($0.state))") }) {
                    dt { kbd { key } }
                    dd { words }
                }
            }
        }
    }
}

extension ListPageData {
    /// A page whose rows are shown elsewhere.
    init(count: Int, shown: Int, offset: Int, limit: Int) {
        self.count = count
        rows = Array(repeating: [:], count: shown)
        self.offset = offset
        self.limit = limit
    }
}
