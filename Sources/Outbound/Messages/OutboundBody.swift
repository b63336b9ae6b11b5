import AsyncHTTPClient
import NIOCore

/// The body of an answer as it comes, decompressed, a few KiB at a time; can be read once.
///
/// The next bytes are taken from the network only when they are asked for.
package struct OutboundBody: AsyncSequence, Sendable {
    /// Some bytes of the body; never none.
    package typealias Element = [UInt8]

    let body: HTTPClientResponse.Body
    let url: TargetURL
    let limit: Int

    /// Reads the body from its beginning.
    package func makeAsyncIterator() -> Iterator {
        Iterator(source: body.makeAsyncIterator(), url: url, limit: limit)
    }

    /// Reads all bytes.
    ///
    /// - Returns: The whole body.
    /// - Throws: ``OutboundError``, `tooLarge` as soon as there is one byte too many.
    package func collect() async throws(OutboundError) -> [UInt8] {
        var bytes: [UInt8] = []
        var iterator = makeAsyncIterator()
        while let chunk = try await iterator.next() { bytes.append(contentsOf: chunk) }
        return bytes
    }

    /// Reads a body.
    package struct Iterator: AsyncIteratorProtocol {
        var source: HTTPClientResponse.Body.AsyncIterator
        let url: TargetURL
        let limit: Int
        var count = 0

        /// The next bytes; `nil` only when the body has come completely.
        ///
        /// - Returns: Some bytes, or `nil`.
        /// - Throws: ``OutboundError``, `tooLarge` as soon as there is one byte too many.
        package mutating func next() async throws(OutboundError) -> [UInt8]? {
            do {
                while let buffer = try await source.next() {
                    count += buffer.readableBytes
                    guard count <= limit else { throw OutboundError(.tooLarge(limit: limit), origin: url.origin) }
                    if buffer.readableBytes > 0 { return Array(buffer.readableBytesView) }
                }
                // A cancelled task sees an end too, which must not pass for the end of the body.
                try Task.checkCancellation()
                return nil
            } catch {
                throw OutboundError(error, url: url, hasAnswer: true, bodySize: limit)
            }
        }
    }
}
