import Basics
import Modeling
import Storage
import Templates

/// What the objects of one rendering read from.
struct TemplateSource {
    let session: Session
    /// Rows as far as the reader may see them.
    let texts: RowTexts
    let customization: Customization
    let contexts: ConfigContextValues
    let sets: TemplateSets

    /// Fetches the rows that a path leads to from these rows, one query per reference.
    func prefetch(_ path: ArraySlice<String>, _ schema: AnySchema, _ rows: [[Value]]) throws {
        guard let name = path.first, let field = schema.fieldsByName[name], field.isStored, let target = field.target
        else { return }
        let ids = Set(rows.lazy.compactMap { $0[field.index].identifier })
        guard !ids.isEmpty else { return }
        try texts.load(target, ids)
        let reached = try ids.sorted().compactMap { try texts.row(target, $0) }
        try texts.prefetch(target, reached)
        try prefetch(path.dropFirst(), target, reached)
    }
}

/// An object as templates see it: what its answers show, read-only, and nothing that they hide.
///
/// Unchecked: rendering is synchronous, on the thread of the session, and values of a rendering do not outlive it.
struct TemplateRow: TemplateObject, @unchecked Sendable {
    private let schema: AnySchema
    private let row: [Value]
    private let source: TemplateSource
    /// How many references may be followed from here.
    private let reach: Int

    /// - Parameter reach: How many references may be followed one after another; the limits of a rendering bound it anyhow.
    init(_ schema: AnySchema, _ row: [Value], _ source: TemplateSource, reach: Int = .max) {
        self.schema = schema
        self.row = row
        self.source = source
        self.reach = reach
    }

    var typeName: String { schema.names.modelName }

    // A text that cannot be made is empty, as of an object without a name.
    var text: String { (try? source.texts.display(schema, row)) ?? "" }

    var identity: String { "\(schema.identifier) \(row[0].plainText)" }

    func member(_ name: String) throws(TemplateError) -> TemplateValue? {
        do {
            return try value(of: name)
        } catch let error as TemplateError {
            throw error
        } catch let problem as Problem {
            throw TemplateError(.runtime, problem.message)
        } catch {
            throw TemplateError(.runtime, "The value cannot be read.")
        }
    }

    private func value(of name: String) throws -> TemplateValue? {
        if let field = schema.fieldsByName[name] { return try value(of: field) }
        switch name {
        case "id", "pk": return .string(row[0].identifier.map(schema.text(of:)) ?? "")
        case "display": return .string(try source.texts.display(schema, row))
        case "natural_slug": return .string(try source.texts.slug(schema, row))
        case "created", "last_updated":
            return schema.columnIndex[name].map { Self.value(row[$0], .timestamp) }
        case "get_config_context":
            guard schema.fieldsByName["config_context"] != nil else { return nil }
            let data = TemplateValue(try source.contexts.value(schema, row))
            return .function(TemplateFunction("get_config_context") { _ in data })
        case "cf", "custom_field_data":
            return schema.customFieldsIndex.map { customFields(row[$0]) }
        case "tags":
            guard schema.features.contains(.tags), let tag = source.session.catalog["extras.tag"],
                let id = row[0].identifier
            else { return nil }
            return try rows(tag, source.sets.tags(of: id, in: schema, tag))
        default: return nil
        }
    }

    private func value(of field: AnyField) throws -> TemplateValue? {
        guard !field.info.isHidden, !field.info.isWriteOnly, !field.info.isPersonal else { return nil }
        if field is Reserved { return .null }
        if let derived = field as? Derived {
            switch derived.derivation {
            case .computed(let paths, let compute):
                return TemplateValue(compute(try paths.map { try source.texts.value(at: $0, schema, row) }))
            case .constant(let json): return try TemplateValue(JSONValue(parsing: json))
            case .object(let model, let key): return try object(model, key)
            case .configContext: return TemplateValue(try source.contexts.value(schema, row))
            case .count, .countMany, .noCount, .noImage, .tagUses: return nil
            }
        }
        guard let target = field.target else { return Self.value(row[field.index], field.info.kind) }
        guard field.isStored else {
            guard let id = row[0].identifier else { return .list([]) }
            return try rows(target, source.sets.members(of: id, field: field, in: schema))
        }
        guard let id = row[field.index].identifier, let related = try source.texts.row(target, id) else { return .null }
        return try reached(target, related)
    }

    /// A row that a reference leads to from here.
    private func reached(_ target: AnySchema, _ row: [Value]) throws -> TemplateValue {
        guard reach > 0 else {
            throw TemplateError(.security, "The template follows too many references one after another.")
        }
        return .object(TemplateRow(target, row, source, reach: reach - 1))
    }

    /// The object that two fields name, as far as the reader may see it.
    private func object(_ model: String, _ key: String) throws -> TemplateValue {
        guard let type = schema.columnIndex[model].flatMap({ row[$0].textValue }),
            let id = schema.columnIndex[key].flatMap({ row[$0].identifier }), let target = source.session.catalog[type],
            let named = try source.texts.row(target, id)
        else { return .null }
        return try reached(target, named)
    }

    /// The rows that the reader may see.
    private func rows(_ target: AnySchema, _ ids: [Identifier]) throws -> TemplateValue {
        try source.texts.load(target, Set(ids))
        return .list(
            try ids.compactMap { id in try source.texts.row(target, id).map { try reached(target, $0) } })
    }

    private func customFields(_ stored: Value) -> TemplateValue {
        let fields = source.customization[schema]?.fields ?? []
        // A damaged text counts as empty: the store only ever holds objects that we wrote.
        let values = (try? JSONValue(parsing: stored.plainText))?.objectValue ?? JSONObject()
        return .map(fields.map { ($0.key, TemplateValue(values[$0.key] ?? .null)) })
    }

    private static func value(_ cell: Value, _ kind: Kind) -> TemplateValue {
        switch cell {
        case .null: return .null
        case .bool(let truth): return .bool(truth)
        case .int(let number):
            guard case .decimal(_, let scale) = kind else { return .int(Int(number)) }
            return Double(CellJSON.decimalText(number, scale)).map(TemplateValue.double) ?? .null
        case .double(let number): return .double(number)
        case .text, .id, .day, .timestamp: return .string(cell.plainText)
        // What is stored is well-formed.
        case .json(let text): return (try? JSONValue(parsing: text)).map(TemplateValue.init) ?? .null
        }
    }
}
