import Basics
import Domain
import Modeling
import Storage

/// Notes who changed what, and the outbox row that announces it, for the journal of the transaction.
///
/// `after` holds every field of the row that is not empty (``Column/emptyValue``), `before` those that differ, or all of
/// them on delete; fields that are never shown are in neither. The form is the flat one of core.md §7.2: references as
/// ids, many-to-many fields as lists of ids, tags as names.
final class ChangeHistory {
    let journal: ChangeJournal
    /// Objects whose delete is recorded and under way: what still happens to their rows is part of it.
    var leaving: Set<Identifier> = []
    private let session: Session
    private let identifiers: any IdentifierSource
    private let texts: RowTexts
    private var tagNames: [Identifier: String] = [:]

    /// A change with everything in it that all changes of this actor share.
    private let blankChange: [Value]
    /// Where an object is being written; kept for its capacity.
    private var bytes: [UInt8] = []

    init(_ session: Session, actor: Actor, now: Timestamp, identifiers: any IdentifierSource, texts: RowTexts) {
        self.session = session
        self.identifiers = identifiers
        self.texts = texts
        journal = .of(session, identifiers: identifiers, now: now)
        var change = Record<ObjectChange>(values: ObjectChange.schema.blankRow)
        change.time = now
        change.user = actor.user
        change.userName = actor.name
        change.requestId = actor.requestID
        change.changeContext = actor.context
        change.changeContextDetail = actor.contextDetail
        change.seal = journal.sealID
        blankChange = change.values
    }

    func record(
        _ kind: ChangeKind, _ schema: AnySchema, _ row: [Value], before: [Value]?, many: [String: [Identifier]],
        tags: [Identifier]?, storedMany: [String: [Identifier]] = [:], storedTags: [Identifier] = []
    ) throws {
        guard schema.features.contains(.history), let id = row[0].identifier else { return }
        if kind == .update, leaving.contains(id) { return }
        bytes.removeAll(keepingCapacity: true)
        bytes.append(123)
        for place in schema.members.indices
        where row[schema.members[place].index] != schema.members[place].emptyValue {
            appendMember(schema.members[place].key)
            CellJSON.append(row[schema.members[place].index], schema.members[place].kind, to: &bytes)
        }
        try appendSets(schema, id, many, tags, isCreate: kind == .create)
        bytes.append(125)
        let after = String(decoding: bytes, as: UTF8.self)
        let previous = try before.map { try differences($0, row, schema, storedMany, many, storedTags, tags) }
        try write(
            kind, schema, id, repr: try texts.display(schema, row), before: kind == .delete ? after : previous,
            after: kind == .delete ? nil : after)
    }

    private func differences(
        _ before: [Value], _ row: [Value], _ schema: AnySchema, _ storedMany: [String: [Identifier]],
        _ many: [String: [Identifier]], _ storedTags: [Identifier], _ tags: [Identifier]?
    ) throws -> String {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(123)
        for member in schema.members where before[member.index] != row[member.index] {
            appendMember(member.key)
            CellJSON.append(before[member.index], member.kind, to: &bytes)
        }
        for (name, members) in storedMany.sorted(by: { $0.key < $1.key })
        where Set(members) != Set(many[name] ?? []) {
            appendMember(Self.key(name))
            appendIDs(members)
        }
        if let tags, Set(tags) != Set(storedTags) {
            appendMember(Self.tagsKey)
            try appendTags(storedTags)
        }
        bytes.append(125)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func appendSets(
        _ schema: AnySchema, _ id: Identifier, _ many: [String: [Identifier]], _ tags: [Identifier]?, isCreate: Bool
    ) throws {
        for field in schema.ownSets {
            let members =
                try many[field.info.name]
                ?? (isCreate ? [] : session.members(of: [id], field: field, in: schema)[id] ?? [])
            guard !members.isEmpty else { continue }
            appendMember(Self.key(field.info.name))
            appendIDs(members)
        }
        guard schema.features.contains(.tags) else { return }
        let carried = try tags ?? (isCreate ? [] : session.tags(of: [id])[id] ?? [])
        guard !carried.isEmpty else { return }
        appendMember(Self.tagsKey)
        try appendTags(carried)
    }

    private func write(
        _ kind: ChangeKind, _ schema: AnySchema, _ id: Identifier, repr: String, before: String?, after: String?
    ) throws {
        let change = ObjectChange.schema.handles
        var row = blankChange
        row[0] = .id(identifiers.next())
        row[change.action.index] = .text(kind.rawValue)
        row[change.changedObjectType.index] = .text(schema.identifier)
        row[change.changedObjectId.index] = .id(id)
        // Bytes are never fewer than characters, and counted faster.
        row[change.objectRepr.index] = .text(repr.utf8.count > 200 ? String(repr.prefix(200)) : repr)
        row[change.before.index] = before.map(Value.json) ?? .null
        row[change.after.index] = after.map(Value.json) ?? .null
        try journal.add(id, change: row)
    }

    private static let tagsKey = key("tags")

    private static func key(_ name: String) -> [UInt8] { Array("\"\(name)\":".utf8) }

    private func appendMember(_ key: [UInt8]) {
        if bytes.count > 1 { bytes.append(44) }
        bytes.append(contentsOf: key)
    }

    private func appendIDs(_ ids: [Identifier]) {
        bytes.append(91)
        for (index, id) in ids.enumerated() {
            if index > 0 { bytes.append(44) }
            bytes.append(34)
            id.write(into: &bytes)
            bytes.append(34)
        }
        bytes.append(93)
    }

    private func appendTags(_ ids: [Identifier]) throws {
        var names: [String] = []
        for id in ids {
            if tagNames[id] == nil {
                tagNames[id] = try session.row(Tag.schema, id).map { Record<Tag>(values: $0).name } ?? id.description
            }
            names.append(tagNames[id] ?? "")
        }
        bytes.append(91)
        for (index, name) in names.sorted().enumerated() {
            if index > 0 { bytes.append(44) }
            JSONText.appendString(name, to: &bytes)
        }
        bytes.append(93)
    }
}
