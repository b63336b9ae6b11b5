import Basics
import Domain
import Modeling
import Storage

/// What must hold of groups beyond their own rows: filters can be used, by whoever wrote them, and the database can
/// answer who the members are.
enum DynamicGroupEffects {
    static let all = [group, membership]

    private static let group = RecordEffects.Effect(of: "extras.dynamicgroup") { kind, row, previous, pipeline in
        guard kind != .delete else { return }
        let group = Record<DynamicGroup>(values: row)
        let before = previous.map(Record<DynamicGroup>.init(values:))
        guard group.filter != before?.filter || group.type != before?.type else { return }
        if group.type == .filter { try checkFilter(group, pipeline) }
        try evaluate(group.id.raw, pipeline)
    }

    private static let membership = RecordEffects.Effect(
        of: "extras.dynamicgroupmembership"
    ) { kind, row, _, pipeline in
        guard kind != .delete else { return }
        try evaluate(Record<DynamicGroupMembership>(values: row).parentGroup.raw, pipeline)
    }

    /// Reads the filter as the actor would use it in a list.
    ///
    /// Members are told to everybody who may see the group, whatever the filter looks at. So its author must be allowed
    /// to look at that: else a group would answer questions that a list does not.
    private static func checkFilter(_ group: Record<DynamicGroup>, _ pipeline: RecordPipeline) throws {
        let session = pipeline.session
        guard let schema = session.catalog[group.contentType] else { return }
        let environment = pipeline.environment
        let (authorizer, actor) = (pipeline.authorizer, pipeline.actor)
        let resolver = StoreFilterResolver(
            session, today: environment.time.today, settings: environment.settings,
            visible: { authorizer.visible($0, for: actor) }, customizations: environment.customizations)
        // The model's rules have made sure that it is an object.
        let members = (try? JSONValue(parsing: group.filter.text))?.objectValue ?? JSONObject()
        let filter = try StoredFilter(
            members, schema, session.catalog, resolver: resolver,
            customization: try pipeline.customization.current()[schema], refusing: GroupPredicates.refused)
        var errors = filter.errors
        for part in filter.parts {
            let hidden = part.predicate.modelsReached(from: schema, session.catalog).first {
                authorizer.visible($0, for: actor) != .always
            }
            guard let hidden else { continue }
            errors.append("\(part.name): The filter needs the permission to view all of \(hidden.identifier).")
        }
        guard errors.isEmpty else { throw pipeline.invalid([FieldErrors("filter", errors)]) }
    }

    /// Makes sure that the database takes the questions for the members of a group and of those made of it.
    private static func evaluate(_ id: Identifier, _ pipeline: RecordPipeline) throws {
        let session = pipeline.session
        let environment = pipeline.environment
        let affected = try GroupGraph.above([id], session)
        let answers = try GroupPredicates(
            session, today: environment.time.today, settings: environment.settings,
            customizations: environment.customizations
        ).answers(affected)
        for group in try session.rows(DynamicGroup.schema, ids: affected).map(Record<DynamicGroup>.init(values:)) {
            guard let schema = session.catalog[group.contentType], let answer = answers[group.id.raw] else { continue }
            // Of a row that does not exist: the statement is made and nothing is read.
            _ = try session.exists(schema, where: .ids([group.id.raw]) && answer.members)
        }
    }
}
