import Basics
import HTTPServing
import Modeling
import Services

/// The fields of a model as a form, and what the form sends as an object of the API.
struct RecordForm: Sendable {
    /// Menus hold so many rows; models with more are typed in, with suggestions.
    private static let menu = 150

    let model: ModelRequest
    /// The object as it is; nil for a new one.
    let object: JSONObject?
    /// Models with too many rows for a menu.
    private let typedTargets: Set<String>

    private var schema: AnySchema { model.schema }

    /// The fields that people may write.
    static func fields(of schema: AnySchema) -> [AnyField] {
        schema.writableFields.map(\.field).filter { !($0 is Reserved) && !($0 is Derived) }
    }

    // MARK: From the object to the form

    /// The fields with what the object, or a form that was refused, says.
    ///
    /// - Parameter refused: The problem of the last try, whose form is shown again.
    func fields(refused: Problem? = nil) async throws -> [FormField] {
        var all: [FormField] = []
        for field in Self.fields(of: schema) {
            guard !field.info.isSuperuserOnly || model.web.actor.isSuperuser else { continue }
            let info = field.info
            all.append(
                FormField(
                    name: info.name, title: info.label, help: help(field), input: try await input(field),
                    isRequired: info.isRequired && !(object != nil && (info.isSealed || info.isWriteOnly)),
                    maxLength: info.maxLength,
                    values: values(info.name, isTruth: info.kind == .boolean) { self.texts(of: field) },
                    errors: errors(info.name, refused)))
        }
        if schema.features.contains(.tags), let tags = try await options("extras.tag") {
            all.append(
                FormField(
                    name: "tags", title: "Tags", help: Self.tagHint, input: .choices(tags),
                    values: values("tags") { (object?["tags"]?.arrayValue ?? []).map(Self.key) },
                    errors: errors("tags", refused)))
        }
        for custom in model.customization?.fields ?? [] {
            all.append(
                FormField(
                    name: "cf_\(custom.key)", title: Words.label(custom.key), help: Self.hint(custom),
                    input: Self.input(custom),
                    isRequired: custom.isRequired,
                    values: values("cf_\(custom.key)", isTruth: custom.type == .boolean) {
                        Self.texts(
                            object?["custom_fields"]?[custom.key] ?? (object == nil ? custom.defaultValue : .null))
                    }, errors: errors(custom.key, refused) + errors("cf_\(custom.key)", refused)))
        }
        return all
    }

    /// What a refused form said, else what the object says.
    private func values(_ name: String, isTruth: Bool = false, _ current: () -> [String]) -> [String] {
        guard model.web.isPost else {
            // Links may fill in fields of a new object.
            let given = model.web.request.query.filter { $0.name == name }.map(\.value)
            return object == nil && !given.isEmpty ? given : current()
        }
        return isTruth ? [model.web.form.has(name) ? "true" : "false"] : model.web.form.all(name)
    }

    private func errors(_ name: String, _ refused: Problem?) -> [String] {
        refused?.fields.filter { $0.field == name }.flatMap(\.messages) ?? []
    }

    private func help(_ field: AnyField) -> String {
        var words = field.info.help
        if field.info.isSealed || field.info.isWriteOnly { words += " Never shown; leave empty to keep what is there." }
        if field.info.kind == .timestamp { words += " As 2026-11-30T17:00:00Z." }
        if field.info.kind == .json, field.target == nil { words += " JSON." }
        if field.info.kind == .strings { words += " One per line." }
        return Words.trimmed(words)
    }

