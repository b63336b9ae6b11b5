import Basics
import Modeling
import Storage

/// The sets of related rows that templates ask for, fetched for all objects of a rendering at once.
final class TemplateSets {
    private let session: Session
    private let texts: RowTexts
    /// The objects of a rendering, by model.
    private var together: [ObjectIdentifier: [Identifier]] = [:]
    private var known: [String: [Identifier: [Identifier]]] = [:]

    init(_ session: Session, _ texts: RowTexts) {
        self.session = session
        self.texts = texts
    }

    /// Says which objects are rendered together: what one of them is asked for is fetched for all.
    func expect(_ schema: AnySchema, _ rows: [[Value]]) {
        together[ObjectIdentifier(schema)] = rows.compactMap { $0[0].identifier }
    }

    /// The members of a many-to-many field.
    func members(of id: Identifier, field: AnyField, in schema: AnySchema) throws -> [Identifier] {
        guard let target = field.target else { return [] }
        return try ids("\(schema.identifier).\(field.info.name)", id, schema, target) {
            try session.members(of: $0, field: field, in: schema)
        }
    }

    /// The tags that a row carries.
    func tags(of id: Identifier, in schema: AnySchema, _ tag: AnySchema) throws -> [Identifier] {
        try ids("\(schema.identifier) tags", id, schema, tag) { try session.tags(of: $0) }
    }

    private func ids(
        _ key: String, _ id: Identifier, _ schema: AnySchema, _ target: AnySchema,
        _ fetch: ([Identifier]) throws -> [Identifier: [Identifier]]
    ) throws -> [Identifier] {
        if let found = known[key]?[id] { return found }
        let expected = together[ObjectIdentifier(schema)] ?? []
        // Of an object that nobody expected only its own are fetched.
        let asked = known[key] == nil && expected.contains(id) ? expected : [id]
        let found = try fetch(asked)
        try texts.load(target, Set(found.values.joined()))
        for id in asked { known[key, default: [:]][id] = found[id] ?? [] }
        return found[id] ?? []
    }
}
