import Basics
import Domain
import Modeling
import Storage

/// Changes that an executable asks for: all of one message happen, or none; in a dry run they are planned.
struct OutsideChanges: Sendable {
    /// One change.
    private struct Change: Sendable {
        let action: ChangeAction
        let schema: AnySchema
        let id: Identifier?
        let data: JSONObject
    }

    private let changes: [Change]
    /// Changes of one message at most.
    private static let limit = 10_000

    /// Reads a message.
    ///
    /// - Throws: ``Problem`` that says what is wrong with which change.
    init(_ message: JSONValue, in catalog: Catalog) throws {
        guard let given = message["changes"]?.arrayValue else {
            throw Problem(.invalidInput, "Give a list \"changes\".")
        }
        guard given.count <= Self.limit else {
            throw Problem(.invalidInput, "One message has at most \(Self.limit) changes.")
        }
        changes = try given.enumerated().map { number, change in
            func refuse(_ message: String) -> Problem {
                Problem(.invalidInput, "Change \(number + 1): \(message)")
            }
            guard let action = change["action"]?.stringValue.flatMap(ChangeAction.init(rawValue:)) else {
                throw refuse("the \"action\" is create, update or delete.")
            }
            guard let schema = change["object_type"]?.stringValue.flatMap({ catalog[$0] }), schema.isExposed else {
                throw refuse("the \"object_type\" is a model such as dcim.device.")
            }
            let needed: Operations =
                switch action {
                case .create: .create
                case .update: .update
                case .delete: .delete
                }
            guard schema.operations.contains(needed) else {
                throw refuse("\(schema.names.verbosePlural) cannot be treated so.")
            }
            let id = change["id"]?.stringValue.flatMap { Identifier($0) }
            guard action == .create || id != nil else { throw refuse("give the \"id\" of the object.") }
            let data = change["data"]?.objectValue
            guard action == .delete || data != nil else { throw refuse("give the fields as \"data\".") }
            return Change(action: action, schema: schema, id: id, data: data ?? JSONObject())
        }
    }

    /// Makes the changes, with the rules and rights of a request.
    ///
    /// - Returns: The keys of the objects, in the order of the changes.
    /// - Throws: ``Problem`` that says which change cannot be made.
    func make(_ pipeline: RecordPipeline) throws -> [Identifier] {
        try changes.enumerated().map { number, change in
            do {
                return try make(change, pipeline)
            } catch let problem as Problem where problem.kind != .unavailable && problem.kind != .internalFault {
                let fields = problem.fields.flatMap { entry in entry.messages.map { "\(entry.field): \($0)" } }
                let text = fields.isEmpty ? problem.message : fields.joined(separator: " ")
                throw Problem(problem.kind, "Change \(number + 1): \(text)")
            }
        }
    }

    private func make(_ change: Change, _ pipeline: RecordPipeline) throws -> Identifier {
        switch (change.action, change.id) {
        case (.update, let id?):
            _ = try pipeline.update(change.schema, id, change.data)
            return id
        case (.delete, let id?):
            guard try pipeline.delete(change.schema, [id]) == 1 else {
                throw Problem(.notFound, "There is no such \(change.schema.names.verbose).")
            }
            return id
        default:
            guard let id = try pipeline.create(change.schema, change.data)[0].identifier else {
                throw Problem(.internalFault, "The new object has no key.")
            }
            return id
        }
    }
}
