import Basics
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Every way in which an object can be named: in URLs, in bodies and in filters.
@Suite("Naming objects of any model")
struct ReferenceTests {
    /// References of each model, once per target.
    private static let references: [String] = Models.updatable.flatMap { identifier -> [String] in
        guard let schema = try? Models.schema(identifier) else { return [] }
        return schema.fields.filter { field in
            SampleObjects.isWritable(field) && field.isStored && field.target?.isExposed == true
                && SampleRules.byModel[identifier]?.leftOut.contains(field.info.name) != true
        }.map { "\(identifier) \($0.info.name)" }
    }

    @Test("The composite key of an object leads to it, whatever its parts hold", arguments: Models.creatable)
    func compositeKeys(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        _ = try await samples.create(schema)
        let made = try await samples.create(schema, full: true)
        guard schema.naturalKey != ["id"], let key = try await Self.key(schema, made.id, server) else { return }
        for spelling in [key, made.id.uppercased()] {
            let response = try await server.send("GET", "\(schema.names.path)\(spelling)/")
            try await expect(response, answers: 200, spelling)
            #expect(try await response.jsonBody()["id"]?.keyText == made.id, "\(spelling)")
        }
        for wrong in [key + ";x", key + "%zz", ";" + key, "x" + key] {
            let response = try await server.send("GET", "\(schema.names.path)\(wrong)/")
            try await expect(response, answers: 404, wrong)
        }
    }

    @Test("What an object refers to is shown as it is now, however often it was shown before")
    func referredRowsChange() async throws {
        let server = try await TestServer()
        let maker = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let type = try await server.create(
            "/api/dcim/device-types/", ["manufacturer": ["id": .string(maker)], "model": "T1"])
        for name in ["Acme", "Beta", "Gamma"] {
            let path = "/api/dcim/manufacturers/\(maker)/"
            try await expect(try await server.send("PATCH", path, ["name": .string(name)]), answers: 200, name)
            for _ in 0..<3 {
                let shown = try await server.get("/api/dcim/device-types/\(type)/")
                #expect(shown["display"] == .string("\(name) T1"))
                #expect(shown["natural_slug"]?.stringValue?.hasPrefix("\(name.lowercased())_t1_") == true)
            }
        }
    }

    /// The composite key from the parts that the object and those above it show.
    static func key(_ schema: AnySchema, _ id: String, _ server: TestServer) async throws -> String? {
        guard let identifier = Identifier(id) else { return nil }
        let parts = try await server.store.read { session -> [Value] in
            guard let row = try session.row(schema, identifier) else { return [] }
            return try RowTexts(session).naturalKey(schema, row)
        }
        guard !parts.isEmpty else { return nil }
        return parts.map { $0.isNull ? "%00" : QueryString.encode($0.plainText) }.joined(separator: ";")
    }

    @Test("A reference is taken in each of its forms", arguments: references)
    func forms(_ reference: String) async throws {
        let words = reference.split(separator: " ").map(String.init)
        let schema = try Models.schema(words[0])
        let field = try #require(schema.fieldsByName[words[1]])
        let target = try #require(field.target)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let body = try await samples.body(schema, full: true)
        guard let id = body[field.info.name]?.stringValue else { return }
        let row = try await server.get("\(target.names.path)\(id)/")
        let url = row["url"]?.stringValue ?? ""
        var forms: [JSONValue] = [
            .string(id), .string(id.uppercased()), .string(url), .string(String(url.dropFirst("http://test".count))),
            ["id": .string(id)], ["url": .string(url)], row,
            ["id": .string(id), "object_type": .string(target.identifier), "url": .string(url)],
        ]
        if target.naturalKey != ["id"], let key = try await ReferenceTests.key(target, id, server), key.contains(";") {
            forms.append(.string(key))
        }
        if target.lookupField != "id", let name = row[target.lookupField], name.stringValue != nil {
            forms += [name, .object([target.lookupField: name])]
        }
        let made = try await samples.create(schema)
        for form in forms {
            let changed = try await server.send(
                "PATCH", "\(schema.names.path)\(made.id)/", .object([field.info.name: form]))
            // Some rules forbid this very change; what counts is that the reference was understood.
            let messages = try await changed.messages(field.info.name)
            #expect(!messages.contains { $0.hasPrefix("Related object") }, "\(form.text) \(messages)")
            if changed.status == 200, !field.info.isWriteOnly {
                #expect(try await changed.jsonBody()[field.info.name]?["id"]?.keyText == id, "\(form.text)")
            }
        }
    }

