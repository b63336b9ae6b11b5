import Basics
import HTTPServing
import Modeling
import Services
import Storage
import Synchronization

/// Sends a whole filtered list as CSV, page by page in bounded memory (core.md §8.1).
struct CSVExport: Sendable {
    let endpoint: RecordEndpoint
    /// Rows read per snapshot.
    private static let pageSize = 2000

    func response(_ schema: AnySchema, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let given = try ListParameters(request)
        let allowed = try endpoint.allowed(.view, on: schema, for: actor)
        let store = endpoint.store
        let csv = endpoint.csv
        let guardsFormulas = request.parameter("guard_formulas") == "true"
        let (predicate, columns, parameters) = try await store.read { session in
            let customization = try endpoint.environment.customizations.current(in: session)[schema]
            let parameters = given.sorted(customization)
            let predicate = try endpoint.filter(schema, parameters.without("guard_formulas"), actor, session) && allowed
            let columns = csv.columns(
                schema, showsMany: parameters.many == .all, treeDepths: try csv.treeDepths(session),
                customization: customization)
            return (predicate, columns, parameters)
        }
        let visibility = endpoint.authorizer.visibility(for: actor)
        let order = SortOrder(parameters.ordering, schema, visibility: visibility)
        let box = ProgressBox()
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=UTF-8"),
                (
                    "Content-Disposition",
                    "attachment; filename=\"nautobot_\(schema.names.verbose.replacing(" ", with: "_"))_data.csv\""
                ),
            ],
            body: .parts {
                let state = box.state
                guard !state.isDone else { return nil }
                var selection = Selection(
                    schema, where: predicate, ordering: parameters.ordering, limit: Self.pageSize)
                selection.visibility = visibility
                if order.allowsSeek { selection.after = state.after } else { selection.offset = state.offset }
                let page = selection
                let (lines, count, last) = try await store.read { session in
                    let rows = try session.rows(page)
                    return (
                        try csv.lines(
                            schema, rows, columns, session, guardsFormulas: guardsFormulas, visibility: visibility),
                        rows.count,
                        rows.last.map(order.position)
                    )
                }
                box.advance(by: count, after: last, isDone: count < Self.pageSize)
                return state.offset == 0 ? csv.header(columns) + lines : lines
            })
    }

    /// Where the export stands; calls for parts come one after another.
    private final class ProgressBox: Sendable {
        private let progress = Mutex<(offset: Int, after: [Value]?, isDone: Bool)>((0, nil, false))
        var state: (offset: Int, after: [Value]?, isDone: Bool) { progress.withLock { $0 } }
        func advance(by count: Int, after: [Value]?, isDone: Bool) {
            progress.withLock { $0 = ($0.offset + count, after, isDone) }
        }
    }
}
