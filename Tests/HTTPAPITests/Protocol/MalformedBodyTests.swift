import Basics
import HTTPAPI
import HTTPServing
import TestKit
import Testing

@Suite("Bodies and queries that are not well-formed")
struct MalformedBodyTests {
    /// A name for the report, and the bytes.
    struct Body: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        var testDescription: String { name }
        init(_ name: String, _ text: String) { (self.name, bytes) = (name, Array(text.utf8)) }
        init(_ name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    }

    private static let bodies: [Body] = [
        Body("open object", "{"), Body("open text", "{\"name\": \"x"), Body("trailing comma", "{\"name\": \"x\",}"),
        Body("single quotes", "{'name': 'x'}"), Body("two values", "{} {}"), Body("nothing but blanks", "   "),
        Body("a comment", "{\"name\": \"x\" /* */}"), Body("NaN", "{\"weight\": NaN}"),
        Body("Infinity", "{\"weight\": -Infinity}"), Body("leading zero", "{\"weight\": 01}"),
        Body("plus sign", "{\"weight\": +1}"), Body("a member twice", "{\"name\": \"x\", \"name\": \"y\"}"),
        Body("a control character", "{\"name\": \"a\u{1}b\"}"), Body("a bad escape", "{\"name\": \"\\x41\"}"),
        Body("half a pair", "{\"name\": \"\\ud800\"}"), Body("a pair turned round", "{\"name\": \"\\udc00\\ud800\"}"),
        Body("65 levels", String(repeating: "[", count: 65) + String(repeating: "]", count: 65)),
        Body("100,000 levels", String(repeating: "[", count: 100_000)),
        Body("bytes that are not UTF-8", bytes: Array("{\"name\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)),
        Body("an overlong form", bytes: Array("{\"name\": \"".utf8) + [0xC0, 0xAF] + Array("\"}".utf8)),
        Body("a surrogate in UTF-8", bytes: Array("{\"name\": \"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8)),
        Body("UTF-16", bytes: [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]),
        Body("a huge exponent", "{\"weight\": 1e999}"),
    ]

    @Test("A body that is no JSON is refused with the place of the fault", arguments: bodies)
    func malformed(_ body: Body) async throws {
        let server = try await Populated.shared.value.server
        for (method, path) in [
            ("POST", "/api/dcim/manufacturers/"), ("PATCH", "/api/dcim/manufacturers/"),
            ("DELETE", "/api/dcim/manufacturers/"),
        ] {
            let response = try await server.send(method, path, raw: body.bytes)
            try await expect(response, answers: 400, method)
            let detail = try await response.jsonBody()["detail"]?.stringValue ?? ""
            #expect(detail.hasPrefix("JSON parse error - "), "\(detail)")
            #expect(detail.contains("line") && detail.contains("column"), "\(detail)")
        }
    }

    @Test("Numbers of any size are read or refused, never wrapped")
    func numbers() async throws {
        let server = try await TestServer()
        for (number, status) in [
            ("9223372036854775807", 400), ("9223372036854775808", 400), ("-9223372036854775809", 400),
            ("1e3", 201), ("1000.0", 201), ("1000.5", 400), ("99999999999999999999999999999999", 400),
            ("1E400", 400), ("-0", 201), ("0.0000000000000000000000001", 400),
        ] {
            let text = "{\"name\": \"r\(number)\", \"content_types\": [\"dcim.device\"], \"weight\": \(number)}"
            let response = try await server.send("POST", "/api/extras/roles/", raw: Array(text.utf8))
            try await expect(response, answers: status, number)
        }
    }

    @Test("Top-level values that are no object or list are refused in words")
    func topLevel() async throws {
        let server = try await Populated.shared.value.server
        for (text, type) in [("5", "int"), ("\"x\"", "str"), ("null", "NoneType"), ("true", "bool"), ("1.5", "float")] {
            let response = try await server.send("POST", "/api/dcim/manufacturers/", raw: Array(text.utf8))
            #expect(response.status == 400)
            #expect(
                try await response.messages("non_field_errors")
                    == ["Invalid data. Expected a dictionary, but got \(type)."])
        }
    }

    @Test("Queries that are not well-formed are refused before anything is read")
    func queries() async throws {
        for target in [
            "/api/x/?a=%", "/api/x/?a=%2", "/api/x/?a=%zz", "/api/x/?a=%ff", "/api/x/?a=%00", "/api/x/?%00=a",
        ] {
            #expect(throws: Problem.self, "\(target)") {
                try APIRequest(method: "GET", target: target, headers: [:], body: [], baseURL: "http://test")
            }
        }
        for target in ["api", "", "/api/ x/", "/api/\u{7f}/"] {
            #expect(throws: Problem.self, "\(target)") {
                try APIRequest(method: "GET", target: target, headers: [:], body: [], baseURL: "http://test")
            }
        }
    }

    @Test("Regular expressions that do not compile, or explode, do no harm")
    func patterns() async throws {
        let server = try await Populated.shared.value.server
        for pattern in ["(", "[a", "a{2,1}", "*", "(?<n>", "\\"] {
            let query = "name__re=\(QueryString.encode(pattern))"
            let response = try await server.send("GET", "/api/dcim/manufacturers/?\(query)")
            try await expect(response, answers: 400, pattern)
            #expect(try await response.messages("name__re").first?.hasPrefix("Invalid regular expression") == true)
        }
        let clock = ContinuousClock()
        let start = clock.now
        let explosive = QueryString.encode("^(a+)+$|(x*)*y(.*)*(.*)*(.*)*!")
        let response = try await server.send("GET", "/api/dcim/devices/?name__re=\(explosive)")
        #expect(response.status < 500)
        #expect(clock.now - start < .seconds(10))
    }
}
