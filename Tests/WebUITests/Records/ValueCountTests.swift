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

    /// Custom fields of every type that is counted, and tags, on devices at random.
    private static func dress(_ sample: SampleWorld) async throws {
        let server = sample.world.server
        for (key, type, logic) in [
            ("flag", "boolean", "loose"), ("number", "integer", "loose"), ("exact", "text", "exact"),
            ("loose", "text", "loose"), ("one", "select", "loose"), ("many", "multi-select", "loose"),
            ("off", "select", "disabled"),
        ] {
            let field = try await server.create(
                "/api/extras/custom-fields/",
                [
                    "label": .string(key), "type": .string(type), "filter_logic": .string(logic),
                    "content_types": ["dcim.device"],
                ])
            for value in type.contains("select") ? ["red", "green", "blue, dark", "null"] : [] {
                try await server.create(
                    "/api/extras/custom-field-choices/", ["custom_field": .string(field), "value": .string(value)])
            }
        }
        for name in ["first", "second", "third; odd"] {
            try await server.create("/api/extras/tags/", ["name": .string(name), "content_types": ["dcim.device"]])
        }
        let random = SeededRandom(seed: 3)
        func pick(_ values: [JSONValue]) -> JSONValue { values[Int(random.below(UInt64(values.count)))] }
        let colors: [JSONValue] = ["red", "green", "blue, dark", "null"]
        let devices = try await server.get("/api/dcim/devices/?limit=100&exclude_m2m=true")["results"]?.arrayValue ?? []
        for device in devices {
            let many = colors.filter { _ in random.below(2) == 0 }
            let names = (["first", "second", "third; odd"] as [JSONValue]).filter { _ in random.below(3) == 0 }
            let changed = try await server.send(
                "PATCH", "/api/dcim/devices/\(device["id"]?.stringValue ?? "")/",
                [
                    "tags": .array(names.map { ["name": $0] }),
                    "custom_fields": [
                        "flag": pick([true, false, .null]), "number": pick([-1, 2, 10, .null]),
                        "exact": pick(["Core", "core", "a & b; c", "null", .null]), "loose": pick(["x", "xy"]),
                        "one": pick(colors + [.null]), "many": .array(many), "off": pick(colors),
                    ],
                ])
            #expect(changed.status == 200)
        }
    }

    @Test func `custom fields, tags and trees are counted as the list has them`() async throws {
        let sample = try await SampleWorld(devices: 60)
        try await Self.dress(sample)
        let path = "/api/value-counts/dcim.device/"
        let whole = try await sample.world.server.get(path)["fields"]?.arrayValue ?? []
        func values(_ name: String, _ fields: [JSONValue]) -> [JSONValue] {
            fields.first { $0["name"]?.stringValue == name }?["values"]?.arrayValue ?? []
        }
        for (name, count) in [
            ("cf_flag", 2), ("cf_number", 3), ("cf_exact", 3), ("cf_one", 3), ("cf_many", 3), ("tags", 3),
            ("cf_loose", 0), ("cf_off", 0),
        ] {
            #expect(values(name, whole).count == count || (name == "tags" && values(name, whole).count > 3), "\(name)")
        }
        for query in [
            "", "cf_flag=true", "cf_number=2", "cf_number=2&cf_number=-1", "cf_exact=core", "cf_one=red",
            "cf_many=red", "cf_many=red&cf_many=green", "cf_many__n=red", "cf_many__isnull=false", "tags=first",
            "tags=first&tags=second", "tags__n=first", "location=EMEA", "location=EMEA&location=APAC",
            "location=EMEA&tags=first&cf_one=green", "location__n=EMEA", "cf_one=red&cf_one=green&cf_flag=false",
        ] {
            let wrong = try await differences(sample, Device.schema, query)
            #expect(wrong.isEmpty, "\(query): \(wrong)")
        }
    }

    @Test func `a tree is walked down from the top`() async throws {
        let sample = try await SampleWorld(devices: 60)
        let server = sample.world.server
        let locations =
            try await server.get("/api/dcim/locations/?limit=1000&exclude_m2m=true")["results"]?.arrayValue ?? []
        func below(_ parent: String?) -> [String] {
            locations.filter { $0["parent"]?["id"]?.stringValue == parent }.compactMap { $0["id"]?.stringValue }
        }
        /// From the top to the bottom, by the place with most devices.
        var chosen: [String] = []
        while true {
            let query = chosen.last.map { "?location=\($0)" } ?? ""
            let answer = try await server.get("/api/value-counts/dcim.device/\(query)")
            let field = try #require(answer["fields"]?.arrayValue?.first { $0["name"] == "location" })
            #expect(field["is_tree"] == true && field["is_single"] == true)
            let values = field["values"]?.arrayValue ?? []
            var counts: [String: Int64] = [:]
            for value in values {
                let text = value["value"]?.stringValue ?? ""
                let id = locations.first { $0["name"]?.stringValue == text || $0["id"]?.stringValue == text }
                counts[id?["id"]?.stringValue ?? text] = value["total"]?.intValue
                #expect((value["is_chosen"] == true) == (id?["id"]?.stringValue == chosen.last))
            }
            let candidates = below(chosen.last)
            var expected: [String: Int64] = [:]
            for id in chosen + candidates {
                let count = try await server.get("/api/dcim/devices/?location=\(id)&limit=1")["count"]?.intValue ?? 0
                if count > 0 { expected[id] = count }
            }
            #expect(counts == expected, "\(chosen)")
            guard let next = candidates.max(by: { expected[$0] ?? 0 < expected[$1] ?? 0 }), expected[next] != nil else {
                break
            }
            chosen.append(next)
        }
        #expect(chosen.count > 1)
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
