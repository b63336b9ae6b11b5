import Testing

@testable import Basics

@Suite struct CSVReaderTests {
    private func fields(_ text: String, delimiter: UInt8 = 0x2C) throws -> [[String]] {
        try CSVReader.rows(of: Array(text.utf8), delimiter: delimiter).map(\.fields)
    }

    @Test(
        "records are read as RFC 4180 says",
        arguments: [
            ("", []), ("a", [["a"]]), ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]), ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]), (",", [["", ""]]),
            ("a,", [["a", ""]]), (",a\n", [["", "a"]]), ("\"\"", [[""]]), ("\"\",\"\"\n", [["", ""]]),
            ("\"a,b\",c", [["a,b", "c"]]), ("\"a\"\"b\"", [["a\"b"]]), ("\"\"\"\"", [["\""]]),
            ("\"a\r\nb\",c\r\nd,e", [["a\r\nb", "c"], ["d", "e"]]), ("\n\r\n\ra\n\n", [["a"]]),
            ("\u{FEFF}a,b", [["a", "b"]]), ("\u{FEFF}\"a\",b", [["a", "b"]]), ("\u{FEFF}", []),
            ("a,\u{FEFF}b", [["a", "\u{FEFF}b"]]), (" a , b ", [[" a ", " b "]]), ("é,€😀\n", [["é", "€😀"]]),
            ("\u{FEC0}x,1", [["\u{FEC0}x", "1"]]),
            ("0123456789012345,a\tb\u{1}c,x\r\n", [["0123456789012345", "a\tb\u{1}c", "x"]]),
            ("\u{FFFD}", [["\u{FFFD}"]]),
        ] as [(String, [[String]])])
    func reads(_ text: String, _ expected: [[String]]) throws {
        #expect(try fields(text) == expected)
    }

    @Test func `pieces may end at every byte`() throws {
        let text = "\u{FEFF}id,name\r\n1,\"a \"\"q\"\" é\r\nb\"\r\n\r\n2,€\n\"\",\"x\"\r3,last"
        let bytes = Array(text.utf8)
        let expected = try CSVReader.rows(of: bytes)
        #expect(expected.map(\.line) == [1, 2, 5, 6, 7])
        #expect(expected[1].fields == ["1", "a \"q\" é\r\nb"])
        for first in 0...bytes.count {
            for second in first...bytes.count {
                var reader = CSVReader()
                var rows: [CSVRow] = []
                for piece in [bytes[..<first], bytes[first..<second], bytes[second...]] {
                    try piece.withUnsafeBufferPointer { try reader.feed($0) { rows.append($0) } }
                }
                try reader.finish { rows.append($0) }
                #expect(rows == expected, "cut at \(first) and \(second)")
            }
        }
    }

    @Test(
        "faults are refused with their place",
        arguments: [
            ("a,b\"c", 1, 4), ("x\n\"a\"b", 2, 4), ("a\n\"b\nc", 3, 2), ("a,\u{0}", 1, 3), ("\"\u{0}\"", 1, 2),
            ("a\r\nb\r\n c\"", 3, 3),
        ])
    func refuses(_ text: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: CSVError.self) { try fields(text) }
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test(arguments: [[0xFF], [0x61, 0xC3, 0x2C, 0x62], [0xEF, 0xBB], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(_ bytes: [UInt8]) {
        #expect(throws: CSVError.self) { try CSVReader.rows(of: bytes) }
    }

    @Test func `fields and records are bounded`() throws {
        let limits = CSVLimits(maximumFieldBytes: 4, maximumFields: 3, maximumRowBytes: 8)
        func read(_ text: String) throws -> Int {
            try CSVReader.rows(of: Array(text.utf8), limits: limits).count
        }
        #expect(try read("1234,1234,\n\"1234\",1,1") == 2)
        #expect(throws: CSVError.self) { try read("12345") }
        #expect(throws: CSVError.self) { try read("\"12345\"") }
        #expect(throws: CSVError.self) { try read("1,2,3,4") }
        #expect(throws: CSVError.self) { try read("1234,1234,1") }
    }

    @Test func `another delimiter can be chosen`() throws {
        #expect(try fields("a;b,c;\"d;e\"", delimiter: 0x3B) == [["a", "b,c", "d;e"]])
        #expect(try fields("a\tb\n", delimiter: 0x09) == [["a", "b"]])
    }

    @Test func `what the closure throws comes out`() {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            var reader = CSVReader()
            try Array("a\nb\n".utf8).withUnsafeBufferPointer { try reader.feed($0) { _ in throw Stop() } }
        }
    }
}
