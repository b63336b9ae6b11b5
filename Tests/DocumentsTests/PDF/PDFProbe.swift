import Basics
import CZlib

@testable import Documents

/// Takes a document apart by its own table of objects, as a reader would.
struct PDFProbe {
    struct Fault: Error { let words: String }

    let bytes: [UInt8]
    /// The objects by their number, from `1 0 obj` to `endobj`.
    private(set) var objects: [Int: [UInt8]] = [:]
    let trailer: String

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        let tail = String(decoding: bytes.suffix(400), as: UTF8.self)
        guard let mark = tail.ranges(of: "startxref\n").last, tail.hasSuffix("\n%%EOF\n"),
            let start = Int(tail[mark.upperBound...].prefix(while: \.isNumber)), start < bytes.count
        else { throw Fault(words: "no end") }
        trailer = tail.ranges(of: "trailer\n").last.map { String(tail[$0.upperBound...]) } ?? ""
        let table = String(decoding: bytes[start...], as: UTF8.self).split(separator: "\n")
        guard table.first == "xref", let size = table[1].split(separator: " ").last.flatMap({ Int($0) }) else {
            throw Fault(words: "no table")
        }
        for number in 1..<size {
            let line = table[2 + number]
            guard line.utf8.count == 19, line.hasSuffix(" 00000 n "), let offset = Int(line.prefix(10)) else {
                throw Fault(words: "entry \(number): \(line)")
            }
            let head = Array("\(number) 0 obj\n".utf8)
            guard bytes[offset...].starts(with: head) else { throw Fault(words: "object \(number) is elsewhere") }
            objects[number] = Self.object(bytes, offset + head.count)
        }
    }

    /// The object as text, its stream taken out.
    func text(_ number: Int) -> String {
        let object = objects[number] ?? []
        let end = Self.find(Array("stream\n".utf8), in: object, from: 0) ?? object.count
        return String(decoding: object[..<end], as: UTF8.self)
    }

    /// The numbers of the pages in their order, along the tree.
    func pages() throws -> [Int] {
        let root = text(Self.reference("/Root ", in: trailer))
        return kids(Self.reference("/Pages ", in: root))
    }

    private func kids(_ number: Int) -> [Int] {
        let object = text(number)
        guard object.contains("/Type/Pages"), let start = object.ranges(of: "/Kids[").first else { return [number] }
        let list = object[start.upperBound...].prefix { $0 != "]" }.split(separator: " ")
        return stride(from: 0, to: list.count, by: 3).compactMap { Int(list[$0]) }.flatMap(kids)
    }

    /// What draws a page.
    func content(_ page: Int) throws -> String {
        String(
            String.UnicodeScalarView(
                try stream(Self.reference("/Contents ", in: text(page))).map { Unicode.Scalar($0) }))
    }

    /// What draws all pages.
    func contents() throws -> [String] { try pages().map(content) }

    /// A stream as it was before it was compressed.
    func stream(_ number: Int) throws -> [UInt8] {
        let object = objects[number] ?? []
        guard let begin = Self.find(Array("stream\n".utf8), in: object, from: 0),
            let length = text(number).ranges(of: "/Length ").first.flatMap({ range in
                Int(text(number)[range.upperBound...].prefix(while: \.isNumber))
            })
        else { throw Fault(words: "no stream \(number)") }
        let packed = Array(object[(begin + 7)..<(begin + 7 + length)])
        guard object[(begin + 7 + length)...].elementsEqual("\nendstream".utf8) else {
            throw Fault(words: "the length of \(number) is wrong")
        }
        var plain = [UInt8](repeating: 0, count: 4_000_000)
        var count = UInt(plain.count)
        guard uncompress(&plain, &count, packed, UInt(packed.count)) == Z_OK else {
            throw Fault(words: "stream \(number) is damaged")
        }
        return Array(plain.prefix(Int(count)))
    }

    /// The texts that a page shows, in the order drawn, as codes of WinAnsiEncoding read as Latin 1.
    static func shown(_ content: String) throws -> [String] {
        var texts: [String] = []
        var current: String?
        var isEscaped = false
        for scalar in content.unicodeScalars {
            guard var text = current else {
                if scalar == "(" { current = "" }
                continue
            }
            if isEscaped || (scalar != "\\" && scalar != ")" && scalar != "(") {
                text.unicodeScalars.append(scalar)
                isEscaped = false
                current = text
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == ")" {
                texts.append(text)
                current = nil
            } else {
                throw Fault(words: "a bare parenthesis")
            }
        }
        guard current == nil else { throw Fault(words: "a string without end") }
        return texts
    }

    /// The operators of a page without the strings they show.
    static func operators(_ content: String) -> String {
        var rest = ""
        var isText = false
        var isEscaped = false
        for scalar in content.unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if isText, scalar == "\\" {
                isEscaped = true
            } else if scalar == "(" {
                isText = true
            } else if isText, scalar == ")" {
                isText = false
            } else if !isText {
                rest.unicodeScalars.append(scalar)
            }
        }
        return rest
    }

    private static func reference(_ name: String, in text: String) -> Int {
        text.ranges(of: name).first.flatMap { Int(text[$0.upperBound...].prefix(while: \.isNumber)) } ?? 0
    }

    private static func object(_ bytes: [UInt8], _ start: Int) -> [UInt8] {
        let end = find(Array("\nendobj\n".utf8), in: bytes, from: start) ?? bytes.count
        return Array(bytes[start..<end])
    }

    private static func find(_ part: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + part.count <= bytes.count {
            if bytes[index] == part[0], bytes[index..<(index + part.count)].elementsEqual(part) { return index }
            index += 1
        }
        return nil
    }
}

/// Documents of the tests, made at one moment.
enum Sample {
    static let heading = DocumentHeading(
        title: "Devices", details: ["Narrowed to: Name contains acc."],
        made: Timestamp(microseconds: 1_795_012_000_000_000), producer: "Almanac 0.1.0")
    static let notice = "Example: The notice of a source."

    static func document(
        _ columns: [PDFColumn], _ rows: [[String]], heading: DocumentHeading = heading, batch: Int = 1000
    ) throws -> [UInt8] {
        var table = try PDFTable(heading, columns: columns, closing: [notice])
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: rows.count, by: batch) {
            bytes += try table.rows(Array(rows[start..<min(start + batch, rows.count)]))
        }
        return bytes + (try table.end())
    }
}
