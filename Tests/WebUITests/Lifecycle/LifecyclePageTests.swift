import Basics
import Domain
import HTTPServing
import Modeling
import Services
import TestKit
import Testing

@testable import WebUI

@Suite("Pages of the lifecycle area")
struct LifecyclePageTests {
    private static let reports = ["hardware", "software", "inventory", "contracts"]

    @Test(arguments: ["", "?location=EMEA", "?status=Active&role__n=firewall"])
    func `the numbers of a page are those of the API's report`(_ query: String) async throws {
        let sample = try await SampleWorld()
        for name in Self.reports {
            let report = try await sample.world.server.get("/api/lifecycle/reports/\(name)/\(query)")
            let page = try await sample.browser.get("/lifecycle/\(name)/\(query)")
            #expect(page.status == 200)
            let summary = try #require(report["summary"]?.objectValue)
            for (figure, count) in summary {
                let number = Int(try #require(count.intValue)).grouped
                #expect(page.contains("<span class=\"number\">\(number)</span>"), "\(name) \(figure)")
            }
            let rows = report["rows"]?.arrayValue?.count ?? 0
            #expect(page.contains("–\(min(rows, 50)) of \(rows.grouped)"), "\(name)")
        }
    }

    @Test(arguments: ["", "location=EMEA"])
    func `every number leads to a list with the same count`(_ query: String) async throws {
        let sample = try await SampleWorld(isJudged: true)
        try await Self.release(sample)
        let pages =
            ["/"] + Self.reports.map { "/lifecycle/\($0)/?\(query)" } + [
                "/lifecycle/forecast/?\(query)", "/lifecycle/forecast/?step=quarter&\(query)",
                "/lifecycle/timeline/?\(query)", "/lifecycle/rules/?role=firewall",
                "/lifecycle/expiry/?\(query)", "/lifecycle/age/?\(query)",
            ]
        var seen: [String: Int] = [:]
        for path in pages {
            let page = try await sample.browser.get(path)
            // Items cannot be listed by filters of their devices: their numbers lead nowhere then.
            let hasLists = query.isEmpty || !path.contains("inventory")
            #expect(page.status == 200 && page.numbers.isEmpty != hasLists, "\(path)")
            for (place, count) in page.numbers {
                // One place has one number, wherever it stands.
                if let known = seen[place] {
                    #expect(known == count, "\(path): \(place)")
                    continue
                }
                seen[place] = count
                if place.hasPrefix("/lifecycle/") {
                    let list = try await sample.browser.get(place)
                    let isList =
                        list.contains("of \(count.grouped)</span>")
                        || list.contains(count == 1 ? "1 date" : "\(count.grouped) dates")
                    #expect(count == 0 || isList, "\(path): \(place) is not \(count)")
                } else {
                    #expect(try await sample.count(place) == count, "\(path): \(place)")
                }
            }
        }
        #expect(seen.count > 100)
    }

    /// Gives the notices of the sample network release dates, as far as there are such days.
    private static func release(_ sample: SampleWorld) async throws {
        let path = "/api/plugins/nautobot-device-lifecycle-mgmt/hardware/"
        let notices = try await sample.world.server.get("\(path)?limit=100")["results"]?.arrayValue ?? []
        for (number, notice) in notices.enumerated() where number % 3 > 0 {
            let changed = try await sample.world.server.send(
                "PATCH", "\(path)\(notice["id"]?.stringValue ?? "")/",
                ["release_date": .string("\(2008 + number % 18)-11-2\(number % 3)")])
            #expect(changed.status == 200)
        }
    }

    @Test(arguments: ["", "?location=EMEA"])
    func `charts by day show the rows of the API, and lead to them`(_ query: String) async throws {
        let sample = try await SampleWorld()
        try await Self.release(sample)
        for (name, columns) in [("expiry", ["contracts", "devices"]), ("age", ["devices"])] {
            let report = try await sample.world.server.get("/api/lifecycle/reports/\(name)/\(query)")
            let page = try await sample.browser.get("/lifecycle/\(name)/\(query)")
            let counts = (report["rows"]?.arrayValue ?? []).flatMap { row in
                columns.compactMap { row[$0]?.intValue.map(Int.init) }
            }
            // Once in the drawing and once in the table.
            let expected = counts.filter { $0 > 0 }
            #expect(
                page.numbers.suffix(2 * expected.count).map(\.count) == expected + expected && expected.count > 3,
                "\(name)")
            let csv = try await sample.world.server.send(
                "GET", "/api/lifecycle/reports/\(name)/\(query.isEmpty ? "?" : query + "&")format=csv")
            #expect(csv.status == 200 && page.contains("/api/lifecycle/reports/\(name)/"))
        }
    }

