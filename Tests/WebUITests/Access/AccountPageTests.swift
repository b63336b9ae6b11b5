import Basics
import HTTPServing
import Modeling
import TestKit
import Testing

@testable import WebUI

@Suite("The reader's own pages")
struct AccountPageTests {
    @Test func `the front page leads to the login whatever asks for it, other pages only people`() async throws {
        let world = try await WebWorld()
        let nobody = WebBrowser(site: world.site, cookies: [:], server: world.server)
        for accept in ["*/*", "", "application/json", "text/html"] {
            let front = try await nobody.get("/", accept: accept)
            #expect(front.status == 303 && front.location == "/login/", "\(accept)")
        }
        #expect(try await nobody.get("/about/", accept: "*/*").status == 404)
        #expect(try await nobody.get("/about/").location == "/login/?next=%2Fabout%2F")
    }

    @Test func `a token is shown once, works, and is revoked by its button`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser("ann")
        let made = try await browser.post("/user/tokens/", [("description", "backup <i>")])
        #expect(made.status == 200)
        let start = try #require(made.text.firstRange(of: "data-copy=\"alm_"))
        let key = "alm_" + made.text[start.upperBound...].prefix { $0 != "\"" }
        #expect(try await world.server.send("GET", "/api/status/", token: key).status == 200)
        let list = try await browser.get("/user/tokens/")
        #expect(!list.contains(key) && list.contains("backup &lt;i&gt;"))
        let revoke = try #require(list.action(containing: "/delete/"))
        #expect(try await browser.post(revoke, []).status == 303)
        #expect(try await world.server.send("GET", "/api/status/", token: key).status == 403)
    }

    @Test func `a password is changed by whoever knows it, and the sessions end`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser("ann")
        let new = "green herons juggle 9 plums"
        let differs = try await browser.post(
            "/user/profile/", [("current", WebWorld.password), ("new", new), ("again", "other")])
        #expect(differs.status == 400 && differs.contains("differ"))
        let wrong = try await browser.post("/user/profile/", [("current", "wrong"), ("new", new), ("again", new)])
        #expect((400..<500).contains(wrong.status) && !wrong.contains(new))
        let changed = try await browser.post(
            "/user/profile/", [("current", WebWorld.password), ("new", new), ("again", new)])
        #expect(changed.status == 303 && changed.location == "/login/")
        #expect(try await browser.get("/about/").status == 303)
    }

    @Test func `sessions are listed and ended; those of others are not there`() async throws {
        let world = try await WebWorld()
        let first = try await world.browser("ann")
        let second = try await world.login("ann")
        let page = try await first.get("/user/sessions/")
        #expect(page.contains("this one"))
        let end = try #require(page.action(containing: "/user/sessions/"))
        #expect(try await first.post(end, []).status == 303)
        #expect(try await second.get("/about/").status == 303)
        #expect(try await first.get("/about/").status == 200)
        let other = try await world.browser("bob")
        #expect(try await other.post(end, []).status == 404)
    }
}

extension WebPage {
    /// Where the first form leads that has this in its address.
    func action(containing part: String) -> String? {
        for piece in text.split(separator: "action=\"") {
            let target = piece.prefix { $0 != "\"" }
            if target.contains(part) { return String(target).replacing("&amp;", with: "&") }
        }
        return nil
    }
}
