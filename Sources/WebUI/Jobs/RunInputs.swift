import Basics
import JobEngine
import Modeling

/// What a run was given; confidential inputs are not kept, and a page can only say so.
struct RunInputs: Sendable {
    let web: WebRequest
    let declaration: JobDeclaration?
    /// Objects of one input that are named.
    private static let limit = 50

    func html(_ run: JSONValue) async throws -> HTML {
        let inputs = run["task_kwargs"]?.objectValue ?? JSONObject()
        let sealed = declaration?.variables.filter { $0.isSensitive } ?? []
        let isSealed = run["job_model"]?["has_sensitive_variables"]?.boolValue == true
        guard !inputs.isEmpty || isSealed || !sealed.isEmpty else { return HTML() }
        var rows: [(title: String, value: HTML)] = []
        for (name, value) in inputs where !sealed.contains(where: { $0.name == name }) {
            let variable = declaration?.variables.first { $0.name == name }
            let title = variable.map { $0.label.isEmpty ? Words.label($0.name) : $0.label } ?? Words.label(name)
            rows.append((title, try await shown(value, variable)))
        }
        for variable in sealed {
            rows.append((variable.label.isEmpty ? Words.label(variable.name) : variable.label, Self.hidden))
        }
        return Component.panel("Inputs") {
            if isSealed {
                p(.class("quiet")) {
                    "Not shown: the inputs of this job may be confidential, and were kept for the run alone."
                }
            } else {
                dl(.class("facts")) {
                    for row in rows {
                        dt { row.title }
                        dd { row.value }
                    }
                }
            }
        }
    }

    private static let hidden = span(.class("quiet")) { "Not shown: confidential" }

    private func shown(_ value: JSONValue, _ variable: JobVariable?) async throws -> HTML {
        guard let variable, [.object, .multiObject].contains(variable.kind),
            let target = variable.model.flatMap({ web.catalog[$0] }), target.isExposed
        else { return ValueMarkup.html(value) }
        let ids = (value.arrayValue ?? [value]).compactMap(\.stringValue)
        guard !ids.isEmpty else { return ValueMarkup.nothing }
        guard web.maySee(target) else { return HTML("\(ids.count) \(target.names.verbosePlural)") }
        let rows = try await web.get(
            target.names.path,
            ids.prefix(Self.limit).map { ("id", $0) } + [("limit", String(Self.limit)), ("exclude_m2m", "true")])
        let more = ids.count - Self.limit
        return .join {
            ValueMarkup.html(rows["results"])
            if more > 0 { " and \(more.grouped) more" }
        }
    }
}
