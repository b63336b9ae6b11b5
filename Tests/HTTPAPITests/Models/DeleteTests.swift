import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Deleting objects that others refer to")
struct DeleteTests {
    /// Every reference between models that clients can write, as `model field`.
    private static let references: [String] = Models.creatable.flatMap { identifier -> [String] in
        guard let schema = try? Models.schema(identifier) else { return [] }
        return schema.fields.filter { field in
            SampleObjects.isWritable(field) && !field.info.isWriteOnly
                && field.target.map { $0.operations.contains(.create) && $0.isExposed } == true
                && SampleRules.byModel[identifier]?.leftOut.contains(field.info.name) != true
                && field.target !== schema
        }.map { "\(identifier) \($0.info.name)" }
    }

    @Test("What happens to an object follows from its reference to the one that goes", arguments: references)
    func onDelete(_ reference: String) async throws {
        let words = reference.split(separator: " ").map(String.init)
        let schema = try Models.schema(words[0])
        let field = try #require(schema.fieldsByName[words[1]])
        let target = try #require(field.target)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let made = try await samples.create(schema, full: true)
        let path = "\(schema.names.path)\(made.id)/?exclude_m2m=false"
        let shown = try await server.get(path)[field.info.name]
        let id = try #require(shown?["id"]?.keyText ?? shown?[0]?["id"]?.keyText)
        let response = try await server.send("DELETE", "\(target.names.path)\(id)/")
        let after = try await server.send("GET", path)
        guard field.isStored else {
            try await expect(response, answers: 204)
            #expect(try await after.jsonBody()[field.info.name] == [])
            return
        }
        switch field.info.onDelete {
        case .protect:
            try await expect(response, answers: 409)
            let text = try await response.jsonBody()["detail"]?.stringValue ?? ""
            #expect(text.hasPrefix("Unable to delete object. "))
            #expect(text.contains(made.id))
            #expect(response.header("API-Version") == nil)
            try await expect(after, answers: 200)
        case .cascade:
            // Another reference of the same row may protect what cascades here.
            guard response.status != 409 else { return }
            try await expect(response, answers: 204)
            try await expect(after, answers: 404)
        case .setNull:
            guard response.status != 409 else { return }
            try await expect(response, answers: 204)
            #expect(try await after.jsonBody()[field.info.name] == .null)
        case .keep:
            try await expect(response, answers: 204)
            #expect(try await after.jsonBody()[field.info.name] == shown)
        }
    }

    @Test("A bulk delete that one object forbids deletes nothing")
    func bulkProtected() async throws {
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let free = try await samples.id("dcim.manufacturer")
        let type = try await samples.create(DeviceType.schema)
        let used = try #require(type["manufacturer"]?["id"]?.keyText)
        let response = try await server.send(
            "DELETE", "/api/dcim/manufacturers/", [["id": .string(free)], ["id": .string(used)]])
        try await expect(response, answers: 409)
        #expect(
            try await response.jsonBody()["detail"]?.stringValue
                == "Unable to delete some objects. 1 dependent objects were found: "
                + "\(type["display"]?.stringValue ?? "") (\(type.id))")
        #expect(try await server.get("/api/dcim/manufacturers/")["count"] == 2)
    }

    @Test("A prefix that goes hands its children and addresses to the one above")
    func prefixes() async throws {
        let server = try await TestServer()
        var ids: [String: String] = [:]
        for prefix in ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24"] {
            ids[prefix] = try await server.create(
                "/api/ipam/prefixes/", ["prefix": .string(prefix), "status": "Active"])
        }
        let address = try await server.create(
            "/api/ipam/ip-addresses/", ["address": "10.1.2.3/24", "namespace": "Global", "status": "Active"])
        let far = try await server.create(
            "/api/ipam/ip-addresses/", ["address": "10.1.9.3/24", "namespace": "Global", "status": "Active"])
        func parent(_ path: String) async throws -> String? {
            try await server.get(path)["parent"]?["id"]?.keyText
        }
        func delete(_ prefix: String) async throws -> Int {
            try await server.send("DELETE", "/api/ipam/prefixes/\(ids[prefix] ?? "")/").status
        }
        #expect(try await parent("/api/ipam/ip-addresses/\(address)/") == ids["10.1.2.0/24"])
        #expect(try await parent("/api/ipam/ip-addresses/\(far)/") == ids["10.1.0.0/16"])
        #expect(try await delete("10.1.0.0/16") == 204)
        #expect(try await parent("/api/ipam/prefixes/\(ids["10.1.2.0/24"] ?? "")/") == ids["10.0.0.0/8"])
        #expect(try await parent("/api/ipam/ip-addresses/\(far)/") == ids["10.0.0.0/8"])
        #expect(try await parent("/api/ipam/ip-addresses/\(address)/") == ids["10.1.2.0/24"])
        // Nothing else covers the addresses of the outermost prefix.
        #expect(try await delete("10.0.0.0/8") == 409)
        #expect(try await delete("10.1.2.0/24") == 204)
        #expect(try await parent("/api/ipam/ip-addresses/\(address)/") == ids["10.0.0.0/8"])
        // A prefix that comes between takes what it covers, and gives it back when it moves away.
        let between = try await server.create("/api/ipam/prefixes/", ["prefix": "10.1.2.0/25", "status": "Active"])
        #expect(try await parent("/api/ipam/ip-addresses/\(address)/") == between)
        let moved = try await server.send("PATCH", "/api/ipam/prefixes/\(between)/", ["prefix": "10.7.0.0/16"])
        try await expect(moved, answers: 200)
        #expect(try await parent("/api/ipam/ip-addresses/\(address)/") == ids["10.0.0.0/8"])
        for id in [address, far] { _ = try await server.send("DELETE", "/api/ipam/ip-addresses/\(id)/") }
        #expect(try await delete("10.0.0.0/8") == 204)
        #expect(try await parent("/api/ipam/prefixes/\(between)/") == nil)
    }

    @Test("The one location that is written for a prefix enters its locations")
    func prefixLocation() async throws {
        let server = try await TestServer()
        let location = try await SampleObjects(server).id("dcim.location")
        let made = try await server.send(
            "POST", "/api/ipam/prefixes/?exclude_m2m=false",
            ["prefix": "10.0.0.0/8", "status": "Active", "location": .string(location)])
        try await expect(made, answers: 201)
        let body = try await made.jsonBody()
        #expect(body["locations"]?[0]?["id"]?.keyText == location)
        #expect(body["location"] == nil)
    }

    @Test("An inside address lists the addresses that stand for it outside")
    func nat() async throws {
        let server = try await TestServer()
        try await server.create("/api/ipam/prefixes/", ["prefix": "10.0.0.0/8", "status": "Active"])
        let inside = try await server.create(
            "/api/ipam/ip-addresses/", ["address": "10.0.0.1/24", "namespace": "Global", "status": "Active"])
        let outside = try await server.create(
            "/api/ipam/ip-addresses/",
            ["address": "10.0.0.2/24", "namespace": "Global", "status": "Active", "nat_inside": .string(inside)])
        let shown = try await server.get("/api/ipam/ip-addresses/\(inside)/?exclude_m2m=false")
        #expect(shown["nat_outside_list"]?.arrayValue?.map { $0["id"]?.keyText ?? "" } == [outside])
        #expect(try await server.get("/api/ipam/ip-addresses/\(inside)/")["nat_outside_list"] == nil)
        _ = try await server.send("DELETE", "/api/ipam/ip-addresses/\(inside)/")
        #expect(try await server.get("/api/ipam/ip-addresses/\(outside)/")["nat_inside"] == .null)
    }
}
