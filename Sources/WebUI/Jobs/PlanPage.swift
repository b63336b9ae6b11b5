import Basics
import HTTPServing
import Modeling
import Services

/// What a dry run would have changed, and having it changed.
struct PlanPage: Sendable {
    private let web: WebRequest
    private let id: String

    init(_ web: WebRequest, id: String) {
        self.web = web
        self.id = id
    }

    private var run: String { "/extras/job-results/\(id)/" }

    func response() async throws -> APIResponse {
        guard web.isPost else { return page(try await web.get("/api\(run)plan/"), nil).response(web) }
        do {
            let answer = try await web.send("POST", "/api\(run)apply-plan/")
            if let begun = answer["job_result"]?["id"]?.stringValue {
                return Notice.redirect(to: "/extras/job-results/\(begun)/", saying: "The plan is being carried out.")
            }
            return Notice.redirect(
                to: "/extras/scheduled-jobs/\(answer["scheduled_job"]?["id"]?.stringValue ?? "")/",
                saying: "Carrying out the plan has to be approved first.")
        } catch let problem as Problem
            where [.conflict, .invalidInput, .unavailable, .forbidden].contains(problem.kind)
        {
            return page(try await web.get("/api\(run)plan/"), problem.message)
                .response(web, status: ErrorAnswer.status(problem))
        }
    }

    private func page(_ plan: JSONValue, _ refusal: String?) -> Page {
        let steps = plan["steps"]?.arrayValue ?? []
        let applied = plan["applied_by"]?.stringValue
        let totals = plan["totals"]?.objectValue ?? JSONObject()
        return Page(
            "What the run planned", crumbs: [Page.Crumb(title: "Run", path: run)], isWide: true,
            body: {
                if let refusal { Component.notice(.bad) { p { refusal } } }
                if let applied {
                    Component.notice(.good) {
                        p {
                            "This plan was carried out by "
                            a(.href("/extras/job-results/\(applied)/")) { "this run" }
                            "."
                        }
                    }
                }
                if steps.isEmpty {
                    Component.empty(
                        "Nothing to change", "The run planned no change of an object that you may see.", help: .plans)
                } else {
                    Component.figures(
                        totals.members.compactMap { name, count in
                            count.intValue.flatMap { count in
                                count > 0
                                    ? Component.Figure(number: Int(count).grouped, label: Self.words(name)) : nil
                            }
                        })
                    DataTable(
                        caption: "Planned changes",
                        columns: [.init("Does"), .init("Object"), .init("Before → after")],
                        rows: steps.map(row)
                    ).html
                    if let more = plan["steps_not_shown"]?.intValue, more > 0 {
                        p {
                            a(.href(WebRequest.place("/extras/job-plan-changes/", [("job_result", id)]))) {
                                "And \(Int(more).grouped) more"
                            }
                        }
                    }
                    if applied == nil {
                        p(.class("quiet")) {
                            "Each change is compared with its object first. If somebody has changed one of them meanwhile, nothing at all is changed."
                        }
                        Component.post(web, to: web.request.path, class: "row") {
                            button(.type("submit"), .class("primary")) { "Carry out the plan" }
                            Component.link("Leave it", run)
                        }
                    }
                }
            })
    }

    private static func words(_ action: String) -> String {
        switch action {
        case "create": "to make"
        case "update": "to change"
        case "delete": "to delete"
        default: Words.label(action)
        }
    }

    private func row(_ step: JSONValue) -> [HTML] {
        let action = step["action"]?.stringValue ?? ""
        let type = step["object_type"]?.stringValue ?? ""
        let name = step["display"]?.stringValue ?? ""
        let id = step["id"]?.stringValue ?? ""
        return [
            Component.badge(
                action == "create" ? "Makes" : action == "delete" ? "Deletes" : "Changes",
                action == "create" ? .good : action == "delete" ? .bad : .info),
            .join {
                if action != "create", let schema = web.catalog[type] {
                    a(.href("\(schema.pagePath)\(id)/")) { name }
                } else {
                    name
                }
                div(.class("hint")) { web.catalog[type]?.names.verbose ?? type }
            },
            .join {
                // When a row was changed last is no decision of the plan.
                for (field, change) in step["fields"]?.objectValue ?? [:] where field != "last_updated" {
                    div {
                        "\(Words.label(field)): "
                        if action != "create" { del { ValueMarkup.html(change["now"] ?? .null) } }
                        if action == "update" { " → " }
                        if action != "delete" { ins { ValueMarkup.html(change["then"] ?? .null) } }
                    }
                }
            },
        ]
    }
}
