/// The filters and functions that templates know.
package struct TemplateLanguage: Sendable {
    let filters: [String: Filter]
    let functions: [String: TemplateFunction]
    /// Whether there are `{% trans %}` and the functions behind it.
    let translates: Bool

    /// What Jinja itself has.
    package static let jinja = TemplateLanguage(BuiltInFilters.jinja, translates: false)

    /// What Jinja has, with text filters of Django, filters for networks, and translations.
    package static let full = TemplateLanguage(BuiltInFilters.jinja + BuiltInFilters.additional, translates: true)

    private init(_ filters: [Filter], translates: Bool) {
        self.filters = Dictionary(filters.map { ($0.name, $0) }) { $1 }
        functions = [:]
        self.translates = translates
    }

    private init(filters: [String: Filter], functions: [String: TemplateFunction], translates: Bool) {
        self.filters = filters
        self.functions = functions
        self.translates = translates
    }

    /// The language with filters and functions of other modules; a new one replaces one of the same name.
    package func adding(filters: [TemplateFunction] = [], functions: [TemplateFunction] = []) -> TemplateLanguage {
        TemplateLanguage(
            filters: self.filters.merging(filters.map { ($0.name, Filter(foreign: $0)) }) { $1 },
            functions: self.functions.merging(functions.map { ($0.name, $0) }) { $1 }, translates: translates)
    }

    /// The names of all filters, in order.
    package var filterNames: [String] { filters.keys.sorted() }

    /// The names of all tests, in order.
    package static var testNames: [String] { BuiltInTests.all.keys.sorted() }
}
