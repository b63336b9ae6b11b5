package import Basics
package import Modeling
package import Storage

/// Answers what filters look up, restricted to what the caller may see.
package struct StoreFilterResolver: FilterResolver {
    private let session: Session
    package let today: CalendarDay
    package let settings: DomainSettings
    private let visible: (AnySchema) -> Predicate

    package init(
        _ session: Session, today: CalendarDay, settings: DomainSettings,
        visible: @escaping (AnySchema) -> Predicate
    ) {
        self.session = session
        self.today = today
        self.settings = settings
        self.visible = visible
    }

    package func resolve(
        _ values: [String], in schema: AnySchema, by attribute: String
    ) throws -> (found: [Identifier], missing: [String]) {
        var found: [Identifier] = []
        var missing: [String] = []
        let allowed = visible(schema)
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
