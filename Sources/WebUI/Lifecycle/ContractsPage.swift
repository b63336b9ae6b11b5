import Basics
import Domain
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
        let window: DueReport.Window
        do {
            window = DueReport.Window(from: try scope.day("from"), to: try scope.day("to"))
            try window.check()
            report = try await desk.report(.contracts, scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(Self.title, problem, scope, web)
        }
        let shown = web.request.parameter("show") ?? ""
        let rows = report.rows.indices.filter { index in
            let row = report.rows[index]
            return Self.isShown(row, shown, in: report) && Self.ends(row, within: window, in: report)
        }
        let part = TablePart(web, count: rows.count)
        return Page(
            Self.title, isWide: true,
            actions: {
                Component.link("Expiry calendar", scope.place(ContractExpiryPage.path))
                ReportMarkup.downloads(.contracts, scope)
            },
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
                        [
                            ("", "All"), ("expired", "Ended"), ("ending", "Ending"), ("active", "Active"),
                            ("no_end", "Without an end"),
                        ]
                        .map {
                            ($1, place(showing: $0))
                        }, current: place(showing: shown))
                    Self.heading(window, rows.count, scope)
                    table(report, part.range.map { rows[$0] })
                    part.pager
                }
            }
        ).response(web)
    }

    /// Whether a contract is of the state that the page is narrowed to.
    private static func isShown(_ row: [ReportCell], _ shown: String, in report: Report) -> Bool {
        switch shown {
        case "": true
        case "no_end": report.cell(row, "end").text.isEmpty
        default: report.cell(row, "state").text == shown
        }
    }

    /// Whether a contract ends within the days that the page is narrowed to.
    private static func ends(_ row: [ReportCell], within window: DueReport.Window, in report: Report) -> Bool {
        guard window.from != nil || window.to != nil else { return true }
        guard case .day(let end?) = report.cell(row, "end") else { return false }
        return window.contains(end, .contractEnd)
    }

    @HTMLBuilder private static func heading(
        _ window: DueReport.Window, _ count: Int, _ scope: ReportScope
    ) -> HTML {
        if window.from != nil || window.to != nil {
            p {
                count == 1 ? "1 contract ends" : "\(count.grouped) contracts end"
                if let from = window.from {
                    " from "
                    ValueMarkup.day(from.description)
                }
                if let to = window.to {
                    " until "
                    ValueMarkup.day(to.description)
                }
                ". "
                a(.href(scope.place("/lifecycle/contracts/"))) { "All contracts" }
            }
        }
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
