import Basics
import Domain
import HTTPServing
import Manual
import Modeling
import TestKit
import Testing

@testable import WebUI

@Suite("The pages of the manual")
struct ManualPageTests {
    private func answer(
        _ site: any RequestResponder, _ target: String, method: String = "GET", headers: [String: String] = [:]
    ) async throws -> APIResponse {
        await site.respond(
            to: try APIRequest(
                method: method, target: target, headers: ["accept": "text/html"].merging(headers) { $1 }, body: [],
                baseURL: "http://test", peer: IPHost("127.0.0.1")))
    }

    private func header(_ name: String, _ response: APIResponse) -> String? {
        response.headers.last { $0.name == name }?.value
    }

    @Test func `everybody who sees the login can read it, inside the frame once logged in`() async throws {
        let world = try await WebWorld()
        let nobody = WebBrowser(site: world.site, cookies: [:])
        let page = try await nobody.get("/docs/how-to/let-people-in/")
        #expect(page.status == 200 && page.contains("<h1>Let people in</h1>") && page.contains("href=\"/login/\""))
        #expect(!page.contains("class=\"side\"") && !page.contains("csrfmiddlewaretoken"))
        #expect(try await nobody.get("/login/").contains("href=\"/docs/how-to/let-people-in/\""))
        // What is no page of the manual is none for them either.
        #expect(try await nobody.get("/docs/nothing/").status == 303)
        #expect(try await nobody.get("/docsx/").status == 303)
        let reader = try await world.browser("rita", superuser: false)
        let inside = try await reader.get("/docs/how-to/let-people-in/")
        #expect(inside.status == 200 && inside.contains("class=\"side\"") && inside.contains("rita"))
        #expect(try await reader.get("/docs/nothing/").status == 404)
        #expect(try await reader.post("/docs/", []).status == 405)
    }

    @Test func `each page has one address`() async throws {
        let world = try await WebWorld()
        let nobody = WebBrowser(site: world.site, cookies: [:])
        for (from, to) in [
            ("/docs", "/docs/"), ("/docs?q=kev", "/docs/?q=kev"), ("/docs/reference/", "/docs/#reference"),
            ("/docs/reference/feeds", "/docs/reference/feeds/"),
        ] {
            let answer = try await nobody.get(from)
            #expect(answer.status == 301 && answer.location == to, "\(from)")
        }
        for path in [
            "/docs/../reference/feeds/", "/docs/%2e%2e/", "/docs/reference/feeds.md/", "/docs//", "/docs/images/x.png",
        ] {
            #expect(try await nobody.get(path).status == 303, "\(path)")
        }
    }

