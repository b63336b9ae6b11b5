import Basics
import Domain
import Modeling
package import Storage

/// Removes history that is older than the operator keeps it, so that the rest stays verifiable.
///
/// First a marker is sealed into the chain: through which seal the rows go, and with which digest the rest continues.
/// Then rows and seals go in bounded batches; what a killed run leaves, the next one removes.
package struct HistoryRetention: Sendable {
    private let store: Store
    private let environment: RecordEnvironment
    /// Rows removed by one transaction at most.
    private static let batch = 5000
    private static let lastRunKey = "history.pruned"
    private static let lastRunID = Identifier.derived(from: "system.setting history.pruned")

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Removes the rows of transactions older than so many days.
    ///
    /// - Parameter days: 0 keeps everything.
    /// - Returns: The number of history rows removed.
    package func prune(days: Int) async throws -> Int {
        guard days > 0 else { return 0 }
        let cutoff = environment.time.now.adding(seconds: -Double(days) * 86_400)
        try await store.write { try mark(cutoff, $0) }
        return try await RemovalInParts.run { try await store.write { try removeBatch($0) } }
    }

    /// As ``prune(days:)``, when the last time was a day or more ago.
    ///
    /// - Returns: Nil when it was not due.
    package func pruneDaily(days: Int) async throws -> Int? {
        guard days > 0 else { return nil }
        let now = environment.time.now
        let isDue = try await store.write { session -> Bool in
            let stored = try session.lockedRow(SystemSetting.schema, Self.lastRunID).map(
                Record<SystemSetting>.init(values:))
            let last = stored.flatMap { try? JSONValue(parsing: $0.value.text) }?.stringValue.flatMap { Timestamp($0) }
            // A clock that was set back does not stop retention.
            if let last, (0..<86_400).contains(now.seconds(since: last)) { return false }
            var setting = stored ?? Record<SystemSetting>(id: ID(Self.lastRunID))
            setting.key = Self.lastRunKey
            setting.value = JSONDocument(text: JSONValue.string(now.description).text)
            if stored == nil {
                try session.insert(SystemSetting.schema, setting.values)
            } else {
                try session.update(
                    SystemSetting.schema, setting.values, columns: [SystemSetting.schema.handles.value.index])
            }
            return true
        }
        return isDue ? try await prune(days: days) : nil
    }

    /// Seals the marker, when anything is to go.
    private func mark(_ cutoff: Timestamp, _ session: Session) throws {
        let marked = try HistoryChain.newestMarker(session)?.prunedThrough ?? 0
        // Seals follow each other in time: those that may go end before the first that may not.
        let kept = try session.first(
            Query<ChangeSeal>().where { $0.sequence > marked && $0.time >= cutoff }.sorted(by: "sequence"))
        let end = kept?.sequence ?? Int.max
        guard
            let last = try session.first(
                Query<ChangeSeal>().where { $0.sequence > marked && $0.sequence < end }.sorted(by: "-sequence"))
        else { return }
        var seal = Record<ChangeSeal>(id: ID(environment.identifiers.next()))
        seal.kind = ChangeSeal.Kind.pruned.rawValue
        seal.time = environment.time.now
        seal.changes = 0
        seal.prunedThrough = last.sequence
        seal.prunedDigest = last.digest
        try HistoryChain.append(seal, rows: CellDigest(), session)
    }

    /// Removes some rows of the oldest seal that is to go, and the seal with the last of them.
    ///
    /// - Returns: Nil when nothing is left to remove.
    private func removeBatch(_ session: Session) throws -> Int? {
        guard let through = try HistoryChain.newestMarker(session)?.prunedThrough else { return nil }
        let seals = try session.fetch(
            Query<ChangeSeal>().where { $0.sequence <= through }.sorted(by: "sequence").limited(to: 200))
        guard !seals.isEmpty else { return nil }
        var removed = 0
        var emptied: [Identifier] = []
        for seal in seals {
            guard removed < Self.batch else { break }
            let room = Self.batch - removed
            let ids = try rows(of: seal, session, limit: room)
            try session.delete(ObjectChange.schema, ids: ids)
            removed += ids.count
            if ids.count < room { emptied.append(seal.id.raw) }
        }
        try session.delete(ChangeSeal.schema, ids: emptied)
        return removed
    }

    private func rows(of seal: Record<ChangeSeal>, _ session: Session, limit: Int) throws -> [Identifier] {
        guard let first = seal.firstChange, let last = seal.lastChange else { return [] }
        let isAdopted = seal.kind == ChangeSeal.Kind.adopted.rawValue
        let range: Predicate =
            .compare(["id"], .greaterOrEqual, [.id(first)]) && .compare(["id"], .lessOrEqual, [.id(last)])
            && (isAdopted ? .isNull(["seal"]) : .compare(["seal"], .equals, [seal.id.value]))
        return try session.ids(ObjectChange.schema, where: range, limit: limit)
    }
}
