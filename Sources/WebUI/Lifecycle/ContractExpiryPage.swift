import Basics
import HTTPServing
import Services

/// In which month contracts end and devices lose their cover, as a calendar.
struct ContractExpiryPage: Sendable {
    static let path = "/lifecycle/expiry/"

    private let web: WebRequest
    private let scope: ReportScope
    private let desk: ReportDesk
    private static let title = "Contract expiry"

    init(_ web: WebRequest, _ scope: ReportScope, _ desk: ReportDesk) {
        self.web = web
        self.scope = scope
        self.desk = desk
    }

    func response() async throws -> APIResponse {
        let report: Report
        do {
            report = try await desk.report(.expiry, scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(Self.title, problem, scope, web)
        }
        let cells = report.rows.map { Cell($0, report, scope) }
        return Page(
            Self.title, isWide: true,
            actions: {
                Component.link("Contract coverage", scope.place("/lifecycle/contracts/"))
                ReportMarkup.downloads(.expiry, scope)
            },
            body: {
                p(.class("lead")) {
                    "Contracts by the month of their last day, and the devices that lose their cover by it."
                }
                ReportMarkup.figures(report, tones: ["ended": .bad, "coming": .warn, "devices_ended": .bad]) {
                    place($0.name, cells)
                }
                scope.form
                if report.count("contracts") == 0 {
                    Component.empty(
                        "No contracts in scope", "Contracts stand here in the month in which they end."
                    ) {
                        Component.link("Contracts", "/plugins/nautobot-device-lifecycle-mgmt/contract/", "primary")
                    }
                } else {
                    section(.class("panel")) { chart(cells, report.today) }
                }
            }
        ).response(web)
    }

    /// A period of the report, and the lists behind its numbers.
    private struct Cell: Sendable {
        let name: String
        let first: ReportCell
        let last: ReportCell
        let contracts: Int
        let devices: Int
        let contractList: String
        let deviceList: String

        init(_ row: [ReportCell], _ report: Report, _ scope: ReportScope) {
            name = report.cell(row, "period").text
            first = report.cell(row, "from")
            last = report.cell(row, "to")
            func number(_ column: String) -> Int {
                if case .number(let number) = report.cell(row, column) { number } else { 0 }
            }
            contracts = number("contracts")
            devices = number("devices")
            guard name != "no_end" else {
                contractList = scope.place("/lifecycle/contracts/", [("show", "no_end")])
                deviceList = scope.devices([("cover_without_end", "true")])
                return
            }
            let bounds = [("from", "cover_end__gte", first.text), ("to", "cover_end__lte", last.text)]
                .filter { !$0.2.isEmpty }
            contractList = scope.place("/lifecycle/contracts/", bounds.map { ($0.0, $0.2) })
            deviceList = scope.devices(bounds.map { ($0.1, $0.2) })
        }

        var label: String {
            switch name {
            case "ended": "Ended"
            case "later": "Later"
            case "no_end": "Without an end"
            default: name
            }
        }
    }

    private func place(_ figure: String, _ cells: [Cell]) -> String? {
        switch figure {
        case "contracts": scope.place("/lifecycle/contracts/")
        case "ended", "later", "no_end": cells.first { $0.name == figure }?.contractList
        case "devices": scope.devices([("has_device_contracts", "true")])
        case "devices_ended": cells.first { $0.name == "ended" }?.deviceList
        case "coming":
            // All months between what has ended and what ends later.
            scope.place(
                "/lifecycle/contracts/",
                [("from", cells.dropFirst().first?.first.text ?? ""), ("to", cells.dropLast(2).last?.last.text ?? "")])
        default: nil
        }
    }

    private func chart(_ cells: [Cell], _ today: CalendarDay) -> HTML {
        let most = cells.dropLast().map(\.devices).max() ?? 0
        return ChartFrame(
            title: "Contracts and cover by month",
            drawing: ol(.class("calendar heat"), .role("list")) {
                for cell in cells {
                    let heat = Self.heat(cell, most)
                    li(.when(!heat.isEmpty, .class(heat))) {
                        span(.class("when")) { cell.label }
                        span { number(cell.contracts, cell.contractList, "contract", cell) }
                        span { number(cell.devices, cell.deviceList, "device", cell) }
                    }
                }
            },
            table: DataTable(
                caption: "Contracts and cover by month",
                columns: [
                    .init("Period"), .init("From"), .init("To"), .init("Contracts", isNumber: true),
                    .init("Devices", isNumber: true),
                ],
                rows: cells.map { cell in
                    [
                        HTML(cell.label), ReportMarkup.cell(cell.first), ReportMarkup.cell(cell.last),
                        ChartPart.number(cell.contracts, cell.contractList),
                        ChartPart.number(cell.devices, cell.deviceList),
                    ]
                }), csv: scope.place("/api/lifecycle/reports/expiry/", [("format", "csv")]),
            hint:
                "A device stands in the month in which the last of its contracts ends, under “Without an end” when one of them has none. The first month begins today, \(today); what ended before stands under “Ended”."
        ).html
    }

    private func number(_ count: Int, _ path: String, _ noun: String, _ cell: Cell) -> HTML {
        let words = count == 1 ? " \(noun)" : " \(noun)s"
        guard count > 0 else { return HTML("0\(words)") }
        return a(.href(path)) {
            span(.class("number")) { count.grouped }
            words
            span(.class("unseen")) { ": \(cell.label)" }
        }
    }

    /// How strongly a cell is coloured: by its devices beside those of the fullest; what has no end is no warning.
    private static func heat(_ cell: Cell, _ most: Int) -> String {
        guard cell.devices > 0, cell.name != "no_end" else { return "" }
        let step = min(4, 1 + ChartScale.part(cell.devices, of: max(1, most), length: 3))
        return "heat\(step) of-\(cell.name == "ended" ? "bad" : "warn")"
    }
}
