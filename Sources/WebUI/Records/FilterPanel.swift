import Basics
import HTTPServing
import Modeling

/// What the list is narrowed to, and the form to narrow it further, in the lookup language of the API.
struct FilterPanel: Sendable {
    /// The parameter of a page whose filter builder is open.
    static let opening = "builder"

    private let model: ModelRequest

    init(_ model: ModelRequest) { self.model = model }

    private var web: WebRequest { model.web }

    /// The filters among the parameters of the address.
    static func filters(of web: WebRequest) -> [(name: String, value: String)] {
        web.request.query.filter {
            !ListPage.ownParameters.contains($0.name) && !ListPage.listParameters.contains($0.name)
                && !$0.value.isEmpty
        }
    }

    /// Where the form leads: its three fields become one parameter, as `name__ic=core`.
    func redirect() -> String? {
        guard let field = web.request.parameter("add_field") else { return nil }
        let lookup = web.request.parameter("add_lookup") ?? ""
        let value = web.request.parameter("add_value") ?? ""
        return web.link { query in
            query.removeAll { $0.name.hasPrefix("add_") || $0.name == "offset" || $0.value.isEmpty }
            if !field.isEmpty, !value.isEmpty {
                query.append((lookup.isEmpty ? field : "\(field)__\(lookup)", value))
            }
        }
    }

    /// Whether the reader has opened the builder.
    static func isOpen(_ web: WebRequest) -> Bool { web.request.parameter(opening) == "open" }

    @HTMLBuilder func html(_ problem: Problem?, _ counts: ValueCountPanel?) -> HTML {
        if let problem {
            Component.notice(.bad) {
                if problem.fields.isEmpty { p { problem.message } }
                for entry in problem.fields {
                    p { "\(entry.field): \(entry.messages.joined(separator: " "))" }
                }
            }
        }
        let isOpen = problem != nil || Self.isOpen(web)
        div(.class("row filters")) {
            if isSearched { searchForm }
            if !isOpen { Component.link("Add a filter", switched(to: "open")) }
        }
        if isOpen {
            Component.panel("Add a filter", id: "builder") {
                builder
                counts?.html ?? HTML()
                p { a(.href(switched(to: nil))) { "Close" } }
            }
        }
        chips
    }

    private func switched(to state: String?) -> String {
        let place = web.link { query in
            query.removeAll { $0.name == Self.opening }
            if let state { query.append((Self.opening, state)) }
        }
        // A list without any parameter would lead to the reader's first view.
        return place.contains("?") ? place : WebRequest.place(model.listPath, [(SavedViews.clearing, "true")])
    }

    private var isSearched: Bool {
        !model.schema.searchPaths.isEmpty || model.schema.fields.contains(where: \.info.isSearched)
    }

    private func kept(without names: Set<String>) -> [HTML] {
        web.request.query.filter { !names.contains($0.name) && !$0.name.hasPrefix("add_") }
            .map { input(.type("hidden"), .name($0.name), .value($0.value)) }
    }

    private var searchForm: HTML {
        form(.class("row"), Attribute("method", "get"), Attribute("action", model.listPath), .role("search")) {
            kept(without: ["q", "offset"])
            label(.for("q"), .class("unseen")) { "Search in \(model.schema.names.verbosePlural)" }
            input(
                .id("q"), .name("q"), .type("search"), .value(web.request.parameter("q") ?? ""),
                Attribute("placeholder", "Search \(model.schema.names.verbosePlural)"))
            button(.type("submit")) { "Search" }
        }
    }

    private var builder: HTML {
        form(.class("inline"), Attribute("method", "get"), Attribute("action", model.listPath)) {
            kept(without: ["offset"])
            div(.class("field")) {
                label(.for("add_field")) { "Field" }
                select(.id("add_field"), .name("add_field")) {
                    for (name, title) in FilterNames.all(model.schema, model.customization) {
                        option(.value(name)) { title }
                    }
                }
            }
            div(.class("field")) {
                label(.for("add_lookup")) { "How" }
                select(.id("add_lookup"), .name("add_lookup")) {
                    for (lookup, title) in FilterNames.lookups {
                        option(.value(lookup.rawValue)) { title }
                    }
                }
            }
            div(.class("field")) {
                label(.for("add_value")) { "Value" }
                input(.id("add_value"), .name("add_value"), .type("text"), Attribute("maxlength", "500"))
            }
            button(.type("submit"), .class("primary")) { "Add" }
        }
    }

