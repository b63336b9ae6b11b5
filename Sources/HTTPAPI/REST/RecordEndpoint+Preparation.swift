import Basics
import HTTPServing
import Modeling
import Services
import Storage

extension RecordEndpoint {
    /// Objects that one request may have prepared: each may cost a hash.
    private static let preparedLimit = 100

    /// A client's object as the pipeline shall see it.
    func prepared(
        _ object: JSONObject, _ schema: AnySchema, _ id: Identifier?, _ actor: Actor
    ) async throws -> JSONObject {
        guard let preparation = preparations[schema.identifier] else { return object }
        return try await preparation.prepare(object, of: id, for: actor)
    }

    /// The object of a change of the row that a URL means.
    func prepared(
        _ object: JSONObject, _ schema: AnySchema, key: String, _ allowed: Predicate, _ actor: Actor
    ) async throws -> JSONObject {
        guard preparations[schema.identifier] != nil else { return object }
        let row = try await store.read { try find(schema, key: key, allowed: allowed, $0) }
        return try await prepared(object, schema, row[0].identifier, actor)
    }

    /// The objects of a bulk create; the errors of all are told at once.
    func prepared(_ items: [JSONValue], _ schema: AnySchema, _ actor: Actor) async throws -> [JSONValue] {
        guard preparations[schema.identifier] != nil else { return items }
        try checkCount(items.count)
        var result: [JSONValue] = []
        var errors: [JSONValue] = []
        for item in items {
            errors.append(.object(JSONObject()))
            guard case .object(let object) = item else {
                result.append(item)
                continue
            }
            do {
                result.append(.object(try await prepared(object, schema, nil, actor)))
            } catch let problem as Problem where problem.kind == .invalidInput {
                errors[errors.count - 1] = ErrorAnswer.body(problem)
            }
        }
        guard result.count == items.count else { throw BulkProblem(errors: errors) }
        return result
    }

    /// The objects of a bulk change.
    func prepared(
        _ input: BulkInput, _ schema: AnySchema, _ actor: Actor
    ) async throws -> [(id: Identifier, object: JSONObject)] {
        guard preparations[schema.identifier] != nil else { return input.objects }
        try checkCount(input.objects.count)
        var result: [(id: Identifier, object: JSONObject)] = []
        for (id, object) in input.objects {
            result.append((id, try await prepared(object, schema, id, actor)))
        }
        return result
    }

    private func checkCount(_ count: Int) throws {
        guard count > Self.preparedLimit else { return }
        throw Problem(.tooLarge, "At most \(Self.preparedLimit) of these objects can be sent at a time.")
    }
}
