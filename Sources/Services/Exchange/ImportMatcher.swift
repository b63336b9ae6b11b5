import Basics
import Modeling
import Storage

/// Finds the stored row that an imported object is about: by id, else by natural key, else by a unique set.
final class ImportMatcher {
    private let session: Session
    private let pipeline: RecordPipeline
    private var references: ReferenceResolver { pipeline.references }
    private var keys: [ObjectIdentifier: [Key]] = [:]

    /// Own fields that together name a row.
    struct Key {
        let fields: [AnyField]
        /// The path to each field, as conditions want it.
        let paths: [[String]]
        /// Whether the store lets no two rows have the same values.
        let isUnique: Bool

        /// Nil when a name is none of a field.
        init?(_ names: [String], _ schema: AnySchema, isUnique: Bool) {
            fields = names.compactMap { schema.fieldsByName[$0] }
            guard fields.count == names.count else { return nil }
            paths = names.map { [$0] }
            self.isUnique = isUnique
        }
    }

    init(session: Session, pipeline: RecordPipeline) {
        self.session = session
        self.pipeline = pipeline
    }

    /// The row's key, or nil when the object is new.
    ///
    /// - Throws: ``Problem`` with the field when a reference in the key cannot be resolved, ``ValueError`` when several
    ///   rows match.
    func find(_ schema: AnySchema, _ object: JSONObject) throws -> Identifier? {
        if let text = object["id"]?.stringValue, let id = Identifier(text) {
            if try pipeline.lookup.holds(schema, id) { return id }
        }
        let schemaKey = ObjectIdentifier(schema)
        let known = keys[schemaKey] ?? Self.keys(schema)
        keys[schemaKey] = known
        for key in known {
            guard let predicate = try predicate(key, schema, object) else { continue }
            let found = try session.ids(schema, where: predicate, limit: 2)
            guard found.count < 2 else {
                throw ValueError("Several objects match \(key.paths.joined().joined(separator: ", ")). Give an id.")
            }
            if found.isEmpty { pipeline.lookup.noteAbsent(schema, predicate) }
            return found.first
        }
        return nil
    }

    /// The row that has the object's values in these fields; nil when none or several have, or the object does not say
    /// enough.
    func find(_ schema: AnySchema, _ object: JSONObject, by names: [String]) throws -> Identifier? {
        guard let key = Key(names, schema, isUnique: false) else { return nil }
        do {
            guard let predicate = try predicate(key, schema, object) else { return nil }
            let found = try session.ids(schema, where: predicate, limit: 2)
            return found.count == 1 ? found.first : nil
        } catch let problem as Problem where problem.kind == .invalidInput {
            return nil
        }
    }

    private func resolve(_ given: JSONValue, in target: AnySchema, field: String) throws -> Identifier {
        do {
            return try references.resolve(given, in: target)
        } catch let error as ValueError {
            throw Problem(.invalidInput, error.message, fields: [FieldErrors(field, error.message)])
        }
    }

    /// Sets of own fields that name a row, best first.
    static func keys(_ schema: AnySchema) -> [Key] {
        var sets = schema.unique.map(\.fields)
        sets += schema.fields.filter { $0.isStored && $0.info.isUnique }.map { [$0.info.name] }
        var keys: [Key?] = []
        var natural: [String] = []
        for path in schema.naturalKey {
            let first = String(path.prefix { $0 != "." })
            if !natural.contains(first) { natural.append(first) }
        }
        if natural.allSatisfy({ schema.fieldsByName[$0]?.isStored == true }) {
            keys.append(Key(natural, schema, isUnique: sets.contains { Set($0).isSubset(of: natural) }))
        }
        keys += sets.map { Key($0, schema, isUnique: true) }
        return keys.compactMap { $0 }
    }

    /// The condition that these fields have the object's values; nil when the object does not say enough.
    ///
    /// References alone name a row only where the store allows but one: two unnamed devices of a place are two.
    private func predicate(
        _ key: Key, _ schema: AnySchema, _ object: JSONObject
    ) throws -> Predicate? {
        var parts: [Predicate] = []
        var hasValue = false
        var draft: [Value]?
        parts.reserveCapacity(key.fields.count)
        for (field, path) in zip(key.fields, key.paths) {
            if field.info.isReadOnly {
                // The model makes it of other fields, as a prefix makes its network.
                if draft == nil { draft = try pipeline.draft(schema, object) }
                guard let value = draft?[field.index], !value.isNull else { return nil }
                hasValue = hasValue || key.isUnique || field.target == nil
                parts.append(.compare(path, .equals, [value]))
                continue
            }
            let given = object[path[0]] ?? .null
            if given.isBlank {
                guard field.info.isNullable || given.stringValue != nil else { return nil }
                parts.append(field.info.isNullable ? .isNull(path) : .compare(path, .equals, [.text("")]))
                continue
            }
            hasValue = hasValue || key.isUnique || field.target == nil
            if let target = field.target {
                parts.append(.compare(path, .equals, [.id(try resolve(given, in: target, field: path[0]))]))
            } else {
                guard let value = try? ValueParser.parse(given, for: field) else { return nil }
                parts.append(.compare(path, .equals, [value]))
            }
        }
        return hasValue ? .all(parts) : nil
    }
}