    private func texts(of field: AnyField) -> [String] {
        guard let object else {
            switch field.info.defaultValue {
            case .json(let text): return [text == "[]" ? "" : text]
            case .some(let value) where !value.isNull:
                return [field.info.kind == .boolean ? (value.boolean == true ? "true" : "false") : value.plainText]
            default: return []
            }
        }
        guard let value = object[field.info.name] else { return [] }
        if field.info.kind == .strings { return [Self.texts(value).joined(separator: "\n")] }
        if field.info.kind == .json, field.target == nil { return value.isNull ? [] : [value.indented] }
        if field.target != nil, isTyped(field), let attribute = field.target?.lookupField {
            return [value[attribute]?.stringValue ?? Self.key(value)].filter { !$0.isEmpty }
        }
        return Self.texts(value)
    }

    private func isTyped(_ field: AnyField) -> Bool { typedTargets.contains(field.target?.identifier ?? "") }
    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .null: []
        case .bool(let truth): [truth ? "true" : "false"]
        case .string(let text): [text]
        case .array(let items): items.flatMap(texts)
        case .object: [key(value)]
        default: [value.text]
        }
    }

    /// What a form sends for an object or a labelled choice.
    private static func key(_ value: JSONValue) -> String {
        value["id"]?.stringValue ?? value["id"]?.intValue.map { String($0) } ?? value["value"]?.stringValue ?? ""
    }

    init(model: ModelRequest, object: JSONObject?, typedTargets: Set<String>) {
        self.model = model
        self.object = object
        self.typedTargets = typedTargets
    }

    /// Finds out which models have too many rows for a menu.
    static func typedTargets(_ model: ModelRequest) async throws -> Set<String> {
        var typed: Set<String> = []
        for target in Set(fields(of: model.schema).compactMap { $0.target?.identifier }) {
            guard let schema = model.web.catalog[target], schema.isExposed else { continue }
            guard model.web.maySee(schema) else {
                typed.insert(target)
                continue
            }
            let answer = try await model.web.get(schema.names.path, [("limit", "1"), ("exclude_m2m", "true")])
            if (answer["count"]?.intValue ?? 0) > menu { typed.insert(target) }
        }
        return typed
    }

    // MARK: Inputs

    private func input(_ field: AnyField) async throws -> FormField.Input {
        let info = field.info
        if let target = field.target {
            if isTyped(field) || !target.isExposed {
                return field.isManyToMany
                    ? .lines : .reference(path: target.names.path, attribute: target.lookupField)
            }
            let options = try await options(target.identifier, for: info.isScoped ? schema.identifier : nil) ?? []
            return field.isManyToMany ? .choices(options) : .choice(options, allowsNone: info.isNullable)
        }
        if !info.choices.isEmpty {
            return .choice(info.choices.map { ($0.value, $0.label) }, allowsNone: !info.isRequired)
        }
        if info.isSealed || info.isWriteOnly { return .password }
        switch info.kind {
        case .boolean: return .truth
        case .day: return .day
        case .timestamp: return .moment
        case .integer: return .number
        case .json: return .document
        case .strings: return .lines
        case .text: return info.maxLength == nil && info.format == .plain ? .long : .text
        default: return .text
        }
    }

    private static func input(_ custom: CustomFieldDefinition) -> FormField.Input {
        let choices = custom.choices.map { (value: $0, label: $0) }
        switch custom.type {
        case .boolean: return .choice([("true", "Yes"), ("false", "No")], allowsNone: true)
        case .integer: return .number
        case .date: return .day
        case .select: return .choice(choices, allowsNone: true)
        case .multiSelect: return .choices(choices)
        case .json: return .document
        case .markdown: return .long
        default: return .text
        }
    }

    /// Rows of a model for a menu; nil when the reader may see none.
    private func options(
        _ identifier: String, for contentType: String? = nil
    ) async throws -> [(value: String, label: String)]? {
        guard let target = model.web.catalog[identifier], target.isExposed, model.web.maySee(target) else { return nil }
        var query = [(name: "limit", value: String(Self.menu + 1)), (name: "exclude_m2m", value: "true")]
        if let contentType { query.append(("content_types", contentType)) }
        let answer = try await model.web.get(target.names.path, query)
        return (answer["results"]?.arrayValue ?? []).map { row in
            (Self.key(row), row["display"]?.stringValue ?? Self.key(row))
        }
    }

    // MARK: From the form to the object

    /// What the form sent, as the API takes it.
    ///
    /// - Parameter names: Only these fields, for changes of many objects; nil for all.
    /// - Throws: ``Problem`` of kind `invalidInput` with the fields that are no JSON or no number.
    static func body(_ form: WebForm, _ model: ModelRequest, names: Set<String>? = nil) throws -> JSONValue {
        var members: [(String, JSONValue)] = []
        var errors: [FieldErrors] = []
        for field in fields(of: model.schema) where names?.contains(field.info.name) ?? true {
            let name = field.info.name
            guard form.has(name) || field.info.kind == .boolean || field.isManyToMany else { continue }
            do {
                guard let value = try value(field, form) else { continue }
                members.append((name, value))
            } catch {
                errors.append(FieldErrors(name, ["This is no valid JSON."]))
            }
        }
        if model.schema.features.contains(.tags), names?.contains("tags") ?? true {
            members.append(("tags", .array(form.all("tags").map { reference($0) })))
        }
        let customs = (model.customization?.fields ?? []).filter { names?.contains("cf_\($0.key)") ?? true }
        if !customs.isEmpty {
            var values = JSONObject()
            for field in customs {
                do {
                    values[field.key] = try custom(field, form.all("cf_\(field.key)"))
                } catch {
                    errors.append(FieldErrors(field.key, ["This is no valid JSON."]))
                }
            }
            members.append(("custom_fields", .object(values)))
        }
        guard errors.isEmpty else { throw Problem(.invalidInput, "", fields: errors) }
        return .object(JSONObject(members))
    }

    private static func value(_ field: AnyField, _ form: WebForm) throws -> JSONValue? {
        let info = field.info
        let text = form[info.name] ?? ""
        if field.isManyToMany {
            let given = form.all(info.name).flatMap { $0.split(whereSeparator: \.isNewline) }.map {
                Words.trimmed(String($0))
            }
            return .array(given.filter { !$0.isEmpty }.map { reference($0, field.target) })
        }
        if field.target != nil { return text.isEmpty ? .null : reference(Words.trimmed(text), field.target) }
        // What is never shown is kept when nothing is typed.
        if info.isSealed || info.isWriteOnly, text.isEmpty { return nil }
        switch info.kind {
        case .boolean: return .bool(form.has(info.name))
        case .integer: return text.isEmpty ? .null : Int64(Words.trimmed(text)).map(JSONValue.int) ?? .string(text)
        case .json: return Words.trimmed(text).isEmpty ? .null : try JSONValue(parsing: Array(text.utf8))
        case .strings:
            return .array(
                form.all(info.name).flatMap { $0.split(whereSeparator: \.isNewline) }
                    .map { .string(Words.trimmed(String($0))) })
        case .text where !info.isNullable: return .string(text.replacing("\r\n", with: "\n"))
        default: return text.isEmpty ? .null : .string(text.replacing("\r\n", with: "\n"))
        }
    }

    /// A row by its id, or by the attribute that people know it by.
    private static func reference(_ text: String, _ target: AnySchema? = nil) -> JSONValue {
        guard let target, target.identifier(text) == nil, target.lookupField != "id" else { return .string(text) }
        return .object(JSONObject([(target.lookupField, .string(text))]))
    }

    private static func custom(_ field: CustomFieldDefinition, _ values: [String]) throws -> JSONValue {
        if field.type == .multiSelect { return .array(values.filter { !$0.isEmpty }.map(JSONValue.string)) }
        guard let text = values.last, !text.isEmpty else { return .null }
        switch field.type {
        case .boolean: return .bool(text == "true")
        case .integer: return Int64(text).map(JSONValue.int) ?? .string(text)
        case .json: return try JSONValue(parsing: Array(text.utf8))
        default: return .string(text)
        }
    }
}
