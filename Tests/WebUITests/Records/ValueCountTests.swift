import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@testable import WebUI

/// The numbers of the filter builder are those of the lists that they lead to.
@Suite struct ValueCountTests {
    /// The total of every value that can be chosen, and what the list then has.
    private func differences(_ sample: SampleWorld, _ schema: AnySchema, _ query: String) async throws -> [String] {
        let server = sample.world.server
        let asked = try await server.send("GET", "/api/value-counts/\(schema.identifier)/?\(query)")
        // Lists of an area, such as one's own tokens, are not counted.
        guard asked.status != 404 else { return [] }
        let answer = try await asked.jsonBody()
        var wrong: [String] = []
        for field in answer["fields"]?.arrayValue ?? [] {
            let name = field["name"]?.stringValue ?? ""
            for value in field["values"]?.arrayValue ?? [] where value["is_chosen"] == false {
                let added = "\(name)=\(QueryString.encode(value["value"]?.stringValue ?? ""))"
                let kept =
                    field["is_single"] == true
                    ? query.split(separator: "&").filter { !$0.hasPrefix("\(name)=") }.joined(separator: "&") : query
                let list = try await server.get("\(schema.names.path)?\(kept)&\(added)&limit=1&exclude_m2m=true")
                if list["count"] != value["total"] { wrong.append("\(schema.identifier) \(query) \(added)") }
            }
        }
        return wrong
    }

    @Test func `each number is that of the list with the value added, for every model`() async throws {
        let sample = try await SampleWorld(devices: 60)
        var numbers = 0
        for schema in sample.world.server.store.catalog.schemas where schema.isExposed && !schema.isLog {
            let wrong = try await differences(sample, schema, "")
            #expect(wrong.isEmpty, "\(wrong)")
            numbers += CountedField.all(schema).count
        }
        #expect(numbers > 100)
        for query in [
            "status=Active", "status=Active&status=Planned", "manufacturer=Cisco&name__ic=a", "is_full_depth=true",
            "q=fra&role__n=access-switch",
        ] {
            let wrong = try await differences(sample, Device.schema, query)
            #expect(wrong.isEmpty, "\(wrong)")
        }
    }

    @Test func `the builder is counted only when somebody has opened it`() async throws {
        let sample = try await SampleWorld(devices: 60)
        let closed = try await sample.browser.get("/dcim/devices/?status=Active")
        #expect(closed.contains("Add a filter") && !closed.contains("class=\"tallies\""))
        let open = try await sample.browser.get("/dcim/devices/?status=Active&builder=open")
        #expect(open.contains("class=\"tallies\"") && open.contains("<h3>Manufacturer</h3>"))
        #expect(open.contains("builder=open&amp;manufacturer=") && open.contains(" chosen"))
        // The parameter of the page is no filter, and what is chosen many at once does not take it for one.
        #expect(!open.contains("filter.builder") && !open.contains("Builder is open"))
        let bad = try await sample.browser.get("/dcim/devices/?nonsense=1&builder=open")
        #expect(bad.status == 400 && bad.contains("Unknown filter field"))
    }

    @Test func `a long list is counted as a whole and by indexes, or not at all`() async throws {
        let sample = try await SampleWorld(devices: 60)
        let short = ValueCounts.Limits(glance: 10, pass: 1000)
        func ask(_ predicate: Predicate, _ limits: ValueCounts.Limits) async throws -> ValueCounts {
            try await sample.world.server.store.read { session in
                try ValueCounts(
                    ValueCounts.Question(
                        Device.schema, filters: [], visibility: nil, predicate: { _ in predicate },
                        size: { try session.count(Device.schema, where: $0) }), in: session, limits: limits)
            }
        }
        let whole = try await ask(.always, short)
        #expect(whole.tallies.contains { $0.field.name == "role" && $0.choices.reduce(0) { $0 + $1.count } == 60 })
        #expect(whole.uncounted.map(\.name).contains("status") && !whole.tallies.contains { $0.field.name == "status" })
        let filtered = try await ask(.not(.isNull(["serial"])), short)
        #expect(filtered.tallies.isEmpty && filtered.uncounted.count > 3)
        let longer = try await ask(.always, ValueCounts.Limits(glance: 10, pass: 20))
        #expect(longer.tallies.isEmpty && longer.count == 60)
    }
}
