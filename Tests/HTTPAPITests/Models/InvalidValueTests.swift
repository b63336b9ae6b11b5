import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Values that no model takes")
struct InvalidValueTests {
    /// Values of every JSON type, odd ones included.
    private static let odd: [JSONValue] = [
        .null, true, 5, -1, 1.5, "", " ", "x", "\u{0}", "null", [], [[]], ["x"], [:], ["a": 1], ["id": 5],
        ["url": []], ["value": []], .int(.max), .int(.min), .double(1e308), "9999-99-99", "-5", "1e999",
        .string(String(repeating: "a", count: 70_000)), ["name": ["name": ["name": "x"]]], "http://[::1", "%00;%ZZ",
    ]

    @Test("No value of any type for any field is a fault of the server", arguments: Models.creatable)
    func wrongTypes(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let body = try await samples.body(schema)
        for field in schema.fields where !field.info.isHidden {
            for value in Self.odd {
                var sent = body
                sent[field.info.name] = value
                let response = try await server.send("POST", schema.names.path, .object(sent))
                let answer = try await response.jsonBody()
                #expect(
                    response.status == 201 || response.status == 400, "\(field.info.name): \(answer.text.prefix(300))")
                if response.status == 201, let id = answer["id"]?.keyText {
                    let gone = try await server.send("DELETE", "\(schema.names.path)\(id)/")
                    #expect(gone.status == 204)
                }
            }
        }
        for name in ["tags", "custom_fields", "id", "relationships"] {
            for value in Self.odd {
                var sent = body
                sent[name] = value
                let response = try await server.send("POST", schema.names.path, .object(sent))
                #expect(response.status == 201 || response.status == 400, "\(name)")
                if response.status == 201, let id = try await response.jsonBody()["id"]?.keyText {
                    _ = try await server.send("DELETE", "\(schema.names.path)\(id)/")
                }
            }
        }
    }

    @Test("A text that is too long is refused with its limit", arguments: Models.creatable)
    func tooLong(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let body = try await SampleObjects(server).body(schema)
        for field in schema.fields where SampleObjects.isWritable(field) && field.info.choices.isEmpty {
            guard let limit = field.info.maxLength, field.info.kind == .text else { continue }
            var sent = body
            sent[field.info.name] = .string(String(repeating: "ä", count: limit + 1))
            let response = try await server.send("POST", schema.names.path, .object(sent))
            #expect(response.status == 400)
            #expect(
                try await response.messages(field.info.name)
                    == ["Ensure this field has no more than \(limit) characters."], "\(field.info.name)")
            guard field.info.format == .plain, !["host", "type"].contains(field.info.name) else { continue }
            sent[field.info.name] = .string(String(repeating: "ä", count: limit))
            let fits = try await server.send("POST", schema.names.path, .object(sent))
            let messages = try await fits.messages(field.info.name)
            #expect(!messages.contains { $0.hasPrefix("Ensure this field") }, "\(field.info.name)")
            if fits.status == 201, let id = try await fits.jsonBody()["id"]?.keyText {
                _ = try await server.send("DELETE", "\(schema.names.path)\(id)/")
            }
        }
    }

    @Test("Numbers outside a field's range are refused with the bound", arguments: Models.creatable)
    func ranges(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let body = try await SampleObjects(server).body(schema)
        for field in schema.fields where SampleObjects.isWritable(field) {
            guard let range = field.info.range else { continue }
            for (value, message) in [
                (range.lowerBound.subtractingReportingOverflow(1), "greater than or equal to \(range.lowerBound)."),
                (range.upperBound.addingReportingOverflow(1), "less than or equal to \(range.upperBound)."),
            ] where !value.overflow {
                var sent = body
                sent[field.info.name] = .int(value.partialValue)
                let response = try await server.send("POST", schema.names.path, .object(sent))
                #expect(try await response.messages(field.info.name) == ["Ensure this value is \(message)"])
            }
        }
    }

    @Test("Each kind of field refuses what it cannot hold in the words clients know", arguments: Models.creatable)
    func messages(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let body = try await SampleObjects(server).body(schema)
        for field in schema.fields where SampleObjects.isWritable(field) {
            for (value, message) in Self.refusals(field) {
                var sent = body
                sent[field.info.name] = value
                let response = try await server.send("POST", schema.names.path, .object(sent))
                #expect(response.status == 400)
                let messages = try await response.messages(field.info.name)
                #expect(messages == [message], "\(field.info.name) = \(value.text)")
            }
        }
    }

    private static func refusals(_ field: AnyField) -> [(JSONValue, String)] {
        let info = field.info
        var refusals: [(JSONValue, String)] = []
        if !info.isNullable, !(info.kind == .identifier && info.defaultValue != nil) {
            refusals.append((.null, "This field may not be null."))
        }
        if field.target != nil {
            if !field.isStored { return [("x", "Expected a list of items but got type \"str\".")] }
            // A number is a key where rows are known by numbers.
            let isNumbered = field.target?.features.contains(.numbered) == true
            return refusals + [
                (
                    5,
                    isNumbered
                        ? "Related object not found using the provided attributes: {'pk': 5}"
                        : "Related objects must be referenced by ID or by dictionary of attributes. "
                            + "Received an unrecognized value: 5"
                ),
                (
                    "00000000-0000-4000-8000-000000000000",
                    "Related object not found using the provided attributes: "
                        + "{'pk': UUID('00000000-0000-4000-8000-000000000000')}"
                ),
            ]
        }
        if !info.choices.isEmpty {
            return refusals + [
                (
                    "no choice",
                    info.hasLabelledChoices
                        ? "no choice is not a valid choice." : "\"no choice\" is not a valid choice."
                )
            ]
        }
        switch info.kind {
        case .boolean: refusals.append(("maybe", "Must be a valid boolean."))
        case .integer: refusals.append(("many", "A valid integer is required."))
        case .decimal, .real: refusals.append(("many", "A valid number is required."))
        case .day:
            refusals.append(
                ("1.1.2026", "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."))
        case .identifier: refusals.append(("x", "Must be a valid UUID."))
        case .strings: refusals.append((5, "Expected a list of items but got type \"int\"."))
        case .text:
            refusals.append(([], "Not a valid string."))
            refusals.append(("a\u{0}b", "Null characters are not allowed."))
            if info.isRequired { refusals.append((" ", "This field may not be blank.")) }
            if info.format == .url { refusals.append(("x", "Enter a valid URL.")) }
            if info.format == .email { refusals.append(("x", "Enter a valid email address.")) }
        case .timestamp, .json: break
        }
        return refusals
    }

    @Test("What must occur once is refused the second time, under its field or set", arguments: Models.creatable)
    func collisions(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let first = try await samples.create(schema, full: true)
        for field in schema.fields where field.info.isUnique && SampleObjects.isWritable(field) {
            var body = try await samples.body(schema, full: true)
            let value = try #require(first[field.info.name])
            body[field.info.name] = value["id"] ?? value
            let response = try await server.send("POST", schema.names.path, .object(body))
            #expect(response.status == 400)
            let label = field.target == nil ? field.info.label.lowercased() : field.info.label
            #expect(
                try await response.messages(field.info.name)
                    == ["\(schema.names.verbose) with this \(label) already exists."])
        }
        for set in schema.unique {
            var body = try await samples.body(schema, full: true)
            let values = set.fields.map { ($0, first[$0] ?? .null) }
            guard !values.contains(where: { $0.1 == .null }),
                set.fields.allSatisfy({ schema.fieldsByName[$0].map(SampleObjects.isWritable) == true })
            else { continue }
            for (name, value) in values { body[name] = value["id"] ?? value }
            let response = try await server.send("POST", schema.names.path, .object(body))
            try await expect(response, answers: 400, "\(set.fields)")
            #expect(try await response.messages(set.errors.field) == set.errors.messages, "\(set.fields)")
        }
    }
}
