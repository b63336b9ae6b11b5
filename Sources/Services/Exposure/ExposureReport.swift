package import Basics
import Domain
import Modeling
package import Storage

/// Which devices are exposed to known vulnerabilities: a row per vulnerability, the most pressing first.
///
/// Devices are counted once per software and type; what people decided about single devices is taken off one by one.
package enum ExposureReport {
    private static let columns = [
        ReportColumn("cve", "CVE"), ReportColumn("severity", "Severity"),
        ReportColumn("score", "Score", alignsRight: true), ReportColumn("exploited", "Exploited"),
        ReportColumn("due", "Due"), ReportColumn("epss", "EPSS %", alignsRight: true),
        ReportColumn("devices", "Devices", alignsRight: true),
        ReportColumn("potential", "Maybe", alignsRight: true), ReportColumn("software", "Software"),
        ReportColumn("fixed_in", "Fixed in"), ReportColumn("title", "Title"),
    ]

    /// Makes the report.
    package static func make(_ session: Session, scope: DeviceScope, today: CalendarDay) throws -> Report {
        let fleet = try ExposedFleet(session, scope: scope, today: today)
        var rows: [(priority: Int, cve: String, cells: [ReportCell])] = []
        for (id, tally) in fleet.vulnerabilities {
            guard let view = fleet.views[id], tally.affected + tally.potential > 0 else { continue }
            rows.append((view.priority, view.cve, cells(view, tally, fleet)))
        }
        rows.sort { ($1.priority, $0.cve) < ($0.priority, $1.cve) }
        let total = fleet.total
        let exposed = fleet.devices[.exploited, default: 0] + fleet.devices[.critical, default: 0]
        return Report(
            name: "exposure", title: "Exposure to known vulnerabilities", today: today,
            summary: ExposedFleet.Exposure.allCases.map { exposure in
                ReportFigure(exposure.rawValue, exposure.label, fleet.devices[exposure, default: 0], of: total)
            }, columns: columns, rows: rows.map(\.cells), attention: exposed, remarks: remarks(fleet))
    }

    /// Software that nobody understands is named with the reason, most devices first.
    private static func remarks(_ fleet: ExposedFleet) -> [String] {
        let all = fleet.notUnderstood.sorted { ($1.value.devices, $0.key) < ($0.value.devices, $1.key) }
        var remarks = all.prefix(most).map { _, entry in
            "\(entry.name) on \(entry.devices) \(entry.devices == 1 ? "device" : "devices"): \(entry.reason)"
        }
        if all.count > most {
            remarks.append("\(all.count - most) more software versions are not understood: see software-identities.")
        }
        return remarks
    }

    /// Software versions that are named.
    private static let most = 20

    private static func cells(
        _ view: Record<KnownVulnerability>, _ tally: ExposedFleet.Tally, _ fleet: ExposedFleet
    ) -> [ReportCell] {
        let software = tally.bySoftware.keys.compactMap { fleet.software[$0] }.sorted()
        let shown =
            software.prefix(3).joined(separator: ", ") + (software.count > 3 ? " and \(software.count - 3) more" : "")
        return [
            .text(view.cve), .text(view.severity),
            view.score.map { .text(String($0)) } ?? .none,
            .text(view.isExploited ? (view.usedByRansomware ? "yes, ransomware" : "yes") : ""), .day(view.due),
            .percent(view.epss.map { $0 * 100 }), .number(tally.affected), .number(tally.potential), .text(shown),
            .text(tally.fixedIn.prefix(3).joined(separator: ", ")),
            .text(view.title.isEmpty ? String(view.summary.prefix(120)) : view.title),
        ]
    }
}
