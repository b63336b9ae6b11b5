import Basics
import CZlib

/// Writes a workbook with one sheet of texts (ECMA-376), part by part.
///
/// Every cell is a text: what a user wrote is never a formula.
struct XLSXWriter: Sendable {
    /// Rows that a sheet holds besides its heading.
    static let maximumRows = 1_048_575
    /// Characters that a cell holds.
    private static let cellLength = 32_767

    private var archive = ZipWriter()
    private let name: String

    /// - Parameter name: Of the sheet.
    init(name: String) {
        // These characters are not allowed in names, and 31 is the longest (ECMA-376, part 1, 18.2.19).
        self.name = String(name.filter { !"[]:*?/\\".contains($0) }.prefix(31))
    }

    /// The parts before the rows.
    mutating func begin(_ heading: [String]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for (path, text) in fixedParts { bytes += try archive.entry(path, Array((Self.declaration + text).utf8)) }
        bytes += try archive.open("xl/worksheets/sheet1.xml")
        bytes += try archive.append(
            Array(
                (Self.declaration
                    + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews>"
                    + "<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                    + "</sheetView></sheetViews><sheetData>").utf8))
        return bytes + (try rows([heading]))
    }

    mutating func rows(_ rows: [[String]]) throws -> [UInt8] {
        var xml: [UInt8] = []
        for row in rows {
            xml.append(contentsOf: "<row>".utf8)
            for cell in row {
                xml.append(contentsOf: "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8)
                Self.escape(cell, into: &xml)
                xml.append(contentsOf: "</t></is></c>".utf8)
            }
            xml.append(contentsOf: "</row>".utf8)
        }
        return try archive.append(xml)
    }

    /// The rest of the sheet and of the file.
    mutating func end() throws -> [UInt8] {
        try archive.append(Array("</sheetData></worksheet>".utf8)) + (try archive.close()) + archive.directory()
    }

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let types = "http://schemas.openxmlformats.org/package/2006/content-types"
    private static let relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    private var fixedParts: [(String, String)] {
        var title: [UInt8] = []
        Self.escape(name, into: &title)
        return [
            (
                "[Content_Types].xml",
                "<Types xmlns=\"\(Self.types)\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                    + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(Self.sheets).sheet.main+xml\"/>"
                    + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(Self.sheets).worksheet+xml\"/></Types>"
            ),
            (
                "_rels/.rels",
                "<Relationships xmlns=\"\(Self.relations)\"><Relationship Id=\"rId1\" Type=\"\(Self.office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
            (
                "xl/workbook.xml",
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"\(Self.office)\">"
                    + "<sheets><sheet name=\"\(String(decoding: title, as: UTF8.self))\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"\(Self.relations)\"><Relationship Id=\"rId1\" Type=\"\(Self.office)/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
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

/// Writes a ZIP file (APPNOTE 6.3) whose entries are made while they are written.
private struct ZipWriter: Sendable {
    private struct Entry: Sendable {
        let path: [UInt8]
        let offset: UInt32
        var crc: UInt32 = 0
        var compressed: UInt32 = 0
        var size: UInt32 = 0
    }

    private var entries: [Entry] = []
    private var offset: UInt32 = 0
    private var deflater: Deflater?

    private static let tooLarge = Problem(.tooLarge, "The file would be larger than 4 GB. Narrow the list.")

    /// A whole entry.
    mutating func entry(_ path: String, _ content: [UInt8]) throws -> [UInt8] {
        try open(path) + (try append(content)) + (try close())
    }

    mutating func open(_ path: String) throws -> [UInt8] {
        let entry = Entry(path: Array(path.utf8), offset: offset)
        entries.append(entry)
        deflater = try Deflater()
        // Sizes and checksum follow the content (bit 3), names are UTF-8 (bit 11).
        var bytes = Self.words(0x0403_4B50) + Self.halves(20, 0x0808, 8, 0, 0x21) + Self.words(0, 0, 0)
        bytes += Self.halves(UInt16(entry.path.count), 0) + entry.path
        return try counted(bytes)
    }

    mutating func append(_ content: [UInt8]) throws -> [UInt8] {
        guard var entry = entries.popLast(), let deflater else { return [] }
        let (size, overflow) = entry.size.addingReportingOverflow(UInt32(clamping: content.count))
        guard !overflow else { throw Self.tooLarge }
        entry.size = size
        entry.crc = content.withUnsafeBufferPointer {
            UInt32(truncatingIfNeeded: crc32(UInt(entry.crc), $0.baseAddress, UInt32(clamping: $0.count)))
        }
        let bytes = try deflater.write(content, isLast: false)
        entry.compressed &+= UInt32(clamping: bytes.count)
        entries.append(entry)
        return try counted(bytes)
    }

    mutating func close() throws -> [UInt8] {
        guard var entry = entries.popLast(), let deflater else { return [] }
        let rest = try deflater.write([], isLast: true)
        self.deflater = nil
        entry.compressed &+= UInt32(clamping: rest.count)
        entries.append(entry)
        return try counted(rest + Self.words(0x0807_4B50, entry.crc, entry.compressed, entry.size))
    }

    /// The list of the entries, which ends the file.
    func directory() -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Self.words(0x0201_4B50) + Self.halves(20, 20, 0x0808, 8, 0, 0x21)
            bytes += Self.words(entry.crc, entry.compressed, entry.size)
            bytes += Self.halves(UInt16(entry.path.count), 0, 0, 0, 0) + Self.words(0, entry.offset) + entry.path
        }
        let count = UInt16(entries.count)
        return bytes + Self.words(0x0605_4B50) + Self.halves(0, 0, count, count)
            + Self.words(UInt32(bytes.count), offset) + Self.halves(0)
    }

    private mutating func counted(_ bytes: [UInt8]) throws -> [UInt8] {
        let (sum, overflow) = offset.addingReportingOverflow(UInt32(clamping: bytes.count))
        guard !overflow else { throw Self.tooLarge }
        offset = sum
        return bytes
    }

    private static func words(_ values: UInt32...) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }

    private static func halves(_ values: UInt16...) -> [UInt8] {
        values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }
}

/// A deflate stream (RFC 1951), used by one export at a time.
private final class Deflater: @unchecked Sendable {
    // Only the actor that hands the file out calls it, part after part.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = deflateInit2_(
            stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            throw Problem(.internalFault, "An internal fault occurred.", underlying: "zlib \(code)")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func write(_ content: [UInt8], isLast: Bool) throws -> [UInt8] {
        var content = content
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        return try content.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(clamping: input.count)
            while true {
                let (code, written) = buffer.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    let code = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    return (code, output.count - Int(stream.pointee.avail_out))
                }
                guard code >= Z_OK || code == Z_BUF_ERROR else {
                    throw Problem(.internalFault, "An internal fault occurred.", underlying: "zlib \(code)")
                }
                result.append(contentsOf: buffer[..<written])
                if isLast ? code == Z_STREAM_END : stream.pointee.avail_out > 0 { return result }
            }
        }
    }
}

/// Objects as rows of a sheet.
struct XLSXExport: ExportWriter {
    let contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    private let columns: [ListColumn]
    private var writer: XLSXWriter

    init(_ columns: [ListColumn], name: String) {
        self.columns = columns
        writer = XLSXWriter(name: name)
    }

    mutating func begin() throws -> [UInt8] { try writer.begin(columns.map(\.label)) }

    mutating func write(_ rows: [JSONObject]) throws -> [UInt8] {
        try writer.rows(rows.map { row in columns.map { Self.text($0.value(in: row)) } })
    }

    mutating func end() throws -> [UInt8] { try writer.end() }

    /// A value as people read it.
    static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: text
        case .bool(let truth)?: truth ? "Yes" : "No"
        case .array(let items)?: items.map { text($0) }.joined(separator: ", ")
        case .object(let object)?:
            object["display"]?.stringValue ?? object["label"]?.stringValue ?? JSONValue.object(object).text
        case let number?: number.text
        }
    }
}
