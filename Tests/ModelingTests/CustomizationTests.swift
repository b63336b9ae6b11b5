import Basics
import Modeling
import Testing

@Suite struct CustomizationTests {
    private static func field(
        _ key: String, _ type: CustomFieldType = .text, default value: JSONValue = .null, isRequired: Bool = false
    ) -> CustomFieldDefinition {
        CustomFieldDefinition(
            id: Identifier(high: 1, low: 1), key: key, type: type, isRequired: isRequired, defaultValue: value)
    }

    private func shown(_ fields: [CustomFieldDefinition], _ stored: String) -> String {
        var bytes: [UInt8] = []
        ModelCustomization(fields: fields).appendFields(stored, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `every field is shown in its order, null where the row has none`() {
        let fields = [Self.field("b"), Self.field("a", .json), Self.field("c")]
        #expect(shown(fields, "{}") == #"{"b":null,"a":null,"c":null}"#)
        #expect(
            shown(fields, #"{"a":{"x":[1,"}"]},"gone":5,"b":"ä\"\u0001"}"#)
                == #"{"b":"ä\"\u0001","a":{"x":[1,"}"]},"c":null}"#)
        #expect(shown(fields, #"{"a": 1, "c": "x"}"#) == #"{"b":null,"a":1,"c":"x"}"#)
        #expect(shown([], #"{"a":1}"#) == "{}")
        // Even of a damaged row the answer stays well-formed.
        #expect(shown(fields, #"{"b":"x","c":"#) == #"{"b":"x","a":null,"c":null}"#)
    }

    @Test func `a change keeps what it does not name, and the text when nothing differs`() {
        let model = ModelCustomization(fields: [
            Self.field("a"), Self.field("n", .integer), Self.field("d", default: "x"),
        ])
        #expect(model.merge([:], into: "{}", isNew: true).stored == #"{"d":"x"}"#)
        #expect(model.merge(["d": .null], into: "{}", isNew: true).stored == "{}")
        #expect(model.merge([:], into: "{}", isNew: false).stored == "{}")
        let spaced = #"{"n": 5, "a": "x"}"#
        #expect(model.merge(["a": "x", "n": "5", "d": ""], into: spaced, isNew: false).stored == spaced)
        #expect(model.merge(["n": .null], into: spaced, isNew: false).stored == #"{"a":"x"}"#)
        #expect(model.merge(["d": "y"], into: spaced, isNew: false).stored == #"{"n":5,"a":"x","d":"y"}"#)
    }

    @Test func `everything wrong is told at once`() {
        let model = ModelCustomization(fields: [
            Self.field("a", isRequired: true), Self.field("n", .integer), Self.field("r", isRequired: true),
        ])
        let merged = model.merge(["n": "x", "nope": 1, "a": .null], into: "{}", isNew: true)
        #expect(
            merged.errors == [
                "Invalid value for custom field 'n': Value must be an integer.",
                "Unknown field name 'nope' in custom field data.",
                "Invalid value for custom field 'a': Required field cannot be empty.",
                "Missing required custom field 'r'.",
            ])
    }

    @Test func `a cell of a table is read back as the value it was written from`() throws {
        let cases: [(CustomFieldDefinition, JSONValue)] = [
            (Self.field("f"), "a,b \"c\""), (Self.field("f", .integer), -5), (Self.field("f", .boolean), true),
            (Self.field("f", .boolean), false), (Self.field("f", .json), ["a": [1, .null]]),
            (Self.field("f", .json), "x"),
            (Self.field("f", .date), "2026-01-01"),
            (
                CustomFieldDefinition(
                    id: Identifier(high: 1, low: 1), key: "f", type: .multiSelect, choices: ["a", "b c", "d"]),
                ["b c", "a"]
            ),
        ]
        for (field, value) in cases { #expect(try field.checked(field.value(ofCell: field.cell(value))) == value) }
        #expect(try Self.field("f").checked(Self.field("f").value(ofCell: "")) == .null)
    }

    @Test func `sort names lead to fields that exist, and never into other JSON`() {
        let model = ModelCustomization(fields: [Self.field("a")])
        #expect(
            ModelCustomization.ordering(["-cf_a", "name", "cf_b", "local_data.x", "cf_a"], model)
                == ["-custom_field_data.a", "name", "custom_field_data.a"])
        #expect(ModelCustomization.ordering(["cf_a", "-name"], nil) == ["-name"])
    }

    @Test func `the side of an end says how many others there are and what they are called`() {
        let relationship = RelationshipDefinition(
            id: Identifier(high: 1, low: 2), key: "k", label: "K", type: .oneToMany, sourceType: "a.b",
            destinationType: "c.d", sourceLabel: "Ds", requiredOn: .destination)
        let (source, destination) = (
            RelationshipEnd(relationship, .source), RelationshipEnd(relationship, .destination)
        )
        #expect(source.hasMany && !destination.hasMany && destination.isRequired && !source.isRequired)
        #expect(source.otherType == "c.d" && destination.otherType == "a.b" && destination.otherSide == .source)
        #expect(source.label(Catalog([])) == "Ds" && destination.label(Catalog([])) == "a.b")
    }
}
