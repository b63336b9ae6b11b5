import Basics
import Domain
import Testing

@Suite struct SupportStateTests {
    private func state(_ endOfSupport: String?, hasNotice: Bool = true) -> SupportState {
        .of(
            endOfSupport: endOfSupport.map(Fixture.day), hasNotice: hasNotice, today: Fixture.today,
            endingWithinDays: 30)
    }

    @Test func `hardware is unsupported from the day after its last day`() {
        #expect(state("2024-05-31") == .unsupported)  // H01
        #expect(state("2024-06-01") == .ending)  // H02
        #expect(state("2024-06-01").isSupported)
        #expect(!state("2024-05-31").isSupported)
    }

    @Test func `support that ends within the horizon is ending`() {
        #expect(state("2024-07-01") == .ending)
        #expect(state("2024-07-02") == .supported)
    }

    @Test func `a notice without an end of support leaves hardware supported`() {
        #expect(state(nil) == .supported)  // H03
    }

    @Test func `no notice is unknown and counts as supported`() {
        #expect(state(nil, hasNotice: false) == .unknown)  // H04
        #expect(state(nil, hasNotice: false).isSupported)
    }

    @Test func `a notice has expired after its last day`() {
        #expect(HardwareNotice.isExpired(endOfSupport: Fixture.day("2024-05-31"), today: Fixture.today))
        #expect(!HardwareNotice.isExpired(endOfSupport: Fixture.today, today: Fixture.today))
        #expect(!HardwareNotice.isExpired(endOfSupport: nil, today: Fixture.today))
    }

    @Test func `a contract is active through its last day`() {
        func contract(_ end: String?) -> ContractState {
            .of(end: end.map(Fixture.day), today: Fixture.today, endingWithinDays: 30)
        }
        #expect(contract("2024-05-31") == .expired)
        #expect(contract("2024-06-01") == .ending)
        #expect(contract("2024-06-01").isActive)
        #expect(contract("2024-07-02") == .active)
        #expect(contract(nil) == .active)
    }

    @Test func `every kind of due item has a label`() {
        for kind in DueKind.allCases { #expect(!kind.label.isEmpty) }
    }
}
