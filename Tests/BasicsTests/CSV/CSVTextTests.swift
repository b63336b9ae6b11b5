import Testing

@testable import Basics

@Suite struct CSVTextTests {
    @Test(
        "fields get quotes only when they need them",
        arguments: [
            ("", ""), ("a b", "a b"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("\"", "\"\"\"\""),
            ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("\u{FEFF}a", "\"\u{FEFF}a\""), ("é;", "é;"),
        ])
    func field(_ text: String, _ expected: String) {
        var buffer: [UInt8] = []
        CSVText.appendField(text, to: &buffer)
        #expect(String(decoding: buffer, as: UTF8.self) == expected)
    }

    @Test func `random records read back as themselves`() throws {
        let random = SeededRandom(seed: 2)
        let alphabet = Array("ab,\"\n\r\t 'é\u{FEFF}=;".unicodeScalars)
        var rows: [[String]] = []
        var buffer: [UInt8] = []
        for _ in 0..<2_000 {
            let row = (0...random.below(5)).map { _ in text(random, alphabet) }
            rows.append(row)
            CSVText.appendRow(row, to: &buffer)
        }
        #expect(try CSVReader.rows(of: buffer).map(\.fields) == rows)
    }

    @Test(
        "cells that start a formula are guarded",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"), ("\ra", "'\ra"),
            ("\r\na", "'\r\na"), ("\na", "'\na"), ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠1", "'＠1"),
            ("'=1", "''=1"), ("''@", "'''@"), ("", ""), ("a=1", "a=1"), ("'", "'"), ("'a", "'a"), ("''", "''"),
            ("ﾡ", "ﾡ"), ("=\u{301}", "'=\u{301}"),
        ])
    func guarding(_ text: String, _ expected: String) {
        #expect(CSVText.guardFormula(text) == expected)
        #expect(CSVText.unguardFormula(CSVText.guardFormula(text)) == text)
    }

    @Test func `taking the guard away gives back every random text`() {
        let random = SeededRandom(seed: 3)
        let alphabet = Array("''''=+-@\t\r\n＝＋－＠aé\u{301} ".unicodeScalars)
        for _ in 0..<20_000 {
            let cell = text(random, alphabet)
            let guarded = CSVText.guardFormula(cell)
            #expect(CSVText.unguardFormula(guarded).utf8.elementsEqual(cell.utf8))
            #expect(!"=+-@\t\r\n＝＋－＠".unicodeScalars.contains(guarded.unicodeScalars.first ?? "a"))
        }
    }

    private func text(_ random: SeededRandom, _ alphabet: [Unicode.Scalar]) -> String {
        var text = ""
        for _ in 0..<random.below(6) {
            text.unicodeScalars.append(alphabet[Int(random.below(UInt64(alphabet.count)))])
        }
        return text
    }
}
