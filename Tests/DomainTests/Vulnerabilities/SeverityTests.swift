import Domain
import Testing

@Suite struct SeverityTests {
    @Test func `scores fall into the bands of their version of CVSS`() {
        // Score, band of versions 3 and 4, band of version 2.
        let cases: [(Double, Severity, Severity)] = [
            (0, .none, .low), (0.1, .low, .low), (3.9, .low, .low), (4, .medium, .medium), (6.9, .medium, .medium),
            (7, .high, .high), (8.9, .high, .high), (9, .critical, .high), (10, .critical, .high),
        ]
        for (score, band, second) in cases {
            #expect(Severity.band(of: score, isVersion2: false) == band, "\(score)")
            #expect(Severity.band(of: score, isVersion2: true) == second, "\(score)")
        }
    }
}
