import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// What a validated software entry applies to, by reason and one by one: devices or inventory items.
struct RuleTrialPanel: Sendable {
    /// The value of `kind` that asks for inventory items.
    static let items = "inventory_item"

    private let web: WebRequest
    private let trial: RuleTrial
    private let condition: MatchCondition?
    private let others: Int?
    private let isDraft: Bool

    /// - Parameters:
    ///   - condition: The only reason that is shown; nil for all.
    ///   - others: How many of the other kind it applies to; nil where the reader may not see them.
    init(_ web: WebRequest, _ trial: RuleTrial, condition: MatchCondition?, others: Int?, isDraft: Bool) {
        self.web = web
        self.trial = trial
        self.condition = condition
        self.others = others
        self.isDraft = isDraft
    }

    private var isDevices: Bool { trial.kind == .device }
    private var schema: AnySchema { isDevices ? Device.schema : InventoryItem.schema }

    private static func words(_ count: Int, _ kind: SubjectFacts.Kind) -> String {
        let names = kind == .device ? Device.schema.names : InventoryItem.schema.names
        return count == 1 ? "1 \(names.verbose)" : "\(count.grouped) \(names.verbosePlural)"
    }

    @HTMLBuilder var html: HTML {
        let listed =
            condition.map { wanted in trial.counts.first { $0.condition == wanted }?.count ?? 0 } ?? trial.total
        let part = TablePart(web, count: listed)
        h2 { "Applies to \(Self.words(trial.total, trial.kind))" }
        if let others {
            p {
                "And to "
                a(.href(place(of: isDevices ? .inventoryItem : .device))) {
                    Self.words(others, isDevices ? .inventoryItem : .device)
                }
                "."
            }
        }
        if !isDraft {
            p {
                a(.href(WebRequest.place(schema.pagePath, [("validated_by", trial.rule.id.description)]))) {
                    "Open them as a list of \(schema.names.verbosePlural)"
                }
                " · "
                a(.href("\(Verdicts.entries)\(trial.rule.id)/")) { "Open the entry" }
            }
        }
        BarChart(
            title: "Why it applies",
            parts: trial.counts.filter { $0.count > 0 }.map { condition, count in
                ChartPart(
                    label: "It \(condition.explanation(for: trial.kind))", count: count, path: place(condition))
            }, unit: schema.names.verbosePlural, hint: trial.total == 0 ? nothing : hint
        ).html
        if condition != nil { p { a(.href(place(nil))) { "Show all reasons" } } }
        if !trial.matches.isEmpty {
            table
            part.pager
        }
    }

    private var hint: String {
        "Each \(schema.names.verbose) counts once, by the strongest reason; the strongest stands first."
    }

    private var nothing: String {
        isDevices
            ? "No device that you may see fits. An entry needs at least one device, type, role, tag or – where tenants take part – tenant."
            : "No inventory item that you may see fits. An entry reaches items that it names, and those that carry one of its tags."
    }

    private func place(_ condition: MatchCondition?) -> String {
        web.link { query in
            query.removeAll { $0.name == "condition" || $0.name == "offset" || $0.value.isEmpty }
            if let condition { query.append(("condition", condition.rawValue)) }
        }
    }

    private func place(of kind: SubjectFacts.Kind) -> String {
        web.link { query in
            query.removeAll { ["condition", "offset", "kind"].contains($0.name) || $0.value.isEmpty }
            if kind == .inventoryItem { query.append(("kind", Self.items)) }
        }
    }

    private var table: HTML {
        let noun = schema.names.verbose
        let first: [DataTable.Column] =
            [.init(noun.prefix(1).uppercased() + noun.dropFirst())] + (isDevices ? [] : [.init("In device")])
        return DataTable(
            caption: "\(Device.schema === schema ? "Devices" : "Inventory items") to which the entry applies",
            columns: first + [
                .init("Why it applies"), .init("Weight", isNumber: true), .init("Entries that apply", isNumber: true),
                .init("Installed"), .init("Verdict"), .init("This entry decides"),
            ], rows: trial.matches.map(row)
        ).html
    }

    private func row(_ match: RuleTrial.Match) -> [HTML] {
        var cells = [a(.href("\(schema.pagePath)\(match.id)/")) { match.name }]
        if !isDevices {
            cells.append(
                match.holder.map { holder in a(.href("\(Device.schema.pagePath)\(holder.id)/")) { holder.name } }
                    ?? ValueMarkup.nothing)
        }
        return cells + [
            HTML("It \(match.condition.explanation(for: trial.kind))"), HTML(String(match.weight)),
            HTML(match.candidates.grouped), match.software.isEmpty ? ValueMarkup.nothing : HTML(match.software),
            .join {
                match.verdict.isValid
                    ? Component.badge("Valid", .good)
                    : match.software.isEmpty
                        ? Component.badge("No software known") : Component.badge("Not valid", .bad)
                " "
                ReportMarkup.why(
                    [(isDevices ? "device" : RuleTrialPanel.items, match.id.description)], about: match.name)
            },
            HTML(match.decides ? "Yes" : "No"),
        ]
    }
}
