import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@testable import WebUI

@Suite("Lists, objects and forms of every model")
struct RecordPageTests {
    private func manufacturers(_ world: WebWorld, _ names: [String]) async throws {
        for name in names { try await world.server.create("/api/dcim/manufacturers/", ["name": .string(name)]) }
    }

    @Test func `every model has a list, and what can be made has a form`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        for schema in world.server.store.catalog.schemas where schema.isExposed {
            let list = try await browser.get(schema.pagePath)
            #expect(list.status == 200, "\(schema.identifier)")
            guard schema.operations.contains(.create) else { continue }
            let form = try await browser.get(schema.pagePath + "add/")
            #expect(form.status == 200 && form.contains("csrfmiddlewaretoken"), "\(schema.identifier)")
        }
    }

    @Test func `a list shows what the API counts, filtered, ordered and page by page`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        try await manufacturers(world, (1...30).map { "Maker \($0 < 10 ? "0" : "")\($0)" } + ["Other"])
        let first = try await browser.get("/dcim/manufacturers/?name__isw=Maker&sort=-name&limit=25")
        #expect(first.contains("1–25 of 30") && first.contains(">Maker 30</a>") && !first.contains(">Maker 05</a>"))
        #expect(first.contains("Name begins with Maker"))
        let second = try await browser.get("/dcim/manufacturers/?name__isw=Maker&sort=-name&limit=25&offset=25")
        #expect(second.contains("26–30 of 30") && second.contains(">Maker 05</a>"))
        let bad = try await browser.get("/dcim/manufacturers/?nonsense=1")
        #expect(bad.status == 400 && bad.contains("Unknown filter field"))
        let none = try await browser.get("/dcim/manufacturers/?name=Nobody")
        #expect(none.contains("Nothing matches"))
    }

    @Test func `the form of filters becomes one parameter of the lookup language`() async throws {
        let browser = try await WebWorld().browser()
        let answer = try await browser.get(
            "/dcim/devices/?status=Active&add_field=name&add_lookup=ic&add_value=core%201&offset=50")
        #expect(answer.status == 303 && answer.location == "/dcim/devices/?status=Active&name__ic=core+1")
    }

    @Test func `an object is made, shown, changed and deleted by forms`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let made = try await browser.post(
            "/dcim/manufacturers/add/", [("name", "Cisco <b>"), ("description", "a \"b\" & c")])
        #expect(made.status == 303)
        let path = try #require(made.location)
        let page = try await browser.get(path)
        #expect(page.contains("<h1>Cisco &lt;b&gt;</h1>") && page.contains("a &quot;b&quot; &amp; c"))
        let form = try await browser.get(path + "edit/")
        let tag = try #require(form.value(of: "etag"))
        let saved = try await browser.post(path + "edit/", [("name", "Cisco"), ("description", ""), ("etag", tag)])
        #expect(saved.status == 303)
        // Somebody who opened the form before does not overwrite that.
        let late = try await browser.post(path + "edit/", [("name", "Juniper"), ("description", ""), ("etag", tag)])
        #expect(late.status == 412 && late.contains("somebody else changed it since"))
        #expect(try await browser.get(path).contains("<h1>Cisco</h1>"))
        let history = try await browser.get(path + "changelog/")
        #expect(history.contains("Created") && history.contains("Updated"))
        #expect(try await browser.post(path + "delete/", []).location == "/dcim/manufacturers/")
        #expect(try await browser.get(path).status == 404)
    }

    @Test func `what is wrong stands at its field, and nothing that was typed is lost`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        try await manufacturers(world, ["Cisco"])
        let page = try await browser.post("/dcim/manufacturers/add/", [("name", "Cisco"), ("description", "kept")])
        #expect(page.status == 400 && page.contains("aria-invalid=\"true\"") && page.contains("value=\"kept\""))
        #expect(page.contains("Nothing was saved."))
        #expect(try await world.server.get("/api/dcim/manufacturers/")["count"] == 1)
    }

    @Test func `many are changed at once after a look at what would change, and taken back`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        try await manufacturers(world, ["A", "B", "C"])
        let rows = try await world.server.get("/api/dcim/manufacturers/")["results"]?.arrayValue ?? []
        let keys = rows.prefix(2).compactMap { $0["id"]?.stringValue }.map { ("pk", $0) }
        let change = keys + [("action", "edit"), ("set", "description"), ("description", "new")]
        let preview = try await browser.post("/dcim/manufacturers/bulk/", change + [("step", "preview")])
        #expect(preview.contains("Change 2 manufacturers") && preview.contains("<ins>new</ins>"))
        #expect(try await world.server.get("/api/dcim/manufacturers/?description=new")["count"] == 0)
        let done = try await browser.post("/dcim/manufacturers/bulk/", change + [("step", "apply")])
        #expect(try await world.server.get("/api/dcim/manufacturers/?description=new")["count"] == 2)
        let result = try await browser.get(try #require(done.location))
        #expect(result.contains("2 changes stand in the history"))
        let revert = try #require(result.link(containing: "revert-request"))
        #expect(try await browser.get(revert).contains("Take it back"))
        #expect(try await browser.post(revert, []).status == 303)
        #expect(try await world.server.get("/api/dcim/manufacturers/?description=new")["count"] == 0)
    }

    @Test func `what is in use is not deleted, and the page says what uses it`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let maker = try await world.server.create("/api/dcim/manufacturers/", ["name": "Cisco"])
        try await world.server.create("/api/dcim/device-types/", ["model": "C9300", "manufacturer": .string(maker)])
        let ask = try await browser.get("/dcim/manufacturers/\(maker)/delete/")
        #expect(ask.contains("Device types"))
        let refused = try await browser.post("/dcim/manufacturers/\(maker)/delete/", [])
        #expect(refused.status == 409 && refused.contains("It was not deleted"))
        let many = try await browser.post(
            "/dcim/manufacturers/bulk/", [("pk", maker), ("action", "delete"), ("step", "apply")])
        #expect(many.status == 409 && many.contains("Nothing was deleted"))
    }

    @Test func `a kept view leads to the list with everything in its address`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let kept = try await browser.post(
            "/dcim/devices/views/",
            [
                ("name", "Mine"), ("query.status", "Active"), ("query.sort", "-name"), ("query.columns", "display"),
                ("query.columns", "serial"), ("query.limit", "25"),
            ])
        #expect(kept.status == 303)
        let list = try await browser.get("/dcim/devices/")
        let link = try #require(list.link(containing: "saved_view="))
        #expect(
            try await browser.get(link).location
                == "/dcim/devices/?status=Active&sort=-name&limit=25&columns=display&columns=serial")
        // What the reader wants to see first is what a list without any parameter leads to.
        let id = try #require(link.split(separator: "=").last.map(String.init))
        #expect(try await browser.post("/dcim/devices/views/", [("default", id)]).status == 303)
        #expect(try await browser.get("/dcim/devices/").location?.hasPrefix("/dcim/devices/?status=Active") == true)
        #expect(try await browser.get("/dcim/devices/?clear_view=true").status == 200)
        // A view that is not shared is nowhere for others.
        let other = try await world.browser("other")
        #expect(try await other.get("/dcim/devices/").link(containing: "saved_view=") == nil)
        #expect(try await other.get(link).status == 404)
    }
}

extension WebPage {
    /// The value of a hidden field.
    func value(of name: String) -> String? {
        guard let start = text.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" }).replacing("&quot;", with: "\"")
    }

    /// The first link that has this in its address.
    func link(containing part: String) -> String? {
        for piece in text.split(separator: "href=\"") {
            let target = piece.prefix { $0 != "\"" }
            if target.contains(part) { return String(target).replacing("&amp;", with: "&") }
        }
        return nil
    }
}
