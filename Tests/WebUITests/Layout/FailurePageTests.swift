import Basics
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@testable import WebUI

/// Every failure that a person meets says what happened, what to do, and the number of the request.
@Suite struct FailurePageTests {
    private func isWhole(_ page: WebPage) -> Bool {
        page.headers.contains { $0.name == "Content-Type" && $0.value.hasPrefix("text/html") }
            && page.contains("<h1>") && page.contains("class=\"lead\"") && page.contains("Request <code>")
            && page.contains("data-copy=\"") && page.contains("hidden>Copy</button>")
    }

    private func ask(
        _ site: SiteRouter, _ method: String, _ path: String, accept: String = "text/html"
    ) async throws
        -> WebPage
    {
        WebPage(
            await site.respond(
                to: try APIRequest(
                    method: method, target: path, headers: ["accept": accept], body: [], baseURL: "http://test")))
    }

    @Test func `pages of failures are whole, whoever asks`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        for path in ["/nowhere/", "/dcim/devices/00000000-0000-0000-0000-000000000000/", "/extras/jobs/x/run/"] {
            let page = try await browser.get(path)
            #expect(page.status == 404 && isWhole(page), "\(path)")
        }
        let refused = try await browser.post("/dcim/manufacturers/add/", [("name", "x")], proof: false)
        #expect(refused.status == 403 && isWhole(refused))
        // Somebody whose session has ended loses no form, and is told so.
        let ended = try await ask(world.site, "POST", "/dcim/manufacturers/add/")
        #expect(ended.status == 403 && isWhole(ended) && ended.contains("Your session has ended"))
        let put = try await ask(world.site, "PUT", "/dcim/manufacturers/add/")
        #expect(put.status == 405 && isWhole(put))
        let program = try await ask(world.site, "POST", "/dcim/manufacturers/add/", accept: "application/json")
        #expect(program.status == 405 && program.text.hasPrefix("{"))
        var large = try APIRequest(
            method: "POST", target: "/dcim/manufacturers/add/", headers: ["accept": "text/html"], body: [],
            baseURL: "http://test")
        large.refusal = Problem(.tooLarge, "The body is larger than 10 bytes.")
        let page = WebPage(await world.site.respond(to: large))
        #expect(page.status == 413 && isWhole(page) && page.contains("larger than 10 bytes"))
        large.path = "/api/dcim/manufacturers/"
        #expect(WebPage(await world.site.respond(to: large)).text.contains("{\"detail\":"))
    }

    @Test func `every field of every form has a label and a hint`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        for (number, type) in CustomFieldType.allCases.enumerated() {
            try await world.server.create(
                "/api/extras/custom-fields/",
                [
                    "key": .string("extra_\(number)"), "label": .string("Extra \(number)"),
                    "type": .string(type.rawValue), "content_types": ["dcim.manufacturer"],
                    "description": number == 0 ? "What it is for." : "",
                ])
        }
        var fields = 0
        for schema in world.server.store.catalog.schemas
        where schema.isExposed && schema.operations.contains(.create) {
            let page = try await browser.get(schema.pagePath + "add/")
            for part in page.text.split(separator: "<div class=\"field\">").dropFirst() {
                fields += 1
                let field = part.prefix(upTo: part.firstRange(of: "</div>")?.lowerBound ?? part.endIndex)
                #expect(field.contains("<label for="), "\(schema.identifier): \(field.prefix(120))")
                #expect(
                    field.contains("class=\"hint\"") && field.contains("aria-describedby="),
                    "\(schema.identifier): \(field.prefix(120))")
            }
        }
        #expect(fields > 300)
        #expect(try await browser.get("/dcim/manufacturers/add/").contains("What it is for."))
    }
}
