import Basics
import HTTPServing
import Modeling
import Services

/// Every job by its group: whether it can be run, and how it went last.
struct JobListPage: Sendable {
    private let web: WebRequest
    /// Jobs on the page, and runs that are looked through for the last one of each.
    private static let jobLimit = 1000
    private static let runLimit = 300

    init(_ web: WebRequest) { self.web = web }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        let answer = try await web.get(
            "/api/extras/jobs/", [("limit", String(Self.jobLimit)), ("exclude_m2m", "true")])
        let jobs = (answer["results"]?.arrayValue ?? []).filter { $0["hidden"]?.boolValue != true }
        let runs = try await lastRuns()
        let groups = Dictionary(grouping: jobs) { $0["grouping"]?.stringValue ?? "" }.sorted { $0.key < $1.key }
        let mayRun = web.catalog["extras.job"].map { web.may(.run, $0) } ?? false
        return Page(
            "Jobs", isWide: true,
            actions: {
                if web.maySee("extras.jobresult") { Component.link("All runs", "/extras/job-results/") }
                Component.link("Filter and change jobs", "/extras/jobs/?sort=grouping")
            },
            body: {
                if jobs.isEmpty {
                    Component.empty(
                        "No job that you may see",
                        "Jobs do long work, such as asking devices what they run. Ask an administrator for the permission to see them.",
                        help: .jobs
                    )
                }
                for group in groups {
                    Component.panel(group.key.isEmpty ? "Other" : group.key) {
                        DataTable(
                            caption: "Jobs of \(group.key)",
                            columns: [.init("Job"), .init("State"), .init("Last run"), .init(unseen: "Actions")],
                            rows: group.value.map { row($0, runs, mayRun) }
                        ).html
                    }
                }
            }
        ).response(web)
    }

    /// The newest run of each job among the newest runs of all; one question for the whole page.
    private func lastRuns() async throws -> [String: JSONValue] {
        guard web.maySee("extras.jobresult") else { return [:] }
        let answer = try await web.get(
            "/api/extras/job-results/", [("limit", String(Self.runLimit)), ("exclude_m2m", "true")])
        var newest: [String: JSONValue] = [:]
        for run in answer["results"]?.arrayValue ?? [] {
            guard let job = run["job_model"]?["id"]?.stringValue, newest[job] == nil else { continue }
            newest[job] = run
        }
        return newest
    }

    private func row(_ job: JSONValue, _ runs: [String: JSONValue], _ mayRun: Bool) -> [HTML] {
        let id = job["id"]?.stringValue ?? ""
        let isInstalled = job["installed"]?.boolValue == true
        let isEnabled = job["enabled"]?.boolValue == true
        let isStarted =
            job["is_job_hook_receiver"]?.boolValue != true && job["is_job_button_receiver"]?.boolValue != true
        return [
            .join {
                a(.href("/extras/jobs/\(id)/"), .class("lead-cell")) { strong { job["name"]?.stringValue ?? id } }
                if let words = job["description"]?.stringValue, !words.isEmpty {
                    div(.class("hint")) { String(words.prefix { $0 != "\n" }) }
                }
            },
            state(isInstalled, isEnabled), run(runs[id]),
            .join {
                if mayRun, isInstalled, isEnabled, isStarted {
                    a(.href("/extras/jobs/\(id)/run/"), .class("button")) {
                        "Run"
                        span(.class("unseen")) { " \(job["name"]?.stringValue ?? "")" }
                    }
                }
            },
        ]
    }

    private func state(_ isInstalled: Bool, _ isEnabled: Bool) -> HTML {
        if !isInstalled { return Component.badge("Not installed", .warn) }
        return isEnabled ? Component.badge("Enabled", .good) : Component.badge("Not enabled")
    }

    @HTMLBuilder private func run(_ run: JSONValue?) -> HTML {
        if let run, let id = run["id"]?.stringValue {
            a(.href("/extras/job-results/\(id)/")) {
                ValueMarkup.moment(run["date_created"]?.stringValue ?? "", isRelative: true)
            }
            " "
            JobWords.run(JobWords.value(run["status"]))
        } else {
            ValueMarkup.nothing
        }
    }
}
