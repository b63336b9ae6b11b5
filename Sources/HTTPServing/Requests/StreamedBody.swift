/// A body that is read while it comes: too large to be held in memory.
package struct StreamedBody: Sendable {
    /// Takes the next bytes.
    package typealias Taker = ([UInt8]) async throws -> Void

    /// Paths whose requests are handed on with such a body.
    ///
    /// Whoever answers there looks at who asks, and at the proof that a page of ours made the request, before anything of the
    /// body counts.
    package static let paths: Set<String> = ["/exposure/feeds/upload/"]

    private let source: @Sendable (Taker) async throws -> Void

    package init(_ source: @escaping @Sendable (Taker) async throws -> Void) { self.source = source }

    /// Reads the body once, from its beginning.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`, what breaks the connection, or what the taker throws.
    package func read(_ take: Taker) async throws { try await source(take) }
}