    @HTMLBuilder private var chips: HTML {
        let filters = Self.filters(of: web)
        if !filters.isEmpty {
            ul(.class("chips"), .aria("label", "Filters")) {
                for (index, filter) in filters.enumerated() {
                    li(.class("chip")) {
                        FilterNames.sentence(filter.name, filter.value, model.schema)
                        a(.href(without(filters, index)), .aria("label", "Remove the filter \(filter.name)")) { "×" }
                    }
                }
                if filters.count > 1 {
                    li { a(.href(WebRequest.place(model.listPath, [(SavedViews.clearing, "true")]))) { "Remove all" } }
                }
            }
        }
    }

    private func without(_ filters: [(name: String, value: String)], _ index: Int) -> String {
        var rest = filters
        rest.remove(at: index)
        let others = web.request.query.filter {
            ListPage.ownParameters.contains($0.name)
                || (ListPage.listParameters.contains($0.name) && $0.name != "offset")
        }
        let query = rest + others
        return WebRequest.place(model.listPath, query.isEmpty ? [(SavedViews.clearing, "true")] : query)
    }
}

/// The words of the lookup language.
enum FilterNames {
    static let lookups: [(Lookup, String)] = [
        (.exact, "is"), (.n, "is not"), (.ic, "contains"), (.nic, "does not contain"), (.isw, "begins with"),
        (.iew, "ends with"), (.ie, "is, in any case"), (.re, "matches the pattern"), (.lt, "less than"),
        (.lte, "at most"), (.gt, "greater than"), (.gte, "at least"), (.isnull, "is not set (true or false)"),
    ]

    /// What can be filtered by, with the words for people.
    static func all(_ schema: AnySchema, _ customization: ModelCustomization?) -> [(name: String, title: String)] {
        var all: [(name: String, title: String)] = []
        for field in schema.fields where ListColumns.isShown(field) && !(field is Derived) {
            if case .some(.none) = field.info.filterShape { continue }
            all.append((field.info.name, field.info.label))
        }
        for filter in schema.filters where !all.contains(where: { $0.name == filter.name }) {
            if case .reserved = filter { continue }
            all.append((filter.name, Words.label(filter.name)))
        }
        if schema.features.contains(.tags) { all.append(("tags", "Tags")) }
        if schema.features.contains(.timestamps) {
            all += [("created", "Created"), ("last_updated", "Last changed")]
        }
        all += (customization?.fields ?? []).map { ("cf_\($0.key)", Words.label($0.key)) }
        return all.sorted { $0.title.lowercased() < $1.title.lowercased() }
    }

    /// A filter in words.
    static func sentence(_ name: String, _ value: String, _ schema: AnySchema) -> String {
        var field = name
        var lookup = Lookup.exact
        if let mark = name.ranges(of: "__").last, let found = Lookup(rawValue: String(name[mark.upperBound...])) {
            field = String(name[..<mark.lowerBound])
            lookup = found
        }
        let title = field == "q" ? "Anything" : self.title(field, schema)
        let how = field == "q" ? "contains" : lookups.first { $0.0 == lookup }?.1 ?? lookup.rawValue
        return "\(title) \(how) \(value)"
    }

    private static func title(_ field: String, _ schema: AnySchema) -> String {
        if let known = schema.fieldsByName[field] { return known.info.label }
        guard field.hasSuffix("_id"), let tree = schema.fieldsByName[String(field.dropLast(3))], tree.info.isTree else {
            return Words.label(field)
        }
        // By its key alone a place means nothing that lies below it.
        return "\(tree.info.label) itself"
    }
}
