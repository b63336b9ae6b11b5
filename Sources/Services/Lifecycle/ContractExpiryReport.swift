package import Basics
import Domain
import Modeling
package import Storage

/// How many contracts end in which month, and how many devices lose their cover by it.
///
/// The cover of a device ends with the last of its contracts, also where one of them is yet to begin. A device with a
/// contract that has no end loses its cover in no month. Each device with a contract is in exactly one row.
package enum ContractExpiryReport {
    /// Months that have a row of their own, the current one included.
    private static let months = 24
    private static let columns = [
        ReportColumn("period", "Period"), ReportColumn("from", "From"), ReportColumn("to", "To"),
        ReportColumn("contracts", "Contracts", alignsRight: true),
        ReportColumn("devices", "Devices", alignsRight: true),
    ]

    /// The periods of the rows but the last, which is for contracts without an end.
    ///
    /// What ended before today stands first, so that the current month begins today.
    static func spans(_ today: CalendarDay) -> [DaySpan] {
        var spans = [DaySpan(name: "ended", first: nil, last: today.adding(days: -1))]
        let month = today.firstOfMonth
        for number in 0..<months {
            let first = month.adding(months: number)
            spans.append(
                DaySpan(
                    name: String(first.description.dropLast(3)), first: max(first, today),
                    last: month.adding(months: number + 1).adding(days: -1)))
        }
        return spans + [DaySpan(name: "later", first: month.adding(months: months), last: nil)]
    }

    /// Makes the report; contracts without a device in scope are left out unless the scope is everything.
    package static func make(_ session: Session, scope: DeviceScope, today: CalendarDay) throws -> Report {
        let spans = spans(today)
        let contracts = try contracts(session, scope)
        let devices = try devices(session, scope)
        let ending = DaySpan.counts(contracts.ends, in: spans)
        let losing = DaySpan.counts(devices.ends, in: spans)
        var rows = spans.indices.map { index -> [ReportCell] in
            [
                .text(spans[index].name), .day(spans[index].first), .day(spans[index].last), .number(ending[index]),
                .number(losing[index]),
            ]
        }
        rows.append([.text("no_end"), .none, .none, .number(contracts.endless), .number(devices.endless)])
        let total = ending.reduce(contracts.endless, +)
        let named = losing.reduce(devices.endless, +)
        return Report(
            name: "expiry", title: "Contract expiry", today: today,
            summary: [
                ReportFigure("contracts", "Contracts", total),
                ReportFigure("ended", "Ended", ending.first ?? 0, of: total),
                ReportFigure(
                    "coming", "End within \(months) months", ending.dropFirst().dropLast().reduce(0, +), of: total),
                ReportFigure("later", "End later", ending.last ?? 0, of: total),
                ReportFigure("no_end", "Without an end", contracts.endless, of: total),
                ReportFigure("devices", "Devices with a contract", named),
                ReportFigure("devices_ended", "Devices whose contracts have all ended", losing.first ?? 0, of: named),
            ], columns: columns, rows: rows, attention: 0)
    }

    /// Things by the day of their end, and those without an end.
    private struct Ends {
        var ends: [CalendarDay: Int] = [:]
        var endless = 0

        mutating func add(_ day: Value, _ count: Int) {
            if case .day(let day) = day { ends[day, default: 0] += count } else { endless += count }
        }
    }

    private static func contracts(_ session: Session, _ scope: DeviceScope) throws -> Ends {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT c.end, count(*) FROM \(Contract.schema.names.table) c"
        if !scope.isEverything {
            sql += " WHERE c.id IN (SELECT p.owner_id FROM \(ContractReport.pairs) p "
            sql += "JOIN \(Device.schema.names.table) d ON d.id = p.target_id WHERE 1=1"
            try scope.append(session, alias: "d", to: &sql)
            sql += ")"
        }
        sql += " GROUP BY c.end"
        var ends = Ends()
        try session.connection.query(sql.text, sql.arguments, kinds: [.day, .integer]) { row in
            ends.add(row[0], Int(row[1].integer ?? 0))
            return true
        }
        return ends
    }

    private static func devices(_ session: Session, _ scope: DeviceScope) throws -> Ends {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT x.last_end, count(*) FROM (SELECT p.target_id, "
        sql += "CASE WHEN count(*) = count(c.end) THEN max(c.end) END AS last_end FROM \(ContractReport.pairs) p "
        sql += "JOIN \(Contract.schema.names.table) c ON c.id = p.owner_id"
        if !scope.isEverything {
            sql += " JOIN \(Device.schema.names.table) d ON d.id = p.target_id WHERE 1=1"
            try scope.append(session, alias: "d", to: &sql)
        }
        sql += " GROUP BY p.target_id) x GROUP BY x.last_end"
        var ends = Ends()
        try session.connection.query(sql.text, sql.arguments, kinds: [.day, .integer]) { row in
            ends.add(row[0], Int(row[1].integer ?? 0))
            return true
        }
        return ends
    }
}

extension CalendarDay {
    /// The first day of its month.
    var firstOfMonth: CalendarDay { adding(days: 1 - day) }
}
