package import SystemPackage

/// Reads a file of a source in pieces, taking it apart when it is compressed with gzip.
package enum FeedFile {
    /// What may come out of one file.
    package static let mostBytes: UInt64 = 8 << 30
    private static let pieceSize = 1 << 18

    /// Hands on the content of a file, in pieces.
    ///
    /// - Throws: ``FeedError``, or what the closure throws.
    package static func read(
        _ path: FilePath, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch {
            throw FeedError(.unreadable, "\(path) cannot be opened.")
        }
        // What was read stays read, whatever closing says.
        defer { try? file.close() }
        var buffer = [UInt8](repeating: 0, count: pieceSize)
        var inflater: Inflater?
        var isFirst = true
        var total: UInt64 = 0
        while true {
            let count: Int
            do {
                count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            } catch {
                throw FeedError(.unreadable, "\(path) cannot be read.")
            }
            if count == 0 { break }
            if isFirst, count >= 2, buffer[0] == 0x1F, buffer[1] == 0x8B { inflater = try Inflater(most: mostBytes) }
            isFirst = false
            try buffer.withUnsafeBufferPointer { bytes in
                let piece = UnsafeBufferPointer(rebasing: bytes[..<count])
                if let inflater {
                    try inflater.take(piece, body)
                } else {
                    total += UInt64(count)
                    guard total <= mostBytes else { throw FeedError(.tooLarge, "\(path) is too large.") }
                    try body(piece)
                }
            }
        }
        try inflater?.finish()
    }
}
