import Basics
import Domain
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage

/// The form with which a job is run, now or later.
struct JobRunPage: Sendable {
    private let web: WebRequest
    private let services: WebServices
    private let key: String

    init(_ web: WebRequest, _ services: WebServices, key: String) {
        self.web = web
        self.services = services
        self.key = key
    }

    func response() async throws -> APIResponse {
        let (jobs, key, actor) = (services.jobs, key, web.actor)
        let job = try await services.store.read { try jobs.find(key, by: .run, actor, in: $0) }
        guard job.installed, let declaration = jobs.declaration(of: job) else {
            return obstacle(job, "This release does not have the job any more, so it cannot be run.").response(web)
        }
        guard job.enabled else {
            return obstacle(job, "The job is not enabled. Somebody who may change jobs can enable it.").response(web)
        }
        let source = try await RunSource(web, services).inputs(for: declaration)
        let form = JobRunForm(
            web: web, declaration: declaration, isDryByDefault: job.dryrunDefault, earlier: source.inputs)
        let schedule = ScheduleFields(web)
        guard web.isPost else {
            return try await page(job, form, schedule, words: source.words).response(web)
        }
        do {
            if schedule.isLater, !schedule.isShown {
                let times = try schedule.times()
                let errors = schedule.errors(times)
                _ = try form.data()
                return try await page(job, form, schedule, errors: errors, times: errors.isEmpty ? times : nil)
                    .response(web, status: errors.isEmpty ? 200 : 400)
            }
            return try await begin(form, schedule)
        } catch let refusal as JobRefusal {
            let errors = Self.errors(refusal)
            return try await page(job, form, schedule, errors: errors, times: nil, said: refusal.message)
                .response(web, status: 400)
        } catch let problem as Problem where [.invalidInput, .unavailable, .conflict].contains(problem.kind) {
            let errors = Dictionary(problem.fields.map { ($0.field, $0.messages) }) { $0 + $1 }
            return try await page(job, form, schedule, errors: errors, times: nil, said: problem.message)
                .response(web, status: ErrorAnswer.status(problem))
        }
    }

    private func begin(_ form: JobRunForm, _ schedule: ScheduleFields) async throws -> APIResponse {
        var body = JSONObject([("data", .object(try form.data()))])
        body["schedule"] = try schedule.body()
        if let queue = web.form["_job_queue"], !queue.isEmpty { body["job_queue"] = .string(queue) }
        let files = web.form.files.mapValues { JobRequest.UploadedFile(name: $0.name, bytes: $0.bytes) }
        // The service asks for the permission to run the job, as it does for the API.
        switch try await services.jobs.run(key, body, files: files, by: web.actor) {
        case .queued(let run):
            return Notice.redirect(to: "/extras/job-results/\(run)/")
        case .scheduled(let id):
            return Notice.redirect(
                to: "/extras/scheduled-jobs/\(id)/",
                saying: schedule.isLater ? "Scheduled." : "This run has to be approved before it begins.")
        }
    }

    /// Messages by the names of the form's fields.
    private static func errors(_ refusal: JobRefusal) -> [String: [String]] {
        var errors: [String: [String]] = [:]
        func add(_ members: JSONValue?, _ name: (String) -> String) {
            for (field, messages) in members?.objectValue ?? [:] {
                errors[name(field)] = (messages.arrayValue ?? [messages]).compactMap(\.stringValue)
            }
        }
        add(refusal.body["errors"]) { $0 }
        add(refusal.body["schedule"]) { "_schedule_\($0)" }
        if let messages = refusal.body["task_queue"]?.arrayValue {
            errors["_job_queue"] = messages.compactMap(\.stringValue)
        }
        return errors
    }

    // MARK: Markup

    private func obstacle(_ job: Record<JobRecord>, _ words: String) -> Page {
        Page("Run \(job.name)", crumbs: crumbs(job)) {
            Component.notice(.warn) { p { words } }
            if web.may(.change, JobRecord.schema) {
                p { Component.link("Change the job", "/extras/jobs/\(job.id)/edit/") }
            }
        }
    }

    private func crumbs(_ job: Record<JobRecord>) -> [Page.Crumb] {
        [
            Page.Crumb(title: "Jobs", path: "/extras/jobs/"),
            Page.Crumb(title: job.name, path: "/extras/jobs/\(job.id)/"),
        ]
    }

    private func page(
        _ job: Record<JobRecord>, _ form: JobRunForm, _ schedule: ScheduleFields, errors: [String: [String]] = [:],
        times: ScheduleTimes? = nil, said: String = "", words: String = ""
    ) async throws -> Page {
        let fields = try await form.fields(errors)
        let queues = try await self.queues(job, errors)
        let isConfidential = job.hasSensitiveVariables || !form.declaration.confidentialVariables.isEmpty
        let isDry = form.declaration.variables.contains { $0.kind == .dryRun }
        var page = Page("Run \(job.name)", crumbs: crumbs(job)) {
            if !job.description.isEmpty { p(.class("lead")) { job.description } }
            if !words.isEmpty { Component.notice(.info) { p { words } } }
            if !errors.isEmpty || !said.isEmpty {
                Component.notice(.bad) {
                    p {
                        errors.isEmpty
                            ? said : "Nothing was begun. See what is said at the fields below."
                    }
                    for (name, messages) in errors.sorted(by: { $0.key < $1.key })
                    where !name.hasPrefix("_") && !fields.contains(where: { $0.name == name }) {
                        p { "\(name): \(messages.joined(separator: " "))" }
                    }
                }
            }
            Component.post(web, to: web.request.path, class: "form", isUpload: fields.contains(where: \.isFile)) {
                fieldset {
                    legend { "Inputs" }
                    if fields.isEmpty { p(.class("quiet")) { "This job needs to be told nothing." } }
                    for field in fields { field.html }
                }
                queues
                if isConfidential {
                    p(.class("quiet")) {
                        "Its inputs may be confidential and are not kept, so that it runs now and cannot be scheduled."
                    }
                } else {
                    schedule.html(errors, times)
                }
                if isDry, job.readOnly == false {
                    p(.class("quiet")) { "With the dry run chosen you see every change before it is made." }
                }
                div(.class("row")) {
                    button(.type("submit"), .class("primary")) { times == nil ? "Run" : "Save the schedule" }
                    Component.link("Cancel", "/extras/jobs/\(job.id)/")
                }
            }
        }
        page.scripts = ["run.js"]
        return page
    }

    /// The queues that the job may be run in, where there is a choice.
    private func queues(_ job: Record<JobRecord>, _ errors: [String: [String]]) async throws -> HTML {
        guard web.maySee("extras.jobqueue") else { return HTML() }
        let own = try await web.get("/api/extras/jobs/\(job.id)/", [("depth", "1"), ("exclude_m2m", "false")])
        let standard = own["default_job_queue"]?["name"]?.stringValue ?? ""
        var names = (own["job_queues"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        if !names.contains(standard) { names.insert(standard, at: 0) }
        guard names.count > 1 else { return HTML() }
        return fieldset {
            legend { "Where" }
            FormField(
                name: "_job_queue", title: "Queue", help: "Workers that serve the queue do the work.",
                input: .choice(names.map { ($0, $0) }, allowsNone: false),
                values: [web.form["_job_queue"] ?? standard], errors: errors["_job_queue"] ?? []
            ).html
        }
    }
}

extension FormField {
    /// Whether its value is a file.
    var isFile: Bool {
        if case .file = input { return true }
        return false
    }
}
