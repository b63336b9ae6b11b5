import Basics
package import Modeling
package import Storage
import Synchronization
import Templates

/// Templates that were read once, by their text.
package final class TemplateCache: Sendable {
    private let known = Mutex<[String: Template]>([:])
    /// Texts kept; a store has a few dozen.
    private static let capacity = 1000

    package init() {}

    /// The template.
    ///
    /// - Throws: ``TemplateError`` when the text is none.
    func template(_ source: String) throws(TemplateError) -> Template {
        if let template = known.withLock({ $0[source] }) { return template }
        let template = try Template(parsing: source)
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[source] = template
        }
        return template
    }
}

/// Renders the computed fields of a page's objects, whose related rows are fetched together.
///
/// An object's template reads its fields, the rows it refers to and its custom fields, as far as the reader may see
/// them, and nothing else. A template that fails or makes nothing gives the field's fallback.
package final class ComputedFieldValues {
    private let source: TemplateSource
    private let schema: AnySchema
    /// Each field with its member's beginning, `"key":`.
    private let fields: [(definition: ComputedFieldDefinition, opening: [UInt8], template: Template?)]
    /// A page has up to 1000 objects with several fields each: one may take some milliseconds at most.
    private static let options = TemplateOptions(limits: TemplateLimits(steps: 20_000, outputBytes: 65_536))

    package init(
        _ schema: AnySchema, _ customization: Customization, _ session: Session, _ texts: RowTexts,
        _ templates: TemplateCache, _ contexts: ConfigContextValues
    ) {
        self.schema = schema
        source = TemplateSource(
            session: session, texts: texts, customization: customization, contexts: contexts,
            sets: TemplateSets(session, texts))
        fields = (customization[schema]?.computedFields ?? []).map { field in
            // A template that this release cannot read any more counts as one that fails.
            (field, Array("\"\(field.key)\":".utf8), try? templates.template(field.template))
        }
    }

    /// Fetches the rows that the templates will read, one query per reference.
    package func prefetch(_ rows: [[Value]]) throws {
        source.sets.expect(schema, rows)
        if fields.contains(where: { $0.definition.template.contains("config_context") }) {
            try source.contexts.prepare(schema, rows)
        }
        for field in fields {
            for path in TemplatePaths.all(in: field.definition.template) {
                try source.prefetch(path[...], schema, rows)
            }
        }
    }

    /// Appends the value of `computed_fields` of an object.
    package func append(_ row: [Value], to bytes: inout [UInt8]) {
        bytes.append(123)
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(44) }
            bytes.append(contentsOf: field.opening)
            JSONText.appendString(text(field.definition, field.template, row), to: &bytes)
        }
        bytes.append(125)
    }

    private func text(_ field: ComputedFieldDefinition, _ template: Template?, _ row: [Value]) -> String {
        let object = TemplateValue.object(TemplateRow(schema, row, source))
        // Whatever is wrong with the template, readers of objects get the fallback; it was checked when saved.
        guard let template, let text = try? template.render(["obj": object], options: Self.options), !text.isEmpty
        else { return field.fallback }
        return text
    }
}

/// The paths that a template follows from its objects, as far as they can be told from its text.
///
/// They say what to fetch ahead; what they miss is fetched when it is asked for, and one too many costs a query.
enum TemplatePaths {
    /// What stands behind the first word of each chain of words with dots between them: of `device.location.name` it is
    /// `location.name`.
    static func all(in template: String) -> [[String]] {
        var paths: [[String]] = []
        for chain in template.utf8.split(whereSeparator: { !isWordByte($0) && $0 != 46 }) {
            let words = Substring(chain).split(separator: ".").map(String.init)
            let path = Array(words.dropFirst())
            if !path.isEmpty, !paths.contains(path) { paths.append(path) }
        }
        return paths
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte == 95 || (97...122).contains(byte | 32) || (48...57).contains(byte)
    }
}
