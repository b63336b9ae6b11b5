import Applicability
import Basics
import Domain
import Modeling
import Storage

/// What live records say of some CVEs, read for judging versions.
struct CaseBatch: Sendable {
    /// The CVEs that were asked for, also those of which nothing is said any more.
    let cves: [String]
    /// By system, what may concern its versions.
    var indexes: [OperatingSystem: CaseIndex] = [:]
    /// The merged view of each CVE.
    var views: [String: Record<KnownVulnerability>] = [:]
    /// Records whose criteria cannot be read, with the reason.
    var unreadable: [String] = []
}

/// Reads the records of CVEs.
enum CaseLoader {
    /// Reads everything that is live about some CVEs.
    ///
    /// - Parameters:
    ///   - checker: Also what only a checker knows has its place.
    ///   - names: What criteria say of names that were given up, they say of those in their place.
    static func load(
        _ cves: [String], _ checker: CheckerEvidence, _ names: ReplacedNames, _ session: Session
    ) throws -> CaseBatch {
        var batch = CaseBatch(cves: cves)
        guard !cves.isEmpty else { return batch }
        let lists = try lists(cves, session)
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT cve, source, key, is_withdrawn, title, summary, link, rating, published, modified, details, "
        sql += "configurations, affected FROM \(FeedRecord.schema.names.table) WHERE is_live AND cve IN "
        sql.bindList(cves.map(Value.text))
        sql += " ORDER BY cve, source, key"
        let kinds: [Kind] = [
            .text, .text, .text, .boolean, .text, .text, .text, .text, .timestamp, .timestamp, .json, .json, .json,
        ]
        var open = ""
        var rows: [[Value]] = []
        try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
            let cve = row[0].plainText
            if cve != open {
                add(open, rows, lists, names, to: &batch)
                open = cve
                rows.removeAll(keepingCapacity: true)
            }
            rows.append(row)
            return true
        }
        add(open, rows, lists, names, to: &batch)
        for (system, known) in checker.known {
            for cve in cves where known.contains(cve) {
                batch.indexes[system, default: CaseIndex(system)].keepPlace(of: cve)
                if batch.views[cve] == nil { batch.views[cve] = MergedView(cve, []).record() }
            }
        }
        try addExploitation(to: &batch, session)
        return batch
    }

    /// What the NVD lists by name for the criteria of some CVEs that have bounds, by the criterion's id.
    private static func lists(_ cves: [String], _ session: Session) throws -> [String: [String]] {
        var sql = SQLText(session.connection.dialect)
        sql +=
            "SELECT key, versions FROM \(ListedVersions.schema.names.table) WHERE is_live AND NOT is_withdrawn AND key IN "
        sql += "(SELECT criterion FROM \(FeedRecordCriterion.schema.names.table) WHERE cve IN "
        sql.bindList(cves.map(Value.text))
        sql += ")"
        var lists: [String: [String]] = [:]
        try session.connection.query(sql.text, sql.arguments, kinds: [.text, .strings]) { row in
            lists[row[0].plainText, default: []] += StringList(value: row[1]).elements
            return true
        }
        return lists
    }

    private static func add(
        _ cve: String, _ rows: [[Value]], _ lists: [String: [String]], _ names: ReplacedNames,
        to batch: inout CaseBatch
    ) {
        guard !rows.isEmpty else { return }
        let parts = rows.map(part)
        batch.views[cve] = MergedView(cve, parts).record()
        let hasOwn = rows.contains { $0[1].plainText == "cve-list" && $0[3].boolean != true }
        var statements: [OperatingSystem: [SystemStatement]] = [:]
        for row in rows where row[3].boolean != true {
            let feed = row[1].plainText
            var products: [AffectedProduct] = []
            // The NVD repeats what the CVE list says; once is enough.
            if !(feed == "nvd" && hasOwn), case .json(let text) = row[12] {
                products = ((try? JSONValue(parsing: text))?.arrayValue ?? []).compactMap(AffectedProduct.init)
            }
            var configurations: NVDConfigurations?
            if case .json(let text) = row[11] {
                do {
                    configurations = try NVDConfigurations(try JSONValue(parsing: text), names: names) { id in
                        lists[id.uppercased()] ?? []
                    }
                } catch {
                    batch.unreadable.append("\(row[2].plainText) of \(feed): \(error)")
                }
            }
            let systems = Set(products.map(\.system)).union(configurations?.systems ?? [])
            for system in systems {
                let statement = SystemStatement(
                    rank(feed), origin: feed, products: products, configurations: configurations, of: system)
                if let statement { statements[system, default: []].append(statement) }
            }
        }
        for (system, list) in statements { batch.indexes[system, default: CaseIndex(system)].add(cve, list) }
    }

    private static func rank(_ feed: String) -> EvidenceSource {
        switch feed {
        // What comes with the product has both, and tells them apart.
        case "nvd", "bundled": .nvd
        case "cve-list": .cna
        case "arista": .page
        default: .csaf
        }
    }

    private static func part(_ row: [Value]) -> MergedView.Part {
        func time(_ value: Value) -> Timestamp? { if case .timestamp(let time) = value { time } else { nil } }
        var details = RecordDetails(.null)
        if case .json(let text) = row[10], let json = try? JSONValue(parsing: text) { details = RecordDetails(json) }
        return MergedView.Part(
            feed: row[1].plainText, title: row[4].plainText, summary: row[5].plainText, url: row[6].plainText,
            rating: row[7].plainText, published: time(row[8]), modified: time(row[9]), details: details,
            isWithdrawn: row[3].boolean == true)
    }

    /// Adds what catalogs say of exploitation, and the order of work that follows.
    private static func addExploitation(to batch: inout CaseBatch, _ session: Session) throws {
        func rows(_ table: String, _ columns: String, _ kinds: [Kind]) throws -> [[Value]] {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT key, \(columns) FROM \(table) WHERE is_live AND NOT is_withdrawn AND key IN "
            sql.bindList(batch.cves.map(Value.text))
            return try session.connection.rows(sql.text, sql.arguments, kinds: [.text] + kinds)
        }
        for row in try rows(
            ExploitedVulnerability.schema.names.table, "added, due, used_by_ransomware", [.day, .day, .boolean])
        {
            let cve = row[0].plainText
            batch.views[cve]?.isExploited = true
            if case .day(let day) = row[1] { batch.views[cve]?.exploitedSince = day }
            if case .day(let day) = row[2] { batch.views[cve]?.due = day }
            batch.views[cve]?.usedByRansomware = row[3].boolean == true
        }
        for row in try rows(ExploitLikelihood.schema.names.table, "score", [.real]) {
            if case .double(let score) = row[1] { batch.views[row[0].plainText]?.epss = score }
        }
        for (cve, view) in batch.views { batch.views[cve]?.priority = MergedView.priority(view) }
    }
}
