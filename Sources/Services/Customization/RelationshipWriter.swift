import Basics
import Domain
import Modeling
import Storage

/// The related objects that a client wants an object to have, per relationship.
struct RelationshipChanges {
    /// The end of the object, and the objects on the other.
    var sets: [(end: RelationshipEnd, objects: [Identifier])] = []
}

extension RecordPipeline {
    /// Reads the `relationships` member of a client's object, and makes sure that required ones are there.
    ///
    /// - Parameter id: The stored object; nil for a new one.
    /// - Throws: ``Problem`` of kind `invalidInput` under `relationships`.
    func readRelationships(_ json: JSONValue?, _ schema: AnySchema, id: Identifier?) throws -> RelationshipChanges {
        let ends = try customization.current()[schema]?.relationships ?? []
        var changes = RelationshipChanges()
        if let json, json != .null {
            guard case .object(let members) = json else { throw refusal("Expected an object.") }
            for (key, value) in members { try read(key, value, schema, ends, &changes) }
        }
        for end in ends where end.isRequired {
            let given = changes.sets.first { $0.end.isSame(as: end) }?.objects
            let count =
                try given?.count ?? id.map {
                    try session.linked(end.relationship.id, end.side, of: [$0])[$0]?.count ?? 0
                } ?? 0
            guard count == 0 else { continue }
            let other = session.catalog[end.otherType]?.names
            throw refusal(
                "\(schema.names.verbosePlural.prefix(1).uppercased() + schema.names.verbosePlural.dropFirst()) require "
                    + "\(end.hasMany ? "at least one" : "a") \(other?.verbose ?? end.otherType). You need to specify "
                    + "[\"relationships\"][\"\(end.relationship.key)\"][\"\(end.otherSide.rawValue)\"][\"objects\"].")
        }
        return changes
    }

    /// Makes the object stand with exactly the wanted objects.
    ///
    /// - Returns: Whether anything differed.
    /// - Throws: ``Problem`` of kind `invalidInput` under `relationships`, or `forbidden`.
    func write(_ changes: RelationshipChanges, _ schema: AnySchema, _ id: Identifier) throws -> Bool {
        var differs = false
        for (end, objects) in changes.sets {
            let stored = try associations(end, id)
            let (wanted, known) = (Set(objects), Set(stored.map(\.other)))
            let gone = try visible(stored.filter { !wanted.contains($0.other) }, end)
            let new = objects.filter { !known.contains($0) }
            guard !gone.isEmpty || !new.isEmpty else { continue }
            differs = true
            try delete(RelationshipAssociation.schema, gone)
            for other in new { try associate(end, id, other) }
        }
        return differs
    }

    private func read(
        _ key: String, _ json: JSONValue, _ schema: AnySchema, _ ends: [RelationshipEnd],
        _ changes: inout RelationshipChanges
    ) throws {
        let own = ends.filter { $0.relationship.key == key }
        let model = "\(schema.names.app).\(schema.names.modelName)"
        guard !own.isEmpty else { throw refusal("\"\(key)\" is not a relationship on \(model)") }
        guard case .object(let sides) = json else { throw refusal("\(key): Expected an object.") }
        for (name, value) in sides {
            guard let side = RelationshipSide(rawValue: name) else { continue }
            guard let end = own.first(where: { $0.otherSide == side }) else {
                throw refusal("\"\(name)\" is not a side of \"\(key)\" on \(model)")
            }
            guard case .array(let items)? = value["objects"], let target = session.catalog[end.otherType] else {
                throw refusal("\(key): Expected an object with a list of \"objects\" under \"\(name)\".")
            }
            var (objects, met): ([Identifier], Set<Identifier>) = ([], [])
            for item in items {
                do {
                    let other = try references.resolve(item, in: target, visible: try visible(target))
                    if met.insert(other).inserted { objects.append(other) }
                } catch let error as ValueError {
                    // The beginning of the message tells an import to try again later.
                    throw refusal(error.message)
                }
            }
            guard end.hasMany || objects.count < 2 else {
                throw refusal("\(key): A \(end.relationship.type.rawValue) relationship takes one \(name) at most.")
            }
            changes.sets.append((end, objects))
        }
    }

    /// The stored associations of an object at one end, and the objects on the other.
    private func associations(_ end: RelationshipEnd, _ id: Identifier) throws -> [(id: Identifier, other: Identifier)]
    {
        let sides: [RelationshipSide] = end.side == .peer ? [.source, .destination] : [end.side]
        return try sides.flatMap { side in
            try session.fetch(
                Query<RelationshipAssociation>().where {
                    $0.relationship == ID<Relationship>(end.relationship.id)
                        && (side == .source ? $0.sourceId == id : $0.destinationId == id)
                }
            ).map { ($0.id.raw, side == .source ? $0.destinationId : $0.sourceId) }
        }
    }

    /// The associations whose other object the actor may see; what is hidden from a client is not its to cut.
    private func visible(
        _ associations: [(id: Identifier, other: Identifier)], _ end: RelationshipEnd
    ) throws -> [Identifier] {
        guard !associations.isEmpty, let target = session.catalog[end.otherType] else { return [] }
        let visible = try visible(target)
        guard visible != .always else { return associations.map(\.id) }
        let seen = Set(try session.ids(target, where: .ids(associations.map(\.other)) && visible))
        return associations.filter { seen.contains($0.other) }.map(\.id)
    }

    private func associate(_ end: RelationshipEnd, _ id: Identifier, _ other: Identifier) throws {
        let isSource = end.side != .destination
        let relationship = end.relationship
        do {
            _ = try create(
                RelationshipAssociation.schema,
                [
                    "relationship": .string(relationship.id.description),
                    "source_type": .string(relationship.sourceType),
                    "source_id": .string((isSource ? id : other).description),
                    "destination_type": .string(relationship.destinationType),
                    "destination_id": .string((isSource ? other : id).description),
                ])
        } catch let problem as Problem where problem.kind == .invalidInput {
            throw invalid([FieldErrors("relationships", problem.fields.flatMap(\.messages))])
        }
    }

    private func refusal(_ message: String) -> Problem { invalid([FieldErrors("relationships", [message])]) }
}

extension RelationshipEnd {
    fileprivate func isSame(as other: RelationshipEnd) -> Bool {
        relationship.id == other.relationship.id && side == other.side
    }
}
