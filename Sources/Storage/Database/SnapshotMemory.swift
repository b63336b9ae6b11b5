package import Basics
package import Modeling

/// What units of work have read of one state of the data, for later ones over the same connection that see the same state.
///
/// The connection empties it as soon as it sees another state, so what is remembered is as true as what is read. It is used by
/// one unit of work at a time, the one that holds the connection.
package final class SnapshotMemory {
    private var rows: [ObjectIdentifier: [Identifier: [Value]]] = [:]
    private var values: [ObjectIdentifier: any Sendable] = [:]
    private var count = 0
    private var version: Int64?
    /// Rows that are kept: beyond, all are forgotten, and those that many refer to come back at once.
    private static let capacity = 1_000

    /// The row with this key, if it was kept.
    package func row(_ schema: AnySchema, _ id: Identifier) -> [Value]? { rows[ObjectIdentifier(schema)]?[id] }

    /// Keeps a row as it was read.
    package func keep(_ row: [Value], _ schema: AnySchema) {
        guard let id = row[0].identifier else { return }
        if count >= Self.capacity {
            rows.removeAll(keepingCapacity: true)
            count = 0
        }
        if rows[ObjectIdentifier(schema), default: [:]].updateValue(row, forKey: id) == nil { count += 1 }
    }

    /// What an owner has made of the data, if it was kept.
    package func value<V: Sendable>(of owner: AnyObject) -> V? { values[ObjectIdentifier(owner)] as? V }

    /// Keeps what an owner, which lives as long as the store, has made of the data.
    package func keep(_ value: some Sendable, of owner: AnyObject) { values[ObjectIdentifier(owner)] = value }

    /// Forgets everything unless the data are still in this state.
    func see(_ version: Int64) {
        guard version != self.version else { return }
        self.version = version
        rows.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        count = 0
    }
}

extension Session {
    /// What was read of this very state of the data; nil where the state may change under the unit of work.
    package var memory: SnapshotMemory? { connection.memory }
}
