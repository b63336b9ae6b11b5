import Basics
import HTTPServing
import Modeling
import TestKit
import Testing

@testable import WebUI

@Suite("Exports of lists")
struct ExportTests {
    private func parts(_ response: APIResponse) async throws -> [UInt8] {
        guard case .parts(let next) = response.body else { return response.bytes }
        var all: [UInt8] = []
        while let part = try await next() { all += part }
        return all
    }

    private func export(_ browser: WebBrowser, _ target: String) async throws -> (APIResponse, [UInt8]) {
        let response = await browser.site.respond(
            to: try APIRequest(
                method: "GET", target: target,
                headers: [
                    "accept": "text/html",
                    "cookie": browser.cookies.map { "\($0)=\($1)" }.joined(separator: "; "),
                ], body: [], baseURL: "http://test", peer: IPHost("127.0.0.1")))
        return (response, try await parts(response))
    }

    @Test
    func
        `JSON holds every object, spreadsheets are archives of texts, documents are PDF, calendars have a day per date`()
        async throws
    {
        let world = try await WebWorld()
        let browser = try await world.browser()
        for index in 0..<3 {
            try await world.server.create("/api/dcim/manufacturers/", ["name": .string("=SUM(\(index))")])
        }
        let (json, bytes) = try await export(browser, "/dcim/manufacturers/export/?form=json")
        #expect(json.status == 200)
        #expect(try JSONValue(parsing: bytes).arrayValue?.count == 3)
        let (none, empty) = try await export(browser, "/dcim/manufacturers/export/?form=json&name=x")
        #expect(none.status == 200)
        #expect(try JSONValue(parsing: empty).arrayValue?.count == 0)
        let (xlsx, archive) = try await export(browser, "/dcim/manufacturers/export/?form=xlsx")
        #expect(xlsx.status == 200 && archive.starts(with: [0x50, 0x4B, 3, 4]))
        #expect(String(decoding: archive.suffix(200), as: UTF8.self).contains("xl/worksheets/sheet1.xml"))
        let (pdf, document) = try await export(browser, "/dcim/manufacturers/export/?form=pdf&name__ic=SUM&sort=name")
        #expect(
            pdf.status == 200 && pdf.headers.contains { $0.name == "Content-Type" && $0.value == "application/pdf" })
        #expect(document.starts(with: "%PDF-1.7\n".utf8) && document.suffix(7).elementsEqual("\n%%EOF\n".utf8))
        let (_, again) = try await export(browser, "/dcim/manufacturers/export/?form=pdf&name__ic=SUM&sort=name")
        #expect(again == document, "the same objects at the same moment")
        let (_, other) = try await export(browser, "/dcim/manufacturers/export/?form=pdf&name__ic=M")
        #expect(other != document, "what it was narrowed to stands in it")
        let unusable = try await browser.get("/dcim/manufacturers/export/?form=pdf&colour=red")
        #expect(unusable.status == 400)
        let refused = try await browser.get("/dcim/manufacturers/export/?form=ics")
        #expect(refused.status == 400)
        try await world.server.create(
            "/api/plugins/nautobot-device-lifecycle-mgmt/provider/", ["name": "Vendor"])
        try await world.server.create(
            "/api/plugins/nautobot-device-lifecycle-mgmt/contract/",
            ["name": "Gold; 24x7", "provider": ["name": "Vendor"], "start": "2026-01-01", "end": "2027-12-31"])
        let (_, calendar) = try await export(
            browser, "/plugins/nautobot-device-lifecycle-mgmt/contract/export/?form=ics")
        let text = String(decoding: calendar, as: UTF8.self)
        #expect(text.contains("DTSTART;VALUE=DATE:20271231\r\n") && text.contains("Gold\\; 24x7"))
        #expect(text.hasPrefix("BEGIN:VCALENDAR\r\n") && text.hasSuffix("END:VCALENDAR\r\n"))
        let csv = try await browser.get("/dcim/manufacturers/export/?form=csv&name=x")
        #expect(csv.location == "/api/dcim/manufacturers/?name=x&format=csv")
    }
}
