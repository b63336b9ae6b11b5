import Basics
import Domain
import Modeling

/// What the pipeline writes into rows by itself, whatever clients say.
extension RecordPipeline {
    func stampCreate(_ schema: AnySchema, _ row: inout [Value]) {
        if let index = schema.createdIndex, row[index].isNull { row[index] = .timestamp(now) }
        for index in schema.stampedOnCreate where row[index].isNull { row[index] = .timestamp(now) }
        if let index = schema.lastUpdatedIndex { row[index] = .timestamp(now) }
    }

    /// A row is its writer's, whatever the client says.
    func stampAuthors(_ schema: AnySchema, _ row: inout [Value], isNew: Bool) {
        for field in schema.authorFields where isNew || field.info.authorship == .lastSaver {
            switch field.info.kind {
            case .identifier: row[field.index] = actor.user.value
            case .boolean: row[field.index] = .bool(actor.user == nil)
            default: row[field.index] = .text(actor.name)
            }
        }
    }

    /// Encrypts what a client gave for fields that are stored encrypted; an empty text stays empty.
    func seal(_ input: RecordInput, into row: inout [Value], _ schema: AnySchema, _ id: Identifier) throws {
        for field in schema.sealedFields where input.cells.contains(where: { $0.index == field.index }) {
            guard let text = row[field.index].textValue, !text.isEmpty else { continue }
            guard let sealer = environment.sealer else {
                throw invalid([FieldErrors(field.info.name, ["There is no key here under which it could be stored."])])
            }
            row[field.index] = .text(try sealer.seal(text, for: schema.place(of: field.info.name, in: id)))
        }
    }

    /// What is somebody's own is its maker's; the product itself, which owns nothing, imports what others own.
    func stampOwner(_ schema: AnySchema, _ row: inout [Value], _ object: JSONObject) throws {
        guard let name = schema.owner, let field = schema.fieldsByName[name], field.info.isReadOnly,
            row[field.index].isNull, let target = field.target
        else { return }
        if let user = actor.user {
            row[field.index] = user.value
        } else if let given = object[name], !given.isBlank {
            do {
                row[field.index] = .id(try references.resolve(given, in: target))
            } catch let error as ValueError {
                throw invalid([FieldErrors(name, [error.message])])
            }
        }
    }
}
