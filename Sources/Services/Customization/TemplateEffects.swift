import Basics
import Domain
import Modeling
import Templates

/// A template that cannot be read is refused when it is saved.
enum TemplateEffects {
    static let all = [
        effect(of: ExportTemplate.schema, ["template_code"]), effect(of: CustomLink.schema, ["text", "target_url"]),
    ]

    private static func effect(of schema: AnySchema, _ fields: [String]) -> RecordEffects.Effect {
        RecordEffects.Effect(of: schema.identifier) { kind, row, _, pipeline in
            guard kind != .delete else { return }
            var errors: [FieldErrors] = []
            for name in fields {
                guard let code = schema.columnIndex[name].flatMap({ row[$0].textValue }) else { continue }
                do throws(TemplateError) {
                    _ = try pipeline.environment.templates.template(code)
                } catch {
                    errors.append(FieldErrors(name, [error.description]))
                }
            }
            guard errors.isEmpty else { throw pipeline.invalid(errors) }
        }
    }
}
