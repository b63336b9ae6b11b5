import Basics
import Domain
import Modeling
import Services
import TestKit
import Testing

@Suite struct UpgradeAdvisorTests {
    private static func advisor(_ world: ExposureWorld) -> UpgradeAdvisor {
        UpgradeAdvisor(store: world.world.store, environment: world.world.environment)
    }

    @Test func `the release that leaves least open comes first, and what it opens is told`() async throws {
        let world = try await ExposureWorld()
        let running = try await world.software("FortiOS", "7.2.4")
        for version in ["7.2.3", "7.2.5", "7.2.8", "7.4.1"] { try await world.software("FortiOS", version) }
        try await world.device("fw1", running)
        try await world.tell(
            world.nvd,
            [
                ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", from: "7.2.0", before: "7.2.5", score: 9.8),
                ExposureWorld.nvd("CVE-2026-1001", "fortinet:fortios", from: "7.2.0", before: "7.2.8", score: 6.0),
                ExposureWorld.nvd("CVE-2026-1002", "fortinet:fortios", from: "7.4.0", before: "7.4.3", score: 5.0),
            ])
        try await world.evaluate()
        let advice = try await Self.advisor(world).device("fw1")
        #expect(advice.open == ["CVE-2026-1000", "CVE-2026-1001"])
        #expect(advice.candidates.map(\.version) == ["7.2.8", "7.2.5", "7.4.1"])
        #expect(advice.candidates.map(\.fixes.count) == [2, 1, 2])
        #expect(advice.candidates.map(\.opens) == [[], [], ["CVE-2026-1002"]])
        #expect(advice.candidates.map(\.isSameTrain) == [true, true, false])
        // The same for the type, and as a table.
        let types = try await Self.advisor(world).deviceType("T1")
        #expect(types.map { $0.rows } == [advice.rows.map { ["T1"] + $0.dropFirst() }])
    }

    @Test(arguments: ["ISR4451-X/K9", "isr4451-x/k9", "ISR4451-X", "ISR4451", "4451"])
    func `a type is found by its model and by its part number, in the forms of vendors`(name: String) async throws {
        let world = try await ExposureWorld()
        try await world.world.make(
            "dcim.devicetype", ["manufacturer": "Acme", "model": "ISR4451", "part_number": "ISR4451-X/K9"])
        try await world.device("r1", try await world.software("IOS XE", "17.3.1"), type: "ISR4451")
        guard name != "4451" else {
            await #expect(throws: Problem.self) { try await Self.advisor(world).deviceType(name) }
            return
        }
        #expect(try await Self.advisor(world).deviceType(name).map(\.software) == ["IOS XE 17.3.1"])
    }

    @Test func `approved releases come before others that leave as much open`() async throws {
        let world = try await ExposureWorld()
        let running = try await world.software("FortiOS", "7.2.4")
        let approved = try await world.software("FortiOS", "7.2.9")
        try await world.software("FortiOS", "7.2.6")
        try await world.device("fw1", running)
        try await world.world.make(
            "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm",
            ["software": .string(approved.description), "start": "2026-01-01", "device_types": ["T1"]])
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5")])
        try await world.evaluate()
        let advice = try await Self.advisor(world).device("fw1")
        #expect(advice.candidates.map(\.version) == ["7.2.9", "7.2.6"])
        #expect(advice.candidates.first?.origins == ["approved", "inventory"])
        // An entry for another type approves nothing here.
        try await world.world.make("dcim.devicetype", ["manufacturer": "Acme", "model": "T2"])
        try await world.device("fw2", running, type: "T2")
        #expect(try await Self.advisor(world).device("fw2").candidates.first?.origins == ["inventory"])
    }

    @Test func `releases that a source names as fixed are candidates without being in the inventory`() async throws {
        let world = try await ExposureWorld()
        try await world.device("fw1", try await world.software("FortiOS", "7.2.4"))
        try await world.tell(
            world.list,
            [
                ExposureWorld.cna(
                    "CVE-2026-1000", "Fortinet", "FortiOS",
                    [["version": "7.2.0", "lessThan": "7.2.6", "status": "affected"]])
            ])
        try await world.evaluate()
        let advice = try await Self.advisor(world).device("fw1")
        #expect(advice.candidates.map(\.version) == ["7.2.6"])
        #expect(advice.candidates.first?.origins == ["fixed-in"])
    }

    @Test func `software of a type that nobody understands is passed over, and the rest has advice`() async throws {
        let world = try await ExposureWorld()
        try await world.device("fw1", try await world.software("FortiOS", "7.2.4"))
        try await world.device("fw2", try await world.software("FortiOS", "7.2.3"))
        try await world.device("odd", try await world.software("FortiOS", "special"))
        try await world.software("FortiOS", "7.2.5")
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5")])
        try await world.evaluate()
        let advice = try await Self.advisor(world).deviceType("T1")
        #expect(advice.map(\.software).sorted() == ["FortiOS 7.2.3", "FortiOS 7.2.4"])
        for each in advice {
            #expect(each.open == ["CVE-2026-1000"])
            #expect(each.candidates.first?.version == "7.2.5")
        }
    }

    @Test func `what cannot be advised is said`() async throws {
        let world = try await ExposureWorld()
        try await world.device("odd", try await world.software("IOS XE", "special"))
        #expect(
            await refusals { _ = try await Self.advisor(world).device("odd") } == [
                "unprocessable: The software special is not understood, so nothing can be advised."
            ])
        #expect(
            await refusals { _ = try await Self.advisor(world).device("a") } == [
                "unprocessable: No software of the device is known, so nothing can be advised."
            ])
        #expect(
            await refusals { _ = try await Self.advisor(world).deviceType("none") } == [
                "notFound: There is no device and no type of device “none”."
            ])
    }
}
