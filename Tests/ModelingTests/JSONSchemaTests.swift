import Basics
import Modeling
import Testing

@Suite struct JSONSchemaTests {
    private static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

    /// Schema, a value that fits, a value that does not, and a part of the reason.
    private static let cases: [(schema: String, fits: String, fails: String, reason: String)] = [
        (#"{"type": "object"}"#, "{}", "[]", "$: [] is not of type object"),
        (#"{"type": ["string", "null"]}"#, "null", "1", "string or null"),
        (#"{"type": "integer"}"#, "1.0", "1.5", "integer"), (#"{"type": "number"}"#, "1", #""1""#, "number"),
        (#"{"enum": [1, "a", [2]]}"#, "[2.0]", "2", "is not one of"),
        (#"{"const": {"a": 1}}"#, #"{"a": 1.0}"#, "{}", "was expected"),
        (#"{"minimum": 3}"#, "3", "2.9", "less than the minimum"), (#"{"maximum": 3}"#, "3", "4", "maximum"),
        (#"{"exclusiveMinimum": 3}"#, "3.1", "3", "not greater than 3"),
        (#"{"exclusiveMaximum": 3}"#, "2", "3", "not less than 3"),
        (#"{"multipleOf": 0.1}"#, "1.3", "1.35", "multiple"), (#"{"multipleOf": 7}"#, "-14", "15", "multiple of 7"),
        (#"{"minLength": 2}"#, #""äö""#, #""ä""#, "too short"), (#"{"maxLength": 2}"#, #""äö""#, #""abc""#, "too long"),
        (#"{"pattern": "^r[0-9]+$"}"#, #""r12""#, #""x""#, "does not match '^r[0-9]+$'"),
        (#"{"format": "ipv4"}"#, #""10.0.0.1""#, #""10.0.0.300""#, "is not a 'ipv4'"),
        (#"{"format": "ipv6"}"#, #""2001:db8::1""#, #""10.0.0.1""#, "ipv6"),
        (#"{"format": "date"}"#, #""2026-11-21""#, #""2026-13-01""#, "date"),
        (#"{"format": "date-time"}"#, #""2026-11-21T12:00:00Z""#, #""2026-11-21""#, "date-time"),
        (#"{"format": "hostname"}"#, #""ntp1.example.com""#, #""-x.example""#, "hostname"),
        (#"{"format": "email"}"#, #""a@example.com""#, #""a""#, "email"),
        (#"{"format": "uri"}"#, #""ssh://a/b""#, #""a b:c""#, "uri"),
        (#"{"format": "uuid"}"#, #""00000000-0000-4000-8000-000000000001""#, #""x""#, "uuid"),
        (#"{"format": "regex"}"#, #""a+""#, #""(""#, "regex"),
        (#"{"items": {"type": "integer"}}"#, "[1, 2]", #"[1, "b"]"#, #"$[1]: "b" is not of type integer"#),
        (#"{"prefixItems": [{"type": "string"}], "items": false}"#, #"["a"]"#, #"["a", 1]"#, "$[1]"),
        (
            #"{"items": [{"type": "string"}], "additionalItems": {"type": "null"}}"#, #"["a", null]"#, #"["a", 1]"#,
            "$[1]"
        ),
        (#"{"minItems": 1, "maxItems": 2}"#, "[1]", "[1, 2, 3]", "more than 2"),
        (#"{"minItems": 1}"#, "[1]", "[]", "fewer than 1"),
        (#"{"uniqueItems": true}"#, #"[1, "1"]"#, "[1, 1.0]", "equal items"),
        (#"{"contains": {"const": 5}, "maxContains": 1}"#, "[5, 6]", "[5, 5]", "contain"),
        (#"{"contains": {"const": 5}}"#, "[5]", "[6]", "contain"),
        (#"{"contains": {"const": 5}, "minContains": 0}"#, "[]", "", ""),
        (#"{"required": ["a"]}"#, #"{"a": null}"#, "{}", "'a' is a required property"),
        (
            #"{"properties": {"a": {"properties": {"b": {"type": "string"}}}}}"#, #"{"a": {"b": "x"}}"#,
            #"{"a": {"b": 1}}"#, "$.a.b: 1 is not of type string"
        ),
        (
            #"{"properties": {"a": true}, "additionalProperties": false}"#, #"{"a": 1}"#, #"{"b": 1}"#,
            "'b' is a property that was not expected"
        ),
        (
            #"{"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": false}"#, #"{"x-a": 1}"#,
            #"{"x-a": "b"}"#, "$.x-a"
        ),
        (#"{"propertyNames": {"maxLength": 2}}"#, #"{"ab": 1}"#, #"{"abc": 1}"#, "too long"),
        (#"{"minProperties": 1, "maxProperties": 1}"#, #"{"a": 1}"#, #"{"a": 1, "b": 2}"#, "more than 1 members"),
        (#"{"dependentRequired": {"a": ["b"]}}"#, #"{"b": 1}"#, #"{"a": 1}"#, "dependency of 'a'"),
        (#"{"dependentSchemas": {"a": {"required": ["c"]}}}"#, "{}", #"{"a": 1}"#, "'c' is a required"),
        (#"{"allOf": [{"minimum": 1}, {"maximum": 3}]}"#, "2", "4", "maximum"),
        (#"{"anyOf": [{"type": "string"}, {"minimum": 3}]}"#, "3", "2", "fits none"),
        (#"{"oneOf": [{"minimum": 1}, {"minimum": 3}]}"#, "2", "4", "fits several"),
        (#"{"oneOf": [{"minimum": 5}, {"minimum": 3}]}"#, "4", "1", "fits none"),
        (#"{"not": {"type": "null"}}"#, "1", "null", "should not be"),
        (
            #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}"#, #"{"c": 1}"#,
            #"{"a": 1}"#, "'b' is a required"
        ),
        (
            ##"{"$defs": {"port": {"type": "integer", "maximum": 65535}}, "properties": {"p": {"$ref": "#/$defs/port"}}}"##,
            ##"{"p": 22}"##, ##"{"p": 70000}"##, "$.p"
        ),
        (
            ##"{"definitions": {"n": {"properties": {"next": {"$ref": "#/definitions/n"}}, "required": ["v"]}}, "$ref": "#/definitions/n"}"##,
            ##"{"v": 1, "next": {"v": 2}}"##, ##"{"v": 1, "next": {}}"##, "$.next: 'v'"
        ),
        ("true", "1", "", ""), ("false", "", "1", "Nothing is accepted"),
    ]

    @Test(arguments: cases.indices) func `a schema takes what fits and says what does not`(_ index: Int) throws {
        let item = Self.cases[index]
        let schema = try JSONSchema(try Self.json(item.schema))
        if !item.fits.isEmpty { #expect(schema.firstError(in: try Self.json(item.fits)) == nil, "\(item.schema)") }
        guard !item.fails.isEmpty else { return }
        let error = schema.firstError(in: try Self.json(item.fails))
        #expect(error?.contains(item.reason) == true, "\(item.schema): \(error ?? "fits")")
    }

    @Test(
        "a schema with a word that is not understood, or a value that the word does not take, is refused",
        arguments: [
            (#"{"unevaluatedProperties": false}"#, #"#: The word "unevaluatedProperties""#),
            (#"{"properties": {"a": {"typ": "string"}}}"#, #"#/properties/a: The word "typ""#),
            (#"{"type": "text"}"#, "#/type"), (#"{"type": []}"#, "#/type"), (#"{"minimum": "3"}"#, "#/minimum"),
            (#"{"maxLength": -1}"#, "#/maxLength"), (#"{"multipleOf": 0}"#, "#/multipleOf"),
            (#"{"pattern": "("}"#, "#/pattern"), (#"{"pattern": 1}"#, "#/pattern"),
            (#"{"patternProperties": {"(": {}}}"#, "#/patternProperties"), (#"{"required": "a"}"#, "#/required"),
            (#"{"items": 1}"#, "#/items"), (#"{"allOf": []}"#, "#/allOf"), (#"{"properties": []}"#, "#/properties"),
            (##"{"format": "colour"}"##, "#/format"), (##"{"$ref": "https://example.com/x"}"##, "#/$ref"),
            (##"{"$ref": "#/$defs/nix"}"##, "#/$ref"), (##"{"exclusiveMaximum": true}"##, "#/exclusiveMaximum"),
            ("[]", "#: A schema is an object"), (#"{"if": 1}"#, "#/if"),
            (##"{"$ref": "#/default", "default": {"bogus": 1}}"##, "bogus"),
        ])
    func refused(_ text: String, _ place: String) throws {
        let json = try Self.json(text)
        #expect {
            _ = try JSONSchema(json)
        } throws: { error in
            (error as? ValueError)?.message.contains(place) == true
        }
    }

    @Test func `a schema that leads to itself, or asks for too much, ends with an error`() throws {
        let loop = try JSONSchema(try Self.json(##"{"$ref": "#"}"##))
        #expect(loop.firstError(in: 1)?.contains("more work") == true)
        // Inside "not" as well, where a failure would look like a success.
        let negated = try JSONSchema(
            try Self.json(##"{"not": {"$ref": "#/$defs/a"}, "$defs": {"a": {"$ref": "#/$defs/a"}}}"##))
        #expect(negated.firstError(in: 1)?.contains("more work") == true)
        var nested = #"{"type": "integer"}"#
        for _ in 0..<20 { nested = #"{"anyOf": [\#(nested), {"const": 0}]}"# }
        #expect(try JSONSchema(try Self.json(nested)).firstError(in: 7) == nil)
        let wide = try JSONSchema(
            try Self.json(
                ##"{"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}, {"$ref": "#/$defs/b"}]}, "b": {"anyOf": [{"$ref": "#/$defs/c"}, {"$ref": "#/$defs/c"}]}, "c": {"items": {"$ref": "#/$defs/a"}, "not": {}}}, "$ref": "#/$defs/a"}"##
            ))
        let deep = try Self.json(String(repeating: "[", count: 30) + String(repeating: "]", count: 30))
        #expect(wide.firstError(in: deep) != nil)
    }
}
