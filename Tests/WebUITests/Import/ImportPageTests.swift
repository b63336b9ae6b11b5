import Basics
import HTTPServing
import Modeling
import TestKit
import Testing

@testable import WebUI

@Suite("The import pages")
struct ImportPageTests {
    private func upload(
        _ browser: WebBrowser, _ name: String, _ content: String, model: String
    ) async throws -> WebPage {
        let boundary = "xyz"
        let token = browser.cookies["csrftoken"] ?? ""
        let body = """
            --\(boundary)\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n\(token)\r\n\
            --\(boundary)\r\nContent-Disposition: form-data; name="model"\r\n\r\n\(model)\r\n\
            --\(boundary)\r\nContent-Disposition: form-data; name="file"; filename="\(name)"\r\n\
            Content-Type: application/octet-stream\r\n\r\n\(content)\r\n--\(boundary)--\r\n
            """
        return WebPage(
            await browser.site.respond(
                to: try APIRequest(
                    method: "POST", target: "/import/plan/",
                    headers: [
                        "accept": "text/html", "content-type": "multipart/form-data; boundary=\(boundary)",
                        "cookie": browser.cookies.map { "\($0)=\($1)" }.joined(separator: "; "),
                    ], body: Array(body.utf8), baseURL: "http://test", peer: IPHost("127.0.0.1"))))
    }

    @Test func `a file is shown as a plan, imported by one click, and taken back by another`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let csv = "name,description\nCisco,first\n=HYPERLINK(),second\n"
        let plan = try await upload(browser, "makers.csv", csv, model: "dcim.manufacturer")
        #expect(plan.status == 200 && plan.contains("Import 2 objects"))
        #expect(try await world.server.get("/api/dcim/manufacturers/")["count"] == 0)
        let done = try await browser.post("/import/apply/", FormFields(plan.text).fields)
        #expect(done.status == 200 && done.contains("Imported makers.csv"))
        #expect(try await world.server.get("/api/dcim/manufacturers/")["count"] == 2)
        // The plan is used up: what it was made for is not done twice.
        #expect(try await browser.post("/import/apply/", FormFields(plan.text).fields).status == 404)
        let revert = try #require(done.link(containing: "revert-request"))
        #expect(try await browser.post(revert, []).status == 303)
        #expect(try await world.server.get("/api/dcim/manufacturers/")["count"] == 0)
        let again = try await upload(browser, "makers.csv", csv, model: "dcim.manufacturer")
        #expect(again.contains("Import 2 objects"))
    }

    @Test func `a file of another user is not found, and what cannot be read is said`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let other = try await world.browser("other")
        let plan = try await upload(browser, "makers.csv", "name\nCisco\n", model: "dcim.manufacturer")
        #expect(try await other.post("/import/apply/", FormFields(plan.text).fields).status == 404)
        let odd = try await upload(browser, "makers.pdf", "x", model: "")
        #expect(odd.status == 415 && odd.contains(".csv"))
        let broken = try await upload(browser, "makers.json", "{", model: "dcim.manufacturer")
        #expect(broken.contains("not possible") || broken.status == 400)
        let partly = try await upload(
            browser, "makers.csv", "name\n\(String(repeating: "x", count: 300))\nGood\n", model: "dcim.manufacturer")
        #expect(partly.contains("What cannot be imported") && partly.contains("Import 1 object<"))
        #expect(try await browser.get("/import/").contains("Load the sample network"))
    }
}
