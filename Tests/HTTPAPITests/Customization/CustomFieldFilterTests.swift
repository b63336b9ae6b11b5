import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Filters, order and tables of custom fields")
struct CustomFieldFilterTests {
    /// A server with a field of every type and four manufacturers, `d` without any value.
    private struct World: Sendable {
        let server: TestServer
        static let shared = Task { try await World() }

        init() async throws {
            server = try await TestServer()
            for (key, type, extra) in [
                ("loose", "text", [:]), ("exact", "text", ["filter_logic": "exact"]),
                ("off", "text", ["filter_logic": "disabled"]), ("link", "url", [:]), ("number", "integer", [:]),
                ("flag", "boolean", [:]), ("day", "date", [:]), ("time", "datetime", [:]), ("one", "select", [:]),
                ("many", "multi-select", [:]), ("doc", "json", [:]), ("words", "markdown", [:]),
            ] as [(String, String, JSONObject)] {
                var body = extra
                body["label"] = .string(key)
                body["type"] = .string(type)
                body["content_types"] = ["dcim.manufacturer"]
                let id = try await server.create("/api/extras/custom-fields/", .object(body))
                for value in type.contains("select") ? ["red", "green", "blue, dark"] : [] {
                    try await server.create(
                        "/api/extras/custom-field-choices/", ["custom_field": .string(id), "value": .string(value)])
                }
            }
            for (name, values) in Self.rows {
                try await server.create(
                    "/api/dcim/manufacturers/", ["name": .string(name), "custom_fields": .object(values)])
            }
        }

        static let rows: [(String, JSONObject)] = [
            (
                "a",
                [
                    "loose": "Core One", "exact": "Core One", "off": "x", "link": "https://a.example/", "number": 2,
                    "flag": true, "day": "2026-01-01", "time": "2026-01-01T00:00:00Z", "one": "red",
                    "many": ["red", "blue, dark"], "doc": ["k": "Ä"], "words": "*Hi*",
                ]
            ),
            (
                "b",
                [
                    "loose": "core", "exact": "core", "number": 10, "flag": false, "day": "2026-06-01",
                    "time": "2026-06-01T10:00:00Z", "one": "green", "many": ["green"], "doc": [1, 2],
                ]
            ),
            ("c", ["loose": "null", "number": -1, "many": ["red", "green"]]),
            ("d", [:]),
        ]

        func names(_ query: String) async throws -> String {
            let answer = try await server.get("/api/dcim/manufacturers/?\(query)")
            guard let rows = answer["results"]?.arrayValue else { return answer.text }
            return rows.compactMap { $0["name"]?.stringValue }.joined()
        }
    }

    @Test(
        "A filter of a custom field compares as its type does",
        arguments: [
            ("cf_loose=core", "ab"), ("cf_loose=CORE%20o", "a"), ("cf_loose__n=core", "acd"),
            ("cf_loose__ie=CORE", "b"),
            ("cf_loose__isw=co", "ab"), ("cf_loose__iew=one", "a"), ("cf_loose__re=^c", "b"),
            ("cf_loose__ire=^c", "ab"),
            ("cf_loose__nic=one", "bcd"), ("cf_loose__isnull=true", "d"), ("cf_loose__isnull=false", "abc"),
            ("cf_loose=null", "d"), ("cf_loose=null&cf_loose=one", "ad"), ("cf_loose=", "abcd"),
            ("cf_exact=core", "b"), ("cf_exact=core&cf_exact=Core%20One", "ab"), ("cf_exact__ic=core", "ab"),
            ("cf_link=EXAMPLE", "a"), ("cf_words=hi", "a"),
            ("cf_number=2", "a"), ("cf_number=2&cf_number=10", "ab"), ("cf_number__gt=1", "ab"),
            ("cf_number__lte=2", "ac"), ("cf_number__n=2", "bcd"), ("cf_number=null", "d"),
            ("cf_number=null&cf_number=2", "ad"), ("cf_number__n=null", "abc"),
            ("cf_flag=true", "a"), ("cf_flag=false", "b"), ("cf_flag=null", "cd"), ("cf_flag=maybe", "abcd"),
            ("cf_day=2026-01-01", "a"), ("cf_day__gte=2026-01-02", "b"), ("cf_day__lt=2027-01-01", "ab"),
            ("cf_day=null", "cd"), ("cf_time__gt=2026-01-01T01:00:00%2B01:00", "b"),
            ("cf_time=2026-06-01T12:00:00%2B02:00", "b"), ("cf_time__gte=2026-06-01T10:00:00.5Z", ""),
            ("cf_time__gt=2026-06-01T09:59:59.5Z", "b"), ("cf_time__lt=2026-06-01T10:00:00.5Z", "ab"),
            ("cf_time__lte=2026-06-01T09:59:59.5Z", "a"), ("cf_time__n=2026-06-01T10:00:00Z", "acd"),
            ("cf_one=red", "a"), ("cf_one=red&cf_one=green", "ab"), ("cf_one__n=red", "bcd"), ("cf_one__ic=RE", "ab"),
            ("cf_one=null", "cd"), ("cf_many=red", "ac"), ("cf_many=red&cf_many=green", "abc"),
            ("cf_many=blue,%20dark", "a"), ("cf_many__n=red", "bd"), ("cf_many__ic=blu", "a"), ("cf_many=null", "d"),
            ("cf_doc=%C3%A4", "a"), ("cf_doc=2", "b"), ("cf_doc__isnull=true", "cd"),
            ("sort=cf_number", "dcab"), ("sort=-cf_number", "bacd"), ("sort=cf_loose", "dabc"),
            ("sort=cf_day,-name", "dcab"),
            ("sort=cf_nothing,-name", "dcba"), ("sort=custom_field_data.number,-name", "dcba"),
        ])
    func filters(_ query: String, _ expected: String) async throws {
        #expect(try await World.shared.value.names(query) == expected)
    }

