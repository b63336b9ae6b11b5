package import Modeling

/// A filter of a list by which its rows can be counted: one with few values, each of which a row has or has not.
package struct CountedField: Sendable {
    /// The parameter of the list.
    package let name: String
    package let label: String
    /// From the model to the field that holds the value.
    let path: [String]
    let field: AnyField
    /// Whether the filter of a reference takes nothing but keys.
    let takesKeysOnly: Bool
    /// Whether counting all rows reads an index and nothing else.
    let isIndexed: Bool

    /// Rows that a reference may lead to at most; more are no choice but a search.
    static let mostTargets = 200

    /// The filters of a model by which rows can be counted, whatever their values are.
    ///
    /// Choices, truth values and references that a filter compares exactly. Trees are not among them: their filter takes
    /// what lies below too.
    package static func all(_ schema: AnySchema) -> [CountedField] {
        var all: [CountedField] = []
        let declared = Set(schema.filters.map(\.name))
        for field in schema.fields where !declared.contains(field.info.name) {
            guard field.isStored, takes(field, field.info.filterShape), !isTree(field) else { continue }
            all.append(
                CountedField(
                    name: field.info.name, label: field.info.label, path: [field.info.name], field: field,
                    takesKeysOnly: isKeysOnly(field.info.filterShape), isIndexed: isIndexed(field)))
        }
        for case .path(let name, let path, let shape) in schema.filters {
            guard path.count == 2, let first = schema.fieldsByName[path[0]], first.isStored, let target = first.target,
                let leaf = target.fieldsByName[path[1]], leaf.isStored, takes(leaf, shape ?? leaf.info.filterShape),
                !isTree(leaf), !all.contains(where: { $0.path == path })
            else { continue }
            all.append(
                CountedField(
                    name: name, label: words(name), path: path, field: leaf,
                    takesKeysOnly: isKeysOnly(shape ?? leaf.info.filterShape), isIndexed: isIndexed(first)))
        }
        return all.sorted { $0.label.lowercased() < $1.label.lowercased() }
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

    private static func isKeysOnly(_ shape: FilterShape?) -> Bool {
        if case .idOnly = shape { return true }
        return false
    }

    private static func isTree(_ field: AnyField) -> Bool { field.info.isTree && field.target?.treeField != nil }

    private static func isIndexed(_ field: AnyField) -> Bool {
        field.info.isIndexed || (field.target != nil && !field.info.isUnindexed)
    }
}
