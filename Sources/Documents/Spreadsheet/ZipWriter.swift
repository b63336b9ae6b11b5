import Basics
import CZlib

/// Writes a ZIP file (APPNOTE 6.3) whose entries are made while they are written.
struct ZipWriter: Sendable {
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
        deflater = try Deflater(.raw)
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
