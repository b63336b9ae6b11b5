import Basics
import HTTPServing
import Services

/// Which hardware is out of support: the report by device type and part.
struct HardwarePage: Sendable {
    private let web: WebRequest
    private let scope: ReportScope
    private let desk: ReportDesk
    private static let title = "Hardware support"
    private static let bars = 10

    init(_ web: WebRequest, _ scope: ReportScope, _ desk: ReportDesk) {
        self.web = web
        self.scope = scope
        self.desk = desk
    }

    func response() async throws -> APIResponse {
        let report: Report
        do {
            report = try await desk.report(.hardware, scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(Self.title, problem, scope, web)
        }
        let shown = web.request.parameter("show") ?? ""
        let rows = report.rows.indices.filter { index in
            shown.isEmpty || report.cell(report.rows[index], "state").text == shown
        }
        let part = TablePart(web, count: rows.count)
        return Page(
            Self.title, isWide: true, actions: { ReportMarkup.downloads(.hardware, scope) },
            body: {
                ReportMarkup.figures(
                    report,
                    tones: ["unsupported": .bad, "parts_unsupported": .bad, "ending": .warn, "supported": .good]
                ) { Self.place($0.name, scope) }
                scope.form
                if report.rows.isEmpty {
                    Component.empty(
                        "No hardware in scope",
                        "This report tells which device types and parts are out of support. Add devices and their hardware notices.",
                        help: .support
                    ) { ImportArea.offer(web) }
                } else {
                    div(.class("grid")) {
                        section(.class("panel")) { Self.shares(report, scope) }
                        section(.class("panel")) { bars(report) }
                    }
                    states(shown)
                    table(report, part.range.map { rows[$0] })
                    part.pager
                }
            }
        ).response(web)
    }

    /// The list behind a figure of the summary.
    static func place(_ figure: String, _ scope: ReportScope) -> String? {
        switch figure {
        case "devices": scope.devices()
        case "supported", "ending", "unsupported", "unknown": scope.devices([("support_state", figure)])
        case "parts_unsupported":
            scope.isEverything
                ? WebRequest.place("/dcim/inventory-items/", [("support_state", "unsupported")]) : nil
        default: nil
        }
    }

    /// The states of all devices as shares.
    static func shares(_ report: Report, _ scope: ReportScope) -> HTML {
        ShareChart(
            title: "Devices by support",
            parts: [
                ("unsupported", "Out of support", "c4"), ("ending", "Ending", "c2"), ("supported", "Supported", "c3"),
                ("unknown", "Unknown", "c6"),
            ].map { name, label, color in
                ChartPart(
                    label: label, count: report.count(name), color: color, path: place(name, scope))
            }, unit: "devices", csv: scope.place("/api/lifecycle/reports/hardware/", [("format", "csv")])
        ).html
    }

    private func bars(_ report: Report) -> HTML {
        let urgent = report.rows.indices.filter { index in
            let state = report.cell(report.rows[index], "state").text
            return report.keys[index] != nil && (state == "unsupported" || state == "ending")
        }
        let largest = urgent.sorted { count(report, $0) > count(report, $1) }.prefix(Self.bars)
        return BarChart(
            title: "Device types to replace first",
            parts: largest.map { index in
                let row = report.rows[index]
                return ChartPart(
                    label: report.cell(row, "model").text, count: count(report, index),
                    color: report.cell(row, "state").text == "unsupported" ? "c4" : "c2",
                    path: devices(report.keys[index]))
            }, unit: "devices", csv: scope.place("/api/lifecycle/reports/hardware/", [("format", "csv")]),
            hint: largest.isEmpty
                ? "No device type is out of support or close to it."
                : "By devices: red is out of support, orange ends soon."
        ).html
    }

    private func count(_ report: Report, _ index: Int) -> Int {
        guard case .number(let count) = report.cell(report.rows[index], "count") else { return 0 }
        return count
    }

    private func devices(_ type: Identifier?) -> String? {
        type.map { scope.devices([("device_type", $0.description)]) }
    }

    private func states(_ shown: String) -> HTML {
        Component.tabs(
            [
                ("", "All"), ("unsupported", "Out of support"), ("ending", "Ending"), ("unknown", "Unknown"),
                ("supported", "Supported"),
            ]
            .map { name, title in (title, place(showing: name)) }, current: place(showing: shown))
    }

    private func place(showing state: String) -> String {
        scope.place(web.request.path, state.isEmpty ? [] : [("show", state)])
    }

    private func table(_ report: Report, _ indices: [Int]) -> HTML {
        DataTable(
            caption: "Device types and parts with their support",
            columns: [
                .init("Model"), .init("Manufacturer"), .init("Part number"), .init("Count", isNumber: true),
                .init("Support"), .init("End of sale"), .init("Security patches"), .init("End of support"),
                .init("Days left", isNumber: true), .init("Source"),
            ],
            rows: indices.map { index in
                let row = report.rows[index]
                let model = report.cell(row, "model").text
                let type = report.keys[index]
                return [
                    type.map { ValueMarkup.rowLink(model, to: "/dcim/device-types/\($0)/") } ?? HTML("Part \(model)"),
                    ReportMarkup.cell(report.cell(row, "manufacturer")),
                    ReportMarkup.cell(report.cell(row, "part_number")),
                    ChartPart.number(count(report, index), type == nil ? items(model) : devices(type)),
                    .join {
                        ReportMarkup.support(report.cell(row, "state").text)
                        " "
                        ReportMarkup.why(
                            type.map { [("device_type", $0.description)] } ?? [("part", model)], about: model)
                    },
                    ReportMarkup.cell(report.cell(row, "end_of_sale")),
                    ReportMarkup.cell(report.cell(row, "end_of_security_patches")),
                    ReportMarkup.cell(report.cell(row, "end_of_support")),
                    ReportMarkup.cell(report.cell(row, "days_left")),
                    source(report.cell(row, "documentation_url").text),
                ]
            }
        ).html
    }

    /// Items have filters of their own, so that only all of a part can be listed.
    private func items(_ part: String) -> String? {
        scope.isEverything ? WebRequest.place("/dcim/inventory-items/", [("part_id", part)]) : nil
    }

    private func source(_ url: String) -> HTML {
        url.isEmpty ? ValueMarkup.nothing : ValueMarkup.outside(url, "notice")
    }
}
