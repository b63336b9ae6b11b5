package import Basics
import Domain
import Modeling
package import Storage

/// How many devices are how old, in whole years since their device type was first sold.
///
/// The day is the release date of the type's hardware notice; nothing is known of when a single device was made or
/// bought. Devices of types without that date have a row of their own.
package enum HardwareAgeReport {
    /// Years that have a row of their own; older hardware shares one.
    private static let years = 15
    private static let columns = [
        ReportColumn("age", "Years"), ReportColumn("from", "Released from"), ReportColumn("to", "Released to"),
        ReportColumn("devices", "Devices", alignsRight: true),
    ]

    /// The days of release behind the rows but the last, which is for devices without a known one.
    static func spans(_ today: CalendarDay) -> [DaySpan] {
        var spans = [DaySpan(name: "not_released", first: today.adding(days: 1), last: nil)]
        for age in 0..<years {
            spans.append(
                DaySpan(
                    name: String(age), first: today.adding(months: -12 * (age + 1)).adding(days: 1),
                    last: today.adding(months: -12 * age)))
        }
        return spans + [DaySpan(name: "\(years)+", first: nil, last: today.adding(months: -12 * years))]
    }

    /// Makes the report.
    package static func make(_ session: Session, scope: DeviceScope, today: CalendarDay) throws -> Report {
        let spans = spans(today)
        var sql = SQLText(session.connection.dialect)
        // The many devices are counted by their type first; few are left to be joined.
        sql += "SELECT n.release_date, cast(sum(g.n) AS bigint) FROM (SELECT d.device_type_id AS k, count(*) AS n "
        sql += "FROM \(Device.schema.names.table) d WHERE 1=1"
        try scope.append(session, alias: "d", to: &sql)
        sql += " GROUP BY d.device_type_id) g LEFT JOIN \(HardwareNotice.schema.names.table) n "
        sql += "ON n.device_type_id = g.k GROUP BY n.release_date"
        var days: [CalendarDay: Int] = [:]
        var unknown = 0
        try session.connection.query(sql.text, sql.arguments, kinds: [.day, .integer]) { row in
            let count = Int(row[1].integer ?? 0)
            if case .day(let day) = row[0] { days[day, default: 0] += count } else { unknown += count }
            return true
        }
        let counts = DaySpan.counts(days, in: spans)
        let known = counts.reduce(0, +)
        var rows = spans.indices.map { index -> [ReportCell] in
            [.text(spans[index].name), .day(spans[index].first), .day(spans[index].last), .number(counts[index])]
        }
        rows.append([.text("unknown"), .none, .none, .number(unknown)])
        return Report(
            name: "age", title: "Hardware age", today: today,
            summary: [
                ReportFigure("devices", "Devices", known + unknown),
                ReportFigure("known", "Release date known", known, of: known + unknown),
                ReportFigure("unknown", "Release date not known", unknown, of: known + unknown),
            ], columns: columns, rows: rows, attention: 0)
    }
}
