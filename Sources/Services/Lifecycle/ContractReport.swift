package import Basics
import Domain
package import Modeling
package import Storage

/// Which contracts run out, and how many devices none covers.
package enum ContractReport {
    private static let columns = [
        ReportColumn("provider", "Provider"), ReportColumn("name", "Contract"), ReportColumn("number", "Number"),
        ReportColumn("contract_type", "Type"), ReportColumn("support_level", "Level"),
        ReportColumn("state", "State"), ReportColumn("start", "Start"), ReportColumn("end", "End"),
        ReportColumn("days_left", "Days left", alignsRight: true),
        ReportColumn("devices", "Devices", alignsRight: true), ReportColumn("cost", "Cost", alignsRight: true),
        ReportColumn("currency", "Currency"),
    ]

    /// Makes the report; contracts without a device in scope are left out unless the scope is everything.
    package static func make(
        _ session: Session, scope: DeviceScope, today: CalendarDay, settings: DomainSettings
    ) throws -> Report {
        let contracts = try session.fetch(Query<Contract>())
        let counts = try deviceCounts(session, scope)
        let texts = RowTexts(session)
        var states: [ContractState: Int] = [:]
        var rows: [(end: CalendarDay?, name: String, key: Identifier, cells: [ReportCell])] = []
        for contract in contracts {
            let count = counts[contract.id.raw] ?? 0
            guard scope.isEverything || count > 0 else { continue }
            let state = ContractState.of(
                end: contract.end, today: today, endingWithinDays: settings.endingWithinDays)
            states[state, default: 0] += 1
            let provider =
                try contract.provider.map { try texts.row(Provider.schema, $0.raw) }?
                .map { Record<Provider>(values: $0).name } ?? ""
            rows.append(
                (
                    contract.end, contract.name, contract.id.raw,
                    [
                        .text(provider), .text(contract.name), .text(contract.number), .text(contract.contractType),
                        .text(contract.supportLevel), .text(state.rawValue), .day(contract.start), .day(contract.end),
                        contract.end.map { .number($0.days(since: today)) } ?? .none, .number(count),
                        contract.cost.map { .text(CellJSON.decimalText($0.hundredths, 2)) } ?? .none,
                        .text(contract.currency),
                    ]
                ))
        }
        rows.sort { ($0.end ?? .distantFuture, $0.name) < ($1.end ?? .distantFuture, $1.name) }
        let (covered, total) = try coverage(session, scope, today)
        return Report(
            name: "contracts", title: "Support contracts", today: today,
            summary: [
                ReportFigure("contracts", "Contracts", rows.count),
                ReportFigure("active", "Active", states[.active] ?? 0, of: rows.count),
                ReportFigure(
                    "ending", "Ends within \(settings.endingWithinDays) days", states[.ending] ?? 0, of: rows.count),
                ReportFigure("expired", "Ended", states[.expired] ?? 0, of: rows.count),
                ReportFigure("devices_covered", "Devices under contract", covered, of: total),
                ReportFigure("devices_uncovered", "Devices without contract", total - covered, of: total),
            ],
            columns: columns, rows: rows.map(\.cells), keys: rows.map { $0.key }, attention: states[.expired] ?? 0)
    }

    /// The table of contracts and the devices that they name.
    static var pairs: String { Contract.schema.names.table + "_devices" }

    static func deviceCounts(_ session: Session, _ scope: DeviceScope) throws -> [Identifier: Int] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT p.owner_id, count(*) FROM \(pairs) p"
        if !scope.isEverything {
            sql += " JOIN dcim_device d ON d.id = p.target_id WHERE 1=1"
            try scope.append(session, alias: "d", to: &sql)
        }
        sql += " GROUP BY p.owner_id"
        var counts: [Identifier: Int] = [:]
        try session.connection.query(sql.text, sql.arguments, kinds: [.identifier, .integer]) { row in
            if let id = row[0].identifier, let count = row[1].integer { counts[id] = Int(count) }
            return true
        }
        return counts
    }

    /// Devices with at least one contract that has begun and not ended, and devices in all.
    static func coverage(
        _ session: Session, _ scope: DeviceScope, _ today: CalendarDay
    ) throws -> (covered: Int, total: Int) {
        var sql = SQLText(session.connection.dialect)
        sql +=
            "SELECT count(DISTINCT p.target_id) FROM \(pairs) p JOIN \(Contract.schema.names.table) c ON c.id = p.owner_id"
        if !scope.isEverything { sql += " JOIN dcim_device d ON d.id = p.target_id" }
        sql += " WHERE (c.end IS NULL OR c.end >= "
        sql.bind(.day(today))
        sql += ") AND (c.start IS NULL OR c.start <= "
        sql.bind(.day(today))
        sql += ")"
        try scope.append(session, alias: "d", to: &sql)
        let covered = try session.connection.value(sql.text, sql.arguments, kind: .integer).integer ?? 0
        var all = SQLText(session.connection.dialect)
        all += "SELECT count(*) FROM dcim_device d WHERE 1=1"
        try scope.append(session, alias: "d", to: &all)
        let total = try session.connection.value(all.text, all.arguments, kind: .integer).integer ?? 0
        return (Int(covered), Int(total))
    }
}
