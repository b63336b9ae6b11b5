import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Definitions, values and associations leave a store and come into another one.
@Suite struct CustomizationExchangeTests {
    /// A store with fields of several types, a required relationship and objects that use them.
    private func world() async throws -> ServiceWorld {
        let world = try await ServiceWorld()
        try await world.make("dcim.manufacturer", ["name": "Acme"])
        for (key, type, value) in [
            ("text", "text", "standard"), ("number", "integer", .null), ("many", "multi-select", .null),
            ("doc", "json", ["a": 1]),
        ] as [(String, String, JSONValue)] {
            let id = try await world.make(
                "extras.customfield",
                [
                    "label": .string(key), "type": .string(type), "default": value,
                    "content_types": ["dcim.manufacturer", "dcim.platform"],
                ])
            for choice in type == "multi-select" ? ["a", "b"] : [] {
                try await world.make(
                    "extras.customfieldchoice", ["custom_field": .string(id.description), "value": .string(choice)])
            }
        }
        try await world.make(
            "extras.relationship",
            [
                "label": "Runs", "source_type": "dcim.manufacturer", "destination_type": "dcim.platform",
                "type": "one-to-many", "required_on": "destination",
            ])
        try await world.make(
            "dcim.manufacturer",
            ["name": "Other", "custom_fields": ["text": .null, "number": 5, "many": ["b", "a"], "doc": [1]]])
        for name in ["p1", "p2"] {
            try await world.make(
                "dcim.platform", ["name": .string(name), "relationships": ["runs": ["source": ["objects": ["Other"]]]]])
        }
        return world
    }

    @Test func `an export gives definitions, values and associations back`() async throws {
        let world = try await told { try await self.world() }
        let exported = try await world.export()
        #expect(exported.contains(#""custom_fields":{"doc":[1],"many":["b","a"],"number":5,"text":null}"#))
        #expect(try await world.load(exported, mode: .plan).isEmpty)
        let copy = try await ServiceWorld()
        let plan = try await copy.load(exported)
        #expect(plan.total(.error) == 0, "\(plan.entries.filter { $0.action == .error }.prefix(3).map(\.messages))")
        #expect(plan.unknown.isEmpty, "\(plan.unknown)")
        #expect(try await copy.load(exported, mode: .plan).total(.create) == 0)
        #expect(try await copy.count(RelationshipAssociation.schema) == 2)
        for model in ["dcim.manufacturer", "dcim.platform", "extras.customfield", "extras.relationship"] {
            #expect(try await copy.export(model) == (try await world.export(model)), "\(model)")
        }
    }

    @Test func `a table has the values in columns of their own, and names the columns that mean nothing`() async throws
    {
        let world = try await told { try await self.world() }
        let table = try await world.export("dcim.manufacturer", csv: true)
        #expect(table.split(separator: "\r\n")[0].hasSuffix(",cf_doc,cf_many,cf_number,cf_text"))
        #expect(try await world.load(table, .csv, model: "dcim.manufacturer", mode: .plan).isEmpty)
        let plan = try await world.load(
            "name,cf_number,cf_nothing,cf_text\nAcme,7,x,NULL\nNew,x,,\n", .csv, model: "dcim.manufacturer")
        #expect(plan.total(.update) == 1 && plan.total(.error) == 1)
        #expect(plan.unknown.map(\.name) == ["cf_nothing"])
        #expect(plan.entries.first { $0.action == .update }?.changed == ["custom_fields"])
        #expect(
            plan.entries.first { $0.action == .error }?.messages
                == ["custom_fields: Invalid value for custom field 'number': Value must be an integer."])
        #expect(try await world.export("dcim.manufacturer").contains(#""number":7,"text":null"#))
    }

    @Test func `objects wait for the objects that they must stand with`() async throws {
        let world = try await told { try await self.world() }
        let lines = """
            {"object_type":"dcim.platform","name":"late","relationships":{"runs":{"source":{"objects":["Later"]}}}}
            {"object_type":"dcim.platform","name":"never"}
            {"object_type":"dcim.manufacturer","name":"Later"}
            """
        let plan = try await world.load(lines)
        #expect(plan.total(.create) == 2 && plan.total(.error) == 1)
        #expect(try await world.count(RelationshipAssociation.schema) == 3)
        #expect(try await world.fetch(Query<Platform>().where { $0.name == "never" }).isEmpty)
    }

    @Test func `what code creates gets the defaults too`() async throws {
        let world = try await told { try await self.world() }
        try await world.change { pipeline in
            var platform = Record<Platform>(id: ID(pipeline.environment.identifiers.next()))
            platform.name = "made"
            try pipeline.create(platform)
        }
        #expect(
            try await world.export("dcim.platform").contains(
                #""doc":{"a":1},"many":null,"number":null,"text":"standard""#))
    }
}
