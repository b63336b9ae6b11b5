import Basics
import Domain
import HTTPServing
import Modeling

/// What goes on in the background: how fresh the sources are, and what runs.
struct Activity: Sendable {
    private let web: WebRequest
    private static let runs = "/extras/job-results/"
    private static let shown = 5

    init(_ web: WebRequest) { self.web = web }

    /// How many rows the API would list.
    func count(_ path: String, _ query: [(name: String, value: String)]) async throws -> Int {
        let answer = try await web.get(path, query + [("limit", "1"), ("exclude_m2m", "true"), ("depth", "0")])
        return answer["count"]?.intValue.map(Int.init) ?? 0
    }

    // MARK: Feeds

    func feeds() async throws -> HTML? {
        guard web.maySee("vulnerabilities.feed") else { return nil }
        let all: [JSONValue]
        do {
            all = try await web.get("/api/vulnerabilities/feed-status/").arrayValue ?? []
        } catch let problem as Problem where problem.kind == .forbidden {
            return nil
        }
        let enabled = all.filter { $0["enabled"]?.boolValue == true }
        let told = enabled.filter {
            $0["freshness"]?.stringValue != "empty" || $0["last_error"]?.stringValue?.isEmpty == false
        }
        let silent = enabled.count - told.count
        return Component.panel("Freshness of sources") {
            if enabled.isEmpty { p { "No source is enabled, so nothing is known of exposure." } }
            if !told.isEmpty {
                DataTable(
                    caption: "Sources of vulnerabilities",
                    columns: [.init("Source"), .init("State"), .init("Last success")],
                    rows: told.map { feed in
                        [
                            HTML(feed["label"]?.stringValue ?? ""), badge(feed),
                            feed["last_success"]?.stringValue.map { ValueMarkup.moment($0, isRelative: true) }
                                ?? ValueMarkup.nothing,
                        ]
                    }
                ).html
            }
            if silent > 0 {
                p {
                    silent == 1
                        ? "1 more source was never loaded." : "\(silent.grouped) more sources were never loaded."
                }
            }
            p { a(.href("/exposure/feeds/")) { "All sources" } }
        }
    }

    @HTMLBuilder private func badge(_ feed: JSONValue) -> HTML {
        switch feed["freshness"]?.stringValue {
        case "fresh": Component.badge("fresh", .good)
        case "stale": Component.badge("stale", .warn)
        default: Component.badge("never loaded")
        }
        if let error = feed["last_error"]?.stringValue, !error.isEmpty {
            " "
            Component.badge("last attempt failed", .bad)
        }
    }

    // MARK: Jobs

    func jobs() async throws -> HTML? {
        guard web.maySee("extras.jobresult") else { return nil }
        let running = [(name: "status", value: JobResult.Status.started.rawValue)]
        let waiting = [(name: "status", value: JobResult.Status.pending.rawValue)]
        let failed = [(name: "status", value: JobResult.Status.failure.rawValue)]
        let answer = try await web.get(
            "/api\(Self.runs)",
            running + [
                ("limit", String(Self.shown)), ("depth", "0"), ("exclude_m2m", "true"), ("sort", "-date_created"),
            ])
        let count = answer["count"]?.intValue.map(Int.init) ?? 0
        let (waits, fails) = (
            try await self.count("/api\(Self.runs)", waiting), try await self.count("/api\(Self.runs)", failed)
        )
        return Component.panel("Jobs") {
            Component.figures([
                figure(count, "Running", running, .info), figure(waits, "Waiting", waiting, .plain),
                figure(fails, "Failed", failed, .bad),
            ])
            if let runs = answer["results"]?.arrayValue, !runs.isEmpty {
                ul {
                    for run in runs {
                        li {
                            a(.href("\(Self.runs)\(run["id"]?.stringValue ?? "")/")) {
                                run["name"]?.stringValue ?? "Run"
                            }
                            if let started = run["date_started"]?.stringValue {
                                " started "
                                ValueMarkup.moment(started, isRelative: true)
                            }
                        }
                    }
                }
            }
        }
    }

    private func figure(
        _ count: Int, _ label: String, _ query: [(name: String, value: String)], _ tone: Component.Tone
    ) -> Component.Figure {
        Component.Figure(
            number: count.grouped, label: label, path: WebRequest.place(Self.runs, query),
            tone: count > 0 ? tone : .plain)
    }
}
