import Testing

@testable import Basics

@Suite struct JSONWritingTests {
    @Test(
        "doubles print as in Python",
        arguments: [
            (0, "0.0"), (-0.0, "-0.0"), (5, "5.0"), (-5, "-5.0"), (0.1, "0.1"), (0.1 + 0.2, "0.30000000000000004"),
            (1.5, "1.5"), (1e15, "1000000000000000.0"), (1_234_567_890_123_456, "1234567890123456.0"),
            (9_007_199_254_740_994, "9007199254740994.0"), (9.1e15, "9100000000000000.0"),
            (9_999_999_999_999_998, "9999999999999998.0"),
            (1e16, "1e+16"), (12_345_678_901_234_568, "1.2345678901234568e+16"),
            (-1.2e16, "-1.2e+16"),
            (0x1p54, "1.8014398509481984e+16"), (1e17, "1e+17"), (1e22, "1e+22"), (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"), (0.00001, "1e-05"), (1.25e-7, "1.25e-07"), (.leastNonzeroMagnitude, "5e-324"),
            (.infinity, "null"), (.nan, "null"), (9.8, "9.8"), (999_999_999_999_999, "999999999999999.0"),
        ] as [(Double, String)])
    func doubles(_ value: Double, _ expected: String) {
        #expect(JSONValue.double(value).text == expected)
    }

    @Test(arguments: [(0, "0"), (-1, "-1"), (10, "10"), (.max, "9223372036854775807"), (.min, "-9223372036854775808")])
    func `whole numbers print in full`(_ value: Int64, _ expected: String) {
        #expect(JSONValue.int(value).text == expected)
    }

    @Test func `only quotes, backslashes and control characters are escaped`() {
        let text = "a\"b\\c/d\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é€😀\u{2028}"
        let expected = "\"a\\\"b\\\\c/d\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é€😀\u{2028}\""
        #expect(JSONValue.string(text).text == expected)
    }

    @Test func `every text reads back as itself`() throws {
        let random = SeededRandom(seed: 1)
        let alphabet = Array("ab\"\\/\n\r\t\u{0}\u{1}\u{1F} é€😀\u{7F}".unicodeScalars)
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<random.below(30) {
                text.unicodeScalars.append(alphabet[Int(random.below(UInt64(alphabet.count)))])
            }
            #expect(try JSONValue(parsing: JSONValue.string(text).text) == .string(text))
        }
    }

    @Test func `members are written in their order without spaces`() {
        let value: JSONValue = ["b": [1, 2.5, "x", .null, true], "a": [:], "c": []]
        #expect(value.text == #"{"b":[1,2.5,"x",null,true],"a":{},"c":[]}"#)
        #expect(value.objectValue?.text == value.text)
    }
}
