import Basics
import Outbound
import Testing

@Suite struct RetryPolicyTests {
    private struct Constant: RandomSource {
        let byte: UInt8

        func fill(_ count: Int) -> [UInt8] { Array(repeating: byte, count: count) }
    }

    @Test func `pauses double up to the longest, and chance shortens them`() throws {
        let policy = RetryPolicy(attempts: 9)
        let longest = (1...8).map { policy.pause(after: $0, retryAfter: nil, random: Constant(byte: 0xFF)) ?? .zero }
        for (pause, limit) in zip(longest, [100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]) {
            #expect(pause <= .milliseconds(limit))
            #expect(pause > .milliseconds(limit) - .microseconds(1))
        }
        #expect(policy.pause(after: 8, retryAfter: nil, random: Constant(byte: 0)) == .zero)
        #expect(policy.pause(after: 9, retryAfter: nil, random: Constant(byte: 0)) == nil)
    }

    @Test func `the server's wish is kept, up to a limit`() {
        let policy = RetryPolicy.standard
        let none = Constant(byte: 0)
        #expect(policy.pause(after: 1, retryAfter: .seconds(7), random: none) == .seconds(7))
        #expect(policy.pause(after: 1, retryAfter: .seconds(11), random: none) == nil)
        #expect(RetryPolicy.never.pause(after: 1, retryAfter: nil, random: none) == nil)
    }

    @Test(
        "dates are read",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
            ("Fri, 31 Dec 2038 23:59:59 GMT", "2038-12-31T23:59:59Z"),
        ])
    func dates(_ text: String, _ expected: String) {
        #expect(HTTPDate.parse(text)?.description == expected)
    }

    @Test(
        "other texts are no date",
        arguments: [
            "", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 94000 08:49:37 GMT",
            "Sun, 6 Nov", "2026-11-20T21:08:16Z",
        ])
    func noDates(_ text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test func `a wish to be left alone comes in seconds or as a date`() {
        func wish(_ value: String?) -> Duration? {
            var headers: HeaderFields = [:]
            headers["Retry-After"] = value
            let now = Timestamp("1994-11-06T08:49:07Z") ?? .first
            return OutboundHead(status: 503, headers: headers, origin: "", received: now).retryAfter
        }
        #expect(wish("120") == .seconds(120))
        #expect(wish("99999999999999") == .seconds(31_536_000))
        #expect(wish("Sun, 06 Nov 1994 08:49:37 GMT") == .seconds(30))
        #expect(wish("Sun, 06 Nov 1994 08:00:00 GMT") == .zero)
        for other in [nil, "", "-1", "soon", "1.5"] { #expect(wish(other) == nil) }
    }
}
