import Basics
import HTTPServing

/// Who does the work, and how much waits where.
struct WorkersPage: Sendable {
    private let web: WebRequest

    init(_ web: WebRequest) { self.web = web }

    func response() async throws -> APIResponse {
        let answer = try await web.get("/api/extras/job-workers/")
        let workers = answer["workers"]?.arrayValue ?? []
        let queues = answer["queues"]?.arrayValue ?? []
        let served = Set(workers.flatMap { $0["queues"]?.arrayValue ?? [] }.compactMap(\.stringValue))
        return Page(
            "Workers and queues",
            actions: { if web.maySee("extras.jobqueue") { Component.link("Queues", "/extras/job-queues/") } },
            body: {
                if workers.isEmpty {
                    Component.notice(.bad) {
                        p {
                            "No worker lives, so that nothing is done. Start `almanac serve` with the role `all`, or `almanac worker`."
                        }
                    }
                } else {
                    Component.panel("Workers") {
                        DataTable(
                            caption: "Workers that live",
                            columns: [
                                .init("Name"), .init("Queues"), .init("At a time", isNumber: true), .init("Since"),
                                .init("Seen"), .init("State"),
                            ], rows: workers.map(worker)
                        ).html
                    }
                }
                Component.panel("Queues") {
                    DataTable(
                        caption: "Queues",
                        columns: [
                            .init("Name"), .init("Waiting", isNumber: true), .init("Running", isNumber: true),
                            .init("Served"),
                        ],
                        rows: queues.map { queue($0, served) }
                    ).html
                }
            }
        ).response(web)
    }

    private func worker(_ worker: JSONValue) -> [HTML] {
        [
            HTML(worker["name"]?.stringValue ?? ""),
            HTML((worker["queues"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")),
            HTML(String(worker["slots"]?.intValue ?? 0)), ValueMarkup.moment(worker["started"]?.stringValue ?? ""),
            ValueMarkup.moment(worker["seen"]?.stringValue ?? "", isRelative: true),
            worker["leaving"]?.boolValue == true
                ? Component.badge("Leaving: takes no new work", .warn) : Component.badge("Working", .good),
        ]
    }

    private func queue(_ queue: JSONValue, _ served: Set<String>) -> [HTML] {
        let name = queue["name"]?.stringValue ?? ""
        return [
            HTML(name), HTML(Int(queue["waiting"]?.intValue ?? 0).grouped),
            HTML(Int(queue["running"]?.intValue ?? 0).grouped),
            served.contains(name)
                ? Component.badge("Yes", .good) : Component.badge("By nobody: runs would be refused", .warn),
        ]
    }
}
