import Basics
import Domain
import HTTPAPI
import HTTPServing
import Services
import TestKit
import Testing

@Suite struct ValueCountEndpointTests {
    @Test func `what a reader may not see is neither counted nor named`() async throws {
        let server = try await TestServer()
        for name in ["open", "hidden"] {
            let maker = try await server.create("/api/dcim/manufacturers/", ["name": .string("maker \(name)")])
            for number in 1...2 {
                try await server.create(
                    "/api/dcim/device-types/", ["manufacturer": .string(maker), "model": .string("\(name) \(number)")])
            }
        }
        let token = try await server.role(
            "anna",
            [
                (["dcim.manufacturer"], ["view"], #"{"name": "maker open"}"#),
                (["dcim.devicetype"], ["view"], #"{"model__in": ["open 1", "hidden 1"]}"#),
            ])
        let path = "/api/value-counts/dcim.devicetype/"
        let answer = try await server.send("GET", path, token: token).jsonBody()
        #expect(answer["count"] == 2)
        let fields = answer["fields"]?.arrayValue ?? []
        let makers = fields.first { $0["name"] == "manufacturer" }?["values"]?.arrayValue ?? []
        #expect(makers.map { $0["label"] } == ["maker open"] && makers.map { $0["count"] } == [1])
        #expect(try await server.send("GET", path, token: server.plainToken).status == 403)
        #expect(try await server.send("GET", "/api/value-counts/no.model/", token: token).status == 404)
    }

    @Test func `tags and places that a reader may not see are not named, and theirs are counted as the list has them`()
        async throws
    {
        let server = try await TestServer()
        let type = try await server.create(
            "/api/dcim/location-types/",
            ["name": "Place", "nestable": true, "content_types": ["virtualization.cluster"]])
        var places: [String: String] = [:]
        for (name, parent) in [("top", nil), ("hidden", "top"), ("low", "hidden")] as [(String, String?)] {
            var body: JSONObject = ["name": .string(name), "location_type": .string(type), "status": "Active"]
            if let parent { body["parent"] = places[parent].map(JSONValue.string) }
            places[name] = try await server.create("/api/dcim/locations/", .object(body))
        }
        let kind = try await server.create("/api/virtualization/cluster-types/", ["name": "Kind"])
        for tag in ["seen", "secret"] {
            try await server.create(
                "/api/extras/tags/", ["name": .string(tag), "content_types": ["virtualization.cluster"]])
        }
        for (place, name) in [("top", "a"), ("hidden", "b"), ("low", "c"), ("low", "d")] {
            try await server.create(
                "/api/virtualization/clusters/",
                [
                    "name": .string(name), "cluster_type": .string(kind), "location": .string(places[place] ?? ""),
                    "tags": [["name": "secret"], ["name": "seen"]],
                ])
        }
        let token = try await server.role(
            "bert",
            [
                (["virtualization.cluster"], ["view"], #"{"name__in": ["a", "b", "c"]}"#),
                (["dcim.location"], ["view"], #"{"name__in": ["top", "low"]}"#),
                (["extras.tag"], ["view"], #"{"name": "seen"}"#),
            ])
        func counts(_ query: String, _ field: String) async throws -> [String: Int64] {
            let answer = try await server.send(
                "GET", "/api/value-counts/virtualization.cluster/\(query)", token: token
            ).jsonBody()
            let values = answer["fields"]?.arrayValue?.first { $0["name"]?.stringValue == field }?["values"]
            return Dictionary(
                (values?.arrayValue ?? []).map { ($0["label"]?.stringValue ?? "", $0["total"]?.intValue ?? -1) },
                uniquingKeysWith: { first, _ in first })
        }
        #expect(try await counts("", "tags") == ["seen": 3])
        // What stands below a place that is not seen begins anew.
        #expect(try await counts("", "location") == ["top": 3, "low": 1])
        #expect(try await counts("?location=low", "location") == ["top": 3, "low": 1])
        for (place, count) in [("top", 3), ("low", 1)] {
            let list = try await server.send(
                "GET", "/api/virtualization/clusters/?location=\(place)", token: token
            ).jsonBody()
            #expect(list["count"]?.intValue == Int64(count))
        }
    }
}
