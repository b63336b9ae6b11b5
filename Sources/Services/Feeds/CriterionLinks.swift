import Basics
import Domain
import Feeds
import Modeling
import Storage

/// Notes of records that were loaded by a release without lists of versions which criteria with bounds they have.
enum CriterionLinks {
    /// Records that are read at once.
    private static let batch = 500

    /// Notes what is missing, before the first load of a source of such lists; later loads note it as they go.
    static func complete(
        before description: FeedDescription, _ store: Store, _ environment: RecordEnvironment
    ) async throws {
        guard description.slug == NVDMatchFeed().description.slug, try await isFirst(description, store) else { return }
        var last: Identifier?
        while true {
            let after = last
            let identifiers = environment.identifiers
            last = try await store.write { try note(after: after, $0, identifiers) }
            if last == nil { return }
        }
    }

    private static func isFirst(_ description: FeedDescription, _ store: Store) async throws -> Bool {
        let slug = description.slug
        return try await store.read { session in
            try session.first(Query<VulnerabilityFeed>().where { $0.slug == slug })?.lastSuccess == nil
        }
    }

    /// Goes on behind a record, and gives the last one that was looked at; nil at the end.
    private static func note(
        after last: Identifier?, _ session: Session, _ identifiers: any IdentifierSource
    ) throws -> Identifier? {
        let link = FeedRecordCriterion.schema
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT r.id, r.cve, r.configurations FROM \(FeedRecord.schema.names.table) r "
        sql += "WHERE r.cve IS NOT NULL AND r.configurations IS NOT NULL AND NOT EXISTS "
        sql += "(SELECT 1 FROM \(link.names.table) l WHERE l.record_id = r.id)"
        if let last {
            sql += " AND r.id > "
            sql.bind(.id(last))
        }
        sql += " ORDER BY r.id LIMIT \(batch)"
        let rows = try session.connection.rows(sql.text, sql.arguments, kinds: [.identifier, .text, .json])
        var links: [[Value]] = []
        for row in rows {
            guard let record = row[0].identifier, case .json(let text) = row[2] else { continue }
            for criterion in CriteriaScan.bounded(Array(text.utf8)) {
                var entry = Record<FeedRecordCriterion>(id: ID(identifiers.next()))
                entry.record = ID(record)
                entry.criterion = criterion
                entry.cve = row[1].plainText
                links.append(entry.values)
            }
        }
        if !links.isEmpty { try session.insert(link, all: links) }
        return rows.count < batch ? nil : rows.last?[0].identifier
    }
}
