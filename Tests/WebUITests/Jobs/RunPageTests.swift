import Basics
import Domain
import HTTPAPI
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage
import TestKit
import Testing

@testable import WebUI

/// The page of a run: its log, its end, and what can be done next.
@Suite struct RunPageTests {
    private static let talker = ScriptedJob(
        "Talker",
        { declaration in
            declaration.variables = [JobVariable("makers", .multiObject)]
            declaration.variables[0].model = "dcim.manufacturer"
            declaration.variables[0].isRequired = false
        },
        run: { _, context in
            await context.log.info(
                "\u{1B}[31mred\u{1B}[0m and \u{1B}]0;title\u{7}plain \u{202E}txt <script>alert(1)</script>")
            await context.log.failure("did not answer", about: "Broken", in: "ask")
            await context.log.warning("slow", about: "Fine")
            try await context.keepFile("out.txt", Array("kept".utf8))
            return ["asked": 2]
        })

    private func run(_ world: JobPageWorld, _ data: JSONValue = [:]) async throws -> String {
        let answer = try await world.server.send("POST", "/api/extras/jobs/Talker/run/", ["data": data])
        return try #require(try await answer.jsonBody()["job_result"]?["id"]?.stringValue)
    }

    @Test func `lines of a log are texts: no colour, no title, no script`() async throws {
        let world = try await JobPageWorld([Self.talker])
        let browser = try await world.web.browser()
        let id = try await run(world)
        try await world.work()
        let page = try await browser.get("/extras/job-results/\(id)/")
        #expect(page.contains("red and plain \u{FFFD}txt &lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!page.contains("\u{1B}") && !page.contains("<script>alert") && !page.contains("\u{202E}"))
        #expect(page.contains("out.txt") && page.contains("/api/extras/file-proxies/") && page.contains("asked"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\u{1B}[1;31mb\u{1B}[0mc", "abc"), ("\u{1B}]8;;http://x\u{1B}\\link", "link"),
        ("cut \u{1B}[", "cut "), ("cut \u{1B}", "cut "), ("a\r\nb\tc", "a\nb\tc"), ("bell\u{7}", "bell\u{FFFD}"),
        ("\u{9B}31m", "\u{FFFD}31m"), ("\u{1B}Mup", "up"), ("over\rwrite", "over\u{FFFD}write"),
    ])
    func `control characters and sequences of terminals mean nothing`(text: String, shown: String) {
        #expect(LogText.plain(text) == shown)
    }

    @Test func `the log is filtered by level`() async throws {
        let world = try await JobPageWorld([Self.talker])
        let browser = try await world.web.browser()
        let id = try await run(world)
        try await world.work()
        let page = try await browser.get("/extras/job-results/\(id)/?log_level=failure&log_level=error")
        #expect(page.contains("did not answer") && !page.contains(">slow<"))
        #expect(try await browser.get("/extras/job-results/\(id)/?log_level=nonsense").contains(">slow<"))
    }

    @Test func `the lines of the page and those of the stream behind it are the whole log, each once`() async throws {
        let gate = Gate()
        let world = try await JobPageWorld([
            ScriptedJob("Talker") { _, context in
                for number in 0..<40 {
                    await context.log.info("line \(number)")
                    if number == 20 { await gate.open() }
                }
                return .null
            }
        ])
        let browser = try await world.web.browser()
        let id = try await run(world)
        try await world.work()
        let all = try await world.server.get("/api/extras/job-results/\(id)/logs/").arrayValue ?? []
        let keys = all.compactMap { $0["id"]?.stringValue }
        // As a page that was made when the first lines were there would ask.
        for split in [1, 17, keys.count - 1] {
            let stream = try await browser.get(
                "/api/extras/job-results/\(id)/stream/?after=\(keys[split - 1])", accept: "text/event-stream", all: true
            )
            let rest = stream.text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map {
                String($0.dropFirst(4))
            }
            #expect(Array(keys[..<split]) + rest == keys)
        }
        #expect(await gate.isOpen)
    }

    @Test func `only what failed is tried again, with what failed filled in`() async throws {
        let world = try await JobPageWorld([Self.talker])
        let browser = try await world.web.browser()
        let broken = try await world.server.create("/api/dcim/manufacturers/", ["name": "Broken"])
        let fine = try await world.server.create("/api/dcim/manufacturers/", ["name": "Fine"])
        let id = try await run(world, ["makers": [.string(broken), .string(fine)]])
        try await world.work()
        let page = try await browser.get("/extras/job-results/\(id)/")
        #expect(
            page.contains("Retry failed only (1)") && page.contains("?retry=\(id)") && page.contains("?again=\(id)"))
        let path = "/extras/jobs/\(try await world.job("Talker"))/run/"
        let retry = try await browser.get(path + "?retry=\(id)")
        #expect(retry.contains("<option value=\"\(broken)\" selected>"))
        #expect(retry.contains("<option value=\"\(fine)\">"))
        let again = try await browser.get(path + "?again=\(id)")
        #expect(again.contains("<option value=\"\(broken)\" selected>"))
        #expect(again.contains("<option value=\"\(fine)\" selected>"))
    }

    @Test func `a run is cancelled by who asked for it and by who may, and by nobody else`() async throws {
        let world = try await JobPageWorld([Self.talker])
        let browser = try await world.web.browser()
        let reader = try await world.web.browser(
            "reader", may: [(["extras.jobresult", "extras.joblogentry"], ["view"])])
        let id = try await run(world)
        let path = "/extras/job-results/\(id)/"
        #expect(try await reader.get(path).contains("Cancel the run") == false)
        #expect(try await reader.post(path + "cancel/", []).status == 403)
        #expect(try await browser.get(path + "cancel/").contains("The run has not begun"))
        #expect(try await browser.post(path + "cancel/", []).status == 303)
        #expect(try await browser.get(path).contains("Ended early"))
        #expect(try await browser.post(path + "cancel/", []).status == 409)
    }

    @Test func `a plan is shown before and after, and carried out once`() async throws {
        let world = try await JobPageWorld([
            ScriptedJob(
                "Rename", { $0.variables = [JobVariable("dryrun", .dryRun)] },
                run: { _, context in
                    try await context.write { pipeline in
                        for maker in try pipeline.session.fetch(Query<Manufacturer>()) {
                            _ = try pipeline.update(Manufacturer.schema, maker.id.raw, ["name": "After & more"])
                        }
                    }
                    return .null
                })
        ])
        let browser = try await world.web.browser()
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Before"])
        let begun = try await browser.post(
            "/extras/jobs/\(try await world.job("Rename"))/run/", [("dryrun", "true")])
        let path = try #require(begun.location)
        try await world.work()
        let run = try await browser.get(path)
        #expect(run.contains("It planned") && run.contains("1 change</a>"))
        let plan = try await browser.get(path + "plan/")
        #expect(plan.contains("<del>Before</del>") && plan.contains("<ins>After &amp; more</ins>"))
        let applied = try await browser.post(path + "plan/", [])
        #expect(applied.status == 303)
        try await world.work()
        #expect(try await world.server.get("/api/dcim/manufacturers/?name=After%20%26%20more")["count"] == 1)
        let again = try await browser.post(path + "plan/", [])
        #expect(again.status == 409 && again.contains("has carried out this plan"))
    }

    @Test func `who may not see logs sees the run without them`() async throws {
        let world = try await JobPageWorld([Self.talker])
        let reader = try await world.web.browser("reader", may: [(["extras.jobresult"], ["view"])])
        let id = try await run(world)
        try await world.work()
        let page = try await reader.get("/extras/job-results/\(id)/")
        #expect(page.status == 200 && page.contains("Succeeded") && !page.contains("did not answer"))
    }

    /// Says that something was reached.
    private actor Gate {
        private(set) var isOpen = false
        func open() { isOpen = true }
    }
}

extension WebBrowser {
    /// Opens something that is sent in parts.
    func get(_ target: String, accept: String, all: Bool) async throws -> (status: Int, text: String) {
        let response = await site.respond(
            to: try APIRequest(
                method: "GET", target: target,
                headers: ["accept": accept, "cookie": cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ")],
                body: [], baseURL: "http://test", peer: IPHost("127.0.0.1")))
        return (response.status, try await response.text())
    }
}
