import Basics
import HTTPServing
import Services

/// How old the hardware is: devices by whole years since their type was first sold.
struct HardwareAgePage: Sendable {
    private let web: WebRequest
    private let scope: ReportScope
    private let desk: ReportDesk
    private static let title = "Hardware age"
    private static let filter = "hardware_release_date"
    private static let notices = "/plugins/nautobot-device-lifecycle-mgmt/hardware/"

    init(_ web: WebRequest, _ scope: ReportScope, _ desk: ReportDesk) {
        self.web = web
        self.scope = scope
        self.desk = desk
    }

    func response() async throws -> APIResponse {
        let report: Report
        do {
            report = try await desk.report(.age, scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(Self.title, problem, scope, web)
        }
        return Page(
            Self.title, isWide: true, actions: { ReportMarkup.downloads(.age, scope) },
            body: {
                p(.class("lead")) {
                    "Devices by whole years since their device type was first sold, as of "
                    ValueMarkup.day(report.today.description)
                    "."
                }
                p(.class("hint")) {
                    "The day is the release date in the hardware notice of the device type. When a single device was made or bought is not recorded. "
                    a(.href(Self.notices)) { "Hardware notices" }
                }
                ReportMarkup.figures(report, tones: [:]) { place($0.name) }
                scope.form
                if report.count("devices") == 0 {
                    Component.empty(
                        "No devices in scope", "Devices stand here by the age of their hardware."
                    ) { ImportArea.offer(web) }
                } else {
                    if report.count("known") == 0 {
                        Component.notice(.info) {
                            p {
                                "No hardware notice of these device types has a release date yet. Fill it in under "
                                a(.href(Self.notices)) { "Hardware notices" }
                                ", or import it, and the devices stand here by their age."
                            }
                        }
                    }
                    section(.class("panel")) { chart(report) }
                }
            }
        ).response(web)
    }

    private func place(_ figure: String) -> String {
        switch figure {
        case "known": scope.devices([("\(Self.filter)__isnull", "false")])
        case "unknown": scope.devices([("\(Self.filter)__isnull", "true")])
        default: scope.devices()
        }
    }

    private func chart(_ report: Report) -> HTML {
        let rows = report.rows.map { row in
            (
                from: report.cell(row, "from"), to: report.cell(row, "to"),
                part: part(report.cell(row, "age").text, row, report)
            )
        }
        return ChartFrame(
            title: "Devices by age of their hardware",
            drawing: BarChart.bars(Self.inhabited(rows.map(\.part))),
            table: DataTable(
                caption: "Devices by age of their hardware",
                columns: [
                    .init("Age"), .init("Released from"), .init("Released to"), .init("Devices", isNumber: true),
                ],
                rows: rows.map { row in
                    [
                        HTML(row.part.label), ReportMarkup.cell(row.from), ReportMarkup.cell(row.to),
                        ChartPart.number(row.part.count, row.part.path),
                    ]
                }), csv: scope.place("/api/lifecycle/reports/age/", [("format", "csv")])
        ).html
    }

    /// The ages from the first that a device has to the last; the table has all of them.
    private static func inhabited(_ parts: [ChartPart]) -> [ChartPart] {
        guard let first = parts.firstIndex(where: { $0.count > 0 }),
            let last = parts.lastIndex(where: { $0.count > 0 })
        else { return parts }
        return Array(parts[first...last])
    }

    /// A bar: the devices whose types were released on the days of the row.
    private func part(_ age: String, _ row: [ReportCell], _ report: Report) -> ChartPart {
        var count = 0
        if case .number(let number) = report.cell(row, "devices") { count = number }
        let bounds = [("gte", report.cell(row, "from").text), ("lte", report.cell(row, "to").text)]
            .filter { !$0.1.isEmpty }.map { ("\(Self.filter)__\($0.0)", $0.1) }
        let (label, color) =
            switch age {
            case "unknown": ("Release date not known", "c6")
            case "not_released": ("Released later", "c7")
            case "0": ("Less than 1 year", "c1")
            case "1": ("1 year", "c1")
            default: (age.hasSuffix("+") ? "\(age.dropLast()) years or more" : "\(age) years", "c1")
            }
        return ChartPart(
            label: label, count: count, color: color,
            path: age == "unknown" ? place(age) : scope.devices(bounds))
    }
}
