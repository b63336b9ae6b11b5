import Basics
import HTTPServing
import Modeling
import Services

/// One approval: what is asked for, its stages in order, what was said, and the forms of who may decide.
struct ApprovalPage: Sendable {
    private let web: WebRequest
    private let id: String

    init(_ web: WebRequest, id: String) {
        self.web = web
        self.id = id
    }

    private var path: String { "/extras/approval-workflows/\(id)/" }

    /// A stage with its definition, what was said in it, and whether it waits for the reader.
    private struct Stage {
        let id: String
        let state: String
        let definition: JSONValue
        var responses: [JSONValue] = []
        var isMine = false
        var order: Int64 { definition["sequence"]?.intValue ?? 0 }
    }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        let workflow = try await web.get("/api\(path)", [("depth", "1")])
        let stages = try await stages()
        let schedule = try await schedule(workflow)
        let state = JobWords.value(workflow["current_state"])
        let isPending = state == "Pending"
        let isOwn = web.actor.user != nil && workflow["user"]?["id"]?.stringValue == web.actor.user?.raw.description
        let current = stages.first { $0.state == "Pending" }?.id
        return Page(
            schedule?["name"]?.stringValue ?? workflow["display"]?.stringValue ?? "Approval",
            crumbs: [Page.Crumb(title: "Approvals", path: "/extras/approval-workflows/")],
            body: {
                div(.class("grid")) {
                    facts(workflow, state)
                    if let schedule { asked(schedule) }
                }
                for (index, stage) in stages.enumerated() {
                    Component.panel("Stage \(index + 1): \(stage.definition["name"]?.stringValue ?? "approval")") {
                        self.stage(stage)
                        if isPending, stage.state == "Pending" {
                            // Whoever may not see the order of the stages is told by the API.
                            decision(
                                stage, isOwn: isOwn,
                                isCurrent: stage.id == current || stage.definition["sequence"] == nil)
                        }
                    }
                }
                if isPending, isOwn || web.actor.isSuperuser {
                    Component.post(web, to: path + "cancel/") {
                        button(.type("submit"), .class("danger")) { "Take the request back" }
                    }
                }
            }
        ).response(web)
    }

    /// Takes the approval back.
    func cancel() async throws -> APIResponse {
        guard web.isPost else { throw Problem(.notAllowed, "Requests are taken back by the button on their page.") }
        try await web.send("POST", "/api\(path)cancel/", [:])
        return Notice.redirect(to: path, saying: "Taken back: it will not run.")
    }

    // MARK: Reading

    private func stages() async throws -> [Stage] {
        guard web.maySee("extras.approvalworkflowstage") else { return [] }
        let query = [(name: "approval_workflow", value: id), (name: "limit", value: "100")]
        let rows = try await web.get(
            "/api/extras/approval-workflow-stages/", query + [("depth", "2"), ("exclude_m2m", "true")])
        let mine = try await web.get(
            "/api/extras/approval-workflow-stages/",
            query + [("pending_my_approvals", "true"), ("exclude_m2m", "true")])
        let mineIDs = Set((mine["results"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue })
        var stages = (rows["results"]?.arrayValue ?? []).map { row in
            Stage(
                id: row["id"]?.stringValue ?? "", state: JobWords.value(row["state"]),
                definition: row["approval_workflow_stage_definition"] ?? .null)
        }.sorted { $0.order < $1.order }
        var said: [String: [JSONValue]] = [:]
        if !stages.isEmpty, web.maySee("extras.approvalworkflowstageresponse") {
            let responses = try await web.get(
                "/api/extras/approval-workflow-stage-responses/",
                stages.map { ("approval_workflow_stage", $0.id) } + [("limit", "1000")])
            for response in responses["results"]?.arrayValue ?? [] {
                said[response["approval_workflow_stage"]?["id"]?.stringValue ?? "", default: []].append(response)
            }
        }
        for index in stages.indices {
            stages[index].responses = said[stages[index].id] ?? []
            stages[index].isMine = mineIDs.contains(stages[index].id)
        }
        return stages
    }

    /// The schedule that is asked for; nil when it was deleted, or the reader may not see it.
    private func schedule(_ workflow: JSONValue) async throws -> JSONValue? {
        guard web.maySee("extras.scheduledjob"), let key = workflow["object_under_review_object_id"]?.stringValue else {
            return nil
        }
        do {
            return try await web.get("/api/extras/scheduled-jobs/\(key)/", [("depth", "1")])
        } catch let problem as Problem where problem.kind == .notFound {
            return nil
        }
    }

    // MARK: Markup

    private func facts(_ workflow: JSONValue, _ state: String) -> HTML {
        Component.panel("The request") {
            dl(.class("facts")) {
                dt { "State" }
                dd { JobWords.approval(state) }
                dt { "Asked by" }
                dd { workflow["user_name"]?.stringValue ?? "" }
                dt { "Asked" }
                dd { ValueMarkup.moment(workflow["created"]?.stringValue ?? "") }
                if let decided = workflow["decision_date"]?.stringValue {
                    dt { "Decided" }
                    dd { ValueMarkup.moment(decided) }
                }
                dt { "By rule" }
                dd { ValueMarkup.html(workflow["approval_workflow_definition"]) }
            }
        }
    }

    private func asked(_ schedule: JSONValue) -> HTML {
        Component.panel("What would run") {
            dl(.class("facts")) {
                dt { "Job" }
                dd { ValueMarkup.html(schedule["job_model"]) }
                dt { "Schedule" }
                dd {
                    a(.href("/extras/scheduled-jobs/\(schedule["id"]?.stringValue ?? "")/")) {
                        schedule["name"]?.stringValue ?? ""
                    }
                }
                dt { "When" }
                dd {
                    "\(ScheduleTimes.words(schedule)), from "
                    ValueMarkup.moment(schedule["start_time"]?.stringValue ?? "")
                }
                for (name, value) in schedule["kwargs"]?.objectValue ?? [:] {
                    dt { Words.label(name) }
                    dd { ValueMarkup.html(value) }
                }
            }
        }
    }

    @HTMLBuilder private func stage(_ stage: Stage) -> HTML {
        let needed = stage.definition["min_approvers"]?.intValue ?? 1
        let given = stage.responses.count { JobWords.value($0["state"]) == "Approved" }
        p {
            JobWords.approval(stage.state)
            " \(given) of \(needed) approvals. Who may decide: members of "
            strong {
                stage.definition["approver_group"]?["name"]?.stringValue
                    ?? stage.definition["approver_group"]?["display"]?.stringValue ?? "a group"
            }
            "."
        }
        if stage.state == "Denied", let words = stage.definition["denial_message"]?.stringValue, !words.isEmpty {
            p { words }
        }
        if !stage.responses.isEmpty {
            DataTable(
                caption: "What was said", columns: [.init("Who"), .init("Said"), .init("Why"), .init("When")],
                rows: stage.responses.map { response in
                    [
                        HTML(response["user_name"]?.stringValue ?? ""),
                        JobWords.approval(JobWords.value(response["state"])),
                        HTML(response["comments"]?.stringValue ?? ""),
                        ValueMarkup.moment(response["created"]?.stringValue ?? ""),
                    ]
                }
            ).html
        }
    }

    @HTMLBuilder private func decision(_ stage: Stage, isOwn: Bool, isCurrent: Bool) -> HTML {
        if let schema = web.catalog["extras.approvalworkflowstage"], web.may(.change, schema) {
            let obstacle =
                isOwn
                ? "You asked for it yourself; somebody else has to decide."
                : !stage.isMine
                    ? "You are no member of the group, or have answered already."
                    : !isCurrent ? "An earlier stage has to be decided first." : ""
            if !obstacle.isEmpty { p(.class("quiet")) { "\(obstacle) You can leave a comment." } }
            Component.post(web, to: "/extras/approval-workflow-stages/\(stage.id)/decide/", class: "form") {
                input(.type("hidden"), .name("workflow"), .value(id))
                FormField(
                    name: "comments-\(stage.id)", title: "Comment", help: "Why; whoever asked reads it.", input: .long
                ).html
                div(.class("row")) {
                    if obstacle.isEmpty {
                        button(.type("submit"), .name("deed"), .value("approve"), .class("primary")) { "Approve" }
                        button(.type("submit"), .name("deed"), .value("deny"), .class("danger")) { "Deny" }
                    }
                    button(.type("submit"), .name("deed"), .value("comment")) { "Only comment" }
                }
            }
        }
    }
}

/// What somebody says in a stage.
struct ApprovalForm: Sendable {
    private let web: WebRequest
    private let id: String

    init(_ web: WebRequest, id: String) {
        self.web = web
        self.id = id
    }

    func response() async throws -> APIResponse {
        guard web.isPost, let deed = web.form["deed"], ["approve", "deny", "comment"].contains(deed) else {
            throw Problem(.invalidInput, "Approve, deny or comment.")
        }
        let comments = JSONValue.string((web.form["comments-\(id)"] ?? "").replacing("\r\n", with: "\n"))
        try await web.send(
            "POST", "/api/extras/approval-workflow-stages/\(id)/\(deed)/", .object(JSONObject([("comments", comments)]))
        )
        let workflow = web.form["workflow"].flatMap { Identifier($0) }
        let words = ["approve": "Approved.", "deny": "Denied.", "comment": "Commented."][deed] ?? ""
        return Notice.redirect(
            to: "/extras/approval-workflows/" + (workflow.map { "\($0)/" } ?? ""), saying: words)
    }
}
