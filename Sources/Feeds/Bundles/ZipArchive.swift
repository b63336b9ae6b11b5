import Basics
import CZlib
import SystemPackage

/// Reads a zip archive entry by entry, also one beyond 4 GB or 65,535 entries, in bounded memory.
///
/// What the archive says of itself is believed only as far as it can be checked: sizes, places and checksums.
///
/// - Source: PKWARE, *.ZIP File Format Specification* 6.3.10, sections 4.3 and 4.5.3.
final class ZipArchive {
    /// What the directory says of an entry.
    struct Entry: Sendable, Hashable {
        /// The path inside of the archive; never used as a path of the machine.
        let name: String
        /// The size of the content in bytes.
        let size: UInt64
        fileprivate let method: UInt16
        fileprivate let flags: UInt16
        fileprivate let packedSize: UInt64
        fileprivate let checksum: UInt32
        fileprivate let offset: UInt64
    }

    /// The most entries of an archive.
    static let mostEntries: UInt64 = 4_000_000
    private static let pieceSize = 1 << 18

    private let file: FileDescriptor
    private let fileSize: UInt64
    /// What may still come out of the archive altogether.
    private var budget = FeedFile.mostBytes
    private var remaining: UInt64 = 0
    private var place: UInt64 = 0
    private var end: UInt64 = 0
    /// A part of the directory, and how much of it has been read.
    private var buffer: [UInt8] = []
    private var offset = 0

    /// Opens an archive.
    ///
    /// - Throws: ``FeedError`` when it is none.
    init(_ path: FilePath) throws {
        do {
            file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch {
            throw FeedError(.unreadable, "\(path) cannot be opened.")
        }
        do {
            fileSize = UInt64(max(0, try file.seek(offset: 0, from: .end)))
        } catch {
            try? file.close()
            throw FeedError(.unreadable, "\(path) cannot be read.")
        }
        try findDirectory()
    }

    deinit {
        // What was read stays read, whatever closing says.
        try? file.close()
    }

    /// The next entry of the directory; `nil` behind the last.
    ///
    /// - Throws: ``FeedError`` when the directory is damaged.
    func next() throws -> Entry? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let head = try directory(46)
        guard head.word(0) == 0x0201_4B50 else { throw Self.damaged }
        let nameLength = Int(head.half(28))
        let extraLength = Int(head.half(30))
        let rest = try directory(nameLength + extraLength + Int(head.half(32)))
        var sizes = Sizes(
            size: UInt64(head.word(24)), packed: UInt64(head.word(20)), offset: UInt64(head.word(42)))
        try sizes.widen(Array(rest[nameLength..<(nameLength + extraLength)]))
        guard sizes.offset <= fileSize, sizes.packed <= fileSize else { throw Self.damaged }
        return Entry(
            name: String(decoding: rest[..<nameLength], as: UTF8.self), size: sizes.size, method: head.half(10),
            flags: head.half(8), packedSize: sizes.packed, checksum: head.word(16), offset: sizes.offset)
    }

    /// Hands on the content of an entry, in pieces.
    ///
    /// - Throws: ``FeedError`` when it is damaged, encrypted, or packed in a way that is not understood, or what the
    ///   closure throws.
    func read(_ entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        guard entry.flags & 1 == 0 else { throw FeedError(.malformed, "\(entry.name) is encrypted.") }
        guard entry.method == 0 || entry.method == 8 else {
            throw FeedError(.malformed, "\(entry.name) is packed in a way that is not understood.")
        }
        guard entry.size <= budget else { throw FeedError(.tooLarge, "The archive holds too much.") }
        let head = try bytes(at: entry.offset, count: 30)
        guard head.word(0) == 0x0403_4B50 else { throw Self.damaged }
        var position = entry.offset + 30 + UInt64(head.half(26)) + UInt64(head.half(28))
        var rest = entry.packedSize
        guard position + rest <= fileSize else { throw Self.damaged }
        let inflater = entry.method == 8 ? try Inflater(most: entry.size, isRaw: true) : nil
        var sum = crc32(0, nil, 0)
        var given: UInt64 = 0
        func take(_ piece: UnsafeBufferPointer<UInt8>) throws {
            sum = crc32(sum, piece.baseAddress, uInt(piece.count))
            given += UInt64(piece.count)
            try body(piece)
        }
        while rest > 0 {
            let piece = try bytes(at: position, count: Int(min(rest, UInt64(Self.pieceSize))))
            position += UInt64(piece.count)
            rest -= UInt64(piece.count)
            try piece.withUnsafeBufferPointer { if let inflater { try inflater.take($0, take) } else { try take($0) } }
        }
        try inflater?.finish()
        guard given == entry.size, UInt32(truncatingIfNeeded: sum) == entry.checksum else { throw Self.damaged }
        budget -= given
    }

