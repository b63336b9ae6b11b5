import Basics
import Modeling

/// What must hold for two objects to stand in a relationship, in the order in which it is checked.
extension RelationshipAssociation {
    typealias Check =
        @Sendable (RuleContext<RelationshipAssociation>, Record<Relationship>) throws -> [FieldErrors]

    static let typesMatch: Check = { context, relationship in
        let record = context.record
        var errors: [FieldErrors] = []
        func mustMatch(_ field: String, _ isSame: Bool) {
            guard !isSame else { return }
            errors.append(
                FieldErrors(field, ["\(field) has a different value than defined in \(relationship.label)"]))
        }
        mustMatch("source_type", record.sourceType == relationship.sourceType)
        mustMatch("destination_type", record.destinationType == relationship.destinationType)
        return errors
    }

    static let objectsExist: Check = { context, _ in
        let record = context.record
        var errors: [FieldErrors] = []
        for (field, type, id) in [
            ("source_id", record.sourceType, record.sourceId),
            ("destination_id", record.destinationType, record.destinationId),
        ] {
            guard let schema = ProductCatalog.catalog[type], try context.lookup.row(schema, id) == nil else { continue }
            errors.append(FieldErrors(field, ["Related object not found using the provided attributes: \(id)"]))
        }
        return errors
    }

    static let isNoLoop: Check = { context, _ in
        let record = context.record
        guard record.sourceType == record.destinationType, record.sourceId == record.destinationId else { return [] }
        return [FieldErrors("destination_id", ["An object cannot form a RelationshipAssociation with itself"])]
    }

    /// Two objects stand in a symmetric relationship once, whichever is called the source.
    static let isNoMirror: Check = { context, relationship in
        guard RelationshipType(rawValue: relationship.type)?.isSymmetric == true else { return [] }
        let record = context.record
        guard
            try context.anotherExists(
                where: .compare(["relationship"], .equals, [relationship.id.value])
                    && .compare(["source_id"], .equals, [record.destinationId.value])
                    && .compare(["destination_id"], .equals, [record.sourceId.value]))
        else { return [] }
        let names = try Self.names(context)
        return [
            FieldErrors(
                "__all__",
                ["A \(relationship.label) association already exists between \(names.source) and \(names.destination)"])
        ]
    }

    static let isWithinCardinality: Check = { context, relationship in
        guard let type = RelationshipType(rawValue: relationship.type) else { return [] }
        let record = context.record
        func isTaken(_ side: String, _ id: Identifier) throws -> Bool {
            try context.anotherExists(
                where: .compare(["relationship"], .equals, [relationship.id.value])
                    && .compare([side], .equals, [id.value]))
        }
        let refusal = "Unable to create more than one \(relationship.label) association"
        switch type {
        case .manyToMany, .symmetricManyToMany: return []
        case .oneToOne, .oneToMany:
            if type == .oneToOne, try isTaken("source_id", record.sourceId) {
                return [FieldErrors("source", ["\(refusal) to \(try names(context).source) (source)"])]
            }
            if try isTaken("destination_id", record.destinationId) {
                return [FieldErrors("destination", ["\(refusal) to \(try names(context).destination) (destination)"])]
            }
        case .symmetricOneToOne:
            for (field, id) in [("source", record.sourceId), ("destination", record.destinationId)] {
                guard try isTaken("source_id", id) || isTaken("destination_id", id) else { continue }
                let names = try names(context)
                let name = field == "source" ? names.source : names.destination
                return [FieldErrors(field, ["\(refusal) involving \(name) (peer)"])]
            }
        }
        return []
    }

    /// How the two objects read.
    private static func names(
        _ context: RuleContext<RelationshipAssociation>
    ) throws -> (source: String, destination: String) {
        func name(_ type: String, _ id: Identifier) throws -> String {
            guard let schema = ProductCatalog.catalog[type] else { return id.description }
            return try context.lookup.display(schema, id)
        }
        let record = context.record
        return (
            try name(record.sourceType, record.sourceId), try name(record.destinationType, record.destinationId)
        )
    }
}
