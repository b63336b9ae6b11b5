import Basics
import JobEngine
import Services
import TestKit
import Testing

/// Custom links and job buttons on the page of an object.
@Suite struct ObjectActionTests {
    private struct Made {
        let world: JobPageWorld
        let role: String
        let button: String
    }

    private func made(_ more: JSONObject = [:]) async throws -> Made {
        let world = try await JobPageWorld([
            ScriptedJob(
                "Greeter",
                {
                    $0.receiver = .button
                    $0.variables = [JobVariable("object_pk", .string), JobVariable("object_model_name", .string)]
                }, run: { input, _ in .string(input.text("object_pk")) })
        ])
        let server = world.server
        let role = try await server.create(
            "/api/extras/roles/", ["name": "<i>edge</i>", "content_types": ["dcim.device"]])
        var button: JSONObject = [
            "name": "greet", "text": "Greet {{ obj.name }}", "content_types": ["extras.role"],
            "job": ["name": "Greeter"],
        ]
        for (name, value) in more { button[name] = value }
        return Made(
            world: world, role: role, button: try await server.create("/api/extras/job-buttons/", .object(button)))
    }

    @Test func `a button asks first, then its job runs for the object`() async throws {
        let made = try await made()
        let browser = try await made.world.web.browser()
        let page = try await browser.get("/extras/roles/\(made.role)/")
        let place = "/extras/job-buttons/\(made.button)/press/"
        let about = "object_model_name=extras.role&amp;object_pk=\(made.role)"
        #expect(page.contains("\(place)?\(about)") && page.contains("Greet &lt;i&gt;edge&lt;/i&gt;"), "\(page.text)")
        let question = try await browser.get("\(place)?object_model_name=extras.role&object_pk=\(made.role)")
        #expect(question.status == 200 && question.contains("begins for &lt;i&gt;edge&lt;/i&gt;"), "\(question.text)")
        let fields = [("object_model_name", "extras.role"), ("object_pk", made.role)]
        let pressed = try await browser.post(place, fields)
        let run = try await made.world.newestRun()
        #expect(pressed.status == 303 && pressed.location == "/extras/job-results/\(run)/")
        try await made.world.work()
        #expect(try await made.world.server.get("/api/extras/job-results/\(run)/")["result"] == .string(made.role))
    }

    @Test func `a button that asks nobody is a form, and one of a group stands in its menu`() async throws {
        let made = try await made(["confirmation": false, "group_name": "Greetings"])
        let browser = try await made.world.web.browser()
        let page = try await browser.get("/extras/roles/\(made.role)/")
        #expect(page.contains("<summary class=\"button\">Greetings</summary>"))
        #expect(page.contains("action=\"/extras/job-buttons/\(made.button)/press/\""), "\(page.text)")
    }

    @Test func `whoever may not run the job sees no button, and nothing is begun`() async throws {
        let made = try await made()
        let browser = try await made.world.web.browser(
            "looker", may: [(["extras.role", "extras.jobbutton"], ["view"])])
        #expect(try await !browser.get("/extras/roles/\(made.role)/").contains("Greet "))
        let place = "/extras/job-buttons/\(made.button)/press/"
        let query = "object_model_name=extras.role&object_pk=\(made.role)"
        #expect(try await browser.get("\(place)?\(query)").status == 404)
        let fields = [("object_model_name", "extras.role"), ("object_pk", made.role)]
        #expect(try await browser.post(place, fields).status == 403)
        for query in ["", "?object_model_name=x&object_pk=y", "?object_model_name=extras.role&object_pk=1"] {
            #expect(try await browser.get(place + query).status == 404, "\(query)")
        }
        #expect(try await made.world.server.get("/api/extras/job-results/")["count"] == 0)
    }

    @Test func `a link leads where its template says, and nowhere else`() async throws {
        let made = try await made()
        for (name, url) in [
            ("wiki", "https://wiki.example/{{ obj.name }}"), ("bad", "{{ 'javascript' }}:alert(1)"),
        ] {
            try await made.world.server.create(
                "/api/extras/custom-links/",
                [
                    "name": .string(name), "content_type": "extras.role", "text": "Look <up> {{ obj.name }}",
                    "target_url": .string(url), "new_window": true, "group_name": "",
                ])
        }
        let page = try await made.world.web.browser().get("/extras/roles/\(made.role)/")
        #expect(page.contains("https://wiki.example/%3Ci%3Eedge%3C/i%3E"), "\(page.text)")
        #expect(page.contains("Look &lt;up&gt; &lt;i&gt;edge&lt;/i&gt;") && page.contains("noopener"))
        #expect(!page.contains("javascript:") && page.contains("bad: cannot be shown"))
    }
}
