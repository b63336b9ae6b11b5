import Basics
import Domain
import Modeling

/// Makes one entry of two changes of the same object in one request.
enum ChangeMerge {
    /// The two as one: the first one's place, the last one's state.
    ///
    /// - Returns: Nil when they stay apart: other requests, or a new object under a deleted one's key.
    static func merge(_ first: ChangeJournal.Entry, with second: ChangeJournal.Entry) -> ChangeJournal.Entry? {
        let (one, two) = (Record<ObjectChange>(values: first.change), Record<ObjectChange>(values: second.change))
        guard one.requestId == two.requestId, one.changedObjectType == two.changedObjectType,
            let before = ChangeAction(rawValue: one.action), let after = ChangeAction(rawValue: two.action)
        else { return nil }
        var merged = first
        var change = one
        change.objectRepr = two.objectRepr
        switch (before, after) {
        case (.create, .update): change.after = two.after
        case (.create, .delete): merged.isVoid = true
        case (.update, .update):
            change.after = two.after
            change.before = earliest(one.before, two.before, state: two.after)
        case (.update, .delete):
            change.action = two.action
            change.after = nil
            change.before = whole(one.before, over: two.before)
        case (.delete, _), (_, .create): return nil
        }
        merged.change = change.values
        return merged
    }

    /// The fields that differ over both changes, as they were before the first; those that came back are left out.
    private static func earliest(
        _ first: JSONDocument?, _ second: JSONDocument?, state: JSONDocument?
    ) -> JSONDocument? {
        var fields = members(second)
        for (name, value) in members(first) { fields[name] = value }
        let now = members(state)
        return document(
            JSONObject(fields.members.filter { now[$0.key] != $0.value }.map { ($0.key, $0.value) }))
    }

    /// The object as it was before it was changed and deleted.
    private static func whole(_ changed: JSONDocument?, over deleted: JSONDocument?) -> JSONDocument? {
        var fields = members(deleted)
        for (name, value) in members(changed) { fields[name] = value }
        return document(fields)
    }

    private static func members(_ document: JSONDocument?) -> JSONObject {
        // Documents of the history are our own; one that cannot be read has no members to keep.
        document.flatMap { try? JSONValue(parsing: $0.text) }?.objectValue ?? JSONObject()
    }

    private static func document(_ object: JSONObject) -> JSONDocument {
        JSONDocument(text: JSONValue.object(object).text)
    }
}
