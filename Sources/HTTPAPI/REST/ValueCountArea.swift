import Basics
import HTTPServing
import Modeling
import Services
import Storage

/// `GET /api/value-counts/{app.model}/?…filters of the list…`: how many objects of a list have each value of its fields.
struct ValueCountArea: APIArea {
    let records: RecordEndpoint
    /// Areas whose lists are not those of the records; their rows are not counted here.
    let others: [any APIArea]
    let prefixes = ["value-counts"]

    func allow(_ parts: [Substring]) -> String { "GET, HEAD, OPTIONS" }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard parts.count == 2, let schema = records.store.catalog[String(parts[1])], schema.isExposed, isPlain(schema)
        else { throw Problem(.notFound, "Not found.") }
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(schema, isList: true, actor: actor))
        }
        let parameters = try ListParameters(request)
        let permitted = try records.allowed(.view, on: schema, for: actor)
        let records = records
        let generation = records.store.engine.commits
        let counts = try await records.store.read { session in
            let question = ValueCounts.Question(
                schema, filters: parameters.filters, visibility: records.authorizer.visibility(for: actor),
                customization: try records.environment.customizations.current(in: session)[schema],
                predicate: { filters in
                    try records.filter(schema, parameters.filtered(by: filters), actor, session) && permitted
                },
                size: { predicate in
                    try records.counts.count(schema, predicate, generation: generation) {
                        try session.count(schema, where: predicate)
                    }
                })
            return try ValueCounts(question, in: session)
        }
        return .json(200, Self.json(counts))
    }

    private func isPlain(_ schema: AnySchema) -> Bool {
        let list = schema.names.path.split(separator: "/").dropFirst()
        return !others.contains { $0.answers(Array(list)) }
    }

    private static func json(_ counts: ValueCounts) -> JSONValue {
        [
            "count": .int(Int64(counts.count)),
            "fields": .array(
                counts.tallies.map { tally in
                    [
                        "name": .string(tally.field.name), "label": .string(tally.field.label),
                        "is_single": .bool(tally.field.isSingle), "is_tree": .bool(tally.field.isTree),
                        "more": .int(Int64(tally.more)),
                        "values": .array(
                            tally.choices.map { choice in
                                [
                                    "value": .string(choice.value), "label": .string(choice.label),
                                    "count": .int(Int64(choice.count)), "total": .int(Int64(choice.total)),
                                    "is_chosen": .bool(choice.isChosen),
                                ]
                            }),
                    ]
                }),
            "uncounted": .array(
                counts.uncounted.map { ["name": .string($0.name), "label": .string($0.label)] }),
        ]
    }
}
