import Basics
import Domain
package import Modeling
package import Storage
import Templates

/// Renders a list of objects with an export template (core.md §8.5).
///
/// The template reads what the caller may see and nothing else; the rows that it refers to are fetched together, and how
/// much it may do and make is bounded.
package struct ExportRendering {
    /// Objects of one export at most: they are in memory together.
    package static let maximumObjects = 10_000
    private static let options = TemplateOptions(limits: TemplateLimits(steps: 2_500_000, outputBytes: 8_388_608))

    private let session: Session
    private let environment: RecordEnvironment
    private let visibility: Visibility?

    /// - Parameter visibility: Who reads; nil sees everything.
    package init(_ session: Session, environment: RecordEnvironment, visibility: Visibility?) {
        self.session = session
        self.environment = environment
        self.visibility = visibility
    }

    /// The text that a template makes of rows.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when the template fails, or does too much.
    package func text(_ code: String, _ schema: AnySchema, _ rows: [[Value]]) throws -> String {
        let texts = RowTexts(session, visibility: visibility)
        let source = TemplateSource(
            session: session, texts: texts, customization: try environment.customizations.current(in: session),
            contexts: ConfigContextValues(session, environment: environment), sets: TemplateSets(session, texts))
        source.sets.expect(schema, rows)
        texts.keep(schema, rows)
        try texts.prefetch(schema, rows)
        if code.contains("config_context") { try source.contexts.prepare(schema, rows) }
        for path in TemplatePaths.all(in: code) { try source.prefetch(path[...], schema, rows) }
        let list = TemplateRows(
            objects: rows.map { .object(TemplateRow(schema, $0, source)) }, name: schema.names.verbosePlural)
        do throws(TemplateError) {
            return try environment.templates.template(code).render(
                ["queryset": .object(list)], options: Self.options)
        } catch {
            throw Problem(.invalidInput, "The export template cannot be rendered: \(error.description)")
        }
    }
}

/// The objects of an export, as templates see them.
private struct TemplateRows: TemplateObject {
    let objects: [TemplateValue]
    let name: String

    var typeName: String { "QuerySet" }
    var text: String { "\(objects.count) \(name)" }
    var elements: [TemplateValue]? { objects }

    func member(_ name: String) throws(TemplateError) -> TemplateValue? {
        let (objects, count) = (objects, objects.count)
        switch name {
        case "count": return .function(TemplateFunction(name) { _ in .int(count) })
        case "all": return .function(TemplateFunction(name) { _ in .list(objects) })
        case "exists": return .function(TemplateFunction(name) { _ in .bool(count > 0) })
        case "first": return .function(TemplateFunction(name) { _ in objects.first ?? .null })
        case "last": return .function(TemplateFunction(name) { _ in objects.last ?? .null })
        default: return nil
        }
    }
}
