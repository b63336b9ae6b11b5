import Basics
import Domain
import Modeling
import Services

/// The answer to OPTIONS: what may be sent, field by field (core.md §1.12).
struct OptionsAnswer: Sendable {
    /// The description of a model.
    ///
    /// - Parameter isList: List URLs describe POST and PUT, detail URLs PUT only.
    func body(_ schema: AnySchema, isList: Bool, actor: Actor) -> JSONValue {
        var actions: [(String, JSONValue)] = []
        if actor.isSuperuser, actor.mayWrite {
            let fields = self.fields(schema)
            if schema.operations.contains(.update) { actions.append(("PUT", fields)) }
            if isList, schema.operations.contains(.create) { actions.append(("POST", fields)) }
        }
        var members: [(String, JSONValue)] = [
            ("name", .string(isList ? titled(schema.names.verbosePlural) : titled(schema.names.verbose))),
            ("description", .string(description(schema))),
            ("renders", .array(["application/json", "text/html", "text/csv"].map(JSONValue.string))),
            ("parses", .array(["application/json", "text/csv"].map(JSONValue.string))),
        ]
        if !actions.isEmpty { members.append(("actions", .object(JSONObject(actions)))) }
        return .object(JSONObject(members))
    }

    /// What the endpoint is for, where clients of the dialect find a text.
    private func description(_ schema: AnySchema) -> String {
        if schema === Status.schema {
            return "View and manage custom status choices for objects with a `status` field."
        }
        if schema === ObjectChange.schema { return "Retrieve a list of recent changes." }
        if schema === GitRepository.schema { return "Manage the use of Git repositories as external data sources." }
        if schema === JobResult.schema { return "Retrieve a list of job results" }
        let managed: [AnySchema] = [
            DynamicGroup.schema, Secret.schema, SecretsGroup.schema, SecretsGroupAssociation.schema, Webhook.schema,
        ]
        if managed.contains(where: { $0 === schema }) {
            return "Manage \(titled(schema.names.verbosePlural)) through DELETE, GET, POST, PUT, and PATCH requests."
        }
        guard schema.names.app == "nautobot_device_lifecycle_mgmt" else { return "" }
        return LifecycleCatalog.endpointDescriptions[schema.names.plural] ?? ""
    }

    private func titled(_ text: String) -> String {
        text.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }

    private func fields(_ schema: AnySchema) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("id", common("string", "Id")),
            ("object_type", common("string", "Object type", isReadOnly: true)),
            ("display", common("field", "Display", isReadOnly: true, help: "Human friendly display value")),
            ("url", common("field", "Url", isReadOnly: true)),
            ("natural_slug", common("field", "Natural slug", isReadOnly: true)),
        ]
        for field in schema.fields where !field.info.isHidden && !field.info.isTrailing {
            members.append((field.info.name, self.field(field)))
        }
        if schema.features.contains(.timestamps) {
            members.append(("created", common("datetime", "Created", isReadOnly: true)))
            members.append(("last_updated", common("datetime", "Last updated", isReadOnly: true)))
        }
        let tagsFirst = schema.features.contains([.tags, .tagsFirst])
        if tagsFirst { members.append(("tags", common("field", "Tags"))) }
        if schema.features.contains(.notes) {
            members.append(("notes_url", common("field", "Notes url", isReadOnly: true)))
        }
        if schema.features.contains(.customFields) {
            members.append(("custom_fields", common("field", "Custom fields")))
        }
        if schema.features.contains(.relationships) {
            members.append(("computed_fields", common("field", "Computed fields", isReadOnly: true)))
            members.append(("relationships", common("field", "Relationships")))
        }
        if schema.features.contains(.tags), !tagsFirst { members.append(("tags", common("field", "Tags"))) }
        for field in schema.fields where !field.info.isHidden && field.info.isTrailing {
            members.append((field.info.name, self.field(field)))
        }
        return .object(JSONObject(members))
    }

    private func common(_ type: String, _ label: String, isReadOnly: Bool = false, help: String = "") -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("type", .string(type)), ("required", .bool(false)), ("read_only", .bool(isReadOnly)),
            ("label", .string(label)),
        ]
        if !help.isEmpty { members.append(("help_text", .string(help))) }
        return .object(JSONObject(members))
    }

    private func field(_ field: AnyField) -> JSONValue {
        let info = field.info
        var members: [(String, JSONValue)] = [
            ("type", .string(type(field))), ("required", .bool(info.isRequired)),
            ("read_only", .bool(isReadOnly(field))), ("label", .string(info.label)),
        ]
        if !info.help.isEmpty { members.append(("help_text", .string(info.help))) }
        if let length = info.maxLength, !info.isReadOnly, info.choices.isEmpty, info.format != .contentType {
            members.append(("max_length", .int(Int64(length))))
        }
        if let range = info.range {
            members.append(("min_value", .int(range.lowerBound)))
            if info.kind != .real { members.append(("max_value", .int(range.upperBound))) }
        }
        if !info.choices.isEmpty {
            members.append(
                (
                    "choices",
                    .array(
                        info.choices.map { choice in
                            .object(
                                JSONObject([
                                    ("value", .string(choice.value)), ("display", .string(choice.label)),
                                ]))
                        })
                ))
        }
        return .object(JSONObject(members))
    }

    private func isReadOnly(_ field: AnyField) -> Bool {
        if case .noImage = (field as? Derived)?.derivation { return false }
        return field.info.isReadOnly
    }

    private func type(_ field: Derived) -> String {
        switch field.derivation {
        case .count, .countMany, .noCount, .tagUses: "integer"
        case .noImage: "image upload"
        case .computed: "nested object"
        case .constant, .configContext, .object: "field"
        }
    }

    private func type(_ field: AnyField) -> String {
        if let derived = field as? Derived { return type(derived) }
        if field.target != nil || field is Reserved { return "field" }
        if !field.info.choices.isEmpty, field.info.kind == .strings { return "multiple choice" }
        if !field.info.choices.isEmpty { return field.info.hasLabelledChoices ? "field" : "choice" }
        switch field.info.kind {
        case .boolean: return "boolean"
        case .integer: return "integer"
        case .decimal: return "decimal"
        case .real: return "float"
        case .day: return "date"
        case .timestamp: return "datetime"
        case .json: return "field"
        case .strings: return field.info.isReadOnly ? "list" : "field"
        case .identifier: return "string"
        case .text:
            switch field.info.format {
            case .url, .anyURL: return "url"
            case .email: return "email"
            case .key: return "slug"
            case .contentType: return "field"
            default: return "string"
            }
        }
    }
}
