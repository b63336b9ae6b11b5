import Basics
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
            if isList, schema.operations.contains(.create) { actions.append(("POST", fields)) }
            if schema.operations.contains(.update) { actions.append(("PUT", fields)) }
        }
        var members: [(String, JSONValue)] = [
            ("name", .string(isList ? titled(schema.names.verbosePlural) : titled(schema.names.verbose))),
            ("description", .string("")),
            ("renders", .array(["application/json", "text/csv"].map(JSONValue.string))),
            ("parses", .array(["application/json", "text/csv"].map(JSONValue.string))),
        ]
        if !actions.isEmpty { members.append(("actions", .object(JSONObject(actions)))) }
        return .object(JSONObject(members))
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
        if schema.features.contains(.notes) {
            members.append(("notes_url", common("field", "Notes url", isReadOnly: true)))
        }
        if schema.features.contains(.customFields) {
            members.append(("custom_fields", common("nested object", "Custom fields")))
        }
        if schema.features.contains(.relationships) {
            members.append(("computed_fields", common("field", "Computed fields", isReadOnly: true)))
            members.append(("relationships", common("field", "Relationships")))
        }
        if schema.features.contains(.tags) { members.append(("tags", common("field", "Tags"))) }
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
            ("read_only", .bool(info.isReadOnly)), ("label", .string(info.label)),
        ]
        if !info.help.isEmpty { members.append(("help_text", .string(info.help))) }
        if let length = info.maxLength, info.choices.isEmpty { members.append(("max_length", .int(Int64(length)))) }
        if let range = info.range {
            members.append(("min_value", .int(range.lowerBound)))
            members.append(("max_value", .int(range.upperBound)))
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

    private func type(_ field: AnyField) -> String {
        if field.target != nil || field is Reserved || field is Derived { return "field" }
        if !field.info.choices.isEmpty { return field.info.hasLabelledChoices ? "field" : "choice" }
        switch field.info.kind {
        case .boolean: return "boolean"
        case .integer: return "integer"
        case .decimal: return "decimal"
        case .real: return "float"
        case .day: return "date"
        case .timestamp: return "datetime"
        case .json: return "field"
        case .strings: return "field"
        case .identifier: return "string"
        case .text:
            switch field.info.format {
            case .url: return "url"
            case .email: return "email"
            default: return "string"
            }
        }
    }
}
