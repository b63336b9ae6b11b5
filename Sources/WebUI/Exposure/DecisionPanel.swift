import Basics
import Domain
import Modeling
import Services

/// What people decided about a vulnerability, and who changed it when.
struct DecisionPanel: Sendable {
    private let page: ExposurePage
    private let dossier: VulnerabilityDossier
    /// Changes that are shown.
    private static let shown = 20

    init(_ page: ExposurePage, _ dossier: VulnerabilityDossier) {
        self.page = page
        self.dossier = dossier
    }

    private var web: WebRequest { page.web }

    var mayDecide: Bool { web.may(.add, Triage.schema) || web.may(.change, Triage.schema) }

    /// Where decisions are made.
    var place: String {
        WebRequest.place(
            ExposureLinks.decide, [("cve", dossier.cve), ("back", ExposureLinks.vulnerability(dossier.cve))])
    }

    /// The changes of the decisions, the newest first; none for readers who may not see changes.
    func history() async throws -> [JSONValue] {
        guard web.maySee("extras.objectchange"), !dossier.decisions.isEmpty else { return [] }
        let answer = try await web.get(
            "/api/extras/object-changes/",
            dossier.decisions.prefix(50).map { ("changed_object_id", $0.record.id.description) } + [
                ("limit", String(Self.shown)), ("exclude_m2m", "true"),
            ])
        return answer["results"]?.arrayValue ?? []
    }

    func html(_ history: [JSONValue]) -> HTML {
        Component.panel("Decisions", id: "decisions") {
            if dossier.decisions.isEmpty {
                p(.class("quiet")) { "Nobody has decided about it yet." }
                if mayDecide { p { Component.link("Decide", place) } }
            } else {
                DataTable(
                    caption: "Decisions",
                    columns: [.init("Decision"), .init("For"), .init("Until"), .init("Reason"), .init("Change")],
                    rows: dossier.decisions.map(row)
                ).html
            }
            if !history.isEmpty {
                details(.class("box")) {
                    summary { "Who decided when" }
                    ul {
                        for change in history {
                            li {
                                ValueMarkup.moment(change["time"]?.stringValue ?? "")
                                " \(change["user_name"]?.stringValue ?? ""): "
                                a(.href("/extras/object-changes/\(change["id"]?.stringValue ?? "")/")) {
                                    change["action"]?["label"]?.stringValue ?? change["action"]?.stringValue
                                        ?? "change"
                                }
                                " \(change["object_repr"]?.stringValue ?? "")"
                            }
                        }
                    }
                }
            }
        }
    }

    private func row(_ decision: VulnerabilityDossier.Decision) -> [HTML] {
        let record = decision.record
        return [
            .join {
                ExposureWords.state(record.state)
                if !decision.isCurrent {
                    " "
                    Component.badge("Expired")
                }
            }, HTML(decision.scope.isEmpty ? "Everything" : decision.scope.joined(separator: ", ")),
            record.expires.map { ValueMarkup.day($0.description) } ?? HTML("for ever"), HTML(record.reason),
            a(.href("\(Triage.schema.pagePath)\(record.id)/")) {
                "Open"
                span(.class("unseen")) { " the decision \(decision.scope.joined(separator: ", "))" }
            },
        ]
    }
}
