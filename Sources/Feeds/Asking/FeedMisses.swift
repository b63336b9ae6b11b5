/// Counts what of many documents cannot be had or read: one of them must not keep the others away, most of them must.
struct FeedMisses: Sendable {
    private var tried = 0
    private var missed = 0
    private let line: FeedLine

    /// Starts with nothing tried.
    init(_ line: FeedLine) {
        self.line = line
    }

    /// Tries one document, and tells when nothing comes of it.
    ///
    /// - Parameters:
    ///   - name: What to call it.
    ///   - read: Reads it; a ``FeedError`` of the kind `malformed` counts as a miss, and so does `nil`.
    /// - Throws: Everything else.
    mutating func attempt<Value>(_ name: String, _ read: () throws -> Value?) async throws -> Value? {
        tried += 1
        do {
            if let value = try read() { return value }
            await line.context.tell("\(line.label) lists \(name) and does not have it.")
        } catch let error as FeedError where error.kind == .malformed {
            await line.context.tell("\(name) of \(line.label) cannot be read. \(error.description)")
        }
        missed += 1
        return nil
    }

    /// Makes sure that most were read.
    ///
    /// - Throws: ``FeedError`` when they were not.
    func check() throws(FeedError) {
        guard missed * 2 <= tried else {
            throw FeedError(
                .malformed,
                "Most documents of \(line.label) cannot be had or read. Check the address: they may have moved.")
        }
    }
}
