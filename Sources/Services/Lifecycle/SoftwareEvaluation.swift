package import Basics
import Domain
package import Modeling
package import Storage

/// Stores, for every device, whether its software is approved.
///
/// Devices are judged once per class (type, role, tenant, software); a constant number of statements then joins them
/// with the verdicts. Special devices (named by an entry, or tagged) are judged one by one and written when they
/// differ.
package enum SoftwareEvaluation {
    private static let results = DeviceSoftwareValidationResult.schema

    /// Evaluates all devices.
    ///
    /// - Returns: The number of results written.
    package static func run(
        _ session: Session, now: Timestamp, today: CalendarDay, settings: DomainSettings
    ) throws -> Int {
        let rules = try SoftwareRules.load(session)
        let fleet = try Fleet(session, rules, scope: .all)
        var judge = FleetJudge(
            index: SoftwareRuleIndex(rules), matcher: ValidationMatcher(mode: MatchingMode(settings)), today: today)
        let verdicts = try VerdictStore(session)
        try session.connection.execute("DELETE FROM \(SoftwareClassRecord.schema.names.table)", [])
        for group in fleet.classes.keys.sorted(by: DeviceClass.precedes) {
            let verdict = judge.verdict(for: group.subject)
            try insertClass(group, try verdicts.keep(verdict), verdict.isValid, session)
        }
        let exclusion = Exclusion(rules)
        var written = try update(session, now, exclusion)
        written += try insert(session, now, exclusion)
        let rows = try fleet.special.map { device in
            let verdict = judge.verdict(for: device)
            return ResultRow(
                subject: device.id, software: device.software, verdict: try verdicts.keep(verdict),
                isValid: verdict.isValid)
        }
        written += try ResultWriter(session: session, schema: results, column: "device_id", sibling: 2)
            .write(rows, at: now)
        try verdicts.removeUnused()
        try LifecycleRuns.record(.software, at: now, session)
        return written
    }

    private static func insertClass(
        _ group: DeviceClass, _ verdict: Identifier, _ isValid: Bool, _ session: Session
    ) throws {
        let key =
            "class:\(group.deviceType)\(group.role)\(group.tenant?.description ?? "")\(group.software?.description ?? "")"
        var record = Record<SoftwareClassRecord>(id: ID(Identifier.derived(from: key)))
        record.deviceTypeId = group.deviceType
        record.roleId = group.role
        record.tenantId = group.tenant
        record.softwareId = group.software
        record.verdictId = verdict
        record.isValid = isValid
        try session.insert(SoftwareClassRecord.schema, record.values)
    }

    /// The condition that leaves special devices to their own pass.
    private struct Exclusion {
        let tags: [Identifier]
        let hasNamedDevices: Bool

        init(_ rules: [SoftwareRule]) {
            tags = rules.reduce(into: Set<Identifier>()) { $0.formUnion($1.tags) }.sorted()
            hasNamedDevices = rules.contains { !$0.devices.isEmpty }
        }

        func append(to sql: inout SQLText) {
            if hasNamedDevices {
                sql += " AND d.id NOT IN (SELECT target_id FROM \(ValidatedSoftware.schema.names.table)_devices)"
            }
            if !tags.isEmpty {
                sql += " AND d.id NOT IN (SELECT object_id FROM extras_taggeditem WHERE tag_id IN "
                sql.bindKeys(tags)
                sql += ")"
            }
        }
    }

    private static func appendClassJoin(_ dialect: Dialect, to sql: inout SQLText) {
        sql += "c.device_type_id = d.device_type_id AND c.role_id = d.role_id "
        sql += "AND c.tenant_id \(dialect.isSame) d.tenant_id AND c.software_id \(dialect.isSame) d.software_version_id"
    }

    private static func update(_ session: Session, _ now: Timestamp, _ exclusion: Exclusion) throws -> Int {
        let dialect = session.connection.dialect
        let table = results.names.table
        var sql = SQLText(dialect)
        sql += "UPDATE \(table) SET is_validated = c.is_valid, software_id = d.software_version_id, "
        sql += "verdict_id = c.verdict_id, last_run = "
        sql.bind(.timestamp(now))
        sql += ", last_updated = "
        sql.bind(.timestamp(now))
        sql += " FROM dcim_device d, \(SoftwareClassRecord.schema.names.table) c WHERE d.id = \(table).device_id AND "
        appendClassJoin(dialect, to: &sql)
        sql += " AND (\(table).is_validated \(dialect.isDistinct) c.is_valid"
        sql += " OR \(table).software_id \(dialect.isDistinct) d.software_version_id"
        sql += " OR \(table).verdict_id \(dialect.isDistinct) c.verdict_id)"
        exclusion.append(to: &sql)
        return try session.connection.execute(sql.text, sql.arguments)
    }

    private static func insert(_ session: Session, _ now: Timestamp, _ exclusion: Exclusion) throws -> Int {
        let dialect = session.connection.dialect
        let table = results.names.table
        var sql = SQLText(dialect)
        sql +=
            "INSERT INTO \(table) (id, device_id, software_id, verdict_id, is_validated, run_type, last_run, created, "
        sql += "last_updated, custom_field_data) SELECT \(dialect.siblingID("d.id", 2)), d.id, d.software_version_id, "
        sql += "c.verdict_id, c.is_valid, '\(RunType.fullReport.rawValue)', "
        for index in 0..<3 {
            if index > 0 { sql += ", " }
            sql.bind(.timestamp(now))
        }
        sql += ", '{}' FROM dcim_device d JOIN \(SoftwareClassRecord.schema.names.table) c ON "
        appendClassJoin(dialect, to: &sql)
        sql += " WHERE NOT EXISTS (SELECT 1 FROM \(table) r WHERE r.device_id = d.id)"
        exclusion.append(to: &sql)
        sql += " ORDER BY d.id"
        return try session.connection.execute(sql.text, sql.arguments)
    }
}

extension DeviceClass {
    /// A fixed order, so that runs over the same data do the same work.
    static func precedes(_ left: DeviceClass, _ right: DeviceClass) -> Bool {
        if left.deviceType != right.deviceType { return left.deviceType < right.deviceType }
        if left.role != right.role { return left.role < right.role }
        let zero = Identifier(high: 0, low: 0)
        if left.tenant != right.tenant { return left.tenant ?? zero < right.tenant ?? zero }
        return left.software ?? zero < right.software ?? zero
    }
}
