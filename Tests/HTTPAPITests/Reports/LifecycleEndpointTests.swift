import Basics
import HTTPAPI
import HTTPServing
import Modeling
import Services
import TestKit
import Testing

@Suite("Reports, explanations and imports over REST")
struct LifecycleEndpointTests {
    @Test("A parameter that the report or its form has no use for is refused by name")
    func foreignParameters() async throws {
        let server = try await TestServer()
        for (query, refused) in [
            ("hardware/?from=2026-01-01", ["from"]), ("software/?to=2026-01-01&kind=contract_end", ["to", "kind"]),
            ("contracts/?kind=contract_end", ["kind"]), ("due/?format=ics&on=2027-01-01", ["on"]),
            ("inventory/?guard_formulas=false", ["guard_formulas"]),
            ("due/?format=json&guard_formulas=false", ["guard_formulas"]),
            ("due/?format=pdf&guard_formulas=false", ["guard_formulas"]),
        ] {
            let response = try await server.send("GET", "/api/lifecycle/reports/\(query)")
            #expect(response.status == 400, "\(query)")
            let body = try await response.jsonBody()
            #expect(body.objectValue?.keys == refused, "\(query)")
            let message = body[refused[0]]?[0]?.stringValue ?? ""
            #expect(message.hasPrefix("This parameter belongs to ") && message.hasSuffix("."), "\(message)")
        }
        for query in [
            "hardware/?on=2027-01-01", "due/?from=2026-01-01&to=2026-01-01&kind=contract_end&on=2027-01-01",
            "due/?format=ics&to=2027-01-01", "hardware/?format=csv&guard_formulas=false", "hardware/?from=",
            "due/?format=pdf&on=2027-01-01&kind=contract_end",
        ] {
            #expect(try await server.send("GET", "/api/lifecycle/reports/\(query)").status == 200, "\(query)")
        }
    }

    @Test("Every report is a PDF document and a workbook too, with its name")
    func documents() async throws {
        let server = try await TestServer()
        for kind in ReportKind.allCases {
            let response = try await server.send("GET", "/api/lifecycle/reports/\(kind.rawValue)/?format=pdf")
            #expect(response.status == 200)
            #expect(response.headers.contains { $0.name == "Content-Type" && $0.value == "application/pdf" })
            #expect(
                response.headers.contains {
                    $0.name == "Content-Disposition"
                        && $0.value == "attachment; filename=\"almanac_\(kind.rawValue).pdf\""
                })
            let bytes = response.bytes
            #expect(bytes.starts(with: "%PDF-1.7\n".utf8) && bytes.suffix(7).elementsEqual("\n%%EOF\n".utf8))
            let workbook = try await server.send("GET", "/api/lifecycle/reports/\(kind.rawValue)/?format=xlsx")
            #expect(workbook.status == 200 && workbook.bytes.starts(with: [0x50, 0x4B, 3, 4]))
            #expect(workbook.headers.contains { $0.value == "attachment; filename=\"almanac_\(kind.rawValue).xlsx\"" })
            let again = try await server.send("GET", "/api/lifecycle/reports/\(kind.rawValue)/?format=pdf")
            #expect(again.bytes == bytes, "the same data at the same moment")
        }
        #expect(try await server.send("GET", "/api/dcim/devices/?format=pdf").status == 404)
    }

    @Test("A due list that would end before it begins is refused")
    func turnedRound() async throws {
        let server = try await TestServer()
        for form in ["", "&format=csv", "&format=ics"] {
            let response = try await server.send(
                "GET", "/api/lifecycle/reports/due/?from=2027-01-02&to=2027-01-01\(form)")
            #expect(response.status == 400)
            #expect(
                try await response.jsonBody() == [
                    "detail":
                        "The due list would end on 2027-01-01, before it begins on 2027-01-02. Exchange from and to."
                ])
        }
    }

    @Test("An unknown device has no explanation")
    func unknownDevice() async throws {
        let server = try await Populated.shared.value.server
        for key in ["no-such-device", "00000000-0000-4000-8000-000000000000"] {
            let response = try await server.send("GET", "/api/lifecycle/explain/?device=\(key)")
            #expect(response.status == 404)
            #expect(try await response.jsonBody() == ["detail": "No Device matches the given query."])
        }
        #expect(try await server.send("GET", "/api/lifecycle/explain/").status == 400)
    }

    @Test("An import names what is wrong in words that fit a request")
    func importMessages() async throws {
        let server = try await TestServer()
        for (query, type, text, message) in [
            ("?model=dcim.nope", "text/csv", "name\nA\n", "There is no model \"dcim.nope\"."),
            ("?model=dcim.nope", "application/x-ndjson", "{\"name\":\"A\"}", "There is no model \"dcim.nope\"."),
            ("", "text/csv", "object_type,name\ndcim.nope,A\n", "There is no model \"dcim.nope\"."),
            (
                "", "text/csv", "name\nA\n",
                "No model is named. Add an object_type column or give the parameter model."
            ),
            (
                "", "application/json", "{\"name\":\"A\"}",
                "No model is named. Add an object_type member or give the parameter model."
            ),
        ] {
            let response = try await server.send(
                "POST", "/api/import/\(query)", raw: Array(text.utf8), contentType: type)
            let body = try await response.jsonBody()
            #expect(response.status == 400, "\(query) \(text)")
            #expect(
                (body["detail"] ?? body["entries"]?[0]?["messages"]?[0])?.stringValue == message, "\(body.text)")
            #expect(!body.text.contains("--"))
        }
    }

    @Test("What a list answers is taken without a note, as JSON and as CSV", arguments: Models.all)
    func ownAnswers(_ model: String) async throws {
        let server = try await Populated.shared.value.server
        let schema = try Models.schema(model)
        for (query, type) in [
            ("?exclude_m2m=false&include=computed_fields,relationships,config_context", "application/json"),
            ("?depth=1", "application/json"), ("?format=csv&exclude_m2m=false", "text/csv"),
        ] {
            let list = try await server.send("GET", schema.names.path + query)
            #expect(list.status == 200)
            let response = try await server.send(
                "POST", "/api/import/?model=\(model)", raw: try await list.allBytes(), contentType: type)
            let plan = try await response.jsonBody()
            #expect(plan["unknown_members"] == [], "\(model) \(type) \(plan["unknown_members"]?.text ?? plan.text)")
        }
    }

    @Test("A fingerprint without apply is refused, and so is an apply that is neither true nor false")
    func expectWithoutApply() async throws {
        let server = try await TestServer()
        for (query, name) in [
            ("?expect=0123456789abcdef", "expect"), ("?apply=false&expect=0123456789abcdef", "expect"),
            ("?apply=yes", "apply"),
        ] {
            let response = try await server.send(
                "POST", "/api/import/\(query)", raw: Array("{}".utf8), contentType: "application/x-ndjson")
            #expect(response.status == 400)
            #expect(try await response.jsonBody().objectValue?.keys == [name], "\(query)")
        }
    }
}
