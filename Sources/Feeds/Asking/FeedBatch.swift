/// Takes items until there are enough of them to be handed on together.
struct FeedBatch {
    /// Takes a batch.
    typealias Sink = @Sendable ([FeedItem]) async throws -> Void

    /// The most items of one batch (``Feed/fetch(since:_:_:)``).
    static let most = 1_000

    private var items: [FeedItem] = []

    /// Adds an item, and hands on the batch when it is full.
    mutating func add(_ item: FeedItem, _ sink: Sink) async throws {
        items.append(item)
        if items.count >= Self.most { try await flush(sink) }
    }

    /// Adds items, and hands on each batch that is full.
    mutating func add(_ more: some Sequence<FeedItem>, _ sink: Sink) async throws {
        for item in more { try await add(item, sink) }
    }

    /// Hands on what is left.
    mutating func flush(_ sink: Sink) async throws {
        guard !items.isEmpty else { return }
        let batch = items
        items = []
        try await sink(batch)
    }
}
