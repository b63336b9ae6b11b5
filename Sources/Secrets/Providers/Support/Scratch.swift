import Basics

#if canImport(Glibc)
    import Glibc
#endif

/// Room for bytes on their way into a ``SecretBytes``; overwritten before it is given back.
enum Scratch {
    /// Hands out `count` zero bytes, which are gone when `body` returns.
    static func with<R, E: Error>(
        _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        room.initializeMemory(as: UInt8.self, repeating: 0)
        defer {
            if let start = room.baseAddress { explicit_bzero(start, room.count) }
            room.deallocate()
        }
        return try body(UnsafeMutableRawBufferPointer(rebasing: room[..<count]))
    }
}

extension SecretBytes {
    /// A part of these bytes as bytes of their own.
    func part(_ range: Range<Int>) -> SecretBytes {
        withBytes { SecretBytes($0[range]) }
    }

    /// Calls with the bytes as a buffer that JSON and UTF-8 are read from.
    func withUTF8<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        try withBytes { raw throws(E) in try body(raw.assumingMemoryBound(to: UInt8.self)) }
    }

    /// Whether the bytes are well-formed UTF-8.
    var isUTF8: Bool { withUTF8 { UTF8Validation.firstFault(in: $0) == nil } }
}
