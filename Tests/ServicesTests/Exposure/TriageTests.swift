import Basics
import Domain
import Modeling
import Services
import TestKit
import Testing

@Suite struct TriageTests {
    @Test func `the most exact decision counts, and no evaluation touches it`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.software("FortiOS", "7.2.4")
        try await world.device("fw1", software)
        let second = try await world.device("fw2", software)
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5")])
        try await world.evaluate()
        #expect(try await world.report() == ["CVE-2026-1000": [2, 0]])
        let decision = try await world.world.make(
            "vulnerabilities.triage",
            ["cve": "CVE-2026-1000", "state": "mitigated", "reason": "The web interface is off."])
        #expect(try await world.report() == [:])
        try await world.world.make(
            "vulnerabilities.triage",
            [
                "cve": "CVE-2026-1000", "state": "confirmed", "reason": "It is on there.",
                "device": .string(second.description),
            ])
        #expect(try await world.report() == ["CVE-2026-1000": [1, 0]])
        try await world.evaluate(all: true)
        let kept = try await world.world.fetch(Query<Triage>().sorted(by: "state"))
        #expect(kept.map(\.state) == ["confirmed", "mitigated"])
        #expect(try await world.world.history(of: decision).count == 1)
    }

    @Test func `a risk is accepted for a time`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.software("FortiOS", "7.2.4")
        try await world.device("fw1", software)
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5")])
        try await world.evaluate()
        let accepted: JSONValue = ["cve": "CVE-2026-1000", "state": "accepted", "reason": "Until the window."]
        #expect(
            await refusals { try await world.world.make("vulnerabilities.triage", accepted) } == [
                "expires: Say until when the risk is accepted."
            ])
        var object = try #require(accepted.objectValue)
        object["expires"] = "2026-11-22"
        try await world.world.make("vulnerabilities.triage", .object(object))
        #expect(try await world.report() == [:])
        world.world.server.time.advance(by: .seconds(2 * 86400))
        #expect(try await world.report() == ["CVE-2026-1000": [1, 0]])
    }

    @Test func `a decision needs a CVE id, a reason and its own place`() async throws {
        let world = try await ExposureWorld()
        func refusal(_ object: JSONValue) async -> [String] {
            await refusals { try await world.world.make("vulnerabilities.triage", object) }
        }
        #expect(
            await refusal(["cve": "cve-2026-1", "state": "confirmed", "reason": "x"]) == [
                "cve: Enter a CVE id such as CVE-2023-20198, in capitals."
            ])
        #expect(await refusal(["cve": "CVE-2026-1000", "state": "confirmed"]) == ["reason: This field is required."])
        let object: JSONValue = ["cve": "CVE-2026-1000", "state": "confirmed", "reason": "x"]
        #expect(await refusal(object) == [])
        #expect(
            await refusal(object) == ["cve: There is a decision about this CVE and these objects already; change it."])
    }
}
