import Basics
import HTTPAPI
import TestKit
import Testing

@Suite("Reports, explanations and imports over REST")
struct LifecycleEndpointTests {
    @Test("An unknown device has no explanation")
    func unknownDevice() async throws {
        let server = try await Populated.shared.value.server
        for key in ["no-such-device", "00000000-0000-4000-8000-000000000000"] {
            let response = try await server.send("GET", "/api/lifecycle/explain/?device=\(key)")
            #expect(response.status == 404)
            #expect(try await response.jsonBody() == ["detail": "No Device matches the given query."])
        }
        #expect(try await server.send("GET", "/api/lifecycle/explain/").status == 400)
    }
}
