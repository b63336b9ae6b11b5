import Basics
import HTTPServing
import Modeling

/// The values that objects of the present list have, each with how many objects the list would have with it.
struct ValueCountPanel: Sendable {
    private let model: ModelRequest
    private let answer: JSONValue

    /// Asks the API, unless nobody has opened the builder, or the list is one that cannot be counted so.
    ///
    /// - Throws: ``Problem``, as the API refuses.
    init?(_ model: ModelRequest) async throws {
        guard FilterPanel.isOpen(model.web) else { return nil }
        self.model = model
        do {
            answer = try await model.web.get(
                "/api/value-counts/\(model.schema.identifier)/", FilterPanel.filters(of: model.web))
        } catch let problem as Problem where problem.kind == .notFound {
            return nil
        }
    }

    @HTMLBuilder var html: HTML {
        let fields = answer["fields"]?.arrayValue ?? []
        if !fields.isEmpty {
            p(.class("hint")) {
                "Or choose a value. The number is how many \(model.schema.names.verbosePlural) the list has with it."
            }
            div(.class("tallies")) { for field in fields { tally(field) } }
        }
        uncounted
    }

    private func tally(_ field: JSONValue) -> HTML {
        let more = field["more"]?.intValue ?? 0
        return div {
            h3 { field["label"]?.stringValue ?? "" }
            if field["is_tree"] == true { p(.class("hint")) { "with everything below" } }
            ul {
                for value in field["values"]?.arrayValue ?? [] { li { choice(value, of: field) } }
            }
            if more > 0 { p(.class("hint")) { "and \(Int(more).grouped) more, by the form above" } }
        }
    }

    private func choice(_ value: JSONValue, of field: JSONValue) -> HTML {
        let isChosen = value["is_chosen"]?.boolValue ?? false
        let number = Int(value[isChosen ? "count" : "total"]?.intValue ?? 0).grouped
        let words = HTML.join {
            span { value["label"]?.stringValue ?? "" }
            " "
            span(.class("number")) { number }
        }
        guard !isChosen else {
            return span(.class("chosen")) {
                words
                span(.class("unseen")) { " chosen" }
            }
        }
        return a(.href(place(value["value"]?.stringValue ?? "", of: field))) { words }
    }

    /// The list with one value more.
    private func place(_ value: String, of field: JSONValue) -> String {
        let name = field["name"]?.stringValue ?? ""
        let replaces = field["is_single"]?.boolValue ?? false
        return model.web.link { query in
            query.removeAll { $0.name == "offset" || (replaces && $0.name == name) || $0.value.isEmpty }
            query.append((name, value))
        }
    }

    @HTMLBuilder private var uncounted: HTML {
        let names = (answer["uncounted"]?.arrayValue ?? []).compactMap { $0["label"]?.stringValue }
        if !names.isEmpty {
            p(.class("hint")) {
                "Not counted, because the list is long: \(names.joined(separator: ", ")). Once other filters have made it shorter, they stand here too."
            }
        }
    }
}
