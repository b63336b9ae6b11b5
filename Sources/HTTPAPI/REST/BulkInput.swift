import Basics
import HTTPServing
import Modeling
import Storage

/// The objects of a bulk change or delete, each with its id (core.md §1.11).
struct BulkInput: Sendable {
    /// In the order sent; a repeated id keeps its last object.
    let objects: [(id: Identifier, object: JSONObject)]

    /// - Throws: ``Problem`` of kind `invalidInput` when the body is no list of objects with ids.
    init(_ body: JSONValue, _ schema: AnySchema) throws {
        guard case .array(let items) = body else {
            throw Problem(
                .invalidInput, "",
                fields: [
                    FieldErrors(
                        "non_field_errors", ["Expected a list of items but got type \"\(body.pythonTypeName)\"."])
                ])
        }
        var order: [Identifier] = []
        var byID: [Identifier: JSONObject] = [:]
        for item in items {
            guard case .object(let object) = item else {
                throw BulkProblem(errors: [ErrorAnswer.fieldBody([RequestBody.invalidItem(item)])])
            }
            guard let given = object["id"], let text = given.stringValue ?? given.intValue.map(String.init) else {
                throw BulkProblem(errors: [ErrorAnswer.fieldBody([FieldErrors("id", ["This field is required."])])])
            }
            guard let id = schema.identifier(text) else {
                throw BulkProblem(errors: [ErrorAnswer.fieldBody([FieldErrors("id", ["Must be a valid UUID."])])])
            }
            if byID[id] == nil { order.append(id) }
            byID[id] = object
        }
        objects = order.map { ($0, byID[$0] ?? JSONObject([])) }
    }
}

/// Errors of a bulk request, one entry per item, `{}` for good ones.
struct BulkProblem: Error {
    let errors: [JSONValue]
}

/// Runs a bulk create: every item is tried, so that all errors are told at once.
enum BulkErrors {
    /// - Throws: ``BulkProblem`` when any item failed; the caller's transaction is then rolled back.
    static func collect(
        _ items: [JSONValue], _ session: Session, _ body: (JSONObject) throws -> [Value]
    ) throws -> [[Value]] {
        var rows: [[Value]] = []
        var errors: [JSONValue] = []
        var failed = false
        for item in items {
            guard case .object(let object) = item else {
                errors.append(ErrorAnswer.fieldBody([RequestBody.invalidItem(item)]))
                failed = true
                continue
            }
            do {
                rows.append(try body(object))
                errors.append(.object(JSONObject([])))
            } catch let problem as Problem where problem.kind == .invalidInput {
                errors.append(ErrorAnswer.body(problem))
                failed = true
            }
        }
        guard !failed else { throw BulkProblem(errors: errors) }
        return rows
    }
}
