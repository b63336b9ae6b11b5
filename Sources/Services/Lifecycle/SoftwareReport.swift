package import Basics
import Domain
package import Modeling
package import Storage

/// Which devices run approved software: a row per device type, from the classes of the fleet.
package enum SoftwareReport {
    private static let columns = [
        ReportColumn("manufacturer", "Manufacturer"), ReportColumn("model", "Model"),
        ReportColumn("total", "Devices", alignsRight: true), ReportColumn("valid", "Valid", alignsRight: true),
        ReportColumn("invalid", "Not valid", alignsRight: true),
        ReportColumn("no_software", "No software", alignsRight: true),
        ReportColumn("compliance", "Compliance %", alignsRight: true),
        ReportColumn("main_reason", "Main reason"),
    ]

    /// Counts of one device type.
    private struct Tally {
        var valid = 0
        var invalid = 0
        var noSoftware = 0
        var reasons: [String: Int] = [:]
        var total: Int { valid + invalid + noSoftware }

        mutating func add(_ verdict: SoftwareVerdict, hasSoftware: Bool, _ count: Int) {
            if !hasSoftware {
                noSoftware += count
            } else if verdict.isValid {
                valid += count
            } else {
                invalid += count
                reasons[verdict.explanation, default: 0] += count
            }
        }
    }

    /// Makes the report.
    package static func make(
        _ session: Session, scope: DeviceScope, today: CalendarDay, settings: DomainSettings
    ) throws -> Report {
        let rules = try SoftwareRules.load(session)
        let fleet = try Fleet(session, rules, scope: scope)
        var judge = FleetJudge(
            index: SoftwareRuleIndex(rules), matcher: ValidationMatcher(mode: MatchingMode(settings)), today: today)
        var tallies: [Identifier: Tally] = [:]
        for (group, count) in fleet.classes {
            let verdict = judge.verdict(for: group.subject)
            tallies[group.deviceType, default: Tally()].add(verdict, hasSoftware: group.software != nil, count)
        }
        for device in fleet.special {
            guard let type = device.deviceType else { continue }
            tallies[type, default: Tally()].add(judge.verdict(for: device), hasSoftware: device.software != nil, 1)
        }
        let texts = RowTexts(session)
        var rows: [(tally: Tally, name: String, key: Identifier, cells: [ReportCell])] = []
        for (type, tally) in tallies where tally.total > 0 {
            guard let values = try texts.row(DeviceType.schema, type) else { continue }
            let record = Record<DeviceType>(values: values)
            let manufacturer = try texts.display(Manufacturer.schema, id: record.manufacturer.raw)
            rows.append(
                (
                    tally, "\(manufacturer) \(record.model)", type,
                    [.text(manufacturer), .text(record.model)] + cells(tally)
                ))
        }
        rows.sort { ($1.tally.invalid, $0.name) < ($0.tally.invalid, $1.name) }
        return report(
            "software", "Software validation of devices", today, rows.map(\.tally), rows.map(\.cells), columns,
            keys: rows.map(\.key))
    }

    private static func cells(_ tally: Tally) -> [ReportCell] {
        let reason = tally.reasons.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
        return [
            .number(tally.total), .number(tally.valid), .number(tally.invalid), .number(tally.noSoftware),
            .percent(tally.total == 0 ? nil : Double(tally.valid) * 100 / Double(tally.total)), .text(reason),
        ]
    }

    private static func report(
        _ name: String, _ title: String, _ today: CalendarDay, _ tallies: [Tally], _ rows: [[ReportCell]],
        _ columns: [ReportColumn], keys: [Identifier?] = []
    ) -> Report {
        let total = tallies.reduce(0) { $0 + $1.total }
        let invalid = tallies.reduce(0) { $0 + $1.invalid }
        return Report(
            name: name, title: title, today: today,
            summary: [
                ReportFigure("total", name == "software" ? "Devices" : "Inventory items", total),
                ReportFigure("valid", "Valid software", tallies.reduce(0) { $0 + $1.valid }, of: total),
                ReportFigure("invalid", "Not valid", invalid, of: total),
                ReportFigure("no_software", "No software known", tallies.reduce(0) { $0 + $1.noSoftware }, of: total),
            ],
            columns: columns, rows: rows, keys: keys, attention: invalid)
    }

    // MARK: Inventory items

    private static let itemColumns = [
        ReportColumn("part_id", "Part"), ReportColumn("total", "Items", alignsRight: true),
        ReportColumn("valid", "Valid", alignsRight: true), ReportColumn("invalid", "Not valid", alignsRight: true),
        ReportColumn("no_software", "No software", alignsRight: true),
        ReportColumn("compliance", "Compliance %", alignsRight: true),
        ReportColumn("main_reason", "Main reason"),
    ]

    /// Makes the report over inventory items: a row per part id.
    package static func makeForItems(
        _ session: Session, scope: DeviceScope, today: CalendarDay, settings: DomainSettings
    ) throws -> Report {
        let rules = try SoftwareRules.load(session)
        let special = try InventoryEvaluation.specialItems(session, rules, scope: scope)
        var judge = FleetJudge(
            index: SoftwareRuleIndex(rules), matcher: ValidationMatcher(mode: MatchingMode(settings)), today: today)
        var tallies: [String: Tally] = [:]
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT n.part_id, CASE WHEN n.software_version_id IS NULL THEN 0 ELSE 1 END AS has, count(*) "
        sql += "FROM dcim_inventoryitem n WHERE 1=1"
        if !scope.isEverything {
            sql += " AND n.device_id IN (SELECT d.id FROM dcim_device d WHERE 1=1"
            try scope.append(session, alias: "d", to: &sql)
            sql += ")"
        }
        InventoryEvaluation.appendExclusion(rules, to: &sql)
        sql += " GROUP BY 1, 2"
        var plain: [(String, Bool, Int)] = []
        try session.connection.query(sql.text, sql.arguments, kinds: [.text, .integer, .integer]) { row in
            plain.append((row[0].textValue ?? "", row[1].integer == 1, Int(row[2].integer ?? 0)))
            return true
        }
        for (part, hasSoftware, count) in plain {
            let subject = SubjectFacts(
                kind: .inventoryItem, id: Identifier(high: 0, low: 0),
                software: hasSoftware ? Identifier(high: 0, low: 1) : nil)
            tallies[part, default: Tally()].add(judge.verdict(for: subject), hasSoftware: hasSoftware, count)
        }
        let items = try session.rows(InventoryItem.schema, ids: special.map(\.id))
        let parts = Dictionary(
            items.map { (Record<InventoryItem>(values: $0).id.raw, Record<InventoryItem>(values: $0).partId) },
            uniquingKeysWith: { first, _ in first })
        for item in special {
            tallies[parts[item.id] ?? "", default: Tally()].add(
                judge.verdict(for: item), hasSoftware: item.software != nil, 1)
        }
        let rows = tallies.sorted { ($1.value.invalid, $0.key) < ($0.value.invalid, $1.key) }
        return report(
            "inventory", "Software validation of inventory items", today, rows.map(\.value),
            rows.map { [.text($0.key.isEmpty ? "(no part id)" : $0.key)] + cells($0.value) }, itemColumns)
    }
}
