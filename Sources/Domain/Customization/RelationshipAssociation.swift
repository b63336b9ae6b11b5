package import Basics
package import Modeling

/// Two objects that stand in a relationship (core.md §2.8).
package struct RelationshipAssociation: Model {
    package static let schema = Schema<RelationshipAssociation>(
        "extras.relationshipassociation", plural: "relationship-associations", name: "relationship association",
        naturalKey: ["relationship.key", "source_id", "destination_id"], features: .history, lookup: "id",
        unique: [UniqueSet("relationship", "source_type", "source_id", "destination_type", "destination_id")],
        display: TextRule("source_type", "source_id", "relationship.type", "destination_type", "destination_id") {
            let arrow = RelationshipType(rawValue: $0[2].plainText)?.isSymmetric == true ? "<->" : "->"
            return "\($0[0].plainText) \($0[1].plainText) \(arrow) \($0[3].plainText) \($0[4].plainText)"
        }, search: ["relationship.label", "relationship.key"],
        filters: [
            .custom("peer_id") { values, _ in
                let ids = try values.map { text in
                    guard let id = Identifier(text) else { throw ValueError("“\(text)” is not a valid UUID.") }
                    return Value.id(id)
                }
                return .compare(["source_id"], .equals, ids) || .compare(["destination_id"], .equals, ids)
            }
        ])

    package let sourceType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model of the source."))
    package let destinationType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model of the destination."))
    package let sourceId = Field<Identifier>(.indexed, .label("Source ID"), .help("The key of the source."))
    package let destinationId = Field<Identifier>(
        .indexed, .label("Destination ID"), .help("The key of the destination."))
    package let relationship = Ref<Relationship>(
        .cascade, .relatedName("relationship_associations"), .help("The relationship in which they stand."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<RelationshipAssociation>] = [fits]

    /// Later checks make sense only when the earlier ones pass.
    private static let fits = Rule<RelationshipAssociation> { context in
        guard let relationship = try context.get(context.record.relationship) else { return [] }
        for check in [typesMatch, objectsExist, isNoLoop, isNoMirror, isWithinCardinality] {
            let errors = try check(context, relationship)
            guard errors.isEmpty else { return errors }
        }
        return []
    }
}
