import Basics
import Domain
import Modeling
import Storage
import Templates

/// What a change of a definition means for the objects that exist (core.md §2.8).
enum CustomizationEffects {
    static let all = [
        customField, customFieldChoice, computedField, RelationshipEffects.relationship,
        RelationshipEffects.association,
    ]

    /// Objects get the default of a new field and lose the values of one that goes; a field that leaves a model does so
    /// there.
    private static let customField = RecordEffects.Effect(of: "extras.customfield") { kind, row, previous, pipeline in
        let field = Record<CustomField>(values: row)
        let stored = previous.map(Record<CustomField>.init(values:))
        let before = kind == .create ? [] : Set(stored?.contentTypes.elements ?? [])
        let after = kind == .delete ? [] : Set(field.contentTypes.elements)
        let session = pipeline.session
        if let value = field.`default` {
            for schema in after.subtracting(before).sorted().compactMap({ session.catalog[$0] }) {
                try session.addMember(field.key, value.text, to: column, of: schema)
            }
        }
        for schema in before.subtracting(after).sorted().compactMap({ session.catalog[$0] }) {
            try session.removeMember(field.key, from: column, of: schema)
        }
        try pipeline.definitionsChanged()
    }

    /// A choice takes its uses with it when it is renamed, and does not go while it is used.
    private static let customFieldChoice = RecordEffects.Effect(
        of: "extras.customfieldchoice",
        beforeDelete: { rows, pipeline in
            for row in rows { try refuseIfUsed(Record<CustomFieldChoice>(values: row), pipeline) }
        },
        run: { kind, row, previous, pipeline in
            let choice = Record<CustomFieldChoice>(values: row)
            if kind == .update, let previous = previous.map(Record<CustomFieldChoice>.init(values:)) {
                if choice.customField != previous.customField {
                    try refuseIfUsed(previous, pipeline)
                } else if choice.value != previous.value {
                    try rename(previous, choice.value, pipeline)
                }
            }
            try pipeline.definitionsChanged()
        })

    /// A template that cannot be read is refused.
    private static let computedField = RecordEffects.Effect(of: "extras.computedfield") { kind, row, _, pipeline in
        if kind != .delete {
            do throws(TemplateError) {
                _ = try pipeline.environment.templates.template(Record<ComputedField>(values: row).template)
            } catch {
                throw pipeline.invalid([FieldErrors("template", [error.description])])
            }
        }
        try pipeline.definitionsChanged()
    }

    private static let column = "custom_field_data"

    private static func rename(
        _ choice: Record<CustomFieldChoice>, _ value: String, _ pipeline: RecordPipeline
    ) throws {
        let session = pipeline.session
        var field = try session.get(choice.customField)
        for schema in field.contentTypes.elements.compactMap({ session.catalog[$0] }) {
            try session.replaceMember(field.key, choice.value, by: value, in: column, of: schema)
        }
        guard let text = field.`default`?.text, let json = try? JSONValue(parsing: text) else { return }
        let renamed: JSONValue =
            switch json {
            case .string(choice.value): .string(value)
            case .array(let items): .array(items.map { $0 == .string(choice.value) ? .string(value) : $0 })
            default: json
            }
        guard renamed != json else { return }
        field.`default` = JSONDocument(text: renamed.text)
        try pipeline.update(field)
    }

    /// - Throws: ``Problem`` of kind `conflict`.
    private static func refuseIfUsed(_ choice: Record<CustomFieldChoice>, _ pipeline: RecordPipeline) throws {
        let session = pipeline.session
        let field = try session.get(choice.customField)
        let value = JSONValue.string(choice.value)
        if let text = field.`default`?.text, let json = try? JSONValue(parsing: text),
            json == value || json.arrayValue?.contains(value) == true
        {
            throw Problem(
                .conflict, "Cannot delete this choice because it is the default value for the field.")
        }
        let path = [column, field.key]
        let uses =
            Predicate.compare(path, .equals, [.text(choice.value)])
            || .compare(path, .listContains, [.text(choice.value)])
        for schema in field.contentTypes.elements.compactMap({ session.catalog[$0] })
        where try session.exists(schema, where: uses) {
            throw Problem(.conflict, "Cannot delete this choice because it is in active use.")
        }
    }
}

extension RecordPipeline {
    /// Gives the definitions a new revision, after one of them changed.
    func definitionsChanged() throws { try customization.changed(environment.identifiers.next()) }
}
