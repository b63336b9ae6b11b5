import Basics
import Modeling
import Services

/// On the page of a job: its last runs, what is scheduled, and the way to run it.
struct JobPanel: DetailPanel {
    let models: Set<String> = ["extras.job"]
    private static let limit = 10

    func actions(_ object: JSONObject, _ id: String, _ model: ModelRequest) -> HTML {
        guard model.web.may(.run, model.schema), object["enabled"]?.boolValue == true,
            object["installed"]?.boolValue == true
        else { return HTML() }
        return Component.link("Run", "/extras/jobs/\(id)/run/", "primary")
    }

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        let web = model.web
        var all = HTML()
        if web.maySee("extras.jobresult") {
            let runs = try await web.get(
                "/api/extras/job-results/",
                [("job_model_id", id), ("limit", String(Self.limit)), ("depth", "1"), ("exclude_m2m", "true")])
            all.append(self.runs(runs, id))
        }
        if web.maySee("extras.scheduledjob") {
            let schedules = try await web.get(
                "/api/extras/scheduled-jobs/",
                [("job_model_id", id), ("limit", String(Self.limit)), ("exclude_m2m", "true")])
            let rows = schedules["results"]?.arrayValue ?? []
            if !rows.isEmpty { all.append(self.schedules(rows, web)) }
        }
        return all.isEmpty ? nil : all
    }

    private func runs(_ answer: JSONValue, _ id: String) -> HTML {
        let runs = answer["results"]?.arrayValue ?? []
        let total = Int(answer["count"]?.intValue ?? 0)
        return Component.panel("Recent runs") {
            if runs.isEmpty {
                p(.class("quiet")) { "It has not been run yet." }
            } else {
                DataTable(
                    caption: "Recent runs", columns: [.init("When"), .init("By"), .init("Outcome"), .init("Took")],
                    rows: runs.map { run in
                        [
                            a(.href("/extras/job-results/\(run["id"]?.stringValue ?? "")/")) {
                                ValueMarkup.moment(run["date_created"]?.stringValue ?? "", isRelative: true)
                            }, HTML(run["user"]?["display"]?.stringValue ?? "–"),
                            JobWords.run(JobWords.value(run["status"])),
                            HTML(
                                JobWords.duration(
                                    from: run["date_started"]?.stringValue ?? "",
                                    to: run["date_done"]?.stringValue ?? "")
                                    ?? "–"),
                        ]
                    }
                ).html
                p {
                    a(.href(WebRequest.place("/extras/job-results/", [("job_model_id", id)]))) {
                        "All \(total.grouped) runs"
                    }
                }
            }
        }
    }

    private func schedules(_ rows: [JSONValue], _ web: WebRequest) -> HTML {
        Component.panel("Schedules") {
            DataTable(
                caption: "Schedules of this job",
                columns: [.init("Schedule"), .init("When"), .init("Next run"), .init("State")],
                rows: rows.map { schedule in
                    [
                        a(.href("/extras/scheduled-jobs/\(schedule["id"]?.stringValue ?? "")/")) {
                            schedule["name"]?.stringValue ?? ""
                        }, HTML(ScheduleTimes.words(schedule)),
                        ScheduleTimes(schedule, now: web.environment.time.now)?.times.first
                            .map { ValueMarkup.moment($0.description) } ?? ValueMarkup.nothing,
                        JobWords.schedule(schedule),
                    ]
                }
            ).html
        }
    }
}
