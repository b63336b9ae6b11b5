import Basics
import Domain
import Modeling
import Storage

/// The filters of relationships: they must be usable when saved, and are held when objects are associated.
enum RelationshipEffects {
    static let relationship = RecordEffects.Effect(of: "extras.relationship") { kind, row, _, pipeline in
        let relationship = Record<Relationship>(values: row)
        for (field, type, filter) in sides(relationship) where kind != .delete {
            _ = try predicate(field, type, filter, pipeline)
        }
        // Last: what fails is rolled back, and must not be remembered.
        try pipeline.definitionsChanged()
    }

    static let association = RecordEffects.Effect(of: "extras.relationshipassociation") { kind, row, _, pipeline in
        guard kind != .delete else { return }
        let association = Record<RelationshipAssociation>(values: row)
        try requireVisible("source_id", association.sourceType, association.sourceId, pipeline)
        try requireVisible("destination_id", association.destinationType, association.destinationId, pipeline)
        guard
            let relationship = try pipeline.lookup.row(Relationship.schema, association.relationship.raw)
                .map(Record<Relationship>.init(values:))
        else { return }
        for (field, type, filter) in sides(relationship) {
            guard let predicate = try predicate(field, type, filter, pipeline),
                let schema = pipeline.session.catalog[type]
            else { continue }
            let isSource = field == "source_filter"
            let id = isSource ? association.sourceId : association.destinationId
            guard try !pipeline.session.exists(schema, where: .ids([id]) && predicate) else { continue }
            let name = try pipeline.texts.display(schema, id: id)
            throw pipeline.invalid([
                FieldErrors(
                    isSource ? "source" : "destination", ["\(name) violates \(relationship.label) \(field) restriction"]
                )
            ])
        }
    }

    /// An object that the actor may not see counts as missing.
    private static func requireVisible(
        _ field: String, _ type: String, _ id: Identifier, _ pipeline: RecordPipeline
    ) throws {
        guard let schema = pipeline.session.catalog[type] else { return }
        let visible = try pipeline.visible(schema)
        guard visible != .always, try !pipeline.session.exists(schema, where: .ids([id]) && visible) else { return }
        throw pipeline.invalid([
            FieldErrors(field, ["Related object not found using the provided attributes: \(id)"])
        ])
    }

    private static func sides(
        _ relationship: Record<Relationship>
    ) -> [(field: String, type: String, filter: JSONDocument?)] {
        [
            ("source_filter", relationship.sourceType, relationship.sourceFilter),
            ("destination_filter", relationship.destinationType, relationship.destinationFilter),
        ]
    }

    /// The rows that a filter of a relationship lets in; nil when there is none.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` under `field` when the filter cannot be used.
    private static func predicate(
        _ field: String, _ type: String, _ filter: JSONDocument?, _ pipeline: RecordPipeline
    ) throws -> Predicate? {
        guard let filter, let schema = pipeline.session.catalog[type] else { return nil }
        guard let members = (try? JSONValue(parsing: filter.text))?.objectValue else {
            throw pipeline.invalid([FieldErrors(field, ["Filter for \(type) must be a dictionary"])])
        }
        let environment = pipeline.environment
        let resolver = StoreFilterResolver(
            pipeline.session, today: environment.time.today, settings: environment.settings, visible: { _ in .always },
            customizations: environment.customizations)
        let parsed = try StoredFilter(
            members, schema, pipeline.session.catalog, resolver: resolver,
            customization: try pipeline.customization.current()[schema])
        guard parsed.errors.isEmpty else { throw pipeline.invalid([FieldErrors(field, parsed.errors)]) }
        return parsed.predicate
    }
}
