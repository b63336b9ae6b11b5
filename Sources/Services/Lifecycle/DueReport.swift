package import Basics
package import Domain
package import Modeling
package import Storage

/// Everything with a date, in one list: hardware milestones, software support, validity and contracts.
package enum DueReport {
    /// Which entries are wanted.
    package struct Window: Sendable {
        /// First day, inclusive; nil means from the beginning.
        package var from: CalendarDay?
        /// Last day, inclusive; nil means to the end.
        package var to: CalendarDay?
        /// Kinds of dates, by raw value of ``DueKind``; empty means all.
        package var kinds: Set<String>

        package init(from: CalendarDay? = nil, to: CalendarDay? = nil, kinds: Set<String> = []) {
            self.from = from
            self.to = to
            self.kinds = kinds
        }

        /// - Throws: ``Problem`` of kind `invalidInput` for a kind that does not exist, or an end before the beginning.
        package func check() throws {
            if let from, let to, to < from {
                throw Problem(
                    .invalidInput, "The due list would end on \(to), before it begins on \(from). Exchange from and to."
                )
            }
            for kind in kinds.sorted() where DueKind(rawValue: kind) == nil {
                throw Problem(
                    .invalidInput,
                    "There is no kind of date \"\(kind)\". Known kinds: "
                        + DueKind.allCases.map(\.rawValue).joined(separator: ", "))
            }
        }

        /// Whether a date is wanted.
        package func contains(_ day: CalendarDay, _ kind: DueKind) -> Bool {
            (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
                && (kinds.isEmpty || kinds.contains(kind.rawValue))
        }
    }

    /// One date.
    package struct Entry: Sendable {
        package let day: CalendarDay
        package let kind: DueKind
        package let subject: String
        /// Key of the row that holds the date.
        package let source: Identifier
        /// Devices, items or contracts that the date is about.
        package let affected: Int
        package let url: String
    }

    private static let columns = [
        ReportColumn("date", "Date"), ReportColumn("days_left", "Days left", alignsRight: true),
        ReportColumn("kind", "What"), ReportColumn("subject", "Subject"),
        ReportColumn("affected", "Affected", alignsRight: true), ReportColumn("documentation_url", "Source"),
    ]

    /// Makes the list as a report, earliest first.
    package static func make(
        _ session: Session, scope: DeviceScope, window: Window, today: CalendarDay, settings: DomainSettings
    ) throws -> Report {
        let entries = try self.entries(session, scope: scope, window: window)
        let past = entries.count { $0.day < today }
        let soon = entries.count { $0.day >= today && $0.day <= today.adding(days: settings.endingWithinDays) }
        return Report(
            name: "due", title: "Due dates", today: today,
            summary: [
                ReportFigure("dates", "Dates", entries.count), ReportFigure("past", "Passed", past, of: entries.count),
                ReportFigure("soon", "Within \(settings.endingWithinDays) days", soon, of: entries.count),
                ReportFigure("later", "Later", entries.count - past - soon, of: entries.count),
            ],
            columns: columns,
            rows: entries.map { entry in
                [
                    .day(entry.day), .number(entry.day.days(since: today)), .text(entry.kind.label),
                    .text(entry.subject), .number(entry.affected), .text(entry.url),
                ]
            }, attention: 0)
    }

    /// The dates within the window, earliest first; those that affect nothing in scope are left out.
    package static func entries(_ session: Session, scope: DeviceScope, window: Window) throws -> [Entry] {
        try window.check()
        var entries = try hardware(session, scope, window)
        entries += try software(session, scope, window)
        entries += try validity(session, scope, window)
        entries += try contracts(session, scope, window)
        return entries.sorted { ($0.day, $0.kind.rawValue, $0.subject) < ($1.day, $1.kind.rawValue, $1.subject) }
    }

    private static func hardware(
        _ session: Session, _ scope: DeviceScope, _ window: Window
    ) throws -> [Entry] {
        let devices = Dictionary(
            try HardwareReport.deviceCounts(session, scope).map { ($0.type, $0.count) }, uniquingKeysWith: +)
        let parts = Dictionary(
            try HardwareReport.partCounts(session, scope).map { ($0.part, $0.count) }, uniquingKeysWith: +)
        let texts = RowTexts(session)
        return try session.fetch(Query<HardwareNotice>()).flatMap { notice -> [Entry] in
            let affected: Int
            let subject: String
            if let type = notice.deviceType {
                affected = devices[type.raw] ?? 0
                subject = try texts.display(DeviceType.schema, id: type.raw)
            } else {
                affected = parts[notice.inventoryItem ?? ""] ?? 0
                subject = "part \(notice.inventoryItem ?? "")"
            }
            guard affected > 0 else { return [] }
            let dates: [(DueKind, CalendarDay?)] = [
                (.endOfSale, notice.endOfSale), (.endOfSwReleases, notice.endOfSwReleases),
                (.endOfSecurityPatches, notice.endOfSecurityPatches), (.endOfSupport, notice.endOfSupport),
            ]
            return dates.compactMap { kind, day in
                guard let day, window.contains(day, kind) else { return nil }
                return Entry(
                    day: day, kind: kind, subject: subject, source: notice.id.raw, affected: affected,
                    url: notice.documentationUrl)
            }
        }
    }

    private static func software(
        _ session: Session, _ scope: DeviceScope, _ window: Window
    ) throws -> [Entry] {
        let counts = try softwareCounts(session, scope)
        let texts = RowTexts(session)
        return try session.fetch(Query<SoftwareVersion>()).compactMap { version in
            guard let day = version.endOfSupportDate, window.contains(day, .softwareEndOfSupport),
                let affected = counts[version.id.raw]
            else { return nil }
            return Entry(
                day: day, kind: .softwareEndOfSupport,
                subject: try texts.display(SoftwareVersion.schema, version.values), source: version.id.raw,
                affected: affected, url: version.documentationUrl)
        }
    }

    private static func softwareCounts(_ session: Session, _ scope: DeviceScope) throws -> [Identifier: Int] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT d.software_version_id, count(*) FROM dcim_device d WHERE d.software_version_id IS NOT NULL"
        try scope.append(session, alias: "d", to: &sql)
        sql += " GROUP BY d.software_version_id"
        var counts: [Identifier: Int] = [:]
        try session.connection.query(sql.text, sql.arguments, kinds: [.identifier, .integer]) { row in
            if let id = row[0].identifier, let count = row[1].integer { counts[id] = Int(count) }
            return true
        }
        return counts
    }

    /// Ends of validated software entries; affected are devices in scope that run the version.
    private static func validity(
        _ session: Session, _ scope: DeviceScope, _ window: Window
    ) throws -> [Entry] {
        let counts = try softwareCounts(session, scope)
        let texts = RowTexts(session)
        return try session.fetch(Query<ValidatedSoftware>()).compactMap { entry in
            guard let day = entry.end, window.contains(day, .validityEnd), let software = entry.software,
                let affected = counts[software.raw]
            else { return nil }
            return Entry(
                day: day, kind: .validityEnd, subject: try texts.display(SoftwareVersion.schema, id: software.raw),
                source: entry.id.raw, affected: affected, url: "")
        }
    }

    private static func contracts(
        _ session: Session, _ scope: DeviceScope, _ window: Window
    ) throws -> [Entry] {
        let report = try ContractReport.deviceCounts(session, scope)
        return try session.fetch(Query<Contract>()).compactMap { contract in
            guard let day = contract.end, window.contains(day, .contractEnd) else { return nil }
            let affected = report[contract.id.raw] ?? 0
            guard affected > 0 || scope.isEverything else { return nil }
            return Entry(
                day: day, kind: .contractEnd, subject: contract.name, source: contract.id.raw, affected: affected,
                url: "")
        }
    }
}
