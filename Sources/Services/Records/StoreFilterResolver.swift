package import Basics
import Domain
package import Modeling
package import Storage

/// Answers what filters look up, restricted to what the caller may see.
package struct StoreFilterResolver: FilterResolver {
    package let session: Session
    package let today: CalendarDay
    package let settings: DomainSettings
    package let viewer: Identifier?
    /// The rows of a model that the caller may see.
    let visible: (AnySchema) -> Predicate
    private let customizations: CustomizationCache

    package init(
        _ session: Session, today: CalendarDay, settings: DomainSettings,
        visible: @escaping (AnySchema) -> Predicate, customizations: CustomizationCache, viewer: Identifier? = nil
    ) {
        self.viewer = viewer
        self.session = session
        self.today = today
        self.settings = settings
        self.visible = visible
        self.customizations = customizations
    }

    /// The snapshot that is asked, for filters that need more than keys.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when the caller may not see all rows of these models: what they select would
    ///   tell of them.
    func open(_ schemas: [AnySchema]) throws -> Session {
        for schema in schemas where visible(schema) != .always {
            throw Problem(.forbidden, "The filter needs the permission to view all of \(schema.identifier).")
        }
        return session
    }

    package func resolve(
        _ values: [String], in schema: AnySchema, by attribute: String
    ) throws -> (found: [Identifier], missing: [String]) {
        try Self.resolve(values, in: schema, by: attribute, visible: visible(schema), session)
    }

    /// The same, of the rows that satisfy the predicate.
    static func resolve(
        _ values: [String], in schema: AnySchema, by attribute: String, visible allowed: Predicate, _ session: Session
    ) throws -> (found: [Identifier], missing: [String]) {
        var found: [Identifier] = []
        var missing: [String] = []
        for value in values {
            var ids: [Identifier] = []
            if let id = schema.identifier(value) { ids = try session.ids(schema, where: .ids([id]) && allowed) }
            if ids.isEmpty, attribute != "id", schema.columnIndex[attribute] != nil {
                ids = try session.ids(schema, where: .compare([attribute], .equals, [.text(value)]) && allowed)
            }
            if ids.isEmpty, value.contains(";"),
                let predicate = ReferenceResolver(session).compositeKey(value, schema)
            {
                ids = try session.ids(schema, where: predicate && allowed)
            }
            if ids.isEmpty { missing.append(value) }
            found += ids
        }
        return (found, missing)
    }

    package func identifiers(_ schema: AnySchema, where predicate: Predicate) throws -> [Identifier] {
        try session.ids(schema, where: predicate && visible(schema))
    }
}

extension StoreFilterResolver {
    package func members(
        ofGroups values: [String], in schema: AnySchema
    ) throws -> (predicate: Predicate, missing: [String]) {
        guard let model = session.catalog["extras.dynamicgroup"] else { return (.never, values) }
        let (found, missing) = try resolve(values, in: model, by: "name")
        let named = try session.ids(
            model, where: .ids(found) && .compare(["content_type"], .equals, [.text(schema.identifier)]))
        let answers = try predicates.answers(named)
        return (named.compactMap { answers[$0]?.members }.reduce(.never) { $0 || $1 }, missing)
    }

    package func groups(holding members: [Identifier]) throws -> [Identifier] {
        guard let model = session.catalog["extras.dynamicgroup"], !members.isEmpty else { return [] }
        var byType: [String: [Identifier]] = [:]
        for row in try session.rows(Selection(model, where: visible(model))) {
            let group = Record<DynamicGroup>(values: row)
            byType[group.contentType, default: []].append(group.id.raw)
        }
        var holding: [Identifier] = []
        for (type, groups) in byType.sorted(by: { $0.key < $1.key }) {
            guard let schema = session.catalog[type] else { continue }
            let seen = try session.ids(schema, where: .ids(members) && visible(schema))
            guard !seen.isEmpty else { continue }
            let answers = try predicates.answers(groups)
            let asked = groups.compactMap { id in answers[id].map { (id, $0.members) } }
            let holds = try session.holding(asked.map(\.1), any: seen, in: schema)
            holding += zip(asked, holds).filter(\.1).map(\.0.0)
        }
        return holding
    }

    private var predicates: GroupPredicates {
        GroupPredicates(session, today: today, settings: settings, customizations: customizations)
    }
}
