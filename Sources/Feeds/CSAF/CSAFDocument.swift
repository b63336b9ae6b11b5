import Basics

/// A security advisory in CSAF 2.0, read leniently: ids that do not exist and keys that are unknown are put up with.
struct CSAFDocument: Sendable {
    /// The vendor's name of the advisory.
    let id: String
    /// Who publishes it.
    let publisher: String?
    /// The products that it speaks of.
    let products: CSAFProducts
    /// Its parts, one for each vulnerability, or for each vulnerability and product.
    let vulnerabilities: [JSONValue]
    private let document: JSONValue

    /// Reads a document.
    ///
    /// - Throws: ``FeedError`` when it is none in CSAF 2.
    init(_ json: JSONValue) throws(FeedError) {
        guard let document = json["document"], document["csaf_version"]?.text?.hasPrefix("2.") == true,
            let id = document["tracking"]?["id"]?.text, id.utf8.count <= 200
        else { throw FeedError(.malformed, "This is no advisory in CSAF 2.") }
        self.id = id
        self.document = document
        publisher = document["publisher"]?["name"]?.text
        products = CSAFProducts(json["product_tree"])
        vulnerabilities = json["vulnerabilities"]?.arrayValue ?? []
    }

    /// A record for each CVE, and one for what has none; what a vendor says of one CVE in several parts is put together.
    func records(_ dialect: CSAFDialect = .plain) -> [SourceRecord] {
        var order: [String] = []
        var parts: [String: [JSONValue]] = [:]
        for part in vulnerabilities {
            let cve = part["cve"]?.text.flatMap { CVEIdentifier.isValid($0) ? $0 : nil } ?? ""
            if parts[cve] == nil { order.append(cve) }
            parts[cve, default: []].append(part)
        }
        guard !order.isEmpty else { return [record(of: nil, [], dialect)] }
        return order.map { record(of: $0.isEmpty ? nil : $0, parts[$0] ?? [], dialect) }
    }

    private func record(of cve: String?, _ parts: [JSONValue], _ dialect: CSAFDialect) -> SourceRecord {
        let tracking = document["tracking"]
        var record = SourceRecord(key: cve.map { $0 == id ? id : "\(id)/\($0)" } ?? id)
        record.cve = cve
        record.advisory = id
        record.modified = tracking?["current_release_date"]?.moment
        record.published = tracking?["initial_release_date"]?.moment
        record.status = tracking?["status"]?.text
        record.rating = document["aggregate_severity"]?["text"]?.text
        record.title = parts.first?["title"]?.text ?? document["title"]?.text
        let notes = parts.compactMap { $0["notes"] } + [document["notes"]].compactMap { $0 }
        record.summary = note(notes, ["description", "summary"])
        let references =
            (document["references"]?.arrayValue ?? []) + parts.flatMap { $0["references"]?.arrayValue ?? [] }
        record.url = (references.first { $0["category"]?.text == "self" } ?? references.first)?["url"]?.text
        record.references = distinct(references.compactMap { $0["url"]?.text })
        for part in parts { take(part, into: &record) }
        var rows = CSAFRows(products: products, publisher: publisher, dialect: dialect)
        for part in parts { rows.add(part) }
        record.affected = rows.affected
        record.conflicts = rows.conflicts
        return record
    }

    private func take(_ part: JSONValue, into record: inout SourceRecord) {
        for score in part["scores"]?.arrayValue ?? [] {
            for name in ["cvss_v4", "cvss_v3", "cvss_v2"] {
                guard let data = score[name] else { continue }
                let source = publisher.map { JSONValue.string($0) } ?? .null
                record.add(CVSSMetric(["source": source, "type": "Primary", "cvssData": data]))
            }
        }
        let weakness = part["cwe"]?["id"]?.text ?? ""
        record.weaknesses.appendNew(contentsOf: [weakness].weaknesses)
        record.bugs.appendNew(contentsOf: (part["ids"]?.arrayValue ?? []).compactMap { $0["text"]?.text })
        let remedies = part["remediations"]?.arrayValue ?? []
        record.solution = joined(record.solution, remedies, ["vendor_fix", "none_available", "no_fix_planned"])
        record.workaround = joined(record.workaround, remedies, ["workaround", "mitigation"])
    }

    private func joined(_ known: String?, _ remedies: [JSONValue], _ kinds: Set<String>) -> String? {
        var texts = known.map { [$0] } ?? []
        for remedy in remedies where remedy["category"]?.text.map(kinds.contains) == true {
            guard let text = remedy["details"]?.text, !texts.contains(text) else { continue }
            texts.append(text)
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
    }

    /// The first note of one of the kinds, the best kind first.
    private func note(_ lists: [JSONValue], _ kinds: [String]) -> String? {
        for kind in kinds {
            for note in lists.flatMap({ $0.arrayValue ?? [] }) where note["category"]?.text == kind {
                if let text = note["text"]?.text { return text }
            }
        }
        return nil
    }

    private func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}

/// What a publisher does in a way of its own.
enum CSAFDialect: Sendable {
    /// As the standard says.
    case plain
    /// Ids that say more than the tree, and fixes that stand in words (vendor.md §2.4).
    case fortinet
}
