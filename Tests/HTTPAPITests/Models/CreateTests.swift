import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Creating and showing objects of any model")
struct CreateTests {
    /// Members that depend on what was asked for, or on other rows.
    private static let varying: Set = [
        "computed_fields", "relationships", "config_context", "last_updated", "tree_depth",
    ]

    @Test("OPTIONS describes every field of the model", arguments: Models.all)
    func options(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        for (target, actions) in [
            (schema.names.path, ["PUT", "POST"]),
            ("\(schema.names.path)00000000-0000-4000-8000-000000000000/", ["PUT"]),
        ] {
            let answer = try await server.send("OPTIONS", target).jsonBody()
            let allowed = actions.filter {
                schema.operations.contains($0 == "PUT" ? .update : .create)
            }
            #expect(answer["actions"]?.objectValue?.keys ?? [] == allowed)
            for action in allowed {
                let fields = answer["actions"]?[action]
                for field in schema.fields where !field.info.isHidden {
                    #expect(fields?[field.info.name]?["label"]?.stringValue == field.info.label)
                    #expect(fields?[field.info.name]?["required"]?.boolValue == field.info.isRequired)
                    #expect(
                        fields?[field.info.name]?["choices"]?.arrayValue?.count ?? 0 == field.info.choices.count)
                }
            }
        }
    }

    @Test("An object with only the required fields can be made", arguments: Models.creatable)
    func required(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let made = try await SampleObjects(server).create(schema)
        #expect(made["object_type"]?.stringValue == identifier)
        #expect(made["url"]?.stringValue == "http://test\(schema.names.path)\(made.id)/")
        #expect(made["natural_slug"]?.stringValue?.hasSuffix(made.id.prefix(4)) == true)
        #expect(made["display"]?.stringValue?.isEmpty == false)
    }

    @Test("What is made is shown again in detail and list, as it was sent", arguments: Models.creatable)
    func readBack(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let body = try await samples.body(schema, full: true)
        let response = try await server.send("POST", "\(schema.names.path)?exclude_m2m=false", .object(body))
        let made = try #require(try await response.jsonBody().objectValue)
        try #require(response.status == 201, "\(JSONValue.object(made).text)")
        #expect(response.header("Location") == made["url"]?.stringValue)
        let path = "\(schema.names.path)\(made.id)/?exclude_m2m=false"
        let detail = try #require(try await server.get(path).objectValue)
        let counts = Set(schema.fields.filter { $0 is Derived }.map(\.info.name))
        #expect(
            detail.without(Self.varying.union(counts)) == made.without(Self.varying.union(counts)),
            "\(JSONValue.object(detail).text)\n\(JSONValue.object(made).text)")
        let list = try await server.get("\(schema.names.path)?id=\(made.id)&exclude_m2m=false")
        #expect(list["results"]?[0]?.objectValue == detail)
        for (name, sent) in body {
            let field = try #require(schema.fieldsByName[name])
            guard !field.info.isWriteOnly, let shown = detail[name] else { continue }
            #expect(Self.reads(shown, as: sent, field), "\(name): \(shown.text), sent \(sent.text)")
        }
    }

    /// Whether a member shows what was sent.
    static func reads(_ shown: JSONValue, as sent: JSONValue, _ field: AnyField) -> Bool {
        if field.target != nil {
            if case .array(let items) = shown {
                return items.compactMap { $0["id"]?.keyText } == (sent.arrayValue ?? []).compactMap(\.stringValue)
            }
            return shown["id"]?.keyText == sent.stringValue
        }
        // Those who ask here are never the users they ask about.
        if field.info.isPersonal { return shown == [:] }
        if field.info.hasLabelledChoices { return shown["value"] == sent }
        return shown == sent
    }

    @Test("A create without a body names every required field", arguments: Models.creatable)
    func missing(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        let response = try await server.send("POST", schema.names.path, [:])
        let names = schema.fields.filter { $0.info.isRequired && !$0.info.isReadOnly }.map(\.info.name)
        #expect(response.status == 400)
        let answer = try await response.jsonBody().objectValue ?? [:]
        // Where no field is required by itself, a rule refuses the empty object.
        if !names.isEmpty {
            #expect(answer.keys == names)
            #expect(answer.values.allSatisfy { $0 == ["This field is required."] })
        }
    }

    @Test("An id that a client chooses is kept, and taken once", arguments: Models.creatable)
    func chosenID(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        var body = try await samples.body(schema)
        let isNumbered = schema.features.contains(.numbered)
        body["id"] = isNumbered ? 77 : "0FDE0A4B-0000-4000-8000-00000000ABCD"
        let first = try await server.send("POST", schema.names.path, .object(body))
        #expect(
            try await first.jsonBody()["id"]?.keyText == (isNumbered ? "77" : "0fde0a4b-0000-4000-8000-00000000abcd"))
        var other = try await samples.body(schema)
        other["id"] = isNumbered ? 77 : "0fde0a4b-0000-4000-8000-00000000abcd"
        let second = try await server.send("POST", schema.names.path, .object(other))
        #expect(second.status == 400)
        #expect(try await second.messages("id").count == 1)
        other["id"] = "no id"
        let third = try await server.send("POST", schema.names.path, .object(other))
        #expect(
            try await third.messages("id") == [isNumbered ? "A valid integer is required." : "Must be a valid UUID."])
    }
}
