import Basics
import HTTPServing
import Services

/// Which devices are under contract, and which contracts run out.
struct ContractsPage: Sendable {
    private let web: WebRequest
    private let scope: ReportScope
    private let desk: ReportDesk
    private static let title = "Contract coverage"
    private static let list = "/plugins/nautobot-device-lifecycle-mgmt/contract/"

    init(_ web: WebRequest, _ scope: ReportScope, _ desk: ReportDesk) {
        self.web = web
        self.scope = scope
        self.desk = desk
    }

    func response() async throws -> APIResponse {
        let report: Report
        do {
            report = try await desk.report(.contracts, scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(Self.title, problem, scope, web)
        }
        let shown = web.request.parameter("show") ?? ""
        let rows = report.rows.indices.filter { index in
            shown.isEmpty || report.cell(report.rows[index], "state").text == shown
        }
        let part = TablePart(web, count: rows.count)
        return Page(
            Self.title, isWide: true, actions: { ReportMarkup.downloads(.contracts, scope) },
            body: {
                ReportMarkup.figures(
                    report, tones: ["expired": .bad, "ending": .warn, "active": .good, "devices_uncovered": .warn]
                ) { Self.place($0.name, scope) }
                scope.form
                section(.class("panel")) {
                    ShareChart(
                        title: "Devices under contract today",
                        parts: [
                            ("devices_covered", "Under contract", "c3"),
                            ("devices_uncovered", "Without contract", "c2"),
                        ].map { name, label, color in
                            ChartPart(
                                label: label, count: report.count(name), color: color,
                                path: Self.place(name, scope))
                        }, unit: "devices", csv: scope.place("/api/lifecycle/reports/contracts/", [("format", "csv")])
                    ).html
                    p(.class("hint")) {
                        "A device is under contract when a contract names it that has begun and not ended."
                    }
                }
                if report.rows.isEmpty {
                    Component.empty(
                        "No contracts in scope",
                        "Contracts with their last days stand here, with the devices they cover.",
                        help: .replacement
                    ) { Component.link("Contracts", Self.list, "primary") }
                } else {
                    Component.tabs(
                        [("", "All"), ("expired", "Ended"), ("ending", "Ending"), ("active", "Active")].map {
                            ($1, place(showing: $0))
                        }, current: place(showing: shown))
                    table(report, part.range.map { rows[$0] })
                    part.pager
                }
            }
        ).response(web)
    }

    /// The list behind a figure of the summary.
    static func place(_ figure: String, _ scope: ReportScope) -> String? {
        switch figure {
        case "devices_covered": scope.devices([("under_contract", "true")])
        case "devices_uncovered": scope.devices([("under_contract", "false")])
        case "contracts": scope.place("/lifecycle/contracts/")
        case "active", "ending", "expired": scope.place("/lifecycle/contracts/", [("show", figure)])
        default: nil
        }
    }

    private func place(showing state: String) -> String {
        scope.place(web.request.path, state.isEmpty ? [] : [("show", state)])
    }

    private func table(_ report: Report, _ indices: [Int]) -> HTML {
        DataTable(
            caption: "Contracts by last day",
            columns: [
                .init("Contract"), .init("Vendor"), .init("Number"), .init("State"), .init("Level"), .init("Start"),
                .init("End"), .init("Days left", isNumber: true), .init("Devices", isNumber: true),
                .init("Cost", isNumber: true),
            ],
            rows: indices.map { index in
                let row = report.rows[index]
                let id = report.keys[index]?.description ?? ""
                var devices = 0
                if case .number(let count) = report.cell(row, "devices") { devices = count }
                let cost = report.cell(row, "cost").text
                return [
                    a(.href("\(Self.list)\(id)/")) { report.cell(row, "name").text },
                    ReportMarkup.cell(report.cell(row, "provider")), ReportMarkup.cell(report.cell(row, "number")),
                    ReportMarkup.contract(report.cell(row, "state").text),
                    ReportMarkup.cell(report.cell(row, "support_level")),
                    ReportMarkup.cell(report.cell(row, "start")), ReportMarkup.cell(report.cell(row, "end")),
                    ReportMarkup.cell(report.cell(row, "days_left")),
                    ChartPart.number(
                        devices, scope.devices([("nautobot_device_lifecycle_mgmt_device_contracts", id)])),
                    cost.isEmpty ? ValueMarkup.nothing : HTML("\(cost) \(report.cell(row, "currency").text)"),
                ]
            }
        ).html
    }
}
