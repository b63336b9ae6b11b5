import Basics
import HTTPAPI
import HTTPServing
import Services
import TestKit
import Testing

/// Channels, rules and subscriptions, as people use them.
@Suite struct NotificationPageTests {
    private func channel(_ world: WebWorld) async throws -> String {
        try await world.server.create(
            "/api/extras/notification-channels/",
            [
                "name": "noc <b>", "kind": "email", "sender": "a@example.net", "recipients": ["b@example.net"],
                "smtp_host": "mail.example.net",
            ])
    }

    @Test func `a channel is tried by its button, and the page says what came of it`() async throws {
        let world = try await WebWorld()
        let id = try await channel(world)
        let browser = try await world.browser()
        let path = "/extras/notification-channels/\(id)/"
        let page = try await browser.get(path)
        #expect(page.contains("href=\"\(path)test/\"") && page.contains("Nothing was sent yet."))
        let asked = try await browser.get(path + "test/")
        #expect(asked.contains("Send a test message") && asked.contains("noc &lt;b&gt;"))
        let answer = try await browser.post(path + "test/", [])
        #expect(answer.status == 200 && answer.contains("The message was not sent."))
        #expect(answer.contains("The host of mail.example.net:587 is not known to the name servers."))
        #expect(answer.contains("href=\"/extras/notification-deliveries/"))
        #expect(try await browser.get(path).contains("Failed"))
        for _ in 0..<4 { #expect(try await browser.post(path + "test/", []).status == 200) }
        let refused = try await browser.post(path + "test/", [])
        #expect(refused.status == 429 && refused.contains("Channels may be tried 5 times in 60 seconds."))
        #expect(try await browser.post(path + "test/", [], proof: false).status == 403)
        let other = try await world.browser("plain2", superuser: false)
        #expect(try await other.post(path + "test/", []).status == 403)
    }

    @Test func `a saved view is subscribed to from its list and from its page`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let kept = try await browser.post(
            "/dcim/devices/views/", [("name", "cores"), ("is_shared", "yes"), ("query.role", "core")])
        #expect(kept.status == 303)
        let view = try await world.server.get("/api/extras/saved-views/")["results"]?[0]?["id"]?.stringValue ?? ""
        let place =
            "/extras/notification-rules/add/?event=view_changed&amp;saved_view=\(view)&amp;name=Changes%20of%20cores"
        let plus = place.replacing("%20", with: "+")
        let list = try await browser.get("/dcim/devices/?clear_view=true")
        #expect(list.contains(place) || list.contains(plus))
        let page = try await browser.get("/extras/saved-views/\(view)/")
        #expect(page.contains("Subscribe") && (page.contains(place) || page.contains(plus)))
        let form = try await browser.get(
            "/extras/notification-rules/add/?event=view_changed&saved_view=\(view)&name=Changes+of+cores")
        #expect(form.contains("value=\"Changes of cores\""))
        #expect(form.contains("<option value=\"view_changed\" selected"))
        let id = try await channel(world)
        let saved = try await browser.post(
            "/extras/notification-rules/add/",
            [
                ("name", "Changes of cores"), ("event", "view_changed"), ("enabled", "yes"), ("saved_view", view),
                ("channels", id), ("days", "90"), ("severity", "High"), ("digest", "daily"), ("digest_time", "08:00"),
                ("digest_day", "monday"), ("time_zone", "UTC"),
            ])
        #expect(saved.status == 303, "\(saved.text)")
        let rule = try await world.server.get("/api/extras/notification-rules/")["results"]?[0]
        #expect(rule?["saved_view"]?["id"]?.stringValue == view && rule?["channels"]?[0]?["id"]?.stringValue == id)
        // This process has no jobs, so nobody looks at the rule.
        let shown = try await browser.get("/extras/notification-rules/\(rule?["id"]?.stringValue ?? "")/")
        #expect(shown.contains("No schedule has the job Send Notifications look at rules."))
    }
}
