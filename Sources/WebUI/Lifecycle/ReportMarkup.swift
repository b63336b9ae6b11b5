import Basics
import Domain
import HTTPServing
import Services

/// What pages of reports have in common.
enum ReportMarkup {
    /// A state of support as a badge.
    static func support(_ state: String) -> HTML {
        switch SupportState(rawValue: state) {
        case .supported?: Component.badge("Supported", .good)
        case .ending?: Component.badge("Support ending", .warn)
        case .unsupported?: Component.badge("Out of support", .bad)
        case .unknown?: Component.badge("Unknown")
        case nil: HTML(state)
        }
    }

    /// A state of a contract as a badge.
    static func contract(_ state: String) -> HTML {
        switch ContractState(rawValue: state) {
        case .active?: Component.badge("Active", .good)
        case .ending?: Component.badge("Ending", .warn)
        case .expired?: Component.badge("Ended", .bad)
        case nil: HTML(state)
        }
    }

    /// The link that every verdict has.
    static func why(_ query: [(name: String, value: String)], about subject: String) -> HTML {
        a(.href(WebRequest.place("/lifecycle/why/", query)), .class("why")) {
            "why?"
            span(.class("unseen")) { " \(subject)" }
        }
    }

    /// A cell as a page shows it.
    static func cell(_ cell: ReportCell) -> HTML {
        switch cell {
        case .none, .day(nil), .percent(nil), .text(""): ValueMarkup.nothing
        case .day(let day?): ValueMarkup.day(day.description)
        case .number(let number): HTML(number.grouped)
        case .text(let text): HTML(text)
        case .percent: HTML(cell.text)
        }
    }

    /// The numbers of a report's summary.
    ///
    /// - Parameter place: The list behind a figure; nil when there is none that holds exactly these.
    static func figures(
        _ report: Report, tones: [String: Component.Tone], place: (ReportFigure) -> String?
    ) -> HTML {
        Component.figures(
            report.summary.map { figure in
                Component.Figure(
                    number: figure.count.grouped, label: figure.label, path: place(figure),
                    tone: figure.count > 0 ? tones[figure.name] ?? .plain : .plain,
                    detail: figure.total.map { "\(ChartScale.percent(figure.count, of: $0)) of \($0.grouped)" } ?? "")
            })
    }

    /// A page whose filters cannot be used says why and keeps the form.
    static func refusal(_ title: String, _ problem: Problem, _ scope: ReportScope, _ web: WebRequest) -> APIResponse {
        Page(title) {
            Component.notice(.bad) {
                if problem.fields.isEmpty { p { problem.message } }
                for entry in problem.fields { p { "\(entry.field): \(entry.messages.joined(separator: " "))" } }
            }
            scope.form
        }.response(web, status: 400)
    }

    /// The buttons that all reports have.
    @HTMLBuilder static func downloads(_ kind: ReportKind, _ scope: ReportScope) -> HTML {
        let path = "/api/lifecycle/reports/\(kind.rawValue)/"
        Component.link("Download CSV", scope.place(path, [("format", "csv")]))
        Component.link("XLSX", scope.place(path, [("format", "xlsx")]))
        Component.link("PDF", scope.place(path, [("format", "pdf")]))
        Component.link("JSON", scope.place(path, [("format", "json")]))
    }
}

extension Report {
    /// The cell of a row by the name of its column.
    func cell(_ row: [ReportCell], _ name: String) -> ReportCell {
        guard let index = columns.firstIndex(where: { $0.name == name }), index < row.count else { return .none }
        return row[index]
    }

    /// A figure by its name; nought when the report has none of it.
    func count(_ name: String) -> Int { summary.first { $0.name == name }?.count ?? 0 }
}
