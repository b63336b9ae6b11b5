/// A template in the language of Jinja, read once and rendered any number of times.
///
/// Rendering reaches nothing but the data it is given: there is no file, no clock, no network and no reflection, and
/// what it may do is bound by ``TemplateLimits``.
/// - Source: <https://jinja.palletsprojects.com/en/stable/templates/>.
package struct Template: Sendable {
    private let statements: [Statement]
    private let language: TemplateLanguage

    /// Reads a template.
    ///
    /// - Throws: ``TemplateError`` with a line when it is not well formed or names a filter that does not exist.
    package init(parsing source: String, language: TemplateLanguage = .full) throws(TemplateError) {
        statements = try Parser.statements(of: source, language)
        self.language = language
    }

    /// Renders the template.
    ///
    /// - Parameters:
    ///   - context: The names that the template can use. It is a copy that the template works on.
    ///   - options: Escaping, undefined values and limits.
    /// - Returns: The text.
    /// - Throws: ``TemplateError``, with the line of the statement where there is one.
    package func render(
        _ context: [String: TemplateValue] = [:], options: TemplateOptions = TemplateOptions()
    ) throws(TemplateError) -> String {
        try Evaluator(language, context, options).render(statements)
    }
}
