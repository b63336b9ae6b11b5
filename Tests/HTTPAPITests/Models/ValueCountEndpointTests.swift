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
}
