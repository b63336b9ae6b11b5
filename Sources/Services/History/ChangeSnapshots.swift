package import Basics
package import Domain
package import Modeling

/// An object before and after a change, and what differs (core.md §7.2).
///
/// What was before is known from the change itself: earlier rows of the history are not needed and may be gone.
package struct ChangeSnapshots: Sendable {
    /// The object before the change; nil when it was created.
    package let before: RecordedState?
    /// The object after the change; nil when it was deleted.
    package let after: RecordedState?

    /// - Parameter catalog: A change of a model that the catalog does not have has no states.
    package init(_ change: Record<ObjectChange>, _ catalog: Catalog) {
        guard let schema = change.changedObjectType.flatMap({ catalog[$0] }) else {
            before = nil
            after = nil
            return
        }
        let id = change.changedObjectId
        let earlier = Self.members(change.before)
        let later = Self.members(change.after)
        after = later.map { RecordedState(schema, id, $0) }
        switch (earlier, later) {
        case (nil, _): before = nil
        case (let earlier?, nil): before = RecordedState(schema, id, earlier)
        case (let earlier?, var state?):
            for (name, value) in earlier.members { state[name] = value }
            before = RecordedState(schema, id, state)
        }
    }

    /// The state that the change left, or the last one of a deleted object.
    package var last: RecordedState? { after ?? before }

    /// `{"prechange", "postchange", "differences": {"removed", "added"}}`.
    ///
    /// - Parameter form: How an object is shown: flat, or as REST shows it.
    package func json(_ form: (RecordedState) throws -> JSONObject) rethrows -> JSONValue {
        let old = try before.map(form)
        let new = try after.map(form)
        let (removed, added) = Self.differences(old, new)
        func value(_ object: JSONObject?) -> JSONValue { object.map(JSONValue.object) ?? .null }
        return .object(
            JSONObject([
                ("prechange", value(old)), ("postchange", value(new)),
                (
                    "differences",
                    .object(JSONObject([("removed", value(removed)), ("added", value(added))]))
                ),
            ]))
    }

    /// The members that differ, as they were and as they are; `last_updated` always does and does not count.
    package static func differences(
        _ old: JSONObject?, _ new: JSONObject?
    ) -> (removed: JSONObject?, added: JSONObject?) {
        guard let old, let new else { return (old, new) }
        func differing(_ one: JSONObject, _ other: JSONObject) -> JSONObject {
            JSONObject(
                one.members.filter { $0.key != "last_updated" && other[$0.key] != $0.value }
                    .map { ($0.key, $0.value) })
        }
        return (differing(old, new), differing(new, old))
    }

    static func members(_ document: JSONDocument?) -> JSONObject? {
        // Documents of the history are our own; one that cannot be read shows as an object without members.
        document.map { (try? JSONValue(parsing: $0.text))?.objectValue ?? JSONObject() }
    }
}
