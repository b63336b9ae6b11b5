package import Basics
import Domain
package import Modeling
package import Storage

/// Stores, for every device, whether its hardware is supported: two statements, whatever the number of devices.
///
/// Only rows that differ are written; `last_run` is thus the run that last changed a result, and the run itself is
/// kept among the system settings.
package enum HardwareEvaluation {
    /// Evaluates all devices.
    ///
    /// - Returns: The number of results written.
    package static func run(
        _ session: Session, now: Timestamp, today: CalendarDay, settings: DomainSettings
    ) throws -> Int {
        let updated = try update(session, now, today, settings)
        let inserted = try insert(session, now, today, settings)
        try LifecycleRuns.record(.hardware, at: now, session)
        return updated + inserted
    }

    /// Appends the two judgements on notice `n`: supported, and the state.
    ///
    /// The same rule as ``SupportState/of(endOfSupport:hasNotice:today:endingWithinDays:)``; a test compares them.
    private static func appendJudgement(_ today: CalendarDay, _ settings: DomainSettings, to sql: inout SQLText) {
        sql += "CASE WHEN n.end_of_support < "
        sql.bind(.day(today))
        sql +=
            sql.dialect == .sqlite
            ? " THEN 0 ELSE 1 END AS is_supported, " : " THEN false ELSE true END AS is_supported, "
        sql += "CASE WHEN n.id IS NULL THEN 'unknown' WHEN n.end_of_support < "
        sql.bind(.day(today))
        sql += " THEN 'unsupported' WHEN n.end_of_support <= "
        sql.bind(.day(today.adding(days: settings.endingWithinDays)))
        sql += " THEN 'ending' ELSE 'supported' END AS support_state"
    }

    private static func update(
        _ session: Session, _ now: Timestamp, _ today: CalendarDay, _ settings: DomainSettings
    ) throws -> Int {
        let results = DeviceHardwareNoticeResult.schema.names.table
        let notices = HardwareNotice.schema.names.table
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE \(results) SET is_supported = j.is_supported, support_state = j.support_state, "
        sql += "hardware_notice_id = j.notice_id, last_run = "
        sql.bind(.timestamp(now))
        sql += ", last_updated = "
        sql.bind(.timestamp(now))
        sql += " FROM (SELECT y.id AS device_type_id, n.id AS notice_id, "
        appendJudgement(today, settings, to: &sql)
        sql += " FROM dcim_devicetype y LEFT JOIN \(notices) n ON n.device_type_id = y.id) j, dcim_device d"
        sql += " WHERE d.id = \(results).device_id AND j.device_type_id = d.device_type_id AND ("
        let differs = session.connection.dialect == .sqlite ? "IS NOT" : "IS DISTINCT FROM"
        sql +=
            "\(results).is_supported \(differs) j.is_supported OR \(results).support_state \(differs) j.support_state"
        sql += " OR \(results).hardware_notice_id \(differs) j.notice_id)"
        return try session.connection.execute(sql.text, sql.arguments)
    }

    private static func insert(
        _ session: Session, _ now: Timestamp, _ today: CalendarDay, _ settings: DomainSettings
    ) throws -> Int {
        let results = DeviceHardwareNoticeResult.schema.names.table
        let notices = HardwareNotice.schema.names.table
        var sql = SQLText(session.connection.dialect)
        sql += "INSERT INTO \(results) (id, device_id, hardware_notice_id, is_supported, support_state, run_type, "
        sql += "last_run, created, last_updated, custom_field_data) SELECT \(sql.dialect.siblingID("d.id", 1)), d.id, "
        sql += "j.notice_id, j.is_supported, j.support_state, '\(RunType.fullReport.rawValue)', "
        for index in 0..<3 {
            if index > 0 { sql += ", " }
            sql.bind(.timestamp(now))
        }
        sql += ", '{}' FROM dcim_device d JOIN (SELECT y.id AS device_type_id, n.id AS notice_id, "
        appendJudgement(today, settings, to: &sql)
        sql += " FROM dcim_devicetype y LEFT JOIN \(notices) n ON n.device_type_id = y.id) j"
        sql += " ON j.device_type_id = d.device_type_id"
        sql += " WHERE NOT EXISTS (SELECT 1 FROM \(results) r WHERE r.device_id = d.id) ORDER BY d.id"
        return try session.connection.execute(sql.text, sql.arguments)
    }
}

/// When each kind of evaluation last ran over everything.
package enum LifecycleRuns {
    package enum Kind: String, Sendable {
        case hardware
        case software
        case inventory
    }

    static func record(_ kind: Kind, at time: Timestamp, _ session: Session) throws {
        let key = "lifecycle.last-run.\(kind.rawValue)"
        let value = JSONDocument(text: "\"\(time)\"")
        if var setting = try session.first(Query<SystemSetting>().where { $0.key == key }) {
            setting.value = value
            try session.update(SystemSetting.schema, setting.values, columns: Array(1..<setting.values.count))
        } else {
            var setting = Record<SystemSetting>(id: ID(Identifier.derived(from: key)))
            setting.key = key
            setting.value = value
            try session.insert(SystemSetting.schema, setting.values)
        }
    }

    /// The start of the last full run, nil before the first.
    package static func last(_ kind: Kind, _ session: Session) throws -> Timestamp? {
        let key = "lifecycle.last-run.\(kind.rawValue)"
        guard let setting = try session.first(Query<SystemSetting>().where { $0.key == key }) else { return nil }
        return Timestamp(setting.value.text.filter { $0 != "\"" })
    }
}
