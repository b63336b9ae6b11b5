import Basics
import Domain
import Modeling
import Services

/// What sources changed of what they say of a vulnerability: why a verdict is another one than it was.
struct ChangesPanel: Sendable {
    private let changes: [Record<VulnerabilityChange>]
    /// Changes that are shown; the list has the others.
    private static let most = 20

    init(_ dossier: VulnerabilityDossier) { changes = dossier.changes }

    @HTMLBuilder var html: HTML {
        if !changes.isEmpty {
            Component.panel("What sources changed", id: "changes") {
                DataTable(
                    caption: "Changes by sources, the newest first",
                    columns: [.init("When"), .init("Source"), .init("What happened"), .init("By"), .init("Details")],
                    rows: changes.prefix(Self.most).map { change in
                        [
                            ValueMarkup.moment(change.happened.description), HTML(change.source), HTML(change.event),
                            HTML(change.author), details(change),
                        ]
                    }
                ).html
                if changes.count > Self.most {
                    p(.class("hint")) { "\(changes.count - Self.most) older ones are in the list of changes." }
                }
            }
        }
    }

    /// What was added, changed and removed, each kind once.
    private func details(_ change: Record<VulnerabilityChange>) -> HTML {
        let entries = change.details.flatMap { try? JSONValue(parsing: $0.text) }?.arrayValue ?? []
        var words: [String] = []
        for entry in entries {
            guard let type = entry["type"]?.stringValue else { continue }
            let word = "\(type) \((entry["action"]?.stringValue ?? "").lowercased())"
            if !words.contains(word) { words.append(word) }
        }
        return words.isEmpty ? ValueMarkup.nothing : HTML(words.prefix(8).joined(separator: ", "))
    }
}