    @Test func `contracts are narrowed to those that end on some days`() async throws {
        let sample = try await SampleWorld()
        let all = try await sample.world.server.get("/api/lifecycle/reports/contracts/")["rows"]?.arrayValue ?? []
        let ends = all.compactMap { $0["end"]?.stringValue }.sorted()
        let middle = ends[ends.count / 2]
        let later = ends.count { $0 >= middle }
        let page = try await sample.browser.get("/lifecycle/contracts/?from=\(middle)")
        #expect(page.contains("–\(later) of \(later)<") && page.contains("\(later) contracts end from"))
        #expect(try await sample.browser.get("/lifecycle/contracts/?from=2026-02-30").status == 400)
        #expect(try await sample.browser.get("/lifecycle/contracts/?from=2027-01-02&to=2027-01-01").status == 400)
    }

    @Test func `each column of the timeline counts the dates of its quarter`() async throws {
        let sample = try await SampleWorld()
        let csv = try await sample.browser.get("/lifecycle/timeline/?csv=quarters")
        let lines = csv.text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }
        let kinds = try #require(lines.first).dropFirst()
        #expect(kinds.count == DueKind.allCases.count)
        let due = try await sample.world.server.get("/api/lifecycle/reports/due/")["rows"]?.arrayValue ?? []
        for line in lines.dropFirst() {
            for (kind, count) in zip(kinds, line.dropFirst()) {
                let label = DueKind(rawValue: String(kind))?.label
                let expected = due.count { row in
                    row["kind"]?.stringValue == label
                        && row["date"]?.stringValue.flatMap { CalendarDay($0) }?.quarter == String(line[0])
                }
                #expect(Int(count) == expected, "\(line[0]) \(kind)")
            }
        }
    }

    @Test func `the rule tester tells which inventory items an entry applies to, and why`() async throws {
        let sample = try await SampleWorld()
        let server = sample.world.server
        let items = try await server.get("/api/dcim/inventory-items/?limit=3")["results"]?.arrayValue ?? []
        let ids = items.compactMap { $0["id"]?.stringValue }
        try #require(ids.count == 3)
        let tag = try await server.create(
            "/api/extras/tags/", ["name": "trial", "content_types": ["dcim.inventoryitem"]])
        for id in ids.dropFirst() {
            let marked = try await server.send(
                "PATCH", "/api/dcim/inventory-items/\(id)/", ["tags": [.string(tag)]])
            #expect(marked.status == 200)
        }
        let software = try #require(
            try await server.get("/api/dcim/software-versions/?limit=1")["results"]?[0]?["id"])
        let entry = try await server.create(
            "/api\(Verdicts.entries)",
            [
                "software": software, "start": "2020-01-01", "inventory_items": [.string(ids[0]), .string(ids[1])],
                "object_tags": [.string(tag)],
            ])
        let place = "/lifecycle/rules/?rule=\(entry)&kind=inventory_item"
        let page = try await sample.browser.get(place)
        #expect(page.status == 200)
        #expect(page.contains("Applies to 3 inventory items") && page.contains(">0 devices</a>"))
        #expect(page.contains("It names this inventory item"))
        #expect(page.contains("It covers a tag that this inventory item carries"))
        #expect(page.contains("/lifecycle/why/?inventory_item=\(ids[0])"))
        // Named and tagged counts as named; each reason opens as many as it says.
        let parts = Dictionary(page.numbers.filter { $0.place.contains("condition=") }.map { ($0.place, $0.count) }) {
            first, _ in first
        }
        #expect(parts.values.sorted() == [1, 2])
        for (place, count) in parts {
            #expect(try await sample.browser.get(place).contains("1–\(count) of \(count)"), "\(place)")
        }
        #expect(try await sample.count("/dcim/inventory-items/?validated_by=\(entry)") == 3)
        let devices = try await sample.browser.get("/lifecycle/rules/?rule=\(entry)")
        #expect(devices.contains("Applies to 0 devices") && devices.contains("3 inventory items</a>"))
        let idea = try await sample.browser.get("/lifecycle/rules/?item=\(ids[2])&kind=inventory_item")
        #expect(idea.contains("Applies to 1 inventory item<") && idea.contains("In device"))
    }

    @Test func `the rule tester counts each device once, by the strongest reason`() async throws {
        let sample = try await SampleWorld()
        let entries = try await sample.world.server.get("/api\(Verdicts.entries)?limit=100")["results"]?.arrayValue
        for entry in try #require(entries) {
            let id = try #require(entry["id"]?.stringValue)
            let page = try await sample.browser.get("/lifecycle/rules/?rule=\(id)")
            let count = try #require(try await sample.count("/dcim/devices/?validated_by=\(id)"))
            #expect(page.contains("Applies to \(count == 1 ? "1 device" : "\(count.grouped) devices")"), "\(id)")
            let parts = page.numbers.filter { $0.place.contains("condition=") }
            #expect(Set(parts.map(\.place)).count == parts.count / 2)
            #expect(parts.reduce(0) { $0 + $1.count } == count * 2, "the chart and its table")
        }
        let wrong = try await sample.browser.get("/lifecycle/rules/?role=nobody")
        #expect(wrong.status == 400 && wrong.contains("There is no nobody."))
    }

    @Test func `a verdict is explained by its notice, its rules and its contracts`() async throws {
        let sample = try await SampleWorld()
        let devices = try await sample.world.server.get("/api/dcim/devices/?support_state=unsupported&limit=3")
        for device in try #require(devices["results"]?.arrayValue) {
            let id = try #require(device["id"]?.stringValue)
            let answer = try await sample.world.server.get("/api/lifecycle/explain/?device=\(id)")
            for path in ["/lifecycle/why/?device=\(id)", "/dcim/devices/\(id)/"] {
                let page = try await sample.browser.get(path)
                #expect(page.status == 200)
                for part in ["hardware", "software"] {
                    let reason = try #require(answer[part]?["reason"]?.stringValue)
                    #expect(page.contains(reason.replacing("'", with: "&#39;")), "\(path) \(part)")
                }
                #expect(page.contains("Out of support"))
            }
            #expect(try await sample.browser.get("/dcim/devices/\(id)/").contains("/lifecycle/why/?device=\(id)"))
        }
        #expect(try await sample.browser.get("/lifecycle/why/").status == 400)
        #expect(try await sample.browser.get("/lifecycle/why/?device=nobody").status == 404)
        #expect(try await sample.browser.get("/lifecycle/why/?part=nothing").contains("nothing is known"))
    }

    @Test func `the pages of types, items and software say what the area knows of them`() async throws {
        let sample = try await SampleWorld()
        for (list, words) in [
            ("/dcim/device-types/", "Its devices by software"), ("/dcim/inventory-items/", "Support of its part"),
            ("/dcim/software-versions/", "Devices that run it"),
        ] {
            let objects = try await sample.world.server.get("/api\(list)?limit=1")["results"]?.arrayValue
            let id = try #require(objects?.first?["id"]?.stringValue)
            let page = try await sample.browser.get("\(list)\(id)/")
            #expect(page.contains("<h2>Lifecycle</h2>") && page.contains(words), "\(list)")
            for (place, count) in page.numbers where place.contains("?") {
                #expect(try await sample.count(place) == count, "\(place)")
            }
        }
    }

    @Test func `days are written as days, never as moments that a zone would shift`() async throws {
        let sample = try await SampleWorld()
        for name in Self.reports + ["timeline", "forecast", "expiry", "age"] {
            let page = try await sample.browser.get("/lifecycle/\(name)/")
            for part in page.text.split(separator: "<time datetime=\"").dropFirst() {
                let tag = part.prefix { $0 != ">" }
                let value = String(tag.prefix { $0 != "\"" })
                #expect(CalendarDay(value) != nil && !tag.contains("data-moment"), "\(name): \(tag)")
                #expect(part.hasPrefix("\(tag)>\(value)</time>"), "\(name): \(tag)")
            }
        }
    }

    @Test func `a filter that there is not is refused in words, and the form stays`() async throws {
        let browser = try await WebWorld().browser()
        for name in Self.reports + ["timeline", "forecast", "expiry", "age"] {
            let page = try await browser.get("/lifecycle/\(name)/?colour=red&location=x%22%3E%3Cscript%3E")
            #expect(page.status == 400 && page.contains("colour: Unknown filter field"), "\(name)")
            #expect(page.contains("scope-location") && !page.contains("<script>"), "\(name)")
        }
        #expect(try await browser.get("/lifecycle/timeline/?from=2026-02-30").contains("Enter a valid date."))
        #expect(try await browser.get("/lifecycle/timeline/?kind=birthday").status == 400)
        #expect(try await browser.get("/lifecycle/nothing/").status == 404)
        #expect(try await browser.get("/lifecycle/hardware/?offset=99999999999999&limit=0").status == 200)
    }

    @Test func `empty reports say what would be there and the next step`() async throws {
        let browser = try await WebWorld().browser()
        for name in Self.reports + ["timeline", "forecast", "expiry", "age"] {
            let page = try await browser.get("/lifecycle/\(name)/")
            #expect(page.status == 200 && page.contains("class=\"panel empty\""), "\(name)")
        }
        #expect(try await browser.get("/lifecycle/rules/").contains("There are no entries yet."))
    }

    @Test func `a report follows every change at once`() async throws {
        let sample = try await SampleWorld(devices: 40)
        let before = try await sample.browser.get("/lifecycle/contracts/")
        let covered = try await sample.world.server.get("/api/dcim/devices/?under_contract=true&limit=1")
        let id = try #require(covered["results"]?.arrayValue?.first?["id"]?.stringValue)
        let count = Int(try #require(covered["count"]?.intValue))
        #expect(before.contains("<span class=\"number\">\(count)</span>"))
        #expect(try await sample.world.server.send("DELETE", "/api/dcim/devices/\(id)/").status == 204)
        let after = try await sample.browser.get("/lifecycle/contracts/")
        #expect(after.numbers.contains { $0.place == "/dcim/devices/?under_contract=true" && $0.count == count - 1 })
    }
}
