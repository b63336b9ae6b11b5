import Applicability
import Basics
import Domain
import Feeds
import Modeling

/// Makes rows of what a source tells.
struct FeedRowWriter: Sendable {
    /// The feed's name.
    let source: String
    /// The number of the load.
    let load: Int

    /// The row of an item, not yet live; nil for what says nothing of a network.
    func row(_ item: FeedItem) -> FeedRow? {
        switch item {
        case .record(let record): self.row(record)
        case .exploited(let entry): row(entry)
        case .likelihood(let score): row(score)
        case .checked(let answer): row(answer)
        case .lifecycle(let fact): row(fact)
        case .criterion(let criterion): row(criterion)
        case .name(let name): row(name)
        case .change(let change): row(change)
        }
    }

    private func row(_ record: SourceRecord) -> FeedRow {
        var row = Record<FeedRecord>(id: ID(Identifier(high: 0, low: 0)))
        row.key = record.key
        row.cve = record.cve
        row.advisory = record.advisory
        row.published = record.published
        row.modified = record.modified
        row.status = record.status ?? ""
        row.isWithdrawn = record.isWithdrawn
        row.title = record.title ?? ""
        row.summary = record.summary ?? ""
        row.link = record.url ?? record.references.first ?? ""
        row.rating = record.rating ?? ""
        row.details = JSONDocument(text: RecordDetails(record).json.text)
        let affected = record.affected.filter { AffectedProduct($0) != nil }
        let filed = record.configurations.map(CriteriaScan.systems) ?? []
        // What is about other products says nothing of a network, and would be most of what is kept.
        if !filed.isEmpty, let bytes = record.configurations {
            row.configurations = JSONDocument(text: String(decoding: bytes, as: UTF8.self))
        }
        if !affected.isEmpty { row.affected = JSONDocument(text: JSONValue.array(affected).text) }
        let named = affected.compactMap { AffectedProduct($0)?.system }
        let systems = Set(filed + named).map(\.rawValue).sorted()
        var finished = finish(row, .records, record.key, record.modified, systems)
        if !filed.isEmpty, let bytes = record.configurations { finished.criteria = CriteriaScan.bounded(bytes) }
        return finished
    }

    private func row(_ criterion: MatchCriterion) -> FeedRow? {
        guard criterion.isBounded, !CriteriaScan.systems(Array(criterion.product.utf8)).isEmpty else { return nil }
        var row = Record<ListedVersions>(id: ID(Identifier(high: 0, low: 0)))
        row.key = criterion.id
        row.criterion = criterion.text
        row.modified = criterion.modified
        row.isWithdrawn = criterion.isInactive
        row.versions = StringList(criterion.isInactive ? [] : criterion.names.compactMap(NamedVersions.short))
        return finish(row, .listed, criterion.id, criterion.modified)
    }

    /// The row of a name of a system; a name that counts takes back what was known of it.
    private func row(_ name: DictionaryName) -> FeedRow? {
        guard !CriteriaScan.systems(Array(name.name.utf8)).isEmpty, let key = Self.key(name.name) else { return nil }
        var row = Record<ReplacedName>(id: ID(Identifier(high: 0, low: 0)))
        row.key = key
        row.modified = name.modified
        row.isWithdrawn = !name.isDeprecated
        let others = name.isDeprecated ? Set(name.replacements.compactMap(Self.key)).subtracting([key]) : []
        // In order, so that what is told again in another one is no change.
        row.replacements = StringList(Array(others.sorted().prefix(Self.mostReplacements)))
        return finish(row, .names, key, name.modified)
    }

    /// Names in place of one that are kept.
    private static let mostReplacements = 1_000
    /// Bytes of a name; names of systems have no more than a hundred.
    private static let longestName = 500

    /// One spelling for all of a name; nil for what is none of software.
    private static func key(_ text: String) -> String? {
        guard text.utf8.count <= longestName, let name = try? CPEName(text), name.part != .hardware else { return nil }
        let key = name.formatted
        return key.utf8.count <= longestName ? key : nil
    }

    private func row(_ change: CVEChange) -> FeedRow {
        var row = Record<VulnerabilityChange>(id: ID(Identifier(high: 0, low: 0)))
        row.key = change.id
        row.cve = change.cve
        row.event = change.event
        row.author = change.author
        row.happened = change.moment
        if !change.details.isEmpty { row.details = JSONDocument(text: JSONValue.array(change.details).text) }
        return finish(row, .changes, change.id, nil)
    }

    private func row(_ entry: KEVEntry) -> FeedRow {
        var row = Record<ExploitedVulnerability>(id: ID(Identifier(high: 0, low: 0)))
        row.key = entry.id
        row.added = entry.added
        row.due = entry.due
        row.action = entry.action
        row.usedByRansomware = entry.isUsedByRansomware
        return finish(row, .exploited, entry.id, nil)
    }

    private func row(_ score: EPSSScore) -> FeedRow {
        var row = Record<ExploitLikelihood>(id: ID(Identifier(high: 0, low: 0)))
        row.key = score.id
        row.score = score.score
        row.percentile = score.percentile
        row.day = score.day
        row.modelVersion = score.model ?? ""
        return finish(row, .likelihoods, score.id, nil)
    }

    private func row(_ answer: CheckerAnswer) -> FeedRow {
        let system = OperatingSystem(rawValue: answer.system)
        let canonical = system.flatMap { try? Version(answer.version, of: $0).canonical } ?? answer.version
        var row = Record<CheckedRelease>(id: ID(Identifier(high: 0, low: 0)))
        row.key = "\(answer.system)/\(canonical)"
        row.system = answer.system
        row.version = canonical
        row.isKnown = answer.isKnown
        row.findings = JSONDocument(text: CheckerFindings.json(answer.findings).text)
        return finish(row, .checked, row.key, nil)
    }

    private func row(_ fact: LifecycleFact) -> FeedRow {
        var row = Record<LifecycleDates>(id: ID(Identifier(high: 0, low: 0)))
        switch fact.subject {
        case .part(let number):
            row.part = number.uppercased()
            row.key = number.uppercased()
        case .cycle(let system, let name):
            row.system = system
            row.cycle = name
            row.key = "\(system)/\(name)"
        }
        row.title = fact.title ?? ""
        row.announced = fact.announced
        row.released = fact.released
        row.endOfSale = fact.endOfSale
        row.endOfSwReleases = fact.endOfSoftwareReleases
        row.endOfSecurityPatches = fact.endOfSecurityPatches
        row.endOfSupport = fact.endOfSupport
        row.bulletin = fact.bulletin ?? ""
        row.link = fact.url ?? ""
        row.replacements = StringList(fact.replacements)
        row.isUnannounced = fact.isUnannounced
        return finish(row, .dates, row.key, nil)
    }

    private func finish<M: Model>(
        _ record: Record<M>, _ table: FeedTable, _ key: String, _ modified: Timestamp?, _ systems: [String] = []
    ) -> FeedRow {
        var cells = record.values
        var content = CellDigest()
        content.update(Array(cells.dropFirst()))
        let digest = content.identifier
        let schema = table.schema
        func set(_ name: String, _ value: Value) {
            if let place = schema.columnIndex[name] { cells[place] = value }
        }
        set("source", .text(source))
        set("is_live", .bool(false))
        set("load", .int(Int64(load)))
        set("digest", .id(digest))
        return FeedRow(table: table, key: key, cells: cells, systems: systems, digest: digest, modified: modified)
    }
}
