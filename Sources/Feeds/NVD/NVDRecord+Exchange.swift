import Basics

extension NVDRecord {
    /// The record in the form of all sources.
    var exchanged: SourceRecord {
        var record = SourceRecord(key: id)
        record.cve = id
        record.modified = lastModified.flatMap { Timestamp($0) }
        record.published = published.flatMap { Timestamp($0) }
        record.status = status
        record.url = "https://nvd.nist.gov/vuln/detail/\(id)"
        guard status != "Rejected" else {
            record.isWithdrawn = true
            return record
        }
        record.summary = summary
        record.metrics = metrics
        record.weaknesses = weaknesses.weaknesses
        record.references = references
        record.configurations = configurations
        record.affected = affected
        record.decision = decision
        record.exploitedSince = exploitedSince
        return record
    }
}
