extension Predicate {
    /// The models besides its own whose rows the predicate looks at.
    ///
    /// Comparing a reference, or a set, with known keys looks at no other row; following one does.
    package func modelsReached(from schema: AnySchema, _ catalog: Catalog) -> [AnySchema] {
        var found: [AnySchema] = []
        reach(schema, catalog) { model in
            if !found.contains(where: { $0 === model }) { found.append(model) }
        }
        return found
    }

    private func reach(_ schema: AnySchema, _ catalog: Catalog, _ note: (AnySchema) -> Void) {
        switch self {
        case .always, .never, .tagged, .associated: break
        case .all(let parts), .any(let parts): for part in parts { part.reach(schema, catalog, note) }
        case .not(let inner), .seen(_, let inner): inner.reach(schema, catalog, note)
        case .compare(let path, let comparison, _):
            Self.follow(path, schema, catalog, comparesKeys: comparison == .equals, note)
        case .within(let path, _): Self.follow(path, schema, catalog, comparesKeys: true, note)
        case .isNull(let path): Self.follow(path, schema, catalog, comparesKeys: false, note)
        case .linked(let link, let ids):
            if ids == nil, let other = catalog[link.otherModel] { note(other) }
        case .related(let path, let inner):
            guard let target = Self.follow(path, schema, catalog, comparesKeys: false, note) else { return }
            note(target)
            inner.reach(target, catalog, note)
        case .named(let model, _, let inner), .names(_, let model, let inner):
            guard let source = catalog[model] else { return }
            note(source)
            inner.reach(source, catalog, note)
        }
    }

    /// Notes the models on the way of a path.
    ///
    /// - Parameter comparesKeys: Whether the last step is compared by key.
    /// - Returns: The model at the end; nil when the path ends at a cell.
    @discardableResult
    private static func follow(
        _ path: [String], _ schema: AnySchema, _ catalog: Catalog, comparesKeys: Bool, _ note: (AnySchema) -> Void
    ) -> AnySchema? {
        var current = schema
        for (index, name) in path.enumerated() {
            let field = current.fieldsByName[name]
            guard let target = field?.target ?? (field == nil ? catalog.relation(name, to: current)?.source : nil)
            else { return nil }
            let isLast = index == path.count - 1 || Array(path[(index + 1)...]) == ["id"]
            // A stored reference that is null needs no other row to tell.
            if isLast, comparesKeys || field?.isStored == true { return target }
            note(target)
            current = target
        }
        return current
    }
}
