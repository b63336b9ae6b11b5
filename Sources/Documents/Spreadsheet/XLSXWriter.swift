import Basics

/// Writes a workbook with one sheet of texts (ECMA-376), part by part.
///
/// A second sheet says what the first was made of, and has the notices of its sources, so that the first holds rows only.
/// Every cell is a text: what a user wrote is never a formula.
package struct XLSXWriter: Sendable {
    /// How HTTP calls a workbook.
    package static let mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    /// Rows that a sheet holds besides its heading.
    package static let maximumRows = 1_048_575
    /// Characters that a cell holds.
    private static let cellLength = 32_767

    private var archive = ZipWriter()
    private let name: String
    private let notes: [String]

    /// - Parameters:
    ///   - heading: Its title is the name of the sheet.
    ///   - closing: Sentences for the end of the second sheet, a row each.
    package init(_ heading: DocumentHeading, closing: [String]) {
        notes = [heading.title] + heading.sentences + closing
        // These characters are not allowed in names, and 31 is the longest (ECMA-376, part 1, 18.2.19).
        name = String(heading.title.filter { !"[]:*?/\\".contains($0) }.prefix(31))
    }

    /// The parts before the rows.
    package mutating func begin(_ heading: [String]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for (path, text) in fixedParts { bytes += try archive.entry(path, Array((Self.declaration + text).utf8)) }
        bytes += try archive.open("xl/worksheets/sheet1.xml")
        bytes += try archive.append(
            Array(
                (Self.sheetBegin
                    + "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                    + "</sheetView></sheetViews><sheetData>").utf8))
        return bytes + (try rows([heading]))
    }

    package mutating func rows(_ rows: [[String]]) throws -> [UInt8] { try archive.append(Self.xml(rows)) }

    private static func xml(_ rows: [[String]]) -> [UInt8] {
        var xml: [UInt8] = []
        for row in rows {
            xml.append(contentsOf: "<row>".utf8)
            for cell in row {
                xml.append(contentsOf: "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8)
                escape(cell, into: &xml)
                xml.append(contentsOf: "</t></is></c>".utf8)
            }
            xml.append(contentsOf: "</row>".utf8)
        }
        return xml
    }

    /// The rest of the sheet and of the file.
    package mutating func end() throws -> [UInt8] {
        let about =
            Array((Self.sheetBegin + "<sheetData>").utf8) + Self.xml(notes.map { [$0] }) + Array(Self.sheetEnd.utf8)
        return try archive.append(Array(Self.sheetEnd.utf8)) + (try archive.close())
            + (try archive.entry("xl/worksheets/sheet2.xml", about)) + archive.directory()
    }

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let sheetBegin =
        declaration + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    private static let sheetEnd = "</sheetData></worksheet>"
    private static let types = "http://schemas.openxmlformats.org/package/2006/content-types"
    private static let relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    private var fixedParts: [(String, String)] {
        var title: [UInt8] = []
        Self.escape(name, into: &title)
        // Two sheets of a workbook cannot have the same name, in any case.
        let second = name.lowercased() == "about" ? "About this" : "About"
        return [
            (
                "[Content_Types].xml",
                "<Types xmlns=\"\(Self.types)\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                    + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(Self.sheets).sheet.main+xml\"/>"
                    + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(Self.sheets).worksheet+xml\"/>"
                    + "<Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"\(Self.sheets).worksheet+xml\"/></Types>"
            ),
            (
                "_rels/.rels",
                "<Relationships xmlns=\"\(Self.relations)\"><Relationship Id=\"rId1\" Type=\"\(Self.office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
            (
                "xl/workbook.xml",
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"\(Self.office)\">"
                    + "<sheets><sheet name=\"\(String(decoding: title, as: UTF8.self))\" sheetId=\"1\" r:id=\"rId1\"/>"
                    + "<sheet name=\"\(second)\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"\(Self.relations)\"><Relationship Id=\"rId1\" Type=\"\(Self.office)/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                    + "<Relationship Id=\"rId2\" Type=\"\(Self.office)/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"
            ),
        ]
    }

    /// Writes a text as XML; characters that XML 1.0 cannot hold are left out.
    private static func escape(_ text: String, into bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars.prefix(cellLength) {
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\"": bytes.append(contentsOf: "&quot;".utf8)
            case "\r": bytes.append(contentsOf: "&#13;".utf8)
            case "\t", "\n": bytes.append(UInt8(scalar.value))
            case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }
}
