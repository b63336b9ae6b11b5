import Basics
import Domain
import Modeling
import Storage

/// The objects that some changes touched, with what they were before the first of them and after the last.
struct RevertTargets {
    /// One object.
    struct Target {
        let model: String
        let schema: AnySchema?
        let id: Identifier
        /// The first and the last of the changes.
        let first: Identifier
        fileprivate(set) var last: Identifier
        fileprivate(set) var repr: String
        /// Whether the object was there before.
        let existed: Bool
        /// Whether the last change left it there.
        fileprivate(set) var exists: Bool
        /// Fields that differ, as they were before; the whole object when the last change deleted it.
        fileprivate(set) var before: JSONObject
        /// The object as the last change left it; empty when it was deleted.
        fileprivate(set) var after: JSONObject
    }

    /// In the order in which they were first touched.
    private(set) var all: [Target] = []
    private(set) var changes = 0
    /// The keys of the changes.
    private(set) var keys: Set<Identifier> = []
    /// On whose account the objects change; nil for the last change of each.
    private(set) var cause: (type: String, id: Identifier)?

    /// Reads the changes.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when there are none, `invalidInput` when there are too many.
    init(_ session: Session, where predicate: Predicate) throws {
        let count = try session.count(ObjectChange.schema, where: predicate)
        guard count > 0 else {
            throw Problem(.notFound, "No \(ObjectChange.schema.names.modelName) matches the given query.")
        }
        guard count <= RevertRun.limit else {
            throw Problem(
                .invalidInput, "The request made \(count) changes; at most \(RevertRun.limit) can be reverted at once.")
        }
        var places: [Identifier: Int] = [:]
        var targets = RevertTargets()
        let catalog = session.catalog
        try session.forEach(Selection(ObjectChange.schema, where: predicate, ordering: ["id"])) { row in
            targets.take(Record(values: row), catalog, &places)
            return true
        }
        self = targets
    }

    /// Takes changes that are at hand, in their order, on account of something else.
    init(_ changes: [Record<ObjectChange>], cause: (type: String, id: Identifier), _ catalog: Catalog) {
        var places: [Identifier: Int] = [:]
        for change in changes { take(change, catalog, &places) }
        self.cause = cause
    }

    private init() {}

    /// Puts the objects in the opposite order.
    mutating func reverse() { all.reverse() }

    private mutating func take(
        _ change: Record<ObjectChange>, _ catalog: Catalog, _ places: inout [Identifier: Int]
    ) {
        keys.insert(change.id.raw)
        changes += 1
        if let place = places[change.changedObjectId] {
            all[place].take(change)
        } else {
            places[change.changedObjectId] = all.count
            all.append(Target(change, catalog))
        }
    }
}

extension RevertTargets.Target {
    fileprivate init(_ change: Record<ObjectChange>, _ catalog: Catalog) {
        model = change.changedObjectType ?? ""
        schema = catalog[change.changedObjectType ?? ""]
        id = change.changedObjectId
        first = change.id.raw
        last = change.id.raw
        repr = change.objectRepr
        existed = change.action != ChangeAction.create.rawValue
        exists = change.action != ChangeAction.delete.rawValue
        before = ChangeSnapshots.members(change.before) ?? JSONObject()
        after = ChangeSnapshots.members(change.after) ?? JSONObject()
    }

    /// A further change of the object: what it was before the earlier ones counts.
    fileprivate mutating func take(_ change: Record<ObjectChange>) {
        last = change.id.raw
        repr = change.objectRepr
        exists = change.action != ChangeAction.delete.rawValue
        var earlier = ChangeSnapshots.members(change.before) ?? JSONObject()
        for (name, value) in before.members { earlier[name] = value }
        before = earlier
        after = ChangeSnapshots.members(change.after) ?? JSONObject()
    }
}
