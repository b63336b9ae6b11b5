import Basics
import Crypto

/// Writes the objects of a PDF 1.7 file (ISO 32000-1) one after the other.
///
/// Nothing is kept of what was taken but where each object begins: eight bytes an object.
struct PDFFile: Sendable {
    /// What is written and not yet taken.
    private(set) var pending: [UInt8] = []
    private var taken: UInt64 = 0
    /// Where each object begins, by its number less one; 0 while it is not written.
    private var offsets: [UInt64] = []
    private var digest = SHA256()
    private let deflater: Deflater

    /// The last place that a table of ten digits can name.
    private static let lastOffset: UInt64 = 9_999_999_999
    private static let tooLarge = Problem(.tooLarge, "The file would be larger than 10 GB. Narrow the list.")

    /// - Throws: ``Problem`` when there is no memory.
    init() throws {
        deflater = try Deflater(.zlib)
        // Bytes above 127 tell programs that the file is not a text (7.5.2).
        pending = Array("%PDF-1.7\n%".utf8) + [0xE2, 0xE3, 0xCF, 0xD3, 10]
    }

    /// Gives what is written since the last call.
    mutating func take() -> [UInt8] {
        let bytes = pending
        pending = []
        taken += UInt64(bytes.count)
        digest.update(data: bytes)
        return bytes
    }

    /// The number of an object that is written later.
    mutating func reserve() -> Int {
        offsets.append(0)
        return offsets.count
    }

    /// Writes a dictionary or array as the object of a number.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    mutating func write(_ number: Int, _ content: String) throws {
        try begin(number)
        pending.append(contentsOf: content.utf8)
        pending.append(contentsOf: "\nendobj\n".utf8)
    }

    /// Writes a compressed stream as the object of a number.
    ///
    /// - Parameter entries: Of its dictionary, besides length and filter.
    /// - Throws: ``Problem`` of kind `tooLarge`.
    mutating func write(_ number: Int, stream content: [UInt8], _ entries: String = "") throws {
        let packed = try deflater.write(content, isLast: true)
        try begin(number)
        pending.append(contentsOf: "<<\(entries)/Filter/FlateDecode/Length \(packed.count)>>\nstream\n".utf8)
        pending.append(contentsOf: packed)
        pending.append(contentsOf: "\nendstream\nendobj\n".utf8)
    }

    /// Writes the table of the objects and the trailer, which end the file.
    ///
    /// The file's identifier (14.4) follows from its content: equal content, equal file.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    mutating func end(catalog: Int, information: Int) throws {
        var content = digest
        content.update(data: pending)
        let identifier = content.finalize().prefix(16).map { Self.hex(UInt16($0), digits: 2) }.joined()
        let start = try place()
        pending.append(contentsOf: "xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n".utf8)
        for offset in offsets {
            let digits = String(offset)
            pending.append(contentsOf: String(repeating: "0", count: 10 - digits.utf8.count).utf8)
            pending.append(contentsOf: digits.utf8)
            pending.append(contentsOf: (offset == 0 ? " 65535 f \n" : " 00000 n \n").utf8)
        }
        let members = "/Size \(offsets.count + 1)/Root \(catalog) 0 R/Info \(information) 0 R"
        pending.append(
            contentsOf:
                "trailer\n<<\(members)/ID[<\(identifier)><\(identifier)>]>>\nstartxref\n\(start)\n%%EOF\n".utf8)
    }

    private mutating func begin(_ number: Int) throws {
        offsets[number - 1] = try place()
        pending.append(contentsOf: "\(number) 0 obj\n".utf8)
    }

    private func place() throws -> UInt64 {
        let place = taken + UInt64(pending.count)
        guard place <= Self.lastOffset else { throw Self.tooLarge }
        return place
    }

    /// A text as a string object in UTF-16 (7.9.2.2), written in hexadecimal digits: no text can end it.
    static func string(_ text: String) -> String {
        "<FEFF" + text.utf16.map { hex($0, digits: 4) }.joined() + ">"
    }

    private static func hex(_ value: UInt16, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
