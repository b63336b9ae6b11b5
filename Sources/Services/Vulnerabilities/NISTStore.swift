import Basics
import Domain
import Modeling
import Storage

/// Takes what the NVD says of software versions into the store (lifecycle.md §4.4).
enum NISTStore {
    /// What was written.
    struct Outcome: Sendable, Hashable {
        var created = 0
        var updated = 0
        /// CVEs that got a software version they did not have.
        var linked = 0
        /// CVEs that are there and were withdrawn.
        var rejected: [String] = []
        /// CVEs without a day of publication, which a record needs.
        var undated: [String] = []

        static func += (left: inout Outcome, right: Outcome) {
            left.created += right.created
            left.updated += right.updated
            left.linked += right.linked
            left.rejected += right.rejected
            left.undated += right.undated
        }
    }

    /// Creates and updates CVEs, and says that they affect software.
    ///
    /// A record whose day of modification is the NVD's stays as it is; software once named stays named.
    static func take(
        _ records: [NISTRecord], for software: [Identifier], _ pipeline: RecordPipeline
    ) throws -> Outcome {
        var outcome = Outcome()
        let session = pipeline.session
        guard let field = CVE.schema.fieldsByName["affected_softwares"] else { return outcome }
        for first in stride(from: 0, to: records.count, by: 500) {
            let part = records[first..<min(first + 500, records.count)]
            let named = Predicate.compare(["name"], .equals, part.map { .text($0.name) })
            var stored: [String: Record<CVE>] = [:]
            for cve in try session.fetch(Query<CVE>().where { _ in named }) { stored[cve.name] = cve }
            let affected = try session.members(of: stored.values.map(\.id.raw), field: field, in: CVE.schema)
            for record in part {
                if let cve = stored[record.name] {
                    try update(cve, record, affected[cve.id.raw] ?? [], software, pipeline, &outcome)
                } else if !record.isRejected {
                    try create(record, software, pipeline, &outcome)
                }
            }
        }
        return outcome
    }

    private static func create(
        _ record: NISTRecord, _ software: [Identifier], _ pipeline: RecordPipeline, _ outcome: inout Outcome
    ) throws {
        guard let published = record.published else {
            outcome.undated.append(record.name)
            return
        }
        var cve = Record<CVE>(id: ID(pipeline.environment.identifiers.next()))
        cve.name = record.name
        cve.publishedDate = published
        cve.comments = NISTRemarks.created
        fill(&cve, record)
        try pipeline.create(cve, many: ["affected_softwares": software])
        outcome.created += 1
    }

    private static func update(
        _ stored: Record<CVE>, _ record: NISTRecord, _ affected: [Identifier], _ software: [Identifier],
        _ pipeline: RecordPipeline, _ outcome: inout Outcome
    ) throws {
        var cve = stored
        let now = pipeline.environment.time.now
        if record.isRejected {
            outcome.rejected.append(record.name)
            guard !NISTRemarks.isRejected(cve.comments) else { return }
            cve.comments = NISTRemarks.rejected(cve.comments, at: now)
            cve.lastModifiedDate = record.modified
            try pipeline.update(cve)
            outcome.updated += 1
            return
        }
        let isNewer = record.modified != stored.lastModifiedDate
        if isNewer {
            fill(&cve, record)
            cve.comments = NISTRemarks.updated(cve.comments, at: now)
            outcome.updated += 1
        }
        let missing = software.filter { !affected.contains($0) }
        if missing.isEmpty {
            if isNewer { try pipeline.update(cve) }
        } else {
            try pipeline.update(cve, many: ["affected_softwares": affected + missing])
            outcome.linked += 1
        }
    }

    private static func fill(_ cve: inout Record<CVE>, _ record: NISTRecord) {
        cve.description = record.description
        cve.lastModifiedDate = record.modified
        cve.link = record.link
        cve.cvss = record.cvss
        cve.cvssV2 = record.cvssV2
        cve.cvssV3 = record.cvssV3
        cve.severity = record.severity.rawValue
    }
}
