import Basics
import Domain
import HTTPServing
import Modeling
import Services
import TestKit
import Testing

@testable import WebUI

@Suite("The frame of every page")
struct LayoutTests {
    @Test func `every model and column that pages name exists`() {
        let catalog = ProductCatalog.catalog
        for model in Navigation.models { #expect(catalog[model]?.isExposed == true, "\(model)") }
        for (model, columns) in ModelPages.namedColumns {
            guard let schema = catalog[model] else {
                Issue.record("There is no model \(model).")
                continue
            }
            let known = ListColumns(schema, nil, chosen: nil).all.map(\.name)
            for column in columns { #expect(known.contains(column), "\(model) \(column)") }
        }
    }

    @Test func `scripts are small, assets never change under their address`() throws {
        #expect(Assets.shared.scriptBytes <= 60_000)
        for name in ["almanac.css", "almanac.js", "icon.svg"] {
            let path = Assets.shared.path(name)
            let response = try #require(Assets.shared.response(APIRequest(method: "GET", path: path)))
            #expect(response.status == 200 && !response.bytes.isEmpty)
            #expect(response.headers.contains { $0.name == "Cache-Control" && $0.value.contains("immutable") })
        }
        #expect(Assets.shared.response(APIRequest(method: "GET", path: "/static/x/almanac.css")) == nil)
    }

    @Test func `whoever is not logged in is led to the login and back`() async throws {
        let world = try await WebWorld()
        let browser = WebBrowser(site: world.site, cookies: [:])
        let page = try await browser.get("/dcim/devices/?status=Active")
        #expect(page.status == 303)
        #expect(page.location == "/login/?next=%2Fdcim%2Fdevices%2F%3Fstatus%3DActive")
        // Programs are told in the words of the dialect.
        #expect(try await browser.get("/dcim/devices/", accept: "application/json").status == 404)
        #expect(try await browser.post("/dcim/devices/add/", [("name", "x")]).status != 303)
    }

    @Test func `pages forbid whatever is not ours, and forms need their proof`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let page = try await browser.get("/dcim/manufacturers/")
        let policy = page.headers.first { $0.name == "Content-Security-Policy" }?.value ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(!page.contains("style=\"") && !page.contains("onclick") && !page.contains("<script>"))
        let refused = try await browser.post("/dcim/manufacturers/add/", [("name", "Forged")], proof: false)
        #expect(refused.status == 403)
        #expect(try await world.server.get("/api/dcim/manufacturers/")["count"] == 0)
    }

    @Test func `a page that is not there says so, with the number of the request`() async throws {
        let browser = try await WebWorld().browser()
        let page = try await browser.get("/nothing/at/all/")
        #expect(page.status == 404 && page.contains("<h1>Nothing is here</h1>") && page.contains("data-copy="))
    }

    @Test func `colours and rows are chosen for good, and lead back to where they were chosen`() async throws {
        let browser = try await WebWorld().browser()
        let answer = try await browser.post("/user/appearance/", [("theme", "dark"), ("next", "/about/")])
        #expect(answer.status == 303 && answer.location == "/about/")
        #expect(answer.headers.contains { $0.value.hasPrefix("theme=dark;") })
        let evil = try await browser.post("/user/appearance/", [("theme", "<x>"), ("next", "//evil.example/")])
        #expect(evil.location == "/" && evil.headers.contains { $0.value.hasPrefix("theme=;") })
        let compact = try await browser.post("/user/appearance/", [("density", "compact"), ("next", "/about/")])
        // One choice leaves the other alone.
        #expect(compact.headers.filter { $0.name == "Set-Cookie" }.map { $0.value.prefix(16) } == ["density=compact;"])
        let reader = WebBrowser(
            site: browser.site,
            cookies: browser.cookies.merging(["theme": "dark", "density": "compact"]) { $1 }, server: browser.server)
        let page = try await reader.get("/about/")
        #expect(page.contains("<html lang=\"en\" data-theme=\"dark\" data-density=\"compact\">"))
        for value in ["dark", "compact"] {
            #expect(page.contains("value=\"\(value)\" class=\"plain\" aria-pressed=\"true\""))
        }
        let forged = WebBrowser(
            site: browser.site, cookies: browser.cookies.merging(["theme": "\"><x", "density": "dark"]) { $1 },
            server: browser.server)
        #expect(try await forged.get("/about/").contains("<html lang=\"en\">"))
    }
}
