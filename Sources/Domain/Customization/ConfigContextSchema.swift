package import Basics
package import Modeling

/// What the data of configuration contexts must look like, as a JSON Schema (core.md §2.8).
package struct ConfigContextSchema: Model {
    package static let schema = Schema<ConfigContextSchema>(
        "extras.configcontextschema", plural: "config-context-schemas", name: "config context schema",
        naturalKey: ["name"], ordering: ["name"], features: .organizational)

    package let ownerContentType = Field<String?>(
        .maxLength(100), .format(.contentType), .help("The model of the object that the schema comes from."))
    package let owner = Derived(.object(model: "owner_content_type", key: "owner_object_id"))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the schema."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the schema is for."))
    package let dataSchema = Field<JSONDocument>(
        .required, .filters(.none),
        .help("A JSON Schema document which is used to validate a config context object."))
    package let ownerObjectId = Field<Identifier?>(
        .label("Owner object id"), .help("The key of the object that the schema comes from."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<ConfigContextSchema>] = [
        isUsable, .ownerIsWhole { ($0.ownerContentType, $0.ownerObjectId) },
    ]

    package static func prepare(
        _ record: inout Record<ConfigContextSchema>, in context: RuleContext<ConfigContextSchema>
    ) throws {
        record.ownerContentType = record.ownerContentType.nilIfEmpty
    }

    private static let isUsable = Rule<ConfigContextSchema> { context in
        func refusal(_ message: String) -> [FieldErrors] { [FieldErrors("data_schema", [message])] }
        // What is stored is well-formed.
        guard let json = try? JSONValue(parsing: context.record.dataSchema.text) else { return refusal("No JSON.") }
        guard json["type"] == "object", json["properties"]?.objectValue != nil else {
            return refusal("Contexts are objects: the schema must be of the type object and have properties.")
        }
        do throws(ValueError) {
            _ = try JSONSchema(json)
            return []
        } catch {
            return refusal(error.message)
        }
    }
}

extension Rule {
    /// An owner is named by model and key, or not at all.
    static func ownerIsWhole(_ owner: @escaping @Sendable (Record<M>) -> (String?, Identifier?)) -> Rule {
        Rule { context in
            let (model, key) = owner(context.record)
            guard (model == nil) != (key == nil) else { return [] }
            return [
                FieldErrors("owner_object_id", ["owner_content_type and owner_object_id are given together or not."])
            ]
        }
    }

    /// A JSON document fits a schema, when it has one; looked at when either changes.
    ///
    /// A schema that changes leaves the documents that exist alone (core.md §2.8).
    static func fitsSchema(
        _ field: String, _ document: @escaping @Sendable (Record<M>) -> JSONDocument?,
        _ schema: @escaping @Sendable (Record<M>) -> ID<ConfigContextSchema>?
    ) -> Rule {
        Rule { context in
            guard let id = schema(context.record), let data = document(context.record) else { return [] }
            if let previous = context.previous, schema(previous) == id, document(previous) == data { return [] }
            guard let stored = try context.get(id), let rules = try? JSONValue(parsing: stored.dataSchema.text),
                let json = try? JSONValue(parsing: data.text)
            else { return [] }
            let message: String?
            do throws(ValueError) {
                message = try JSONSchema(rules).firstError(in: json)
            } catch {
                message = error.message
            }
            guard let message else { return [] }
            return [FieldErrors(field, ["Validation using the JSON Schema \(stored.name) failed.", message])]
        }
    }
}
