import CZlib

/// Makes compressed data and archives.
enum Packing {
    /// An entry of an archive.
    struct Entry {
        var name: String
        var bytes: [UInt8]
        var isPacked = true
        /// The checksum that is written; the right one unless set.
        var checksum: UInt32?
        /// The size that is written; the right one unless set.
        var size: UInt32?
        var flags: UInt16 = 0
        var method: UInt16?
    }

    /// Bytes in the format of zlib.
    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var count = compressBound(uLong(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(count))
        guard compress2(&result, &count, bytes, uLong(bytes.count), 9) == Z_OK else { return [] }
        return Array(result.prefix(Int(count)))
    }

    /// Bytes as gzip writes them.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        let sum = UInt32(truncatingIfNeeded: crc32(0, bytes, uInt(bytes.count)))
        let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        return head + compressed(bytes).dropFirst(2).dropLast(4) + word(sum) + word(UInt32(bytes.count))
    }

    /// A zip archive.
    ///
    /// - Parameter isWide: Whether its directory is written in 64 bits, as that of a large archive is.
    static func zip(_ entries: [Entry], isWide: Bool = false) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            // The frame of zlib is two bytes in front and four behind.
            let body = entry.isPacked ? Array(compressed(entry.bytes).dropFirst(2).dropLast(4)) : entry.bytes
            let sum = entry.checksum ?? UInt32(truncatingIfNeeded: crc32(0, entry.bytes, uInt(entry.bytes.count)))
            let size = entry.size ?? UInt32(entry.bytes.count)
            let name = Array(entry.name.utf8)
            let method = entry.method ?? (entry.isPacked ? 8 : 0)
            let place = UInt64(file.count)
            let middle =
                half(entry.flags) + half(method) + word(0) + word(sum) + word(isWide ? .max : UInt32(body.count))
                + word(isWide ? .max : size)
            let wide = isWide ? half(1) + half(24) + long(UInt64(size)) + long(UInt64(body.count)) + long(place) : []
            file += word(0x0403_4B50) + half(20) + middle + half(UInt16(name.count)) + half(0) + name + body
            directory +=
                word(0x0201_4B50) + half(20) + half(20) + middle + half(UInt16(name.count)) + half(UInt16(wide.count))
                + half(0) + half(0) + half(0) + word(0) + word(isWide ? .max : UInt32(place)) + name + wide
        }
        let start = file.count
        file += directory
        if isWide {
            let record = file.count
            file += word(0x0606_4B50) + long(44) + half(45) + half(45) + word(0) + word(0)
            file += long(UInt64(entries.count)) + long(UInt64(entries.count))
            file += long(UInt64(directory.count)) + long(UInt64(start))
            file += word(0x0706_4B50) + word(0) + long(UInt64(record)) + word(1)
        }
        let count = isWide ? UInt16.max : UInt16(entries.count)
        file += word(0x0605_4B50) + half(0) + half(0) + half(count) + half(count)
        file += word(isWide ? .max : UInt32(directory.count)) + word(isWide ? .max : UInt32(start)) + half(0)
        return file
    }

    private static func half(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }

    private static func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }

    private static func long(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(value >> (8 * UInt64($0)) & 0xFF) } }
}
