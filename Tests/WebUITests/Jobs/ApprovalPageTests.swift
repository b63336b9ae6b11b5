import Basics
import JobEngine
import Services
import TestKit
import Testing

/// Who has to agree, on pages.
@Suite struct ApprovalPageTests {
    private static let rights: [(types: [String], actions: [String])] = [
        (
            [
                "extras.approvalworkflow", "extras.approvalworkflowstage", "extras.approvalworkflowstageresponse",
                "extras.scheduledjob",
            ], ["view", "change"]
        ),
        (["extras.job"], ["view", "run"]),
        (["extras.approvalworkflowdefinition", "extras.approvalworkflowstagedefinition", "auth.group"], ["view"]),
    ]

    private func world() async throws -> JobPageWorld {
        let world = try await JobPageWorld([ScriptedJob("Cleanup")])
        let definition = try await world.server.create(
            "/api/extras/approval-workflow-definitions/",
            [
                "name": "deletions", "model_content_type": "extras.scheduledjob", "weight": 10,
                "model_constraints": ["job_model__name": "Cleanup"],
            ])
        for (sequence, group) in [(1, "operators"), (2, "architects")] {
            try await world.server.create("/api/users/groups/", ["name": .string(group)])
            try await world.server.create(
                "/api/extras/approval-workflow-stage-definitions/",
                [
                    "approval_workflow_definition": .string(definition), "name": .string("by \(group)"),
                    "sequence": .int(Int64(sequence)), "min_approvers": 1, "approver_group": ["name": .string(group)],
                ])
        }
        return world
    }

    private func stages(_ page: WebPage) -> [String] {
        page.text.split(separator: "/extras/approval-workflow-stages/").dropFirst().map { String($0.prefix(36)) }
    }

    @Test func `a run waits until each stage has agreed; nobody decides about their own`() async throws {
        let world = try await world()
        let asker = try await world.web.browser("asker", may: Self.rights, group: "operators")
        let olga = try await world.web.browser("olga", may: Self.rights, group: "operators")
        let arne = try await world.web.browser("arne", may: Self.rights, group: "architects")
        let asked = try await asker.post("/extras/jobs/\(try await world.job("Cleanup"))/run/", [])
        #expect(asked.location?.hasPrefix("/extras/scheduled-jobs/") == true)
        let workflow = try await world.server.get("/api/extras/approval-workflows/")["results"]?[0]?["id"]?.stringValue
        let path = "/extras/approval-workflows/\(try #require(workflow))/"
        #expect(try await olga.get("/extras/approval-workflows/").contains("by operators"))
        #expect(try await arne.get("/extras/scheduled-jobs/").contains("Pending"))

        let own = try await asker.get(path)
        #expect(own.contains("You asked for it yourself") && !own.contains("value=\"approve\""))
        #expect(own.contains("Take the request back"))
        let early = try await arne.get(path)
        #expect(early.contains("An earlier stage has to be decided first.") && !early.contains("value=\"approve\""))
        let ready = try await olga.get(path)
        #expect(ready.contains("value=\"approve\"") && ready.contains("members of <strong>operators</strong>"))
        let stages = stages(ready)
        try #require(stages.count == 2)
        func decide(_ who: WebBrowser, _ stage: String, _ deed: String) async throws -> WebPage {
            try await who.post(
                "/extras/approval-workflow-stages/\(stage)/decide/",
                [("deed", deed), ("comments-\(stage)", "because <b>"), ("workflow", workflow ?? "")])
        }
        #expect(try await decide(asker, stages[0], "approve").status == 403)
        #expect(try await decide(arne, stages[0], "approve").status == 403)
        #expect(try await decide(olga, stages[0], "approve").location == path)
        #expect(try await olga.get(path).contains("because &lt;b&gt;"))
        try await world.work()
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 0)
        #expect(try await decide(arne, stages[1], "approve").status == 303)
        try await world.work()
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 1)
        #expect(try await olga.get(path).contains("Approved"))
    }

    @Test func `a request is denied with a reason, or taken back by who made it`() async throws {
        let world = try await world()
        let asker = try await world.web.browser("asker", may: Self.rights)
        let olga = try await world.web.browser("olga", may: Self.rights, group: "operators")
        let job = try await world.job("Cleanup")
        _ = try await asker.post("/extras/jobs/\(job)/run/", [])
        let first = try await world.server.get("/api/extras/approval-workflows/")["results"]?[0]?["id"]?.stringValue
        let path = "/extras/approval-workflows/\(try #require(first))/"
        let stage = try #require(stages(try await olga.get(path)).first)
        let empty = try await olga.post("/extras/approval-workflow-stages/\(stage)/decide/", [("deed", "comment")])
        #expect(empty.status == 400 && empty.contains("Comment cannot be empty."))
        #expect(try await olga.post(path + "cancel/", []).status == 403)
        let denied = try await olga.post(
            "/extras/approval-workflow-stages/\(stage)/decide/",
            [("deed", "deny"), ("comments-\(stage)", "not now"), ("workflow", first ?? "")])
        #expect(denied.status == 303)
        #expect(try await asker.get(path).contains("not now"))
        world.server.time.advance(seconds: 5)
        _ = try await asker.post("/extras/jobs/\(job)/run/", [])
        let second = try await world.server.get("/api/extras/approval-workflows/?current_state=Pending")["results"]?[
            0]?["id"]?
            .stringValue
        #expect(try await asker.post("/extras/approval-workflows/\(try #require(second))/cancel/", []).status == 303)
        try await world.work()
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 0)
    }

    @Test func `workers and queues are for staff`() async throws {
        let world = try await JobPageWorld([ScriptedJob("Cleanup")])
        let browser = try await world.web.browser()
        let reader = try await world.web.browser("reader", may: [(["extras.job", "extras.jobqueue"], ["view"])])
        #expect(try await browser.get("/extras/job-workers/").contains("almanac@test:1"))
        let refused = try await reader.get("/extras/job-workers/")
        #expect(refused.status == 403 && !refused.contains("href=\"/extras/job-workers/\""))
    }
}
