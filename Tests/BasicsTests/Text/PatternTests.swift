import Testing

@testable import Basics

@Suite struct PatternTests {
    @Test(
        "patterns are found as PCRE2 says",
        arguments: [
            ("^ams", "ams-01", true, true), ("^ams", "xams", true, false), ("AMS", "ams", true, true),
            ("AMS", "ams", false, false), ("É", "é", true, true), ("^.$", "😀", false, true),
            ("^\\w+$", "é1_", false, true), ("", "", false, true), ("^$", "", false, true),
            ("(?<!a)b", "ab", false, false), ("a(?=b)", "ab", false, true), ("\\d{2,}", "a1b", false, false),
            ("^(?:a|b)*$", "abab", false, true), ("\\bR\\d+\\b", "x R12 y", false, true),
            ("a.c", "a\nc", false, false),
        ])
    func finds(_ pattern: String, _ text: String, _ ignoresCase: Bool, _ expected: Bool) throws {
        let compiled = try Pattern(pattern, caseInsensitive: ignoresCase)
        #expect(try compiled.matches(text) == expected)
        #expect(try Array(text.utf8).withUnsafeBufferPointer { try compiled.matches($0) } == expected)
    }

    @Test(arguments: ["(", "[", "a{2,1}", "*", "(?<n", "\\", "(?P<a>x)(?P<a>y)", "\\C", "a\\"])
    func `a wrong pattern is refused with words`(_ pattern: String) throws {
        let error = try #require(throws: PatternError.self) { try Pattern(pattern, caseInsensitive: false) }
        #expect(error.reason.hasPrefix("The pattern is wrong at offset "))
        #expect(error.description == error.reason)
    }

    @Test(
        "an evil pattern ends soon with an error",
        arguments: ["(a+)+$", "^(a|aa)+$", "^(a|a)*$", "(*NO_JIT)(a+)+$", "(*NO_JIT)^(a|aa)+$"])
    func evil(_ pattern: String) throws {
        let compiled = try Pattern(pattern, caseInsensitive: false)
        let clock = ContinuousClock()
        let start = clock.now
        let error = #expect(throws: PatternError.self) {
            try compiled.matches(String(repeating: "a", count: 5_000) + "!")
        }
        #expect(error?.reason.contains("too many steps") == true)
        #expect(start.duration(to: clock.now) < .seconds(2))
    }

    @Test(arguments: ["(x+x+)+y", "^(?:(?:x*)*)*b"])
    func `an evil pattern whose last letter is missing is no match`(_ pattern: String) throws {
        #expect(try !Pattern(pattern, caseInsensitive: false).matches(String(repeating: "x", count: 5_000)))
    }

    @Test func `long texts with a simple pattern are fine`() throws {
        let text = String(repeating: "interface Ethernet1/1 description uplink\n", count: 2_000)
        #expect(try !Pattern("^version 9\\.3", caseInsensitive: true).matches(text))
        #expect(try Pattern("(?:.|\\n)*uplink\\n$", caseInsensitive: true).matches(String(text.suffix(4_100))))
    }

    @Test func `text that is not UTF-8 is an error`() throws {
        let pattern = try Pattern("a", caseInsensitive: false)
        #expect(throws: PatternError(reason: "The text is not valid UTF-8.")) {
            try [UInt8]([0x61, 0xFF]).withUnsafeBufferPointer { try pattern.matches($0) }
        }
        #expect(try !pattern.matches(UnsafeBufferPointer(start: nil, count: 0)))
    }

    @Test func `a pattern that is too long is refused`() {
        let text = String(repeating: "a", count: Pattern.maximumLength + 1)
        #expect(throws: PatternError.self) { try Pattern(text, caseInsensitive: false) }
    }

    @Test func `many threads can use one pattern`() async throws {
        let pattern = try Pattern("^[a-f]+7$", caseInsensitive: true)
        let found = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { try (0..<2_000).count { try pattern.matches("abc\($0 % 10)") } }
            }
            return try await group.reduce(0, +)
        }
        #expect(found == 1_600)
    }

    @Test func `the cache keeps the patterns that were used last`() throws {
        let cache = PatternCache(capacity: 3)
        for text in ["a", "b", "c"] { _ = try cache.pattern(text, caseInsensitive: false) }
        _ = try cache.pattern("a", caseInsensitive: true)
        #expect(cache.count == 3)
        #expect(throws: PatternError.self) { try cache.pattern("(", caseInsensitive: false) }
        #expect(cache.count == 3)
        #expect(try cache.pattern("A", caseInsensitive: true).matches("a"))
        #expect(try !cache.pattern("A", caseInsensitive: false).matches("a"))
        #expect(PatternCache(capacity: 0).capacity == 1)
    }
}

@Suite struct PatternGroupTests {
    private func groups(
        _ pattern: String, _ text: String, from start: Int = 0, anchored: Bool = false
    ) throws -> [String?]? {
        let bytes = Array(text.utf8)
        return try Pattern(pattern, caseInsensitive: false).groups(in: bytes, from: start, isAnchored: anchored)?
            .map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }
    }

    @Test func `a match has the whole and its groups`() throws {
        #expect(try groups("(b)(x)?(c)", "abcd") == ["bc", "b", nil, "c"])
        #expect(try groups("(a)|(b)", "ab", from: 1) == ["b", nil, "b"])
        #expect(try groups("é+", "caféé") == ["éé"])
        #expect(try groups("x", "abc") == nil)
        #expect(try groups("", "") == [""])
    }

    @Test func `a search can be bound to its start`() throws {
        #expect(try groups("b", "ab", anchored: true) == nil)
        #expect(try groups("b", "ab", from: 1, anchored: true) == ["b"])
        #expect(try groups("^b", "ab", from: 1) == nil)
        let pattern = try Pattern("x*", caseInsensitive: false)
        #expect(try pattern.groups(in: Array("ax".utf8), from: 0) == [0..<0])
        #expect(try pattern.groups(in: Array("ax".utf8), from: 0, canBeEmptyAtStart: false) == [1..<2])
    }

    @Test func `groups have names, and many groups fit`() throws {
        let pattern = try Pattern("(?P<year>\\d+)-(?<month>\\d+)", caseInsensitive: false)
        #expect(pattern.groupNumber("month") == 2)
        #expect(pattern.groupNumber("day") == nil)
        let many = String(repeating: "(a)", count: 500)
        #expect(try groups(many, String(repeating: "a", count: 500))?.count == 501)
    }

    @Test func `a search that takes too long is an error`() {
        #expect(throws: PatternError.self) { try groups("(a+)+$", String(repeating: "a", count: 5_000) + "!") }
    }
}
