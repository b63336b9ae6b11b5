import Basics
import Domain
import Testing

@Suite struct SoftwareVerdictTests {
    private func verdict(
        _ subject: SubjectFacts = Fixture.device(), _ rules: SoftwareRule...
    ) -> SoftwareVerdict {
        ValidationMatcher(mode: .legacy).verdict(for: subject, among: rules, today: Fixture.today)
    }

    @Test func `an open approval has no last day`() {
        let verdict = verdict(Fixture.device(), Fixture.rule(types: [Fixture.typeA]))
        #expect(verdict.outcome == .approved)
        #expect(verdict.validUntil == nil)
        let reason = "the entry covers this device's type, whatever the role"
        #expect(verdict.explanation == "Approved since 2020-01-01: \(reason).")
    }

    @Test func `approvals that follow each other without a gap count as one`() {
        let verdict = verdict(
            Fixture.device(),
            Fixture.rule(1, to: "2024-06-30", types: [Fixture.typeA]),
            Fixture.rule(2, from: "2024-07-01", to: "2024-12-31", types: [Fixture.typeA]),
            Fixture.rule(3, from: "2025-01-02", types: [Fixture.typeA]))
        #expect(verdict.validUntil == Fixture.day("2024-12-31"))
    }

    @Test func `an approval of other software does not extend the last day`() {
        let verdict = verdict(
            Fixture.device(),
            Fixture.rule(1, to: "2024-06-30", types: [Fixture.typeA]),
            Fixture.rule(2, software: Fixture.software2, types: [Fixture.typeA]))
        #expect(verdict.validUntil == Fixture.day("2024-06-30"))
    }

    @Test func `each reason for refusal is told apart`() {
        #expect(verdict(Fixture.device(software: nil)).outcome == .noSoftware)
        #expect(verdict().outcome == .noCandidates)
        #expect(
            verdict(Fixture.device(), Fixture.rule(software: Fixture.software2, types: [Fixture.typeA])).outcome
                == .otherSoftware)
        #expect(
            verdict(Fixture.device(), Fixture.rule(from: "2024-07-01", types: [Fixture.typeA])).outcome
                == .notYetValid)
        let expired = verdict(Fixture.device(), Fixture.rule(to: "2024-05-31", types: [Fixture.typeA]))
        #expect(expired.outcome == .expired)
        #expect(expired.decidingRule?.rule == expired.candidates.first?.rule)
        #expect(expired.explanation.hasPrefix("Approval ended on 2024-05-31"))
    }

    @Test func `the strongest of several approvals decides`() {
        let verdict = verdict(
            Fixture.device(),
            Fixture.rule(1, types: [Fixture.typeA]),
            Fixture.rule(2, preferred: true, roles: [Fixture.role1]))
        #expect(verdict.decidingRule?.condition == .role)
        #expect(verdict.decidingRule?.weight == 40)
    }
}
