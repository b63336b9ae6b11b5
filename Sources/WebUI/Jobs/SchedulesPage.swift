import Basics
import HTTPServing
import Modeling
import Services

/// What is due later: every schedule with its next run.
struct SchedulesPage: Sendable {
    private let web: WebRequest
    /// Schedules on the page; more stand in the list of the model.
    private static let limit = 200

    init(_ web: WebRequest) { self.web = web }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        let answer = try await web.get(
            "/api/extras/scheduled-jobs/", [("limit", String(Self.limit)), ("depth", "1"), ("exclude_m2m", "true")])
        let schedules = answer["results"]?.arrayValue ?? []
        let total = Int(answer["count"]?.intValue ?? 0)
        return Page(
            "Schedules", isWide: true,
            actions: { Component.link("Filter schedules", "/extras/scheduled-jobs/?sort=name") },
            body: {
                if schedules.isEmpty {
                    Component.empty(
                        "Nothing is scheduled", "Run a job and choose a time, or how often, on its form.",
                        help: .schedules,
                        actions: { if web.maySee("extras.job") { Component.link("Jobs", "/extras/jobs/", "primary") } })
                } else {
                    DataTable(
                        caption: "Schedules",
                        columns: [
                            .init("Schedule"), .init("Job"), .init("When"), .init("Next run"), .init("Last run"),
                            .init("State"), .init(unseen: "Actions"),
                        ], rows: schedules.map(row)
                    ).html
                    if total > schedules.count {
                        p {
                            a(.href("/extras/scheduled-jobs/?sort=name")) { "All \(total.grouped) schedules" }
                        }
                    }
                }
            }
        ).response(web)
    }

    private func row(_ schedule: JSONValue) -> [HTML] {
        let id = schedule["id"]?.stringValue ?? ""
        let next = ScheduleTimes(schedule, now: web.environment.time.now)?.times.first
        return [
            a(.href("/extras/scheduled-jobs/\(id)/")) { schedule["name"]?.stringValue ?? id },
            ValueMarkup.html(schedule["job_model"]), HTML(ScheduleTimes.words(schedule)),
            next.map { ValueMarkup.moment($0.description) } ?? ValueMarkup.nothing,
            schedule["last_run_at"]?.stringValue.map { ValueMarkup.moment($0, isRelative: true) }
                ?? ValueMarkup.nothing,
            JobWords.schedule(schedule), ScheduleSwitchForm.button(schedule, id, web),
        ]
    }
}

/// Switches a schedule on or off.
struct ScheduleSwitchForm: Sendable {
    private let web: WebRequest
    private let id: String
    private let action: String

    init(_ web: WebRequest, id: String, action: String) {
        self.web = web
        self.id = id
        self.action = action
    }

    func response() async throws -> APIResponse {
        guard web.isPost else { throw Problem(.notAllowed, "Schedules are switched by the button on their page.") }
        try await web.send("POST", "/api/extras/scheduled-jobs/\(id)/\(action)/")
        return Notice.redirect(
            to: "/extras/scheduled-jobs/\(id)/",
            saying: action == "enable" ? "Switched on. What was due meanwhile is not made up for." : "Switched off.")
    }

    /// The button; nothing for who may not, and for schedules that cannot be switched.
    static func button(_ schedule: JSONValue, _ id: String, _ web: WebRequest) -> HTML {
        guard JobWords.value(schedule["state"]) == "active", let schema = web.catalog["extras.scheduledjob"],
            web.may(.change, schema)
        else { return HTML() }
        let isEnabled = schedule["enabled"]?.boolValue == true
        return Component.post(web, to: "/extras/scheduled-jobs/\(id)/\(isEnabled ? "disable" : "enable")/") {
            WebUI.button(.type("submit")) {
                isEnabled ? "Switch off" : "Switch on"
                span(.class("unseen")) { " \(schedule["name"]?.stringValue ?? "")" }
            }
        }
    }
}

/// On the page of a schedule: when it is due next, whether it waits for somebody, and its switch.
struct SchedulePanel: DetailPanel {
    let models: Set<String> = ["extras.scheduledjob"]

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        let schedule = JSONValue.object(object)
        let times = ScheduleTimes(schedule, now: model.web.environment.time.now)
        let approvals = (object["associated_approval_workflows"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        return Component.panel("When it runs") {
            p {
                "\(ScheduleTimes.words(schedule)), "
                JobWords.schedule(schedule)
            }
            if let times {
                times.html
            } else {
                p(.class("quiet")) { "It sets nothing in motion as it stands." }
            }
            for approval in approvals {
                p { a(.href("/extras/approval-workflows/\(approval)/")) { "Who has to agree, and what was said" } }
            }
            ScheduleSwitchForm.button(schedule, id, model.web)
            if model.web.maySee("extras.jobresult") {
                p {
                    a(.href(WebRequest.place("/extras/job-results/", [("scheduled_job", id)]))) { "Its runs" }
                }
            }
        }
    }
}
