import CZlib

/// Takes compressed bytes in pieces of any size and hands on what they hold, in pieces of bounded size.
///
/// Several compressed streams behind each other, as tools that append to files make them, are one.
package final class Inflater {
    private static let pieceSize = 1 << 18

    private var stream = z_stream()
    private var isOpen = false
    private var isAtEnd = false
    private var given: UInt64 = 0
    private let most: UInt64
    private let isRaw: Bool
    private var output = [UInt8](repeating: 0, count: pieceSize)

    /// Starts before the first byte.
    ///
    /// - Parameters:
    ///   - most: How many bytes may come out altogether.
    ///   - isRaw: Whether the bytes are one stream without a frame, as they are in a zip archive.
    /// - Throws: ``FeedError`` when there is no memory.
    package init(most: UInt64, isRaw: Bool = false) throws {
        self.most = most
        self.isRaw = isRaw
        let result = isRaw ? almanac_inflate_init_raw(&stream) : almanac_inflate_init(&stream)
        guard result == Z_OK else {
            throw FeedError(.damaged, "There is no memory to take the data apart.")
        }
        isOpen = true
    }

    deinit {
        if isOpen { inflateEnd(&stream) }
    }

    /// Takes the next bytes.
    ///
    /// - Throws: ``FeedError`` for damaged data or when too much comes out, or what the closure throws.
    package func take(
        _ input: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        guard let base = input.baseAddress, !input.isEmpty else { return }
        stream.next_in = UnsafeMutablePointer(mutating: base)
        stream.avail_in = uInt(input.count)
        while stream.avail_in > 0 || stream.avail_out == 0 && !isAtEnd {
            if isAtEnd {
                guard !isRaw, inflateReset(&stream) == Z_OK else {
                    throw FeedError(.damaged, "The compressed data is damaged.")
                }
                isAtEnd = false
            }
            let count = try piece()
            if count == 0, stream.avail_in > 0, !isAtEnd {
                throw FeedError(.damaged, "The compressed data is damaged.")
            }
            given &+= UInt64(count)
            guard given <= most else { throw FeedError(.tooLarge, "The data has more than \(most >> 20) MB.") }
            try output.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
        }
    }

    /// Takes one piece apart, and says how many bytes came out.
    private func piece() throws -> Int {
        let result = output.withUnsafeMutableBufferPointer { buffer in
            stream.next_out = buffer.baseAddress
            stream.avail_out = uInt(buffer.count)
            return inflate(&stream, Z_NO_FLUSH)
        }
        switch result {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isAtEnd = true
        default: throw FeedError(.damaged, "The compressed data is damaged.")
        }
        return Self.pieceSize - Int(stream.avail_out)
    }

    /// Makes sure that the data has ended where it should.
    ///
    /// - Throws: ``FeedError`` when it was cut off.
    package func finish() throws {
        guard isAtEnd else { throw FeedError(.damaged, "The compressed data ends too early.") }
    }
}
