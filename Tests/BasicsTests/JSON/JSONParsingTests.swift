import Testing

@testable import Basics

/// What RFC 8259 allows and what it does not, with cases as in JSONTestSuite by Nicolas Seriot.
@Suite struct JSONParsingTests {
    /// Walks through a whole text without building a tree.
    private func skip(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer)
            try reader.skip()
            try reader.end()
        }
    }

    @Test(
        "well-formed text is accepted",
        arguments: [
            "[]", "{}", " [ ] ", "\t{\r\n}\n", "null", "true", "false", "0", "-0", "\"\"", "[1,2]", "[[[]]]",
            "{\"a\":1}", "{\"a\":{\"b\":[null]}}", "1.5", "-1.5e10", "1E+2", "1e-2", "0.0", "0e1", "[\"\\u0000\"]",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\uD83D\\uDE00\"", "\"\u{7F}\"", "\"\u{2028}\"", "\"€ 😀\"",
            "{\"\":0}", "123456789012345678901234567890", "1e308", "1e-999", "\"12345678\\n12345678\"",
        ])
    func accepts(_ text: String) throws {
        _ = try JSONValue(parsing: text)
        var bytes = Array(text.utf8)
        try skip(bytes)
        bytes.append(contentsOf: "x".utf8)
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test(
        "malformed text is refused",
        arguments: [
            "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
            "{,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "nul", "nulll", "True", "tru", "fals", "NaN",
            "Infinity", "-", "-a", "+1", "01", "-01", "00", ".5", "1.", "1.e1", "1e", "1e+", "1e-", "0x1", "1_000",
            "1e309", "-1e400", "\"", "\"abc", "\"\\", "\"\\\"", "\"\\x\"", "\"\\u\"", "\"\\u12\"", "\"\\u12G4\"",
            "\"\\U0041\"", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"1234567\u{1F}\"", "\"12345678\u{1}\"", "1 2",
            "[] []", "\"a\"b", "\u{FEFF}1", "/**/1", "1//", "[1}", "{\"a\":1]", "\u{A0}1", "\u{0C}1",
            "{\"a\":1 \"b\":2}", "\u{0}",
        ])
    func refuses(_ text: String) throws {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(throws: JSONError.self) { try skip(Array(text.utf8)) }
    }

    @Test(
        "a lone surrogate is refused",
        arguments: [
            "\\uD800", "\\uDBFFx", "\\uDC00", "\\uD800\\uD800", "\\uD800\\u0041", "\\uD800\\n", "\\uDFFF\\uD800",
            "\\ud800\\u",
        ])
    func surrogates(_ escape: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: "\"\(escape)\"") }
    }

    @Test(
        "bytes that are not UTF-8 are refused wherever they stand",
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
            [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func encoding(_ wrong: [UInt8]) {
        for length in 0..<10 {
            let prefix = Array(repeating: UInt8(0x61), count: length)
            let plain = [0x22] + prefix + wrong + [0x22]
            let escaped = [0x22] + prefix + wrong + [0x5C, 0x6E, 0x22]
            for text in [plain, escaped, [0x7B] + plain + [0x3A, 0x31, 0x7D]] {
                let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
                #expect(error?.reason == "The text is not valid UTF-8.")
                #expect(throws: JSONError.self) { try skip(text) }
            }
        }
    }

    @Test func `values keep their kind and order`() throws {
        let value = try JSONValue(parsing: #"{"z":1,"a":[true,null,"x",2.0],"m":{"k":"\u00e9\ud83d\ude00\u0000"}}"#)
        #expect(value == ["z": 1, "a": [true, .null, "x", 2.0], "m": ["k": "é😀\u{0}"]])
        #expect(value.objectValue?.keys == ["z", "a", "m"])
        #expect(value["a"]?[1]?.isNull == true)
        #expect(value["a"]?[9] == nil)
        #expect(value["a"]?["b"] == nil)
    }

    @Test(
        "numbers become whole numbers when they fit 64 bits",
        arguments: [
            ("0", .int(0)), ("-0", .int(0)), ("7", .int(7)), ("-12", .int(-12)),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("-9223372036854775809", .double(-9_223_372_036_854_775_808)),
            ("18446744073709551616", .double(18_446_744_073_709_551_616)), ("5.0", .double(5)),
            ("1e2", .double(100)), ("0.1", .double(0.1)), ("1e-7", .double(1e-7)),
            ("123456789.123456789", .double(123_456_789.123456789)),
            ("2.2250738585072014e-308", .double(.leastNormalMagnitude)),
            ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
            ("5e-324", .double(.leastNonzeroMagnitude)), ("1e-400", .double(0)),
            ("9007199254740993.0", .double(9_007_199_254_740_992)), ("0e99999999999", .double(0)),
            ("0.000000000000000000000000000001", .double(1e-30)),
        ] as [(String, JSONValue)])
    func numbers(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test func `minus zero keeps its sign as a double`() throws {
        #expect(try JSONValue(parsing: "-0.0").doubleValue?.sign == .minus)
    }

    @Test func `random doubles read as the standard library reads them`() throws {
        let random = SeededRandom(seed: 4)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = value.description
            #expect(try JSONValue(parsing: text).doubleValue == Double(text))
            let short = "\(random.below(1_000_000_000)).\(random.below(100_000))e\(Int(random.below(60)) - 30)"
            #expect(try JSONValue(parsing: short).doubleValue == Double(short))
        }
    }

    @Test func `the depth limit counts arrays and objects`() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONValue(parsing: deep)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "[\(deep)]") }
        #expect(error?.offset == 64)
        _ = try JSONValue(parsing: "[[],[],{\"a\":[]}]", limits: JSONLimits(maximumDepth: 3))
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: "[[],[{\"a\":[]}]]", limits: JSONLimits(maximumDepth: 3))
        }
        let hostile = [UInt8](repeating: 0x5B, count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: hostile) }
    }

    @Test(arguments: [2, 16, 17, 40])
    func `a key that occurs twice is refused unless that is allowed`(_ count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let text = "{\(members),\"\\u006b0\":true}"
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.reason == "A key occurs twice in one object.")
        let value = try JSONValue(parsing: text, limits: JSONLimits(refusesDuplicateKeys: false))
        #expect(value.objectValue?.count == count)
        #expect(value["k0"] == true)
    }

    @Test func `an error tells the line and the character`() throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: "{\n  \"é€\": x}") }
        #expect(error.line == 2)
        #expect(error.column == 9)
        #expect(error.offset == 13)
        #expect(error.reason == "Here a value was expected.")
    }

    @Test func `an error never repeats the text`() throws {
        for text in ["{\"password\": hunter2}", "[\"hunter2\" 1]", "\"hunter2", "hunter2"] {
            let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
            #expect(!error.description.contains("hunter2"))
        }
    }

    @Test func `cut and changed texts never crash the reader`() {
        let sample = #"{"a":[1,-2.5e3,"x\n\ud83d\ude00é",true,false,null],"b":{"c":{}},"long key here":"0123456789"}"#
        let text = Array(sample.utf8)
        let random = SeededRandom(seed: 9)
        for end in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text[..<end])) }
        }
        for _ in 0..<50_000 {
            var changed = text
            for _ in 0...random.below(3) {
                changed[Int(random.below(UInt64(text.count)))] = UInt8(truncatingIfNeeded: random.next())
            }
            let tree = Result { try JSONValue(parsing: changed) }
            let skipped = Result { try skip(changed) }
            // Both ways agree, but for keys that occur twice.
            if case .success = tree { #expect(throws: Never.self) { try skipped.get() } }
            if case .success(let value) = tree {
                #expect((try? JSONValue(parsing: value.text)) == value)
            }
        }
    }
}
