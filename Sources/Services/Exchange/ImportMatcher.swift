import Basics
import Modeling
import Storage

/// Finds the stored row that an imported object is about: by id, else by natural key, else by a unique set.
final class ImportMatcher {
    private let session: Session
    private let references: ReferenceResolver
    private var keys: [ObjectIdentifier: [[String]]] = [:]

    init(session: Session, references: ReferenceResolver) {
        self.session = session
        self.references = references
    }

    /// The row's key, or nil when the object is new.
    ///
    /// - Throws: ``ValueError`` when a reference in the key cannot be resolved, or several rows match.
    func find(_ schema: AnySchema, _ object: JSONObject) throws -> Identifier? {
        if let text = object["id"]?.stringValue, let id = Identifier(text) {
            if try session.row(schema, id) != nil { return id }
        }
        let schemaKey = ObjectIdentifier(schema)
        let known = keys[schemaKey] ?? Self.keys(schema)
        keys[schemaKey] = known
        for names in known {
            guard let predicate = try predicate(names, schema, object) else { continue }
            let found = try session.ids(schema, where: predicate, limit: 2)
            guard found.count < 2 else {
                throw ValueError("Several objects match \(names.joined(separator: ", ")). Give an id.")
            }
            return found.first
        }
        return nil
    }

    /// Sets of own fields that name a row, best first.
    static func keys(_ schema: AnySchema) -> [[String]] {
        var keys: [[String]] = []
        var natural: [String] = []
        for path in schema.naturalKey {
            let first = String(path.prefix { $0 != "." })
            if !natural.contains(first) { natural.append(first) }
        }
        if natural.allSatisfy({ schema.fieldsByName[$0]?.isStored == true }) { keys.append(natural) }
        keys += schema.unique.map(\.fields)
        keys += schema.fields.filter { $0.isStored && $0.info.isUnique }.map { [$0.info.name] }
        return keys
    }

    /// The condition that these fields have the object's values; nil when the object does not say enough.
    private func predicate(
        _ names: [String], _ schema: AnySchema, _ object: JSONObject
    ) throws -> Predicate? {
        var parts: [Predicate] = []
        var hasValue = false
        for name in names {
            guard let field = schema.fieldsByName[name] else { return nil }
            let given = object[name] ?? .null
            if given == .null || given == .string("") {
                guard field.info.isNullable || object[name] == .string("") else { return nil }
                parts.append(field.info.isNullable ? .isNull([name]) : .compare([name], .equals, [.text("")]))
                continue
            }
            hasValue = true
            if let target = field.target {
                let id = try references.resolve(given, in: target)
                parts.append(.compare([name], .equals, [.id(id)]))
            } else {
                guard let value = try? ValueParser.parse(given, for: field) else { return nil }
                parts.append(.compare([name], .equals, [value]))
            }
        }
        return hasValue ? .all(parts) : nil
    }
}
