import Basics
import Domain
import Storage

/// What follows once the inventory says what runs: how fresh the sources are, and what the software is exposed to (vendor.md §1.4,
/// stages 3, 4 and 7).
protocol ExposureStages: Sendable {
    /// Sentences about sources that cannot be relied on; none is asked.
    func staleSources() async throws -> [String]
    /// Judges what changed, and closes findings that nothing supports any more.
    func evaluate(_ context: JobContext) async throws -> JSONValue
}

/// The stages over what the store keeps of sources.
struct StoredExposure: ExposureStages {
    let store: Store
    let environment: RecordEnvironment

    func staleSources() async throws -> [String] {
        try await FeedService(store: store, environment: environment).status().filter(\.isEnabled).compactMap { feed in
            switch feed.freshness {
            case .fresh, .empty: nil
            case .stale: "What \(feed.label) told is older than its limit; verdicts may miss what is new."
            }
        }
    }

    func evaluate(_ context: JobContext) async throws -> JSONValue {
        try await ExposureJobs.evaluate(context, all: false)
    }
}
