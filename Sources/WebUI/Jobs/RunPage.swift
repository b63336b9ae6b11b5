import Basics
import Domain
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage

/// A run: where it stands, what it was given, what it tells, what came of it.
struct RunPage: Sendable {
    let web: WebRequest
    let services: WebServices
    let id: String

    init(_ web: WebRequest, _ services: WebServices, id: String) {
        self.web = web
        self.services = services
        self.id = id
    }

    private var path: String { "/extras/job-results/\(id)/" }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        let run = try await web.get(
            "/api/extras/job-results/\(id)/", [("depth", "1"), ("exclude_m2m", "false")])
        let status = JobWords.value(run["status"])
        let declaration = try await declaration(run)
        let buttons = try await buttons(run, status, declaration)
        let plan = try await planned(run, status)
        let files = try await files()
        let inputs = try await RunInputs(web: web, declaration: declaration).html(run)
        let log = try await RunLog(
            web: web, run: id, status: status, asked: run["date_created"]?.stringValue.flatMap { Timestamp($0) }
        ).html()
        var page = Page(
            run["name"]?.stringValue ?? "Run", crumbs: [Page.Crumb(title: "Runs", path: "/extras/job-results/")],
            isWide: true, actions: { span(.id("run-actions"), .class("row"), .data("part")) { buttons } },
            body: {
                div(.id("run-state"), .data("part")) {
                    state(run, status)
                    plan
                    outcome(run, files)
                }
                log
                inputs
            })
        page.scripts = ["run.js"]
        return page.response(web)
    }

    /// What the product knows of the job; nil when it was removed, or the reader may not see it.
    private func declaration(_ run: JSONValue) async throws -> JobDeclaration? {
        guard let job = run["job_model"]?["id"]?.stringValue else { return nil }
        let (jobs, actor) = (services.jobs, web.actor)
        do {
            return try await services.store.read { jobs.declaration(of: try jobs.find(job, by: .view, actor, in: $0)) }
        } catch let problem as Problem where problem.kind == .forbidden || problem.kind == .notFound {
            return nil
        }
    }

    // MARK: Buttons

    private func buttons(_ run: JSONValue, _ status: String, _ declaration: JobDeclaration?) async throws -> HTML {
        guard JobWords.hasEnded(status) else {
            return try await mayCancel() ? Component.link("Cancel the run", path + "cancel/", "danger") : HTML()
        }
        guard let job = run["job_model"]?["id"]?.stringValue, try await mayRun(job) else { return HTML() }
        let again = WebRequest.place("/extras/jobs/\(job)/run/", [("again", id)])
        let retry = WebRequest.place("/extras/jobs/\(job)/run/", [("retry", id)])
        var failures: [String] = []
        if let declaration, RunSource.variable(declaration) != nil, (run["error_log_count"]?.intValue ?? 0) > 0 {
            failures = try await RunSource(web, services).failedNames(of: id)
        }
        return .join {
            if !failures.isEmpty { Component.link("Retry failed only (\(failures.count))", retry, "primary") }
            Component.link("Run again with the same input", again)
        }
    }

    private func mayRun(_ job: String) async throws -> Bool {
        let (jobs, actor) = (services.jobs, web.actor)
        do {
            return try await services.store.read { session in
                let record = try jobs.find(job, by: .run, actor, in: session)
                return record.enabled && record.installed
            }
        } catch let problem as Problem where problem.kind == .forbidden || problem.kind == .notFound {
            return false
        }
    }

    private func mayCancel() async throws -> Bool {
        do {
            _ = try await web.get("/api\(path)cancel/")
            return true
        } catch let problem as Problem
            where [.forbidden, .notFound, .conflict, .invalidInput].contains(problem.kind)
        {
            return false
        }
    }

    // MARK: State

    private func state(_ run: JSONValue, _ status: String) -> HTML {
        let started = run["date_started"]?.stringValue ?? ""
        let done = run["date_done"]?.stringValue ?? ""
        return Component.panel("Where it stands") {
            dl(.class("facts")) {
                dt { "State" }
                dd { JobWords.run(status) }
                if !JobWords.hasEnded(status) {
                    dt { "Progress" }
                    dd { progress(run) }
                }
                dt { "Asked for" }
                dd {
                    ValueMarkup.moment(run["date_created"]?.stringValue ?? "")
                    if let user = run["user"]?["display"]?.stringValue { " by \(user)" }
                }
                if !started.isEmpty {
                    dt { "Began" }
                    dd { ValueMarkup.moment(started) }
                }
                if !done.isEmpty {
                    dt { "Ended" }
                    dd {
                        ValueMarkup.moment(done)
                        if let words = JobWords.duration(from: started, to: done) { " after \(words)" }
                    }
                }
                if let name = run["canceled_by_user_name"]?.stringValue, !name.isEmpty {
                    dt { "Ended early by" }
                    dd { name }
                }
                if run["job_model"]?.objectValue != nil {
                    dt { "Job" }
                    dd { ValueMarkup.html(run["job_model"]) }
                }
                if run["scheduled_job"]?.objectValue != nil {
                    dt { "Schedule" }
                    dd { ValueMarkup.html(run["scheduled_job"]) }
                }
                if let worker = run["worker"]?.stringValue {
                    dt { "Worker" }
                    dd { worker }
                }
                dt { "Log" }
                dd { counts(run) }
            }
        }
    }

    @HTMLBuilder private func progress(_ run: JSONValue) -> HTML {
        let now = run["meta"]?["progress"]
        let total = now?["total"]?.intValue
        let done = now?["done"]?.intValue ?? 0
        HTML(
            element: "progress",
            [
                .id("run-progress"), .aria("label", "Progress of the run"),
                .flag("hidden", if: now?.objectValue == nil),
                .when(total != nil, Attribute("max", String(max(total ?? 1, 1)))),
                .when(total != nil, .value(String(done))),
            ], content: HTML())
        span(.id("run-progress-words")) {
            if now?.objectValue == nil {
                "It has not said how far it is."
            } else {
                "\(done)" + (total.map { " of \($0)" } ?? "") + " "
                    + LogText.plain(now?["text"]?.stringValue ?? "")
            }
        }
    }

    @HTMLBuilder private func counts(_ run: JSONValue) -> HTML {
        let all = [
            ("error", "error", "failure,error,critical"), ("warning", "warning", "warning"),
            ("success", "success", "success"), ("info", "information", "info"), ("debug", "debug", "debug"),
        ]
        let known = all.compactMap { name, words, levels in
            run["\(name)_log_count"]?.intValue.map { (count: Int($0), words: words, levels: levels) }
        }.filter { $0.count > 0 }
        if known.isEmpty {
            span(.class("quiet")) { "Lines are counted when the run has ended." }
        } else {
            for (index, entry) in known.enumerated() {
                if index > 0 { " · " }
                a(.href(WebRequest.place(path, entry.levels.split(separator: ",").map { ("log_level", String($0)) }))) {
                    "\(entry.count.grouped) \(entry.words)"
                }
            }
        }
    }

    // MARK: Outcome

    private func planned(_ run: JSONValue, _ status: String) async throws -> HTML {
        guard status == "SUCCESS", web.maySee("extras.jobplanchange") else { return HTML() }
        let changes = try await web.get("/api/extras/job-plan-changes/", [("job_result", id), ("limit", "1")])
        guard let count = changes["count"]?.intValue, count > 0 else { return HTML() }
        return Component.notice(.info) {
            p {
                "This was a dry run: nothing was changed. It planned "
                a(.href(path + "plan/")) { "\(Int(count).grouped) \(count == 1 ? "change" : "changes")" }
                ". Look at them, and have them carried out from there."
            }
        }
    }

    /// Files that the run made, as far as the reader may see them.
    private func files() async throws -> [JSONValue] {
        guard web.maySee("extras.fileproxy") else { return [] }
        return try await web.get("/api/extras/file-proxies/", [("job_result_id", id), ("limit", "200")])["results"]?
            .arrayValue ?? []
    }

    @HTMLBuilder private func outcome(_ run: JSONValue, _ files: [JSONValue]) -> HTML {
        if !files.isEmpty {
            Component.panel("Files") {
                ul {
                    for file in files {
                        li {
                            a(.href("/api/extras/file-proxies/\(file["id"]?.stringValue ?? "")/download/")) {
                                file["name"]?.stringValue ?? file["display"]?.stringValue ?? "File"
                            }
                        }
                    }
                }
            }
        }
        if let result = run["result"], !result.isNull {
            Component.panel("Result") {
                if let message = result["exc_message"]?.arrayValue?.compactMap(\.stringValue), !message.isEmpty {
                    p(.class("bad")) { LogText.plain(message.joined(separator: " ")) }
                }
                let facts = (result["exc_type"] == nil ? result.objectValue?.members : nil) ?? []
                dl(.class("facts")) {
                    for (name, value) in facts where value.isPlain {
                        dt { Words.label(name) }
                        dd { LogText.plain(value.stringValue ?? value.text) }
                    }
                }
                details {
                    summary { "As JSON" }
                    pre { LogText.plain(result.indented) }
                }
            }
        }
        if let trace = run["traceback"]?.stringValue, !trace.isEmpty {
            Component.panel("Where it went wrong") { pre { LogText.plain(trace) } }
        }
    }
}

extension JSONValue {
    /// Whether it is a number, a text or a truth value, which needs no braces to be read.
    fileprivate var isPlain: Bool { objectValue == nil && arrayValue == nil && !isNull }
}

/// Asks before a run is ended.
struct CancelPage: Sendable {
    private let web: WebRequest
    private let id: String

    init(_ web: WebRequest, id: String) {
        self.web = web
        self.id = id
    }

    func response() async throws -> APIResponse {
        let path = "/extras/job-results/\(id)/"
        if web.isPost {
            try await web.send("POST", "/api\(path)cancel/", [:])
            return Notice.redirect(to: path, saying: "The run is being ended.")
        }
        let preview = try await web.get("/api\(path)cancel/")
        return Page("Cancel the run", crumbs: [Page.Crumb(title: "Run", path: path)]) {
            p { preview["detail"]?.stringValue ?? "" }
            p { "What it has changed until then stays, and stands in the history." }
            Component.post(web, to: web.request.path, class: "row") {
                button(.type("submit"), .class("danger")) { "Cancel the run" }
                Component.link("Let it go on", path)
            }
        }.response(web)
    }
}
