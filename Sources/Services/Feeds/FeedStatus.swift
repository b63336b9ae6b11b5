package import Basics
import Domain
import Feeds
import Modeling
import Storage

/// How fresh what a source told is.
package struct FeedStatus: Sendable, Hashable {
    /// What is to be thought of it.
    package enum Freshness: String, Sendable {
        /// It was never loaded.
        case empty
        /// It is younger than its limit.
        case fresh
        /// It is older than its limit: verdicts may miss what is new.
        case stale
    }

    package let slug: String
    package let label: String
    package let isEnabled: Bool
    package let items: Int
    package let lastSuccess: Timestamp?
    package let lastAttempt: Timestamp?
    /// Why the last attempt failed; empty after success.
    package let lastError: String
    package let freshness: Freshness
    /// Up to where it was read, in the source's own words; nil when it tells everything each time.
    package let watermark: String?
    /// After so many hours without success its data is called old.
    package let staleAfterHours: Int

    /// As programs read it.
    package var json: JSONValue {
        [
            "feed": .string(slug), "label": .string(label), "enabled": .bool(isEnabled), "items": .int(Int64(items)),
            "last_success": lastSuccess.map { .string($0.description) } ?? .null,
            "last_attempt": lastAttempt.map { .string($0.description) } ?? .null, "last_error": .string(lastError),
            "freshness": .string(freshness.rawValue), "watermark": watermark.map(JSONValue.string) ?? .null,
            "stale_after_hours": .int(Int64(staleAfterHours)),
        ]
    }
}

extension FeedService {
    /// All sources with their freshness, by name.
    package func status() async throws -> [FeedStatus] {
        let now = environmentTime
        return try await rows().map { FeedStatus($0, now: now) }
    }
}

extension FeedStatus {
    /// How fresh a source is at a moment.
    init(_ row: Record<VulnerabilityFeed>, now: Timestamp) {
        let age = row.lastSuccess.map { now.microseconds - $0.microseconds }
        let limit = Int64(row.staleAfterHours) * 3_600_000_000
        self.init(
            slug: row.slug, label: row.label, isEnabled: row.enabled, items: row.items, lastSuccess: row.lastSuccess,
            lastAttempt: row.lastAttempt, lastError: row.lastError,
            freshness: age.map { $0 > limit ? .stale : .fresh } ?? .empty,
            watermark: FeedState(json: row.state.flatMap { try? JSONValue(parsing: $0.text) }).watermark,
            staleAfterHours: row.staleAfterHours)
    }
}
