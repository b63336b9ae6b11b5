import Basics
import Domain
import Modeling
import Storage

/// Writes who changed what, in the transaction of the change, and the outbox row that announces it.
///
/// `after` holds every field of the row that is not empty (null, "", false, [] and {} are left out), `before` those that
/// differ, or all of them on delete. The form is the flat one of core.md §7.2: references as ids, many-to-many fields
/// as lists of ids, tags as names.
final class ChangeHistory {
    private let session: Session
    private let actor: Actor
    private let now: Timestamp
    private let identifiers: any IdentifierSource
    private let texts: RowTexts
    private var tagNames: [Identifier: String] = [:]

    init(_ session: Session, actor: Actor, now: Timestamp, identifiers: any IdentifierSource, texts: RowTexts) {
        self.session = session
        self.actor = actor
        self.now = now
        self.identifiers = identifiers
        self.texts = texts
    }

    func record(
        _ kind: ChangeKind, _ schema: AnySchema, _ row: [Value], before: [Value]?, many: [String: [Identifier]],
        tags: [Identifier]?, storedMany: [String: [Identifier]] = [:], storedTags: [Identifier] = []
    ) throws {
        guard schema.features.contains(.history), let id = row[0].identifier else { return }
        var after: [UInt8] = []
        after.reserveCapacity(640)
        after.append(123)
        for (index, column) in schema.columns.enumerated() where index > 0 && column.sortKeyOf == nil {
            guard !Self.isEmpty(row[index]) else { continue }
            appendMember(name(column), to: &after)
            CellJSON.append(row[index], column.kind, to: &after)
        }
        try appendSets(schema, id, many, tags, isCreate: kind == .create, to: &after)
        after.append(125)
        let previous = try before.map { try differences($0, row, schema, storedMany, many, storedTags, tags) }
        try write(
            kind, schema, id, repr: try texts.display(schema, row), before: kind == .delete ? after : previous,
            after: kind == .delete ? nil : after)
    }

    private func differences(
        _ before: [Value], _ row: [Value], _ schema: AnySchema, _ storedMany: [String: [Identifier]],
        _ many: [String: [Identifier]], _ storedTags: [Identifier], _ tags: [Identifier]?
    ) throws -> [UInt8] {
        var bytes: [UInt8] = [123]
        for (index, column) in schema.columns.enumerated() where index > 0 && column.sortKeyOf == nil {
            guard before[index] != row[index] else { continue }
            appendMember(name(column), to: &bytes)
            CellJSON.append(before[index], column.kind, to: &bytes)
        }
        for (name, members) in storedMany.sorted(by: { $0.key < $1.key })
        where Set(members) != Set(many[name] ?? []) {
            appendMember(name, to: &bytes)
            appendIDs(members, to: &bytes)
        }
        if let tags, Set(tags) != Set(storedTags) {
            appendMember("tags", to: &bytes)
            try appendTags(storedTags, to: &bytes)
        }
        bytes.append(125)
        return bytes
    }

    private func appendSets(
        _ schema: AnySchema, _ id: Identifier, _ many: [String: [Identifier]], _ tags: [Identifier]?, isCreate: Bool,
        to bytes: inout [UInt8]
    ) throws {
        for field in schema.fields {
            guard let set = field as? any AnyManyRef, case .own = set.joinTable else { continue }
            let members =
                try many[field.info.name]
                ?? (isCreate ? [] : session.members(of: [id], field: field, in: schema)[id] ?? [])
            guard !members.isEmpty else { continue }
            appendMember(field.info.name, to: &bytes)
            appendIDs(members, to: &bytes)
        }
        guard schema.features.contains(.tags) else { return }
        let carried = try tags ?? (isCreate ? [] : session.tags(of: [id])[id] ?? [])
        guard !carried.isEmpty else { return }
        appendMember("tags", to: &bytes)
        try appendTags(carried, to: &bytes)
    }

    private static func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .null, .bool(false), .text(""), .json("{}"), .json("[]"): true
        default: false
        }
    }

    private func write(
        _ kind: ChangeKind, _ schema: AnySchema, _ id: Identifier, repr: String, before: [UInt8]?, after: [UInt8]?
    ) throws {
        var change = Record<ObjectChange>(id: ID(identifiers.next()))
        change.time = now
        change.user = actor.user
        change.userName = actor.name
        change.requestId = actor.requestID
        change.action = kind.rawValue
        change.changeContext = actor.context
        change.changeContextDetail = actor.contextDetail
        change.changedObjectType = schema.identifier
        change.changedObjectId = id
        change.objectRepr = String(repr.prefix(200))
        change.before = before.map { JSONDocument(text: String(decoding: $0, as: UTF8.self)) }
        change.after = after.map { JSONDocument(text: String(decoding: $0, as: UTF8.self)) }
        try session.insert(ObjectChange.schema, change.values)
        var event = Record<OutboxEvent>(id: ID(identifiers.next()))
        event.topic = "\(kind.rawValue).\(schema.identifier)"
        event.changeId = change.id.raw
        event.created = now
        try session.insert(OutboxEvent.schema, event.values)
    }

    private func name(_ column: Column) -> String {
        column.field?.info.name ?? (column.name == "custom_field_data" ? "custom_fields" : column.name)
    }

    private func appendMember(_ name: String, to bytes: inout [UInt8]) {
        if bytes.count > 1 { bytes.append(44) }
        bytes.append(34)
        bytes.append(contentsOf: name.utf8)
        bytes.append(34)
        bytes.append(58)
    }

    private func appendIDs(_ ids: [Identifier], to bytes: inout [UInt8]) {
        bytes.append(91)
        for (index, id) in ids.enumerated() {
            if index > 0 { bytes.append(44) }
            bytes.append(34)
            id.write(into: &bytes)
            bytes.append(34)
        }
        bytes.append(93)
    }

    private func appendTags(_ ids: [Identifier], to bytes: inout [UInt8]) throws {
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