    @Test(
        "A value or filter that cannot be is refused, not passed over",
        arguments: [
            ("cf_nothing=x", "cf_nothing", "Unknown filter field"), ("cf_off=x", "cf_off", "Unknown filter field"),
            ("cf_flag__ic=x", "cf_flag__ic", "Unknown filter field"),
            ("cf_number__ic=1", "cf_number__ic", "Unknown filter field"),
            ("cf_doc__ic=1", "cf_doc__ic", "Unknown filter field"), ("cf_number=x", "cf_number", "Enter a number."),
            ("cf_day=x", "cf_day", "Enter a valid date."), ("cf_time=x", "cf_time", "Enter a valid date/time."),
            ("cf_one=pink", "cf_one", "Select a valid choice. pink is not one of the available choices."),
            ("cf_many=pink", "cf_many", "Select a valid choice. pink is not one of the available choices."),
            ("cf_loose__re=(", "cf_loose__re", "Invalid regular expression"), ("cf_=x", "cf_", "Unknown filter field"),
            ("cf_a'%22--=x", "cf_a'\"--", "Unknown filter field"),
        ])
    func refused(_ query: String, _ field: String, _ message: String) async throws {
        let server = try await World.shared.value.server
        let response = try await server.send("GET", "/api/dcim/manufacturers/?\(query)")
        #expect(response.status == 400)
        #expect(try await response.messages(field).first?.hasPrefix(message) == true)
        // A field of one model is unknown to the others.
        #expect(try await server.send("GET", "/api/dcim/platforms/?cf_number=1").status == 400)
    }

    @Test("A table has a column per field, and is taken back")
    func tables() async throws {
        let server = try await World().server
        let response = try await server.send("GET", "/api/dcim/manufacturers/?format=csv&sort=name")
        let lines = try await response.text().split(separator: "\r\n").map(String.init)
        #expect(
            lines[0].hasSuffix(
                ",cf_day,cf_doc,cf_exact,cf_flag,cf_link,cf_loose,cf_many,cf_number,cf_off,cf_one,cf_time,cf_words"))
        #expect(
            lines[1].hasSuffix(
                ",2026-01-01,\"{\"\"k\"\": \"\"Ä\"\"}\",Core One,True,https://a.example/,Core One,\"red,blue, dark\",2,x,red,"
                    + "2026-01-01T00:00:00Z,*Hi*"))
        #expect(lines[4].hasSuffix(",,,,,,,,,,,,"))
        let csv =
            "name,cf_number,cf_flag,cf_many,cf_doc,cf_loose,cf_nothing\r\n"
            + "e,5,True,\"red,green\",\"[1, 2]\",,y\r\nf,,,,,NULL,\r\n"
        let made = try await server.send(
            "POST", "/api/dcim/manufacturers/", raw: Array(csv.utf8), contentType: "text/csv")
        try await expect(made, answers: 201)
        let first = try await made.jsonBody()[0]?["custom_fields"]
        #expect(first?["number"] == 5 && first?["flag"] == true && first?["many"] == ["red", "green"])
        #expect(first?["doc"] == [1, 2] && first?["loose"] == .null)
        #expect(try await made.jsonBody()[1]?["custom_fields"]?.objectValue?.values.allSatisfy(\.isNull) == true)
        let bad = "name,cf_number,cf_doc\r\ng,x,{\r\n"
        let refused = try await server.send(
            "POST", "/api/dcim/manufacturers/", raw: Array(bad.utf8), contentType: "text/csv")
        #expect(refused.status == 400)
        let messages = try await refused.jsonBody()[0]?["custom_fields"]?.arrayValue?.compactMap(\.stringValue) ?? []
        #expect(messages.contains { $0.contains("Value must be an integer.") })
        #expect(messages.contains { $0.contains("Value must be valid JSON") })
    }
}