    @Test func `a reader who has a page already is told so without it`() async throws {
        let world = try await WebWorld()
        let path = "/docs/reference/exit-codes/"
        let first = try await answer(world.site, path)
        let tag = try #require(header("ETag", first))
        #expect(header("Cache-Control", first) == "public, no-cache")
        let again = try await answer(world.site, path, headers: ["if-none-match": "\"x\", W/\(tag)"])
        #expect(again.status == 304 && again.bytes.isEmpty && header("ETag", again) == tag)
        #expect(try await answer(world.site, path, headers: ["if-none-match": "\"x\""]).status == 200)
        let head = try await answer(world.site, path, method: "HEAD")
        #expect(head.status == 200 && header("ETag", head) == tag)
        let picture = try await answer(world.site, "/docs/images/overview.png")
        #expect(picture.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && header("Content-Type", picture) == "image/png")
        // The page of somebody who is logged in has their name in it: it is kept by nobody, and is another one.
        let reader = try await world.browser()
        let theirs = try await answer(world.site, path, headers: ["cookie": reader.cookieHeader])
        #expect(header("Cache-Control", theirs) == nil && header("ETag", theirs) != tag)
        let known = ["cookie": reader.cookieHeader, "if-none-match": try #require(header("ETag", theirs))]
        #expect(try await answer(world.site, path, headers: known).status == 304)
    }

    @Test func `every document has a page whose links and headings are there`() async throws {
        let world = try await WebWorld()
        let nobody = WebBrowser(site: world.site, cookies: [:])
        let contents = try await nobody.get("/docs/")
        for document in ManualLibrary.shared.documents {
            #expect(contents.contains("<a href=\"\(document.path)\">"), "\(document.path)")
            let page = try await nobody.get(document.path)
            #expect(page.status == 200 && page.contains("<h1>"), "\(document.path)")
            #expect(!page.contains("style=\"") && !page.contains("<script>"))
            for section in document.sections {
                guard let anchor = section.anchor else { continue }
                #expect(page.contains(" id=\"\(anchor)\">"), "\(document.path)#\(anchor)")
            }
            for part in page.text.split(separator: "href=\"/docs/").dropFirst() {
                let place = "/docs/\(part.prefix { $0 != "\"" })"
                let isPart = ManualDocument.Part.allCases.contains { place == "/docs/#\($0.rawValue)" }
                #expect(isPart || ManualLibrary.shared.has(place), "\(document.path): \(place)")
            }
        }
    }

    @Test func `no heading has the name of something else on its page`() async throws {
        let browser = try await WebWorld().browser()
        for document in ManualLibrary.shared.documents {
            let page = try await browser.get(document.path)
            let ids = page.text.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
            #expect(ids.count > document.sections.count && Set(ids).count == ids.count, "\(document.path)")
        }
    }

    @Test func `a search leads to sections, and says when there is nothing`() async throws {
        let world = try await WebWorld()
        let nobody = WebBrowser(site: world.site, cookies: [:])
        #expect(try await nobody.get("/docs/?q=epss").contains("<a href=\"/docs/reference/glossary/#epss\">"))
        #expect(try await nobody.get("/docs/?q=zzzzqq").contains("No part of the manual has all of these words."))
        let hostile = try await nobody.get("/docs/?q=%22%3E%3Cscript%3Ex%3C/script%3E")
        #expect(hostile.status == 200 && !hostile.contains("<script>x"))
        #expect(try await nobody.get("/docs/?q=" + String(repeating: "a+", count: 2000)).status == 200)
    }

    @Test func `every page and every model leads to a place of the manual that is there`() throws {
        for topic in HelpTopic.all {
            let place = try #require(ManualLibrary.shared.place(topic.target, in: "README.md"), "\(topic.target)")
            #expect(ManualLibrary.shared.has(place) && topic.path == place, "\(topic.target)")
            #expect(topic == .contents || topic.title != "Manual")
        }
        let catalog = ProductCatalog.catalog
        for identifier in HelpTopic.byModel.keys { #expect(catalog[identifier]?.isExposed == true, "\(identifier)") }
        for schema in catalog.schemas where schema.isExposed {
            #expect(ManualLibrary.shared.has(HelpTopic.of(schema).path), "\(schema.identifier): run make docs")
        }
    }

    @Test func `pages and empty lists lead to their help, and abbreviations to the glossary`() async throws {
        let browser = try await WebWorld().browser()
        for (path, help) in [
            ("/extras/secrets/", "/docs/how-to/reach-credentials/"),
            ("/tenancy/tenants/", "/docs/reference/models/#tenancytenant"),
            ("/exposure/feeds/", "/docs/reference/feeds/"), ("/import/", "/docs/how-to/import-a-network/"),
            ("/extras/notification-rules/", "/docs/how-to/be-notified/"),
            ("/plugins/nautobot-device-lifecycle-mgmt/hardware/", "/docs/explanation/support-status/"),
            ("/about/", "/docs/how-to/use-the-web-interface/"), ("/docs/", "/docs/"),
        ] {
            let page = try await browser.get(path)
            #expect(page.contains("<a href=\"\(help)\" class=\"help\">"), "\(path)")
            guard page.contains("panel empty") else { continue }
            #expect(page.contains("<p class=\"help\"><a href=\"\(help)\">"), "\(path)")
        }
        #expect(Glossary.terms.contains { $0.word == "LDoS" } && Glossary.terms.contains { $0.word == "PID" })
        for (_, anchor) in Glossary.terms { #expect(ManualLibrary.shared.has("/docs/reference/glossary/#\(anchor)")) }
        let label = String(decoding: Glossary.linked("Base <CVSS> score").bytes, as: UTF8.self)
        #expect(label == "Base &lt;<a href=\"/docs/reference/glossary/#cvss\" class=\"term\">CVSS</a>&gt; score")
        #expect(String(decoding: Glossary.linked("CPEs of EoSX").bytes, as: UTF8.self) == "CPEs of EoSX")
    }
}
