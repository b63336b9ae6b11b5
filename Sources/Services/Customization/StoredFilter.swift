import Basics
import Modeling
import Storage

/// A filter that operators keep: parameters of a list with their values, `{"status": ["Active"]}`.
struct StoredFilter {
    /// One parameter as a condition.
    struct Part {
        let name: String
        let predicate: Predicate
    }

    /// What can be used.
    private(set) var parts: [Part] = []
    /// What cannot, each with the parameter named.
    private(set) var errors: [String] = []

    /// All parameters together.
    var predicate: Predicate { parts.reduce(.always) { $0 && $1.predicate } }

    /// Reads a filter with the filters of a model, as lists take them.
    init(
        _ members: JSONObject, _ schema: AnySchema, _ catalog: Catalog, resolver: StoreFilterResolver,
        customization: ModelCustomization?, refusing refused: Set<String> = []
    ) throws {
        let parser = FilterParser(
            schema, catalog, resolver: resolver, extra: LifecycleArea.filters[schema.identifier] ?? [],
            customization: customization)
        for (name, value) in members {
            guard let values = Self.texts(value) else {
                errors.append("\(name): Enter a value or a list of values.")
                continue
            }
            let isRefused = refused.contains { name == $0 || name.hasPrefix($0 + "__") }
            guard !isRefused else {
                errors.append("\(name): Unknown filter field")
                continue
            }
            do {
                parts.append(Part(name: name, predicate: try parser.parse([(name, values)])))
            } catch let problem as Problem where problem.kind == .invalidInput {
                let messages = problem.fields.flatMap { entry in entry.messages.map { "\(entry.field): \($0)" } }
                errors += messages.isEmpty ? ["\(name): \(problem.message)"] : messages
            }
        }
    }

    /// The values of a parameter as a query has them; nil when they are no values.
    private static func texts(_ json: JSONValue) -> [String]? {
        switch json {
        case .string(let text): [text]
        case .bool, .int, .double: [json.text]
        case .array(let items):
            items.reduce([]) { (texts: [String]?, item) in
                guard item.arrayValue == nil, let texts, let text = Self.texts(item) else { return nil }
                return texts + text
            }
        case .null, .object: nil
        }
    }
}
