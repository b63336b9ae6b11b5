import Basics
import Domain
import Modeling
import Services
import TestKit
import Testing

@Suite struct VEXTests {
    private static let publisher = VEXPublisher(name: "Example AG", namespace: "https://example.com")

    private static func service(_ world: ExposureWorld) -> VEXService {
        VEXService(store: world.world.store, environment: world.world.environment)
    }

    /// A store in which each kind of statement occurs, and the software by version.
    static func furnished() async throws -> (ExposureWorld, [String: Identifier]) {
        let world = try await ExposureWorld()
        var software: [String: Identifier] = [:]
        for version in ["7.2.4", "7.2.6", "7.4.0"] { software[version] = try await world.software("FortiOS", version) }
        try await world.tell(
            world.nvd,
            [
                ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5"),
                ExposureWorld.nvd("CVE-2026-1001", "fortinet:fortios", before: "7.2.7"),
                ExposureWorld.nvd(
                    "CVE-2026-1002", "fortinet:fortios", before: "7.4.1", hardware: "fortinet:fortigate_60f"),
            ])
        try await world.evaluate()
        let mitigated = try #require(software["7.2.6"])
        try await world.world.make(
            "vulnerabilities.triage",
            [
                "cve": "CVE-2026-1001", "state": "mitigated", "reason": "SSL VPN is off.",
                "software": .string(mitigated.description),
            ])
        return (world, software)
    }

    @Test func `a CSAF document says of every software what holds and why`() async throws {
        let (world, software) = try await Self.furnished()
        let json = try JSONValue(parsing: try await Self.service(world).document(.csaf, publisher: Self.publisher))
        #expect(json["document"]?["category"]?.stringValue == "csaf_vex")
        #expect(json["product_tree"]?["full_product_names"]?.arrayValue?.count == 3)
        func ids(_ cve: String, _ status: String) -> Set<String> {
            let entry = json["vulnerabilities"]?.arrayValue?.first { $0["cve"]?.stringValue == cve }
            return Set((entry?["product_status"]?[status]?.arrayValue ?? []).compactMap(\.stringValue))
        }
        func references(_ versions: String...) -> Set<String> {
            Set(versions.compactMap { software[$0] }.map { "urn:uuid:\($0)" })
        }
        #expect(ids("CVE-2026-1000", "known_affected") == references("7.2.4"))
        #expect(ids("CVE-2026-1001", "known_affected") == references("7.2.4"))
        #expect(ids("CVE-2026-1001", "known_not_affected") == references("7.2.6"))
        #expect(ids("CVE-2026-1002", "under_investigation") == references("7.2.4", "7.2.6", "7.4.0"))
        let mitigated = json["vulnerabilities"]?.arrayValue?.first { $0["cve"]?.stringValue == "CVE-2026-1001" }
        #expect(mitigated?["threats"]?.arrayValue?.first?["details"]?.stringValue == "SSL VPN is off.")
        #expect(mitigated?["flags"]?.arrayValue?.first?["label"]?.stringValue == "inline_mitigations_already_exist")
    }

    @Test(arguments: [VEXService.Form.csaf, .cyclonedx])
    func `a document that comes back makes the decisions that it says, and changes none`(
        form: VEXService.Form
    ) async throws {
        let (world, _) = try await Self.furnished()
        let document = try await Self.service(world).document(form, publisher: Self.publisher)
        let outcome = try await Self.service(world).read(document, by: world.world.actor)
        // The decision that was there stays; the other five statements become decisions.
        #expect(outcome == VEXService.Outcome(created: 5, kept: 1, unknown: []))
        let decisions = try await world.world.fetch(Query<Triage>())
        #expect(decisions.count { $0.state == "confirmed" } == 2)
        #expect(decisions.count { $0.state == "under_investigation" } == 3)
        #expect(decisions.count { $0.state == "mitigated" && $0.reason == "SSL VPN is off." } == 1)
        #expect(try await Self.service(world).read(document, by: world.world.actor).created == 0)
    }

    @Test func `a decision about all software is more than what a document says of one`() async throws {
        let (world, _) = try await Self.furnished()
        try await world.world.make(
            "vulnerabilities.triage",
            ["cve": "CVE-2026-1000", "state": "accepted", "reason": "Until spring.", "expires": "2027-03-01"])
        let document = try await Self.service(world).document(.csaf, publisher: Self.publisher)
        let outcome = try await Self.service(world).read(document, by: world.world.actor)
        #expect(outcome == VEXService.Outcome(created: 4, kept: 2, unknown: []))
        let decisions = try await world.world.fetch(Query<Triage>().where { $0.cve == "CVE-2026-1000" })
        #expect(decisions.map(\.state) == ["accepted"])
    }

    @Test func `a document of another store names software that this one has too`() async throws {
        let (first, _) = try await Self.furnished()
        let second = try await ExposureWorld()
        try await second.software("FortiOS", "7.2.4")
        // Stores of tests make the same keys, which would be met as well as the names.
        let document = String(
            decoding: try await Self.service(first).document(.csaf, publisher: Self.publisher), as: UTF8.self
        ).replacing("urn:uuid:", with: "urn:example:")
        let outcome = try await Self.service(second).read(Array(document.utf8), by: second.world.actor)
        #expect(outcome.created == 3)
        #expect(outcome.unknown.sorted() == ["FortiOS 7.2.6", "FortiOS 7.4.0"])
    }

    @Test func `products of others are told, and other documents refused`() async throws {
        let (world, _) = try await Self.furnished()
        let document = """
            {"bomFormat":"CycloneDX","components":[{"bom-ref":"a","name":"FortiOS","version":"7.2.4"},
            {"bom-ref":"b","name":"Other","version":"1"}],"vulnerabilities":[{"id":"CVE-2026-1000",
            "analysis":{"state":"false_positive","detail":"not built in"},"affects":[{"ref":"a"},{"ref":"b"}]},
            {"id":"GHSA-x","analysis":{"state":"false_positive"},"affects":[{"ref":"a"}]}]}
            """
        let outcome = try await Self.service(world).read(Array(document.utf8), by: world.world.actor)
        #expect(outcome == VEXService.Outcome(created: 1, kept: 0, unknown: ["Other 1"]))
        for text in ["[]", "{}", "no JSON", #"{"bomFormat":"SPDX"}"#] {
            let refusal = await refusals {
                _ = try await Self.service(world).read(Array(text.utf8), by: world.world.actor)
            }
            #expect(refusal.first?.hasPrefix("invalidInput: The document is") == true, "\(text): \(refusal)")
        }
    }

    @Test func `a table has a row for each statement and nothing that a spreadsheet would compute`() async throws {
        let (world, _) = try await Self.furnished()
        let text = String(
            decoding: try await Self.service(world).document(.csv, publisher: Self.publisher), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        #expect(lines.count == 7)
        #expect(lines[0] == "cve,severity,score,exploited,software,status,decision,reason,fixed_in")
        #expect(
            lines.contains("CVE-2026-1001,Critical,9.8,no,FortiOS 7.2.6,known_not_affected,mitigated,SSL VPN is off.,"))
    }
}
