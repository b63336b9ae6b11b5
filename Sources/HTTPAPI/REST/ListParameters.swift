import Basics
import HTTPServing
import Modeling

/// The parameters of a list or detail that are no filters (core.md §1.5, §1.6).
struct ListParameters: Sendable {
    static let names: Set<String> = [
        "limit", "offset", "sort", "format", "api_version", "depth", "exclude_m2m", "include", "cursor", "indent",
        "export",
    ]
    /// Rows per page when nothing is said.
    static let defaultLimit = 50
    /// Rows per page at most.
    static let maximumLimit = 1000

    let limit: Int
    let offset: Int
    private(set) var ordering: [String]
    let depth: Int
    let many: RenderOptions.ManyFields
    let includes: Set<String>
    /// Where the page starts, when the client pages by cursor; empty for the first page.
    let cursor: String?
    /// The user who asks.
    let viewer: Identifier?
    /// Everything else: filters.
    private(set) var filters: [(name: String, values: [String])]

    /// The same parameters without one that is no filter after all.
    func without(_ name: String) -> ListParameters {
        var copy = self
        copy.filters.removeAll { $0.name == name }
        return copy
    }

    /// The same parameters with other filters.
    func filtered(by filters: [(name: String, values: [String])]) -> ListParameters {
        var copy = self
        copy.filters = filters
        return copy
    }

    /// The same parameters with the sort names of custom fields made into paths.
    func sorted(_ customization: ModelCustomization?) -> ListParameters {
        guard !ordering.isEmpty else { return self }
        var copy = self
        copy.ordering = ModelCustomization.ordering(ordering, customization)
        return copy
    }

    /// - Throws: ``Problem`` of kind `invalidInput` for a depth outside 0…10 or a bad `exclude_m2m`.
    init(_ request: APIRequest) throws {
        let given = request.parameter("limit").flatMap { Int($0) } ?? Self.defaultLimit
        limit = given == 0 ? Self.maximumLimit : given < 0 ? Self.defaultLimit : min(given, Self.maximumLimit)
        let start = request.parameter("offset").flatMap { Int($0) } ?? 0
        offset = max(0, start)
        ordering = (request.parameter("sort") ?? "").split(separator: ",").map(String.init)
        if let text = request.parameter("depth"), let number = Int(text) {
            guard (0...10).contains(number) else {
                throw Problem(.invalidInput, "The depth parameter must be an integer between 0 and 10.")
            }
            depth = number
        } else {
            depth = 0
        }
        switch request.parameter("exclude_m2m") {
        case nil: many = .some
        case "true", "True", "1": many = .none
        case "false", "False", "0": many = .all
        case .some:
            throw Problem(.invalidInput, "The exclude_m2m parameter must be true or false.")
        }
        includes = Set(
            request.query.filter { $0.name == "include" }.flatMap { $0.value.split(separator: ",").map(String.init) })
        cursor = request.parameter("cursor")
        viewer = request.viewer
        var order: [String] = []
        var values: [String: [String]] = [:]
        for (name, value) in request.query where !Self.names.contains(name) {
            if values[name] == nil { order.append(name) }
            values[name, default: []].append(value)
        }
        filters = order.map { ($0, values[$0] ?? []) }
    }

    /// What objects show.
    func renderOptions(baseURL: String) -> RenderOptions {
        RenderOptions(
            baseURL: Array(baseURL.utf8), depth: depth, many: many,
            showsComputedFields: includes.contains("computed_fields"),
            showsRelationships: includes.contains("relationships"),
            showsConfigContext: includes.contains("config_context"), viewer: viewer)
    }
}
