import Basics
import HTTPAPI
import HTTPServing
import Modeling
import Storage
import TestKit
import Testing

@Suite("Custom fields")
struct CustomFieldTests {
    private static let fields = "/api/extras/custom-fields/"
    private static let choices = "/api/extras/custom-field-choices/"
    private static let manufacturers = "/api/dcim/manufacturers/"

    /// A server with one field of manufacturers.
    private func server(_ field: JSONObject, choices: [String] = []) async throws -> (TestServer, id: String) {
        let server = try await TestServer()
        return (server, try await add(field, choices: choices, server))
    }

    @discardableResult
    private func add(_ field: JSONObject, choices: [String] = [], _ server: TestServer) async throws -> String {
        var body = field
        if body["label"] == nil { body["label"] = body["key"] }
        if body["content_types"] == nil { body["content_types"] = ["dcim.manufacturer"] }
        if body["type"] == nil { body["type"] = "text" }
        let id = try await server.create(Self.fields, .object(body))
        for (weight, choice) in choices.enumerated() {
            try await server.create(
                Self.choices, ["custom_field": .string(id), "value": .string(choice), "weight": .int(Int64(weight))])
        }
        return id
    }

    private func make(_ name: String, _ values: JSONValue? = nil, _ server: TestServer) async throws -> String {
        var body: JSONObject = ["name": .string(name)]
        if let values { body["custom_fields"] = values }
        return try await server.create(Self.manufacturers, .object(body))
    }

    private func values(_ id: String, _ server: TestServer) async throws -> JSONValue? {
        try await server.get("\(Self.manufacturers)\(id)/")["custom_fields"]
    }

    private func patch(_ id: String, _ values: JSONValue, _ server: TestServer) async throws -> APIResponse {
        try await server.send("PATCH", "\(Self.manufacturers)\(id)/", ["custom_fields": values])
    }

    @Test("A key is made of the label, and stays")
    func keys() async throws {
        let server = try await TestServer()
        var keys: [String] = []
        for label in ["My text", "My Text!", "1bad", "Größe (mm)", "日本"] {
            let id = try await server.create(
                Self.fields, ["label": .string(label), "type": "text", "content_types": ["dcim.manufacturer"]])
            keys.append(try await server.get("\(Self.fields)\(id)/")["key"]?.stringValue ?? "")
        }
        #expect(keys == ["my_text", "my_text_2", "a1bad", "groe_mm", "a"])
        for key in ["1a", "a-b", "a b", "ä", "a\"b"] {
            let response = try await server.send(
                "POST", Self.fields,
                ["label": "x", "type": "text", "content_types": ["dcim.manufacturer"], "key": .string(key)])
            #expect(try await response.messages("key").first?.hasPrefix("This key is not") == true, "\(key)")
        }
        let id = try await server.get("\(Self.fields)my_text/")["id"]?.stringValue ?? ""
        let changed = try await server.send("PATCH", "\(Self.fields)\(id)/", ["key": "other", "type": "integer"])
        #expect(try await changed.messages("key") == ["Key cannot be changed once created"])
        #expect(try await changed.messages("type") == ["Type cannot be changed once created"])
        let same = try await server.send(
            "PATCH", "\(Self.fields)\(id)/", ["key": "my_text", "type": "text", "label": "New"])
        #expect(same.status == 200)
        #expect(try await server.send("GET", "\(Self.fields)?key=my_text").status == 400)
        #expect(try await server.get("\(Self.fields)?label=New")["count"] == 1)
    }

    @Test("Content types are models that have custom fields")
    func contentTypes() async throws {
        let server = try await TestServer()
        for type in ["dcim.nothing", "extras.customfieldchoice", "system.setting"] {
            let response = try await server.send(
                "POST", Self.fields, ["label": "x", "type": "text", "content_types": [.string(type)]])
            #expect(try await response.messages("content_types") == ["Invalid content type: \(type)"])
        }
    }

