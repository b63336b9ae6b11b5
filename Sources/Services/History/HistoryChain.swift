import Basics
import Domain
import Modeling
import Storage

/// The end of the chain of seals: what the next seal is linked to.
package struct ChainHead: Sendable, Hashable {
    /// Number of the last seal, 0 before the first.
    package let sequence: Int
    /// Digest of the last seal, empty before the first.
    package let digest: String
    /// Number of the newest seal of a removal by retention; nil while nothing was removed.
    var marker: Int?
}

/// Writes the seals that link the transactions of the history (``ChangeSeal``).
enum HistoryChain {
    private static let key = "history.head"
    private static let headID = Identifier.derived(from: "system.setting history.head")

    /// The end of the chain as the store keeps it.
    static func head(_ session: Session) throws -> ChainHead {
        head(of: try session.row(SystemSetting.schema, headID))
    }

    private static func head(of row: [Value]?) -> ChainHead {
        guard let row, let value = try? JSONValue(parsing: Record<SystemSetting>(values: row).value.text),
            let sequence = value["sequence"]?.intValue, let digest = value["digest"]?.stringValue
        else {
            // A head that cannot be read counts as none; verification then tells that it does not fit the seals.
            return ChainHead(sequence: 0, digest: "")
        }
        return ChainHead(sequence: Int(sequence), digest: digest, marker: value["pruned"]?.intValue.map { Int($0) })
    }

    /// The newest record of a removal by retention.
    static func newestMarker(_ session: Session) throws -> Record<ChangeSeal>? {
        guard let sequence = try head(session).marker else { return nil }
        return try session.first(Query<ChangeSeal>().where { $0.sequence == sequence })
    }

    /// Appends a seal.
    ///
    /// The head's row is held from here to the commit, so that of several writers each links to the one before.
    ///
    /// - Parameters:
    ///   - draft: The seal without sequence and digests.
    ///   - rows: Digest of the rows that it covers.
    static func append(_ draft: Record<ChangeSeal>, rows: CellDigest, _ session: Session) throws {
        let stored = try session.lockedRow(SystemSetting.schema, headID)
        let head = head(of: stored)
        var seal = draft
        seal.sequence = head.sequence + 1
        seal.previous = head.digest
        seal.digest = digest(seal, rows: rows.text)
        try session.insert(ChangeSeal.schema, seal.values)
        var setting = stored.map(Record<SystemSetting>.init(values:)) ?? Record(id: ID(headID))
        setting.key = key
        let marker = seal.kind == ChangeSeal.Kind.pruned.rawValue ? seal.sequence : head.marker
        setting.value = JSONDocument(
            text: JSONValue.object(
                JSONObject([
                    ("sequence", .int(Int64(seal.sequence))), ("digest", .string(seal.digest)),
                    ("pruned", marker.map { .int(Int64($0)) } ?? .null),
                ])
            ).text)
        if stored == nil {
            try session.insert(SystemSetting.schema, setting.values)
        } else {
            let index = SystemSetting.schema.handles.value.index
            try session.update(SystemSetting.schema, setting.values, columns: [index])
        }
    }

    /// The digest that a seal must have: over all its cells but the digest itself, and over its rows.
    static func digest(_ seal: Record<ChangeSeal>, rows: String) -> String {
        var cells = seal.values
        cells[ChangeSeal.schema.handles.digest.index] = .null
        var digest = CellDigest()
        digest.update(cells + [.text(rows)])
        return digest.text
    }

    /// Seals the rows that were written before there was a chain, as they are found.
    ///
    /// Nothing is done once any transaction has been sealed: a row without a seal is then one that does not belong there.
    static func adopt(_ store: Store, environment: RecordEnvironment) async throws {
        while try await adoptBatch(store, environment) {}
    }

    private static let batch = 5000

    private static func adoptBatch(_ store: Store, _ environment: RecordEnvironment) async throws -> Bool {
        try await store.write { session in
            let last = try session.first(Query<ChangeSeal>().sorted(by: "-sequence"))
            guard last.map({ $0.kind == ChangeSeal.Kind.adopted.rawValue }) ?? true else { return false }
            var selection = Selection(ObjectChange.schema, ordering: ["id"], limit: batch)
            if let last { selection.after = [last.lastChange.map(Value.id) ?? .null] }
            var digest = CellDigest()
            var seal = Record<ChangeSeal>(id: ID(environment.identifiers.next()))
            seal.kind = ChangeSeal.Kind.adopted.rawValue
            seal.time = environment.time.now
            var count = 0
            try session.forEach(selection) { row in
                digest.update(row)
                let change = Record<ObjectChange>(values: row)
                if count == 0 { seal.firstChange = change.id.raw }
                seal.lastChange = change.id.raw
                // The seal is as old as its youngest row, for retention.
                seal.time = change.time
                count += 1
                return true
            }
            guard count > 0 else { return false }
            seal.changes = count
            try append(seal, rows: digest, session)
            return count == batch
        }
    }
}
