package import Basics

/// A vulnerability as the NVD publishes it, over its API 2.0 or in the files of its feeds.
package struct NVDRecord: Hashable, Sendable {
    /// The CVE's id.
    package var id = ""
    /// Who reported it to the NVD.
    package var source: String?
    /// When it was published, as the NVD writes it: UTC, without a zone.
    package var published: String?
    /// When the NVD changed it last, written the same.
    package var lastModified: String?
    /// How far the NVD's analysis is (`Analyzed`, `Rejected`, …).
    package var status: String?
    /// The description in English.
    package var summary: String?
    /// The scores of all sources.
    package var metrics: [CVSSMetric] = []
    /// Ids of weaknesses, each once.
    package var weaknesses: [String] = []
    /// The day until which CISA wants it dealt with.
    package var dueDate: String?
    /// The configurations as JSON, unchanged; `nil` when the NVD has none yet, which means "unknown".
    package var configurations: [UInt8]?
    /// Pages that it refers to.
    package var references: [String] = []
    /// Products that the vendor lists, in the form of the CVE list; the NVD passes them on since 2026.
    package var affected: [JSONValue] = []
    /// How CISA decided about it.
    package var decision: SSVCDecision?
    /// The day on which CISA listed it as exploited.
    package var exploitedSince: CalendarDay?

    /// Reads the value of `cve`, or an element of `vulnerabilities` that holds one.
    ///
    /// - Throws: ``FeedError`` when the entry is not one of the NVD's.
    package init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        // NVD repeats no key, and what two equal keys would mean nobody knows: the reader refuses them where it builds.
        var reader = JSONReader(bytes)
        do {
            try read(&reader, bytes)
            try reader.end()
        } catch let error as JSONError {
            throw FeedError(.malformed, "An entry of the NVD is no JSON: \(error.reason)")
        }
        guard CVEIdentifier.isValid(id) else { throw FeedError(.malformed, "An entry of the NVD has no valid id.") }
    }

    private mutating func read(_ reader: inout JSONReader, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        try reader.object { reader, key in
            switch key {
            case "cve": try read(&reader, bytes)
            case "id": id = try reader.string()
            case "sourceIdentifier": source = try reader.stringOrNull()
            case "published": published = try reader.stringOrNull()
            case "lastModified": lastModified = try reader.stringOrNull()
            case "vulnStatus": status = try reader.stringOrNull()
            case "cisaExploitAdd": exploitedSince = try reader.stringOrNull().flatMap { CalendarDay($0.prefix(10)) }
            case "cisaActionDue": dueDate = try reader.stringOrNull()
            case "descriptions": try readDescriptions(&reader)
            case "metrics":
                guard try !reader.takeNull() else { return }
                try reader.object { reader, _ in try readMetrics(&reader) }
            case "weaknesses": try readWeaknesses(&reader)
            case "references": try readReferences(&reader)
            case "affected": try readAffected(&reader)
            case "configurations":
                let start = reader.offset
                guard try reader.peekKind() == .array else { return }
                try reader.skip()
                let text = bytes[start..<reader.offset]
                // An empty list says as much as none.
                configurations = text.contains(0x7B) ? Array(text) : nil
            default: break
            }
        }
    }

    private mutating func readDescriptions(_ reader: inout JSONReader) throws {
        guard try !reader.takeNull() else { return }
        try reader.array { reader in
            var language: String?
            var value: String?
            try reader.object { reader, key in
                switch key {
                case "lang": language = try reader.stringOrNull()
                case "value": value = try reader.stringOrNull()
                default: break
                }
            }
            if language == "en" { summary = summary ?? value }
        }
    }

    private mutating func readReferences(_ reader: inout JSONReader) throws {
        guard try !reader.takeNull() else { return }
        try reader.array { reader in
            try reader.object { reader, key in
                guard key == "url", let url = try reader.stringOrNull(), !references.contains(url) else { return }
                references.append(url)
            }
        }
    }

    private mutating func readAffected(_ reader: inout JSONReader) throws {
        guard try !reader.takeNull() else { return }
        try reader.array { reader in
            affected += try reader.value()["affectedData"]?.arrayValue ?? []
        }
    }

    private mutating func readMetrics(_ reader: inout JSONReader) throws {
        guard try reader.peekKind() == .array else { return }
        try reader.array { reader in
            let json = try reader.value()
            if let metric = CVSSMetric(json) { metrics.append(metric) }
            // Since 2026 decisions stand among the scores.
            if let data = json["ssvcData"] {
                decision = SSVCDecision(options: data["options"], decided: data["timestamp"]?.moment)
            }
        }
    }

    private mutating func readWeaknesses(_ reader: inout JSONReader) throws {
        guard try !reader.takeNull() else { return }
        var ids: [String] = []
        try reader.array { reader in
            ids += (try reader.value()["description"]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue }
        }
        weaknesses.appendNew(contentsOf: ids)
    }
}

/// A score of a vulnerability, by one source.
package struct CVSSMetric: Hashable, Sendable {
    /// Who scored.
    package var source: String?
    /// `Primary` or `Secondary`.
    package var type: String?
    /// The version of CVSS: `2.0`, `3.0`, `3.1`, `4.0`.
    package var version: String
    /// The vector, from which everything else follows.
    package var vector: String
    /// The base score, 0 to 10.
    package var score: Double
    /// The severity that the source gives, in capitals.
    package var severity: String?

    /// Makes a score.
    ///
    /// - Parameter score: 0 to 10.
    package init(
        source: String?, type: String?, version: String, vector: String, score: Double, severity: String? = nil
    ) {
        self.source = source
        self.type = type
        self.version = version
        self.vector = vector
        self.score = score
        self.severity = severity
    }

    /// Reads an element of a list of metrics; `nil` when it has no score.
    init?(_ json: JSONValue) {
        guard let data = json["cvssData"], let vector = data["vectorString"]?.stringValue,
            let score = data["baseScore"]?.doubleValue, (0...10).contains(score)
        else { return nil }
        source = json["source"]?.stringValue
        type = json["type"]?.stringValue
        version = data["version"]?.stringValue ?? ""
        self.vector = vector
        self.score = score
        severity = (data["baseSeverity"] ?? json["baseSeverity"])?.stringValue?.uppercased()
    }
}
