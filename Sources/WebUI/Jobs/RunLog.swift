import Basics
import HTTPServing
import Modeling

/// What a run tells: the stored lines, and a place where a script of ours adds those to come.
struct RunLog: Sendable {
    let web: WebRequest
    let run: String
    let status: String
    /// When it was asked for; days before that are not looked through.
    let asked: Timestamp?
    /// Lines of one page.
    private static let size = 500
    private static let levels = ["debug", "info", "success", "warning", "failure", "error", "critical"]

    private var path: String { "/extras/job-results/\(run)/" }
    private var chosen: [String] {
        web.request.query.filter { $0.name == "log_level" && Self.levels.contains($0.value) }.map(\.value)
    }
    /// The page of lines from the beginning, from 1; nil for the newest.
    private var page: Int? { web.request.parameter("lines").flatMap { Int($0) }.map { max(1, min($0, 10_000)) } }

    func html() async throws -> HTML {
        guard web.maySee("extras.joblogentry") else {
            return Component.panel("Log") { p(.class("quiet")) { "You may not see what runs tell." } }
        }
        var query = [(name: "job_result", value: run), (name: "limit", value: String(Self.size))]
        if let asked { query.append(("created__gte", asked.adding(seconds: -86_400).description)) }
        query += chosen.map { (name: "log_level", value: $0) }
        if let page {
            query += [("sort", "created"), ("offset", String((page - 1) * Self.size))]
        } else {
            query.append(("sort", "-created"))
        }
        let answer = try await web.get("/api/extras/job-logs/", query)
        var entries = answer["results"]?.arrayValue ?? []
        if page == nil { entries.reverse() }
        let total = Int(answer["count"]?.intValue ?? 0)
        let isLive = !JobWords.hasEnded(status) && page == nil
        return Component.panel("Log", id: "log") {
            filter
            if isLive {
                p(.class("quiet")) {
                    span(.role("status"), .data("log-state")) { "Lines up to the moment when this page was made." }
                    " "
                    a(.href(web.link { _ in })) { "Load it again" }
                }
            }
            if entries.isEmpty, !isLive {
                p(.class("quiet")) { chosen.isEmpty ? "The run has told nothing." : "No line of these levels." }
            } else {
                table(entries, isLive)
            }
            pager(total, entries.count)
        }
    }

    private var filter: HTML {
        form(.class("row"), Attribute("method", "get"), Attribute("action", path)) {
            fieldset(.class("chips"), .aria("label", "Levels that are shown")) {
                legend(.class("unseen")) { "Levels that are shown" }
                for level in Self.levels {
                    label {
                        input(
                            .type("checkbox"), .name("log_level"), .value(level),
                            .flag("checked", if: chosen.contains(level)))
                        " \(Words.label(level))"
                    }
                }
                button(.type("submit")) { "Show these levels" }
                if !chosen.isEmpty { a(.href(path + "#log")) { "Show all" } }
            }
        }
    }

    private func table(_ entries: [JSONValue], _ isLive: Bool) -> HTML {
        div(.class("scroll tall"), Attribute("tabindex", "0"), .role("region"), .aria("label", "Log of the run")) {
            WebUI.table(.class("log")) {
                HTML(element: "caption", [.class("unseen")], content: HTML("Log of the run, oldest line first"))
                thead {
                    tr {
                        for title in ["Time (UTC)", "Level", "Message", "About", "Part"] {
                            th(Attribute("scope", "col")) { title }
                        }
                    }
                }
                tbody(
                    .when(isLive, .data("log-stream", "/api\(path)stream/")),
                    .when(isLive, .data("after", entries.last?["id"]?.stringValue ?? "")),
                    .when(isLive, .data("levels", chosen.joined(separator: ","))),
                    .when(isLive, .data("status", status))
                ) {
                    for entry in entries { row(entry) }
                }
            }
        }
    }

    private func row(_ entry: JSONValue) -> HTML {
        let created = entry["created"]?.stringValue ?? ""
        let object = LogText.plain(entry["log_object"]?.stringValue ?? "")
        let url = entry["absolute_url"]?.stringValue ?? ""
        return tr(.id("line-\(entry["id"]?.stringValue ?? "")")) {
            td(.class("nowrap")) {
                time(Attribute("datetime", created)) { String(created.dropFirst(11).prefix(8)) }
            }
            td { Self.level(JobWords.value(entry["log_level"])) }
            td { LogText.plain(entry["message"]?.stringValue ?? "") }
            td {
                if url.hasPrefix("/"), Link.isSafe(url) {
                    a(.href(url)) { object.isEmpty ? url : object }
                } else {
                    object
                }
            }
            td { LogText.plain(entry["grouping"]?.stringValue ?? "") }
        }
    }

    private static func level(_ level: String) -> HTML {
        let tone: Component.Tone =
            switch level {
            case "success": .good
            case "warning": .warn
            case "failure", "error", "critical": .bad
            default: .plain
            }
        return Component.badge(Words.label(level), tone)
    }

    @HTMLBuilder private func pager(_ total: Int, _ shown: Int) -> HTML {
        if total > Self.size {
            let pages = (total + Self.size - 1) / Self.size
            nav(.class("pager"), .aria("label", "Pages of the log")) {
                span {
                    page.map {
                        "Lines \((($0 - 1) * Self.size + 1).grouped) to \((($0 - 1) * Self.size + shown).grouped) of \(total.grouped)"
                    }
                        ?? "The newest \(shown.grouped) of \(total.grouped) lines"
                }
                span(.class("row")) {
                    link("First", 1)
                    if let page, page > 1 { link("Earlier", page - 1) }
                    if page == nil, pages > 1 { link("Earlier", pages - 1) }
                    if let page, page < pages { link("Later", page + 1) }
                    if page != nil { link("Newest", nil) }
                }
            }
        }
    }

    private func link(_ title: String, _ page: Int?) -> HTML {
        Component.link(
            title,
            web.link { query in
                query.removeAll { $0.name == "lines" }
                if let page { query.append(("lines", String(page))) }
            } + "#log")
    }
}
