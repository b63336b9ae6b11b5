import Basics
import Modeling
import Storage

/// Tells whether there is a row with a key, mostly without asking the store: behind the highest key there is none.
///
/// Keys that are made in the order of time, as those of exports often are, come behind all that are there.
struct StoredKeys {
    private let session: Session
    /// The highest key of each model that was asked for; nil of one without rows.
    private var highest: [ObjectIdentifier: Identifier?] = [:]

    init(_ session: Session) { self.session = session }

    mutating func holds(_ schema: AnySchema, _ id: Identifier) throws -> Bool {
        // What others add meanwhile would be missed.
        guard session.isOnlyWriter else { return try session.holds(schema, id) }
        let model = ObjectIdentifier(schema)
        let last: Identifier?
        if let known = highest[model] {
            last = known
        } else {
            last = try session.rows(Selection(schema, ordering: ["-id"], limit: 1)).first?[0].identifier
            highest[model] = .some(last)
        }
        guard let last, id <= last else { return false }
        return try session.holds(schema, id)
    }

    /// Takes in the key of a row that was added.
    mutating func add(_ schema: AnySchema, _ id: Identifier) {
        guard let known = highest[ObjectIdentifier(schema)] else { return }
        highest[ObjectIdentifier(schema)] = .some(max(known ?? id, id))
    }
}
