package import Basics
import Domain
package import Modeling
package import Storage

/// Stores, for every inventory item, whether its software is approved.
///
/// Only items that an entry names, or that carry a tag that an entry names, can be approved; all others have one of
/// two verdicts and are written by two statements.
package enum InventoryEvaluation {
    private static let results = InventoryItemSoftwareValidationResult.schema

    /// Evaluates all items.
    ///
    /// - Returns: The number of results written.
    package static func run(
        _ session: Session, now: Timestamp, today: CalendarDay, settings: DomainSettings
    ) throws -> Int {
        let rules = try SoftwareRules.load(session)
        let special = try specialItems(session, rules, scope: .all)
        var judge = FleetJudge(
            index: SoftwareRuleIndex(rules), matcher: ValidationMatcher(mode: MatchingMode(settings)), today: today)
        let verdicts = try VerdictStore(session)
        var written = 0
        for hasSoftware in [true, false] {
            // Any software will do: an item that no entry applies to has no candidates whatever it runs.
            let subject = SubjectFacts(
                kind: .inventoryItem, id: Identifier(high: 0, low: 0),
                software: hasSoftware ? Identifier(high: 0, low: 1) : nil)
            let verdict = try verdicts.keep(judge.verdict(for: subject))
            written += try update(session, now, rules, verdict, hasSoftware: hasSoftware)
            written += try insert(session, now, rules, verdict, hasSoftware: hasSoftware)
        }
        let rows = try special.map { item in
            let verdict = judge.verdict(for: item)
            return ResultRow(
                subject: item.id, software: item.software, verdict: try verdicts.keep(verdict), isValid: verdict.isValid
            )
        }
        written += try ResultWriter(session: session, schema: results, column: "inventory_item_id", sibling: 3)
            .write(rows, at: now)
        try verdicts.removeUnused()
        try LifecycleRuns.record(.inventory, at: now, session)
        return written
    }

    /// Items that an entry names or whose tags an entry names.
    static func specialItems(
        _ session: Session, _ rules: [SoftwareRule], scope: DeviceScope
    ) throws -> [SubjectFacts] {
        let tags = rules.reduce(into: Set<Identifier>()) { $0.formUnion($1.tags) }
        let named = rules.reduce(into: Set<Identifier>()) { $0.formUnion($1.inventoryItems) }
        guard !tags.isEmpty || !named.isEmpty else { return [] }
        let columns = "n.id, NULL, NULL, NULL, n.software_version_id"
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT \(columns), i.tag_id FROM extras_taggeditem i JOIN dcim_inventoryitem n ON n.id = i.object_id "
        sql += "WHERE i.object_type = 'dcim.inventoryitem' AND i.tag_id IN "
        sql.bindKeys(tags.sorted())
        try appendScope(scope, session, to: &sql)
        sql += " UNION ALL SELECT \(columns), NULL FROM dcim_inventoryitem n WHERE n.id IN "
        sql.bindKeys(named.sorted())
        try appendScope(scope, session, to: &sql)
        sql += " ORDER BY 1"
        return try Fleet.subjects(sql, .inventoryItem, session)
    }

    private static func appendScope(_ scope: DeviceScope, _ session: Session, to sql: inout SQLText) throws {
        guard !scope.isEverything else { return }
        sql += " AND n.device_id IN (SELECT d.id FROM dcim_device d WHERE 1=1"
        try scope.append(session, alias: "d", to: &sql)
        sql += ")"
    }

    /// Appends the condition that leaves special items to their own pass.
    static func appendExclusion(_ rules: [SoftwareRule], to sql: inout SQLText) {
        if rules.contains(where: { !$0.inventoryItems.isEmpty }) {
            sql += " AND n.id NOT IN (SELECT target_id FROM \(ValidatedSoftware.schema.names.table)_inventory_items)"
        }
        let tags = rules.reduce(into: Set<Identifier>()) { $0.formUnion($1.tags) }
        if !tags.isEmpty {
            sql += " AND n.id NOT IN (SELECT object_id FROM extras_taggeditem WHERE tag_id IN "
            sql.bindKeys(tags.sorted())
            sql += ")"
        }
    }

    private static func update(
        _ session: Session, _ now: Timestamp, _ rules: [SoftwareRule], _ verdict: Identifier, hasSoftware: Bool
    ) throws -> Int {
        let dialect = session.connection.dialect
        let table = results.names.table
        var sql = SQLText(dialect)
        sql +=
            "UPDATE \(table) SET is_validated = \(dialect.literal(false)), software_id = n.software_version_id, verdict_id = "
        sql.bind(.id(verdict))
        sql += ", last_run = "
        sql.bind(.timestamp(now))
        sql += ", last_updated = "
        sql.bind(.timestamp(now))
        sql += " FROM dcim_inventoryitem n WHERE n.id = \(table).inventory_item_id"
        sql += " AND n.software_version_id IS \(hasSoftware ? "NOT NULL" : "NULL")"
        sql +=
            " AND (\(table).software_id \(dialect.isDistinct) n.software_version_id OR \(table).verdict_id \(dialect.isDistinct) "
        sql.bind(.id(verdict))
        sql += ")"
        appendExclusion(rules, to: &sql)
        return try session.connection.execute(sql.text, sql.arguments)
    }

    private static func insert(
        _ session: Session, _ now: Timestamp, _ rules: [SoftwareRule], _ verdict: Identifier, hasSoftware: Bool
    ) throws -> Int {
        let dialect = session.connection.dialect
        let table = results.names.table
        var sql = SQLText(dialect)
        sql +=
            "INSERT INTO \(table) (id, inventory_item_id, software_id, verdict_id, is_validated, run_type, last_run, "
        sql += "created, last_updated, custom_field_data) SELECT \(dialect.siblingID("n.id", 3)), n.id, "
        sql += "n.software_version_id, "
        sql.bind(.id(verdict))
        sql += ", \(dialect.literal(false)), '\(RunType.fullReport.rawValue)', "
        for index in 0..<3 {
            if index > 0 { sql += ", " }
            sql.bind(.timestamp(now))
        }
        sql += ", '{}' FROM dcim_inventoryitem n WHERE n.software_version_id IS \(hasSoftware ? "NOT NULL" : "NULL")"
        sql += " AND NOT EXISTS (SELECT 1 FROM \(table) r WHERE r.inventory_item_id = n.id)"
        appendExclusion(rules, to: &sql)
        sql += " ORDER BY n.id"
        return try session.connection.execute(sql.text, sql.arguments)
    }
}