    @Test("Limits fit the type, and a default fits the limits")
    func limits() async throws {
        let server = try await TestServer()
        let cases: [(JSONObject, String, String?)] = [
            (["type": "boolean", "validation_minimum": 1], "validation_minimum", "may not be set"),
            (["type": "date", "validation_maximum": 1], "validation_maximum", "may not be set"),
            (["type": "integer", "validation_regex": "x"], "validation_regex", "not supported"),
            (["type": "text", "validation_regex": "("], "validation_regex", "wrong at offset"),
            (["type": "text", "validation_minimum": 5, "validation_maximum": 4], "validation_maximum", "less than"),
            (["type": "integer", "validation_minimum": 5, "default": 4], "default", "at least 5"),
            (["type": "integer", "default": "x"], "default", "must be an integer"),
            (["type": "select", "default": "a"], "default", "Invalid choice (a)"),
            (
                ["type": "text", "scope_filter": ["dcim.manufacturer": ["name": "x"]]], "scope_filter",
                "cannot be limited"
            ),
            (["type": "nothing"], "type", "nothing is not a valid choice."),
            (["type": "json", "default": ["a": [1]]], "", nil),
            (["type": "boolean", "default": false], "", nil),
            (["type": "select", "validation_minimum": 2, "validation_regex": "^a"], "", nil),
        ]
        for (number, (given, field, message)) in cases.enumerated() {
            var body = given
            body["label"] = .string("f\(number)")
            body["content_types"] = ["dcim.manufacturer"]
            let response = try await server.send("POST", Self.fields, .object(body))
            guard let message else {
                try await expect(response, answers: 201)
                continue
            }
            #expect(response.status == 400)
            #expect(
                try await response.messages(field).joined().contains(message))
        }
    }

    /// Type, limits, what is sent, and what is stored or why it is refused.
    private static let valueCases: [(JSONObject, JSONValue, JSONValue?, String)] = [
        (["type": "text"], "x", "x", ""), (["type": "text"], 5, nil, "Value must be a string."),
        (["type": "text"], "", .null, ""), (["type": "text"], "a\u{0}b", nil, "Null characters"),
        (["type": "text", "validation_maximum": 2], "abc", nil, "must not exceed 2 characters"),
        (["type": "text", "validation_minimum": 2], "é", nil, "at least 2 characters"),
        (["type": "text", "validation_regex": "^[A-Z]+$"], "ab", nil, "Value must match regex '^[A-Z]+$'."),
        (["type": "text", "validation_regex": "b"], "abc", "abc", ""),
        (
            ["type": "text", "validation_regex": "^(\\w+\\s?)*$"], .string(String(repeating: "a", count: 40) + "!"),
            nil, ""
        ),
        (["type": "markdown"], "# x", "# x", ""), (["type": "url"], "https://a.example/x", "https://a.example/x", ""),
        (["type": "url"], "javascript:alert(1)", nil, "Enter a valid URL."),
        (["type": "integer"], 5, 5, ""), (["type": "integer"], "12", 12, ""), (["type": "integer"], 4.0, 4, ""),
        (["type": "integer"], 4.5, nil, "Value must be an integer."), (["type": "integer"], true, nil, "integer"),
        (["type": "integer", "validation_maximum": 3], 4, nil, "Value must not exceed 3."),
        (["type": "boolean"], "yes", true, ""), (["type": "boolean"], false, false, ""),
        (["type": "boolean"], 2, nil, "Value must be true or false."),
        (["type": "date"], "2026-02-28", "2026-02-28", ""), (["type": "date"], "2026-02-30", nil, "YYYY-MM-DD"),
        (["type": "datetime"], "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", ""),
        (["type": "datetime"], "2026-01-01T00:00:00.9Z", "2026-01-01T00:00:00Z", ""),
        (["type": "datetime"], "soon", nil, "Datetime values"),
        (["type": "select"], "red", "red", ""),
        (["type": "select"], "pink", nil, "Invalid choice (pink). Available choices are: red, green"),
        (["type": "multi-select"], ["green", "red", "green"], ["green", "red"], ""),
        (["type": "multi-select"], "red,green", ["red", "green"], ""), (["type": "multi-select"], [], .null, ""),
        (["type": "multi-select"], ["red", 5], nil, "Invalid choice(s) (5)."),
        (["type": "multi-select"], 5, nil, "list of choices"),
        (["type": "json"], ["a": [1, .null]], ["a": [1, .null]], ""), (["type": "json"], "{}", "{}", ""),
    ]

    @Test("Values are checked and brought into one form", arguments: valueCases.indices)
    func valueForms(_ index: Int) async throws {
        let (definition, sent, stored, message) = Self.valueCases[index]
        var field = definition
        field["key"] = "f"
        let hasChoices = ["select", "multi-select"].contains(field["type"]?.stringValue ?? "")
        let (server, _) = try await server(field, choices: hasChoices ? ["red", "green"] : [])
        let id = try await make("m", .object([:]), server)
        let response = try await patch(id, ["f": sent], server)
        if let stored {
            try await expect(response, answers: 200)
            #expect(try await response.jsonBody()["custom_fields"] == ["f": stored])
            #expect(try await values(id, server) == ["f": stored])
        } else {
            #expect(response.status == 400)
            let text = try await response.messages("custom_fields").joined()
            #expect(text.hasPrefix("Invalid value for custom field 'f': ") && text.contains(message), "\(text)")
            #expect(try await values(id, server) == ["f": .null])
        }
    }

    @Test("Every object shows every field of its model; a change merges, null takes away")
    func merging() async throws {
        let (server, _) = try await server(["key": "one"])
        try await add(["key": "two", "type": "integer", "weight": 1], server)
        try await add(["key": "other", "content_types": ["dcim.platform"]], server)
        let id = try await make("m", ["one": "x"], server)
        // In the order of weight.
        #expect(
            try await server.send("GET", "\(Self.manufacturers)\(id)/").text().contains("{\"two\":null,\"one\":\"x\"}"))
        try await expect(patch(id, ["two": 5], server), answers: 200)
        #expect(try await values(id, server) == ["one": "x", "two": 5])
        try await expect(patch(id, ["one": .null], server), answers: 200)
        #expect(try await values(id, server) == ["one": .null, "two": 5])
        let unknown = try await patch(id, ["other": "x", "two": 6], server)
        #expect(try await unknown.messages("custom_fields") == ["Unknown field name 'other' in custom field data."])
        let wrongShape = try await patch(id, [1], server)
        #expect(try await wrongShape.messages("custom_fields") == ["Expected an object."])
        let before = try await server.get("\(Self.manufacturers)\(id)/")
        server.time.advance(seconds: 60)
        try await expect(server.send("PATCH", "\(Self.manufacturers)\(id)/", before), answers: 200)
        #expect(try await server.get("\(Self.manufacturers)\(id)/") == before)
        // A replacement that says nothing of them keeps them too.
        try await expect(server.send("PUT", "\(Self.manufacturers)\(id)/", ["name": "m2"]), answers: 200)
        #expect(try await values(id, server) == ["one": .null, "two": 5])
    }

    @Test("Defaults reach new objects and those that exist; values go with the field")
    func provisioning() async throws {
        let server = try await TestServer()
        let old = try await make("old", nil, server)
        let field = try await add(["key": "f", "default": "x"], server)
        #expect(try await values(old, server) == ["f": "x"])
        let (new, given, without) = (
            try await make("new", nil, server), try await make("given", ["f": "y"], server),
            try await make("without", ["f": .null], server)
        )
        #expect(try await values(new, server) == ["f": "x"])
        #expect(try await values(given, server) == ["f": "y"])
        #expect(try await values(without, server) == ["f": .null])
        let path = "\(Self.fields)\(field)/"
        try await expect(server.send("PATCH", path, ["default": "z"]), answers: 200)
        #expect(try await values(old, server) == ["f": "x"])
        try await expect(server.send("PATCH", path, ["content_types": ["dcim.platform"]]), answers: 200)
        #expect(try await values(old, server) == [:])
        try await expect(
            server.send("PATCH", path, ["content_types": ["dcim.platform", "dcim.manufacturer"]]), answers: 200)
        #expect(try await values(given, server) == ["f": "z"])
        #expect(try await server.send("DELETE", path).status == 204)
        #expect(try await values(given, server) == [:])
        try await add(["key": "f"], server)
        #expect(try await values(given, server) == ["f": .null])
    }

    @Test("A required field must have a value whenever an object is saved")
    func required() async throws {
        let server = try await TestServer()
        let old = try await make("old", nil, server)
        try await add(["key": "f", "required": true], server)
        let missing = try await server.send("POST", Self.manufacturers, ["name": "x"])
        #expect(try await missing.messages("custom_fields") == ["Missing required custom field 'f'."])
        let empty = try await server.send("POST", Self.manufacturers, ["name": "x", "custom_fields": ["f": ""]])
        #expect(
            try await empty.messages("custom_fields")
                == ["Invalid value for custom field 'f': Required field cannot be empty."])
        let saved = try await server.send("PATCH", "\(Self.manufacturers)\(old)/", ["description": "x"])
        #expect(try await saved.messages("custom_fields") == ["Missing required custom field 'f'."])
        let both = try await server.send(
            "PATCH", "\(Self.manufacturers)\(old)/", ["description": "x", "custom_fields": ["f": "v"]])
        #expect(both.status == 200)
        _ = try await make("new", ["f": "v"], server)
    }

    @Test("Choices belong to selections, are kept while in use, and take their uses along when renamed")
    func choicesInUse() async throws {
        let (server, one) = try await server(["key": "one", "type": "select"], choices: ["red", "green", "blue"])
        let many = try await add(["key": "many", "type": "multi-select"], choices: ["a", "b", "c"], server)
        let text = try await add(["key": "text"], server)
        let refused = try await server.send("POST", Self.choices, ["custom_field": .string(text), "value": "x"])
        #expect(try await refused.text().contains("Custom field choices can only be assigned to selection fields."))
        let twice = try await server.send("POST", Self.choices, ["custom_field": .string(one), "value": "red"])
        #expect(try await twice.messages("non_field_errors").count == 1)
        let id = try await make("m", ["one": "red", "many": ["c", "a"]], server)
        try await expect(server.send("PATCH", "\(Self.fields)\(one)/", ["default": "green"]), answers: 200)
        func choice(_ value: String) async throws -> String {
            let list = try await server.get("\(Self.choices)?value=\(value)")
            return "\(Self.choices)\(list["results"]?[0]?["id"]?.stringValue ?? "")/"
        }
        for (value, reason) in [("red", "active use"), ("a", "active use"), ("green", "default value")] {
            let response = try await server.send("DELETE", try await choice(value))
            #expect(response.status == 409)
            #expect(try await response.text().contains(reason), "\(value)")
        }
        #expect(try await server.send("DELETE", try await choice("blue")).status == 204)
        for (old, new) in [("red", "dark \"red\""), ("a", "A"), ("green", "Green")] {
            try await expect(server.send("PATCH", try await choice(old), ["value": .string(new)]), answers: 200)
        }
        #expect(try await values(id, server) == ["one": "dark \"red\"", "many": ["c", "A"], "text": .null])
        #expect(try await server.get("\(Self.fields)\(one)/")["default"] == "Green")
        let moved = try await server.send("PATCH", try await choice("A"), ["custom_field": .string(one)])
        #expect(moved.status == 409)
        // A field goes with its choices, used or not.
        #expect(try await server.send("DELETE", "\(Self.fields)\(many)/").status == 204)
        #expect(try await server.get("\(Self.choices)?limit=1")["count"] == 2)
    }

    @Test("A choice must fit the limits of its field")
    func choiceLimits() async throws {
        let (server, id) = try await server(["key": "f", "type": "select", "validation_regex": "^[a-z]+$"])
        let response = try await server.send("POST", Self.choices, ["custom_field": .string(id), "value": "A1"])
        #expect(try await response.messages("value") == ["Value must match regex '^[a-z]+$'."])
    }

    @Test("What is rolled back leaves no definition behind")
    func rolledBack() async throws {
        let server = try await TestServer()
        let id = try await make("m", nil, server)
        let bulk = try await server.send(
            "POST", Self.fields,
            [
                ["label": "good", "type": "text", "content_types": ["dcim.manufacturer"], "default": "x"],
                ["label": "bad", "type": "text", "content_types": ["dcim.nothing"]],
            ])
        #expect(bulk.status == 400)
        #expect(try await values(id, server) == [:])
        #expect(try await server.send("GET", "\(Self.manufacturers)?cf_good=x").status == 400)
    }

    @Test("The change log shows values before and after")
    func history() async throws {
        let (server, _) = try await server(["key": "f"])
        let id = try await make("m", ["f": "x"], server)
        try await expect(patch(id, ["f": "y"], server), answers: 200)
        let rows = try await server.store.read { session in
            try session.connection.rows(
                "SELECT before, after FROM extras_objectchange WHERE object_repr = 'm' ORDER BY id",
                kinds: [.json, .json])
        }
        #expect(rows.count == 2)
        let last = try rows.last.map { try $0.map { try JSONValue(parsing: $0.plainText) } }
        #expect(last?[0]["custom_fields"] == ["f": "x"])
        #expect(last?[1]["custom_fields"] == ["f": "y"])
    }
}
