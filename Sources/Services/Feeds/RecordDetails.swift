import Basics
import Feeds

/// What is kept of a record besides its columns, and read only when a person or the merged view wants it.
struct RecordDetails: Sendable {
    /// Scores of the CVE.
    var metrics: [Metric] = []
    var weaknesses: [String] = []
    var references: [String] = []
    var bugs: [String] = []
    /// The score of the whole advisory.
    var advisoryScore: Double?
    var conditions: String?
    var workaround: String?
    var solution: String?
    /// Products of which the source says two things at once.
    var conflicts: [String] = []
    /// How CISA decided about it, in its own words.
    var decision: JSONObject = [:]

    /// A score of one source.
    struct Metric: SourcedScore {
        var source: String
        var isPrimary: Bool
        var version: String
        var vector: String
        var score: Double
    }

    /// Takes them from a record.
    init(_ record: SourceRecord) {
        metrics = record.metrics.map {
            Metric(
                source: $0.source ?? "", isPrimary: $0.type == "Primary", version: $0.version, vector: $0.vector,
                score: $0.score)
        }
        weaknesses = record.weaknesses
        references = record.references
        bugs = record.bugs
        advisoryScore = record.advisoryScore
        conditions = record.conditions
        workaround = record.workaround
        solution = record.solution
        conflicts = record.conflicts
        if let decided = record.decision {
            if let exploitation = decided.exploitation { decision["exploitation"] = .string(exploitation) }
            if let automatable = decided.automatable { decision["automatable"] = .bool(automatable) }
            if let impact = decided.technicalImpact { decision["technical_impact"] = .string(impact) }
        }
    }

    /// Reads what was kept.
    init(_ json: JSONValue) {
        metrics = (json["metrics"]?.arrayValue ?? []).compactMap { entry in
            guard let score = entry["score"]?.doubleValue else { return nil }
            return Metric(
                source: entry["source"]?.stringValue ?? "", isPrimary: entry["primary"]?.boolValue ?? false,
                version: entry["version"]?.stringValue ?? "", vector: entry["vector"]?.stringValue ?? "", score: score)
        }
        weaknesses = Self.texts(json["weaknesses"])
        references = Self.texts(json["references"])
        bugs = Self.texts(json["bugs"])
        advisoryScore = json["advisory_score"]?.doubleValue
        conditions = json["conditions"]?.stringValue
        workaround = json["workaround"]?.stringValue
        solution = json["solution"]?.stringValue
        conflicts = Self.texts(json["conflicts"])
        decision = json["decision"]?.objectValue ?? [:]
    }

    private static func texts(_ json: JSONValue?) -> [String] { (json?.arrayValue ?? []).compactMap(\.stringValue) }

    /// What is kept: only what is there.
    var json: JSONValue {
        var object = JSONObject()
        if !metrics.isEmpty {
            object["metrics"] = .array(
                metrics.map {
                    [
                        "source": .string($0.source), "primary": .bool($0.isPrimary), "version": .string($0.version),
                        "vector": .string($0.vector), "score": .double($0.score),
                    ]
                })
        }
        for (name, list) in [("weaknesses", weaknesses), ("references", references), ("bugs", bugs)] where !list.isEmpty
        {
            object[name] = .array(list.map(JSONValue.string))
        }
        if let advisoryScore { object["advisory_score"] = .double(advisoryScore) }
        for (name, text) in [("conditions", conditions), ("workaround", workaround), ("solution", solution)] {
            if let text, !text.isEmpty { object[name] = .string(text) }
        }
        if !conflicts.isEmpty { object["conflicts"] = .array(conflicts.map(JSONValue.string)) }
        if !decision.members.isEmpty { object["decision"] = .object(decision) }
        return .object(object)
    }
}

/// What a checker found, as it is kept.
enum CheckerFindings {
    static func json(_ findings: [CheckerAnswer.Finding]) -> JSONValue {
        .array(
            findings.map { finding in
                var object: JSONObject = [
                    "advisory": .string(finding.advisory), "cves": .array(finding.cves.map(JSONValue.string)),
                    "fixed_in": .array(finding.fixedIn.map(JSONValue.string)),
                ]
                if !finding.platforms.isEmpty {
                    object["platforms"] = .array(
                        finding.platforms.map {
                            [
                                "name": .string($0.name), "vulnerable": .bool($0.isVulnerable),
                                "fixed_in": .array($0.fixedIn.map(JSONValue.string)),
                            ]
                        })
                }
                return .object(object)
            })
    }

    static func read(_ json: JSONValue) -> [CheckerAnswer.Finding] {
        func texts(_ json: JSONValue?) -> [String] { (json?.arrayValue ?? []).compactMap(\.stringValue) }
        return (json.arrayValue ?? []).map { entry in
            CheckerAnswer.Finding(
                advisory: entry["advisory"]?.stringValue ?? "", cves: texts(entry["cves"]),
                fixedIn: texts(entry["fixed_in"]),
                platforms: (entry["platforms"]?.arrayValue ?? []).map {
                    CheckerAnswer.Platform(
                        name: $0["name"]?.stringValue ?? "", isVulnerable: $0["vulnerable"]?.boolValue ?? true,
                        fixedIn: texts($0["fixed_in"]))
                })
        }
    }
}
