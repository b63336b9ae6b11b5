package import SystemPackage

/// Reads a file of a source in pieces, taking it apart when it is compressed with gzip.
package enum FeedFile {
    /// What may come out of one file.
    package static let mostBytes: UInt64 = 8 << 30

    /// Hands on the content of a file, in pieces.
    ///
    /// - Throws: ``FeedError``, or what the closure throws.
    package static func read(
        _ path: FilePath, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        let pieces = try FeedFilePieces(path, size: 1 << 18)
        while try pieces.next(body) {}
    }
}

/// The content of a file, a piece at a time: for readers that have to wait between two pieces.
final class FeedFilePieces {
    private let path: FilePath
    private let file: FileDescriptor
    private var buffer: [UInt8]
    private var inflater: Inflater?
    private var isFirst = true
    private var total: UInt64 = 0

    /// Opens a file.
    ///
    /// - Parameter size: How many bytes of the file are read at a time; compressed ones become up to 1,032 times as many.
    /// - Throws: ``FeedError`` when it cannot be opened.
    init(_ path: FilePath, size: Int = 1 << 15) throws(FeedError) {
        self.path = path
        buffer = [UInt8](repeating: 0, count: size)
        do {
            file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch {
            throw FeedError(.unreadable, "\(path) cannot be opened.")
        }
    }

    deinit {
        // What was read stays read, whatever closing says.
        try? file.close()
    }

    /// Hands on the next bytes, and says whether there were any.
    ///
    /// - Throws: ``FeedError``, or what the closure throws.
    func next(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws -> Bool {
        let count: Int
        do {
            count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
        } catch {
            throw FeedError(.unreadable, "\(path) cannot be read.")
        }
        guard count > 0 else {
            try inflater?.finish()
            return false
        }
        if isFirst, count >= 2, buffer[0] == 0x1F, buffer[1] == 0x8B {
            inflater = try Inflater(most: FeedFile.mostBytes)
        }
        isFirst = false
        try buffer.withUnsafeBufferPointer { bytes in
            let piece = UnsafeBufferPointer(rebasing: bytes[..<count])
            if let inflater {
                try inflater.take(piece, body)
            } else {
                total += UInt64(count)
                guard total <= FeedFile.mostBytes else { throw FeedError(.tooLarge, "\(path) is too large.") }
                try body(piece)
            }
        }
        return true
    }
}