    /// The whole content of an entry.
    ///
    /// - Throws: ``FeedError``, `tooLarge` when there are more bytes than that.
    func bytes(_ entry: Entry, most: Int) throws -> [UInt8] {
        guard entry.size <= UInt64(most) else { throw FeedError(.tooLarge, "\(entry.name) is too large.") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(entry.size))
        try read(entry) { bytes.append(contentsOf: $0) }
        return bytes
    }

    private static let damaged = FeedError(.damaged, "The archive is damaged, or no zip archive.")
}

extension ZipArchive {
    /// The sizes of an entry, which a field of their own may widen to 64 bits.
    private struct Sizes {
        var size: UInt64
        var packed: UInt64
        var offset: UInt64

        mutating func widen(_ extra: [UInt8]) throws {
            var place = 0
            while place + 4 <= extra.count {
                let length = Int(extra.half(place + 2))
                guard place + 4 + length <= extra.count else { return }
                if extra.half(place) == 1 {
                    var fields = place + 4
                    let end = fields + length
                    func next(_ value: UInt64) throws -> UInt64 {
                        guard value == 0xFFFF_FFFF else { return value }
                        guard fields + 8 <= end else { throw ZipArchive.damaged }
                        defer { fields += 8 }
                        return extra.long(fields)
                    }
                    size = try next(size)
                    packed = try next(packed)
                    offset = try next(offset)
                }
                place += 4 + length
            }
        }
    }

    /// Finds the directory, from the end of the file.
    private func findDirectory() throws {
        guard fileSize >= 22 else { throw Self.damaged }
        let tail = try bytes(at: fileSize - min(fileSize, 65_557), count: Int(min(fileSize, 65_557)))
        var found: Int?
        for index in stride(from: tail.count - 22, through: 0, by: -1)
        where tail.word(index) == 0x0605_4B50 && index + 22 + Int(tail.half(index + 20)) <= tail.count {
            found = index
            break
        }
        guard let found else { throw Self.damaged }
        remaining = UInt64(tail.half(found + 10))
        var size = UInt64(tail.word(found + 12))
        place = UInt64(tail.word(found + 16))
        let start = fileSize - UInt64(tail.count) + UInt64(found)
        if remaining == 0xFFFF || size == 0xFFFF_FFFF || place == 0xFFFF_FFFF, start >= 20 {
            let locator = try bytes(at: start - 20, count: 20)
            if locator.word(0) == 0x0706_4B50 {
                let record = try bytes(at: locator.long(8), count: 56)
                guard record.word(0) == 0x0606_4B50 else { throw Self.damaged }
                remaining = record.long(32)
                size = record.long(40)
                place = record.long(48)
            }
        }
        guard remaining <= Self.mostEntries else { throw FeedError(.tooLarge, "The archive has too many entries.") }
        guard place <= fileSize, size <= fileSize - place, remaining <= size / 46 else { throw Self.damaged }
        end = place + size
    }

    /// The next bytes of the directory.
    private func directory(_ count: Int) throws -> [UInt8] {
        if offset + count > buffer.count {
            buffer.removeFirst(offset)
            offset = 0
            let wanted = min(end - place, UInt64(max(count, Self.pieceSize)))
            let more = try bytes(at: place, count: Int(wanted))
            place += wanted
            buffer += more
        }
        guard offset + count <= buffer.count else { throw Self.damaged }
        defer { offset += count }
        return Array(buffer[offset..<(offset + count)])
    }

    /// Bytes of the file; all of them or none.
    private func bytes(at start: UInt64, count: Int) throws -> [UInt8] {
        guard start <= fileSize, UInt64(count) <= fileSize - start else { throw Self.damaged }
        var result = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let read: Int
            do {
                read = try result.withUnsafeMutableBytes { buffer in
                    try file.read(
                        fromAbsoluteOffset: Int64(start) + Int64(done),
                        into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
                }
            } catch {
                throw FeedError(.unreadable, "The archive cannot be read.")
            }
            guard read > 0 else { throw Self.damaged }
            done += read
        }
        return result
    }
}

extension [UInt8] {
    /// The 16 bits at a place, the lowest byte first; 0 outside.
    fileprivate func half(_ place: Int) -> UInt16 {
        guard place >= 0, place + 2 <= count else { return 0 }
        return UInt16(self[place]) | UInt16(self[place + 1]) << 8
    }

    /// The 32 bits at a place.
    fileprivate func word(_ place: Int) -> UInt32 { UInt32(half(place)) | UInt32(half(place + 2)) << 16 }

    /// The 64 bits at a place.
    fileprivate func long(_ place: Int) -> UInt64 { UInt64(word(place)) | UInt64(word(place + 4)) << 32 }
}
