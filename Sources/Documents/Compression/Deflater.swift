import Basics
import CZlib

/// Compresses by deflate (RFC 1951); used by one document at a time.
final class Deflater: @unchecked Sendable {
    /// What stands around the compressed bytes.
    enum Frame: Int32 {
        /// Nothing, as in ZIP archives.
        case raw = -15
        /// Header and checksum of zlib (RFC 1950), as in PDF.
        case zlib = 15
    }

    // The document that owns it is a value of one actor, which calls it part after part.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Throws: ``Problem`` when there is no memory.
    init(_ frame: Frame) throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = deflateInit2_(
            stream, 6, Z_DEFLATED, frame.rawValue, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
            Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            throw Problem(.internalFault, "An internal fault occurred.", underlying: "zlib \(code)")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Takes the next bytes, and gives what is ready of the compressed ones.
    ///
    /// - Parameter isLast: Whether the stream ends here; the next one begins with the next call.
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
                guard isLast ? code == Z_STREAM_END : stream.pointee.avail_out > 0 else { continue }
                if isLast { deflateReset(stream) }
                return result
            }
        }
    }
}
