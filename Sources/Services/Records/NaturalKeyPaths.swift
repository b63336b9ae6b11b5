package import Modeling

/// The paths of natural keys.
package enum NaturalKeyPaths {
    /// The leaf paths of a model's natural key; trees are unrolled as far as `parts` needs.
    package static func expand(_ schema: AnySchema, parts: Int) -> [[String]] {
        expand(schema, prefix: [], depth: max(0, parts))
    }

    /// The leaf paths that a key of so many parts names, and behind them those that must be null.
    ///
    /// Where a tree stands before other parts, the number of parts says how deep it was unrolled.
    static func paths(_ schema: AnySchema, for parts: Int) -> [[String]] {
        let deepest = expand(schema, parts: parts)
        guard deepest.last == expand(schema, parts: 0).last, deepest.count != parts,
            let depth = (0...12).first(where: { expand(schema, parts: $0).count == parts })
        else { return deepest }
        let exact = expand(schema, parts: depth)
        let further = (depth...13).map { expand(schema, parts: $0) }.first { $0.count > exact.count } ?? exact
        return exact + further.filter { !exact.contains($0) }
    }

    private static func expand(_ schema: AnySchema, prefix: [String], depth: Int) -> [[String]] {
        schema.naturalKey.flatMap { path -> [[String]] in
            let names = path.split(separator: ".").map(String.init)
            guard names.count == 1, let field = schema.fieldsByName[path], field.isStored, let target = field.target
            else { return [prefix + names] }
            guard target !== schema || prefix.count < depth, prefix.count < 10 else { return [] }
            return expand(target, prefix: prefix + names, depth: depth)
        }
    }

    /// The field a path leads to, following references forward only.
    package static func field(at path: [String], _ schema: AnySchema) -> AnyField? {
        var schema = schema
        for (index, name) in path.enumerated() {
            guard let field = schema.fieldsByName[name], field.isStored else { return nil }
            if index == path.count - 1 { return field }
            guard let target = field.target else { return nil }
            schema = target
        }
        return nil
    }

    /// Whether a path is part of the natural key, or the attribute that names rows of the model.
    package static func allows(_ path: [String], _ schema: AnySchema) -> Bool {
        guard let first = path.first else { return false }
        if path.count == 1,
            first == schema.lookupField || first == "name" || schema.fieldsByName[first]?.info.isUnique == true
        {
            return NaturalKeyPaths.field(at: path, schema)?.info.isHidden == false
        }
        for key in schema.naturalKey {
            let names = key.split(separator: ".").map(String.init)
            if names == path { return true }
            guard names.count == 1, names[0] == first, let target = schema.fieldsByName[first]?.target else { continue }
            if path.count == 1 { return true }
            if allows(Array(path.dropFirst()), target) { return true }
        }
        // Nested names of a reference in the key (`platform.name`) may also be given as `{"platform": {…}}`.
        guard path.count > 1, let target = schema.fieldsByName[first]?.target,
            schema.naturalKey.contains(where: { $0.hasPrefix(first + ".") })
        else { return false }
        return allows(Array(path.dropFirst()), target)
    }
}
