import Basics
import HTTPServing
import Services

/// Which software is approved: the report by device type, or by part of inventory items.
struct SoftwarePage: Sendable {
    private let web: WebRequest
    private let scope: ReportScope
    private let desk: ReportDesk
    private let isItems: Bool

    init(_ web: WebRequest, _ scope: ReportScope, _ desk: ReportDesk, isItems: Bool) {
        self.web = web
        self.scope = scope
        self.desk = desk
        self.isItems = isItems
    }

    private var title: String { isItems ? "Software of inventory items" : "Software of devices" }
    private var kind: ReportKind { isItems ? .inventory : .software }
    private var csv: String { scope.place("/api/lifecycle/reports/\(kind.rawValue)/", [("format", "csv")]) }
    private static let bars = 10

    func response() async throws -> APIResponse {
        let report: Report
        do {
            report = try await desk.report(kind, scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(title, problem, scope, web)
        }
        let part = TablePart(web, count: report.rows.count)
        return Page(
            title, isWide: true, actions: { ReportMarkup.downloads(kind, scope) },
            body: {
                ReportMarkup.figures(
                    report, tones: ["valid": .good, "invalid": .bad, "no_software": .warn]
                ) { place($0.name) }
                scope.form
                if report.rows.isEmpty {
                    Component.empty(
                        isItems ? "No inventory items in scope" : "No devices in scope",
                        "This report tells which software is approved by validated software entries, and which is not.",
                        help: .software
                    ) { ImportArea.offer(web) }
                } else {
                    div(.class("grid")) {
                        section(.class("panel")) { shares(report) }
                        section(.class("panel")) { bars(report) }
                    }
                    table(report, part.range)
                    part.pager
                }
            }
        ).response(web)
    }

    private func place(_ figure: String, _ more: [(name: String, value: String)] = []) -> String? {
        let verdict = figure == "total" ? [] : [(name: "software_validity", value: figure)]
        guard isItems else { return scope.devices(more + verdict) }
        return scope.isEverything ? WebRequest.place("/dcim/inventory-items/", more + verdict) : nil
    }

    /// The verdicts on all devices as shares.
    static func shares(
        _ report: Report, unit: String, csv: String, place: (String) -> String?
    ) -> HTML {
        RingChart(
            title: "Software by verdict",
            parts: [
                ("invalid", "Not valid", "c4"), ("valid", "Valid", "c3"), ("no_software", "No software known", "c6"),
            ].map { name, label, color in
                ChartPart(label: label, count: report.count(name), color: color, path: place(name))
            }, unit: unit, csv: csv
        ).html
    }

    private func shares(_ report: Report) -> HTML {
        Self.shares(report, unit: isItems ? "inventory items" : "devices", csv: csv) { place($0) }
    }

    private func bars(_ report: Report) -> HTML {
        let worst = report.rows.indices.filter { number(report, $0, "invalid") > 0 }.prefix(Self.bars)
        return BarChart(
            title: "Most without approval",
            parts: worst.map { index in
                ChartPart(
                    label: name(report, index), count: number(report, index, "invalid"), color: "c4",
                    path: place("invalid", subject(report, index)))
            }, unit: isItems ? "inventory items" : "devices", csv: csv,
            hint: worst.isEmpty ? "Everything that runs known software runs approved software." : ""
        ).html
    }

    private func name(_ report: Report, _ index: Int) -> String {
        report.cell(report.rows[index], isItems ? "part_id" : "model").text
    }

    private func number(_ report: Report, _ index: Int, _ column: String) -> Int {
        guard case .number(let number) = report.cell(report.rows[index], column) else { return 0 }
        return number
    }

    /// The filter that means the devices, or items, of a row.
    private func subject(_ report: Report, _ index: Int) -> [(name: String, value: String)] {
        guard isItems else { return report.keys[index].map { [("device_type", $0.description)] } ?? [] }
        let part = name(report, index)
        return [("part_id", part)]
    }

    private func table(_ report: Report, _ range: Range<Int>) -> HTML {
        DataTable(
            caption: isItems
                ? "Parts with the verdicts on their software" : "Device types with the verdicts on their software",
            columns: [
                .init(isItems ? "Part" : "Model"), .init(isItems ? "" : "Manufacturer"),
                .init(isItems ? "Items" : "Devices", isNumber: true), .init("Valid", isNumber: true),
                .init("Not valid", isNumber: true), .init("No software", isNumber: true),
                .init("Compliance", isNumber: true), .init("Main reason"),
            ].enumerated().filter { !isItems || $0.offset != 1 }.map(\.element),
            rows: range.map { index in
                let row = report.rows[index]
                let subject = subject(report, index)
                // An empty part cannot be asked for by a filter.
                let isListed = !isItems || name(report, index) != "(no part id)"
                let numbers = [
                    ("total", "total"), ("valid", "valid"), ("invalid", "invalid"), ("no_software", "no_software"),
                ]
                .map { column, figure in
                    ChartPart.number(
                        number(report, index, column), isListed ? place(figure, subject) : nil)
                }
                let model = name(report, index)
                let type = isItems ? nil : report.keys[index]
                let title = type.map { ValueMarkup.rowLink(model, to: "/dcim/device-types/\($0)/") } ?? HTML(model)
                return [title] + (isItems ? [] : [ReportMarkup.cell(report.cell(row, "manufacturer"))]) + numbers + [
                    compliance(report.cell(row, "compliance")),
                    reason(report.cell(row, "main_reason"), isListed ? place("invalid", subject) : nil, model),
                ]
            }
        ).html
    }

    private func compliance(_ cell: ReportCell) -> HTML {
        cell.text.isEmpty ? ValueMarkup.nothing : HTML("\(cell.text) %")
    }

    /// The reason that most share; each device says its own on the page behind "why?".
    private func reason(_ cell: ReportCell, _ place: String?, _ subject: String) -> HTML {
        guard !cell.text.isEmpty else { return ValueMarkup.nothing }
        return .join {
            cell.text
            if let place {
                " "
                a(.href(place), .class("why")) {
                    "which?"
                    span(.class("unseen")) { " \(subject)" }
                }
            }
        }
    }
}
