import Basics
import Services

/// The steps of a plan for people, those that cannot be done first.
struct PlanTable {
    private let plan: ChangePlan
    /// Rows at most.
    private static let shown = 200

    init(_ plan: ChangePlan) { self.plan = plan }

    var lines: [String] {
        let steps = plan.steps.filter { !$0.conflicts.isEmpty } + plan.steps.filter(\.conflicts.isEmpty)
        let rows = steps.prefix(Self.shown).map { step in
            [
                step.conflicts.isEmpty ? step.action.rawValue : "conflict", step.model,
                Terminal.printable(step.display), Terminal.printable(detail(step)),
            ]
        }
        var lines = TextTable(header: ["action", "model", "object", "detail"], rows: Array(rows)).lines
        if steps.count > Self.shown {
            lines.append("… and \(Terminal.grouped(steps.count - Self.shown)) more objects; -o json shows more")
        }
        return lines
    }

    private func detail(_ step: ChangePlan.Step) -> String {
        guard step.conflicts.isEmpty else { return step.conflicts.joined(separator: " ") }
        return step.fields.map { field in
            switch step.action {
            case .create: "\(field.name): \(field.then.text)"
            case .delete: "\(field.name): \(field.now.text)"
            case .update, .nothing: "\(field.name): \(field.now.text) → \(field.then.text)"
            }
        }.joined(separator: ", ")
    }
}
