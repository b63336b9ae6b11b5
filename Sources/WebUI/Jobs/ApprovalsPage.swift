import Basics
import HTTPServing
import Modeling

/// What waits for somebody to agree: first what waits for the reader.
struct ApprovalsPage: Sendable {
    private let web: WebRequest
    private static let limit = 100

    init(_ web: WebRequest) { self.web = web }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        var mine: [JSONValue] = []
        if web.maySee("extras.approvalworkflowstage") {
            mine =
                try await web.get(
                    "/api/extras/approval-workflow-stages/",
                    [
                        ("pending_my_approvals", "true"), ("depth", "1"), ("limit", String(Self.limit)),
                        ("exclude_m2m", "true"),
                    ])["results"]?.arrayValue ?? []
        }
        let all = try await web.get(
            "/api/extras/approval-workflows/",
            [("depth", "1"), ("limit", String(Self.limit)), ("exclude_m2m", "true"), ("sort", "-created")])
        let workflows = all["results"]?.arrayValue ?? []
        let names = try await names(workflows + mine.compactMap { $0["approval_workflow"] })
        return Page(
            "Approvals", isWide: true,
            actions: {
                if web.maySee("extras.approvalworkflowdefinition") {
                    Component.link("What has to be approved", "/extras/approval-workflow-definitions/")
                }
                Component.link("Filter approvals", "/extras/approval-workflows/?sort=-created")
            },
            body: {
                Component.panel("Waiting for you") {
                    if mine.isEmpty {
                        p(.class("quiet")) { "Nothing waits for you." }
                    } else {
                        DataTable(
                            caption: "Waiting for you", columns: [.init("What"), .init("Stage"), .init("Asked by")],
                            rows: mine.map { stage in
                                let workflow = stage["approval_workflow"] ?? .null
                                return [
                                    link(workflow, names),
                                    HTML(
                                        stage["approval_workflow_stage_definition"]?["name"]?.stringValue
                                            ?? stage["display"]?.stringValue ?? ""),
                                    HTML(workflow["user_name"]?.stringValue ?? ""),
                                ]
                            }
                        ).html
                    }
                }
                Component.panel("All approvals") {
                    if workflows.isEmpty {
                        p(.class("quiet")) {
                            "Nothing had to be approved yet. A definition says which schedules somebody has to agree to."
                        }
                    } else {
                        DataTable(
                            caption: "All approvals",
                            columns: [
                                .init("What"), .init("By rule"), .init("Asked by"), .init("When"), .init("State"),
                            ],
                            rows: workflows.map { workflow in
                                [
                                    link(workflow, names),
                                    HTML(workflow["approval_workflow_definition"]?["name"]?.stringValue ?? "–"),
                                    HTML(workflow["user_name"]?.stringValue ?? ""),
                                    ValueMarkup.moment(workflow["created"]?.stringValue ?? ""),
                                    JobWords.approval(JobWords.value(workflow["current_state"])),
                                ]
                            }
                        ).html
                    }
                }
            }
        ).response(web)
    }

    private func link(_ workflow: JSONValue, _ names: [String: String]) -> HTML {
        a(.href("/extras/approval-workflows/\(workflow["id"]?.stringValue ?? "")/")) {
            names[workflow["object_under_review_object_id"]?.stringValue ?? ""] ?? workflow["display"]?.stringValue
                ?? "Approval"
        }
    }

    /// Names of the schedules that approvals are about, in one question.
    private func names(_ workflows: [JSONValue]) async throws -> [String: String] {
        let ids = Set(workflows.compactMap { $0["object_under_review_object_id"]?.stringValue })
        guard !ids.isEmpty, web.maySee("extras.scheduledjob") else { return [:] }
        let rows = try await web.get(
            "/api/extras/scheduled-jobs/",
            ids.sorted().map { ("id", $0) } + [("limit", String(ids.count)), ("exclude_m2m", "true")])
        return Dictionary(
            (rows["results"]?.arrayValue ?? []).map { ($0["id"]?.stringValue ?? "", $0["name"]?.stringValue ?? "") }
        ) { first, _ in first }
    }
}
