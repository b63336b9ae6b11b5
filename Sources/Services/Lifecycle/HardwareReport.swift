package import Basics
import Domain
package import Modeling
package import Storage

/// Which hardware is out of support: a row per device type and per part, from one count over the devices.
package enum HardwareReport {
    private static let columns = [
        ReportColumn("kind", "Kind"), ReportColumn("manufacturer", "Manufacturer"), ReportColumn("model", "Model"),
        ReportColumn("part_number", "Part number"), ReportColumn("count", "Count", alignsRight: true),
        ReportColumn("state", "Support"), ReportColumn("end_of_sale", "End of sale"),
        ReportColumn("end_of_security_patches", "Security patches"),
        ReportColumn("end_of_support", "End of support"), ReportColumn("days_left", "Days left", alignsRight: true),
        ReportColumn("documentation_url", "Source"),
    ]

    /// Makes the report.
    package static func make(
        _ session: Session, scope: DeviceScope, today: CalendarDay, settings: DomainSettings
    ) throws -> Report {
        let counts = try deviceCounts(session, scope)
        let notices = try session.fetch(Query<HardwareNotice>())
        let byType = Dictionary(
            notices.compactMap { notice in notice.deviceType.map { ($0.raw, notice) } },
            uniquingKeysWith: { first, _ in first })
        let byPart = Dictionary(
            notices.compactMap { notice in notice.inventoryItem.map { ($0, notice) } },
            uniquingKeysWith: { first, _ in first })
        let texts = RowTexts(session)
        var states: [SupportState: Int] = [:]
        var rows: [(state: SupportState, end: CalendarDay?, count: Int, key: Identifier?, cells: [ReportCell])] = []
        for (type, count) in counts {
            guard let values = try texts.row(DeviceType.schema, type) else { continue }
            let record = Record<DeviceType>(values: values)
            let manufacturer = try texts.display(Manufacturer.schema, id: record.manufacturer.raw)
            let (state, cells) = judge(byType[type], today, settings)
            states[state, default: 0] += count
            rows.append(
                (
                    state, byType[type]?.endOfSupport, count, type,
                    [
                        .text("device type"), .text(manufacturer), .text(record.model), .text(record.partNumber),
                        .number(count),
                    ] + cells
                ))
        }
        var parts: [SupportState: Int] = [:]
        for (part, count) in try partCounts(session, scope) {
            guard let notice = byPart[part] else {
                parts[.unknown, default: 0] += count
                continue
            }
            let (state, cells) = judge(notice, today, settings)
            parts[state, default: 0] += count
            rows.append(
                (
                    state, notice.endOfSupport, count, nil,
                    [.text("part"), .none, .text(part), .text(part), .number(count)] + cells
                ))
        }
        rows.sort {
            ($0.state.urgency, $0.end ?? .distantFuture, -$0.count) < (
                $1.state.urgency, $1.end ?? .distantFuture, -$1.count
            )
        }
        let total = counts.reduce(0) { $0 + $1.count }
        return Report(
            name: "hardware", title: "Hardware support", today: today,
            summary: [
                ReportFigure("devices", "Devices", total),
                ReportFigure("supported", "Supported", states[.supported] ?? 0, of: total),
                ReportFigure(
                    "ending", "Ends within \(settings.endingWithinDays) days", states[.ending] ?? 0, of: total),
                ReportFigure("unsupported", "Out of support", states[.unsupported] ?? 0, of: total),
                ReportFigure("unknown", "Unknown: no notice", states[.unknown] ?? 0, of: total),
                ReportFigure("parts_unsupported", "Parts out of support", parts[.unsupported] ?? 0),
            ],
            columns: columns, rows: rows.map(\.cells), keys: rows.map(\.key),
            attention: (states[.unsupported] ?? 0) + (parts[.unsupported] ?? 0))
    }

    /// Devices per type: one index scan.
    static func deviceCounts(_ session: Session, _ scope: DeviceScope) throws -> [(type: Identifier, count: Int)] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT d.device_type_id, count(*) FROM dcim_device d WHERE 1=1"
        try scope.append(session, alias: "d", to: &sql)
        sql += " GROUP BY d.device_type_id ORDER BY d.device_type_id"
        var counts: [(Identifier, Int)] = []
        try session.connection.query(sql.text, sql.arguments, kinds: [.identifier, .integer]) { row in
            if let type = row[0].identifier, let count = row[1].integer { counts.append((type, Int(count))) }
            return true
        }
        return counts
    }

    /// Inventory items per part id.
    static func partCounts(_ session: Session, _ scope: DeviceScope) throws -> [(part: String, count: Int)] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT n.part_id, count(*) FROM dcim_inventoryitem n WHERE n.part_id <> ''"
        if !scope.isEverything {
            sql += " AND n.device_id IN (SELECT d.id FROM dcim_device d WHERE 1=1"
            try scope.append(session, alias: "d", to: &sql)
            sql += ")"
        }
        sql += " GROUP BY n.part_id ORDER BY n.part_id"
        var counts: [(String, Int)] = []
        try session.connection.query(sql.text, sql.arguments, kinds: [.text, .integer]) { row in
            if let part = row[0].textValue, let count = row[1].integer { counts.append((part, Int(count))) }
            return true
        }
        return counts
    }

    private static func judge(
        _ notice: Record<HardwareNotice>?, _ today: CalendarDay, _ settings: DomainSettings
    ) -> (SupportState, [ReportCell]) {
        let state = SupportState.of(
            endOfSupport: notice?.endOfSupport, hasNotice: notice != nil, today: today,
            endingWithinDays: settings.endingWithinDays)
        return (
            state,
            [
                .text(state.rawValue), .day(notice?.endOfSale), .day(notice?.endOfSecurityPatches),
                .day(notice?.endOfSupport),
                notice?.endOfSupport.map { .number($0.days(since: today)) } ?? .none,
                .text(notice?.documentationUrl ?? ""),
            ]
        )
    }
}

extension SupportState {
    /// Order of reports: what needs attention first.
    var urgency: Int {
        switch self {
        case .unsupported: 0
        case .ending: 1
        case .unknown: 2
        case .supported: 3
        }
    }
}

extension CalendarDay {
    /// Sorts missing dates last.
    static let distantFuture = CalendarDay(daysSinceEpoch: .max)
}