    @Test("A natural key may be nested, or written with double underscores")
    func naturalKeys() async throws {
        let server = try await TestServer()
        let samples = SampleObjects(server)
        try await server.create(
            "/api/dcim/location-types/", ["name": "Area", "nestable": true, "content_types": ["dcim.device"]])
        for (name, parent) in [("EMEA", nil), ("APAC", nil), ("HQ", "EMEA"), ("HQ", "APAC")] as [(String, String?)] {
            try await server.create(
                "/api/dcim/locations/",
                [
                    "name": .string(name), "location_type": "Area", "status": "Active",
                    "parent": parent.map { ["name": .string($0)] } ?? .null,
                ])
        }
        let device = try #require(server.store.catalog["dcim.device"])
        var body = try await samples.body(device)
        func post(_ location: JSONValue) async throws -> APIResponse {
            body["location"] = location
            body["name"] = .string("d\(samples.next())")
            return try await server.send("POST", "/api/dcim/devices/", .object(body))
        }
        for form in [
            ["name": "HQ", "parent": ["name": "EMEA"]], ["name": "HQ", "parent__name": "EMEA"], "HQ;EMEA",
            ["name": "EMEA", "parent": .null], "EMEA", "EMEA;%00",
        ] as [JSONValue] {
            try await expect(try await post(form), answers: 201, form.text)
        }
        for (form, message) in [
            (["name": "HQ"], "Multiple objects match the provided attributes: {'name': 'HQ'}"),
            ("HQ", "Multiple objects match the provided attributes: {'name': 'HQ'}"),
            ("HQ;LATAM", "Related object not found using the provided attributes: {'name': 'HQ;LATAM'}"),
            (
                ["name": "HQ", "parent__name": "LATAM"],
                "Related object not found using the provided attributes: {'name': 'HQ', 'parent__name': 'LATAM'}"
            ),
            (["status__name": "Active"], "The attribute 'status__name' cannot be used to refer to an object."),
            (["name__ic": "HQ"], "The attribute 'name__ic' cannot be used to refer to an object."),
            (["name__in": ["HQ"]], "The attribute 'name__in' cannot be used to refer to an object."),
            (["id": "x"], "“x” is not a valid UUID."),
            ([:], "Related objects must be referenced by ID or by dictionary of attributes."),
        ] as [(JSONValue, String)] {
            let response = try await post(form)
            #expect(response.status == 400)
            #expect(try await response.messages("location") == [message], "\(form.text)")
        }
    }

    @Test("A status, role or tag serves only the models that it lists")
    func scopes() async throws {
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let device = try #require(server.store.catalog["dcim.device"])
        try await server.create("/api/extras/statuses/", ["name": "Elsewhere", "content_types": ["dcim.rack"]])
        var body = try await samples.body(device)
        body["status"] = "Elsewhere"
        let response = try await server.send("POST", "/api/dcim/devices/", .object(body))
        #expect(
            try await response.jsonBody()
                == [
                    "status": ["Related object not found using the provided attributes: {'name': 'Elsewhere'}"]
                ])
    }

    @Test("Keys of absurd length or shape are not found, and nothing worse", arguments: Models.all)
    func absurdKeys(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        for key in [
            String(repeating: "a", count: 10_000), String(repeating: ";", count: 500), "%2F%2E%2E%2F", "a%00b",
            "%00;%00",
            ";;;;", "+", "%E2%82", "'", "\"", "*", "null", "00000000-0000-0000-0000-00000000000",
        ] {
            let response = try await server.send("GET", "\(schema.names.path)\(key)/")
            #expect(response.status == 404, "\(key.prefix(20))")
            let deleted = try await server.send("DELETE", "\(schema.names.path)\(key)/")
            #expect(deleted.status == 404 || deleted.status == 405, "\(key.prefix(20))")
        }
    }
}
