package import Modeling

/// A filter of a list by which its rows can be counted: one with few values, each of which a row has or has not.
package struct CountedField: Sendable {
    /// What a row is counted by.
    enum Source: Sendable {
        /// The value at a path, from the model to a field; whether the filter of a reference takes nothing but keys.
        case cell([String], AnyField, takesKeysOnly: Bool)
        /// The rows of a tree at or above the one at a path; whether the filter takes nothing but keys.
        case tree([String], AnySchema, takesKeysOnly: Bool)
        /// What operators added.
        case custom(CustomFieldDefinition)
        /// The tags that the row carries.
        case tags
    }

    /// The parameter of the list.
    package let name: String
    package let label: String
    let source: Source
    /// Whether counting all rows reads an index and nothing else.
    let isIndexed: Bool

    /// Rows that a reference may lead to at most, and values that a field of operators may have; more are no choice but
    /// a search.
    static let mostTargets = 200

    /// Whether one value takes the place of another, instead of standing beside it.
    ///
    /// Truth values do; and of a tree the row below another, beside which it would not narrow a list.
    package var isSingle: Bool {
        switch source {
        case .cell(_, let field, _): field.info.kind == .boolean
        case .custom(let definition): definition.type == .boolean
        case .tree: true
        case .tags: false
        }
    }

    /// Whether a value stands for what lies below it too.
    package var isTree: Bool {
        if case .tree = source { return true }
        return false
    }

    /// The filters of a model by which rows can be counted, whatever their values are: choices, truth values, references,
    /// trees, tags, and custom fields that a filter compares exactly.
    package static func all(_ schema: AnySchema, _ customization: ModelCustomization? = nil) -> [CountedField] {
        var all: [CountedField] = []
        let declared = Set(schema.filters.map(\.name))
        for field in schema.fields where !declared.contains(field.info.name) {
            guard field.isStored, takes(field, field.info.filterShape) else { continue }
            all.append(
                CountedField(
                    name: field.info.name, label: field.info.label,
                    source: source([field.info.name], field, field.info.filterShape), isIndexed: isIndexed(field)))
        }
        for filter in schema.filters {
            switch filter {
            case .path(let name, let path, let shape): related(name, path, shape, schema, &all)
            case .tree(let name, let path): tree(name, path, schema, &all)
            default: break
            }
        }
        if schema.features.contains(.tags) {
            all.append(CountedField(name: "tags", label: "Tags", source: .tags, isIndexed: false))
        }
        for field in customization?.fields ?? [] where takes(field) {
            all.append(
                CountedField(name: "cf_\(field.key)", label: words(field.key), source: .custom(field), isIndexed: false)
            )
        }
        return all.sorted { $0.label.lowercased() < $1.label.lowercased() }
    }

    /// A field of a reference's target.
    private static func related(
        _ name: String, _ path: [String], _ shape: FilterShape?, _ schema: AnySchema, _ all: inout [CountedField]
    ) {
        guard path.count == 2, let first = schema.fieldsByName[path[0]], first.isStored,
            let leaf = first.target?.fieldsByName[path[1]], leaf.isStored, takes(leaf, shape ?? leaf.info.filterShape),
            !all.contains(where: { $0.path == path })
        else { return }
        all.append(
            CountedField(
                name: name, label: words(name), source: source(path, leaf, shape ?? leaf.info.filterShape),
                isIndexed: isIndexed(first)))
    }

    /// A tree by declaration.
    private static func tree(_ name: String, _ path: [String], _ schema: AnySchema, _ all: inout [CountedField]) {
        let field = path.first.flatMap { schema.fieldsByName[$0] }
        let leaf = path.count == 2 ? field?.target?.fieldsByName[path[1]] : field
        let target = path == ["id"] ? schema : leaf?.target
        guard path.count <= 2, let target, target.treeField != nil,
            path == ["id"] || (field?.isStored == true && leaf?.isStored == true)
        else { return }
        all.append(
            CountedField(
                name: name, label: words(name), source: .tree(path, target, takesKeysOnly: false),
                isIndexed: path == ["id"] || (field.map(isIndexed) ?? false)))
    }

    private static func source(_ path: [String], _ field: AnyField, _ shape: FilterShape?) -> Source {
        var takesKeysOnly = false
        if case .idOnly = shape { takesKeysOnly = true }
        if field.info.isTree, let target = field.target, target.treeField != nil {
            return .tree(path, target, takesKeysOnly: takesKeysOnly)
        }
        return .cell(path, field, takesKeysOnly: takesKeysOnly)
    }

    private var path: [String] {
        switch source {
        case .cell(let path, _, _), .tree(let path, _, _): path
        case .custom, .tags: []
        }
    }

    private static func words(_ name: String) -> String {
        let words = name.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private static func takes(_ field: AnyField, _ shape: FilterShape?) -> Bool {
        switch shape {
        case .some(.none), .contains, .exactRange: return false
        default: break
        }
        guard !field.info.isHidden, !field.info.isWriteOnly else { return false }
        return field.target != nil || field.info.kind == .boolean
            || (field.info.kind == .text && !field.info.choices.isEmpty)
    }

    /// Whether the filter without a suffix means exactly the value.
    private static func takes(_ field: CustomFieldDefinition) -> Bool {
        switch field.type {
        case .select, .multiSelect, .boolean, .integer: field.filterLogic != .disabled
        case .text, .url: field.filterLogic == .exact
        case .date, .datetime, .json, .markdown: false
        }
    }

    private static func isIndexed(_ field: AnyField) -> Bool {
        field.info.isIndexed || (field.target != nil && !field.info.isUnindexed)
    }
}
