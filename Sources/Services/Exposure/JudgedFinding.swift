import Applicability
import Basics
import Domain
import Modeling

/// What was found for a software version, or for one hardware that runs it.
struct JudgedFinding: Sendable {
    let cve: String
    let software: Identifier
    /// The type of device, where it differs from others.
    let deviceType: Identifier?
    /// The key of the assessment.
    let assessment: Identifier

    /// The key of the row, which follows from what it is about: a valid CVE id and own rows, never free text.
    ///
    /// The first half is the vulnerability's: its findings are neighbours in the store, and are written and read together.
    var id: Identifier {
        let own = Identifier.derived(from: "finding:\(cve):\(software):\(deviceType?.description ?? "")")
        return Identifier(high: MergedView.id(cve).high, low: own.low)
    }
}

/// Assessments of one batch, each kept once.
struct AssessmentBook: Sendable {
    private(set) var rows: [Identifier: Record<FindingAssessment>] = [:]
    /// The keys of what was seen: many releases are judged alike, and writing evidence down costs more than comparing it.
    private var keys: [Assessment: Identifier] = [:]

    /// The key of an assessment, kept on first sight.
    mutating func keep(_ assessment: Assessment) -> Identifier {
        if let key = keys[assessment] { return key }
        let key = write(assessment)
        keys[assessment] = key
        return key
    }

    private mutating func write(_ assessment: Assessment) -> Identifier {
        let evidence = JSONValue.array(assessment.evidence.map(Self.json)).text
        var content = CellDigest()
        content.update([.text(assessment.verdict.rawValue), .bool(assessment.isConflict), .text(evidence)])
        content.update(assessment.fixedIn.map(Value.text))
        let id = content.identifier
        guard rows[id] == nil else { return id }
        var row = Record<FindingAssessment>(id: ID(id))
        row.verdict = assessment.verdict.rawValue
        row.isConflict = assessment.isConflict
        row.fixedIn = StringList(assessment.fixedIn)
        row.evidence = JSONDocument(text: evidence)
        rows[id] = row
        return id
    }

    /// Evidence as people and programs read it.
    static func json(_ evidence: Evidence) -> JSONValue {
        var object: JSONObject = [
            "feed": .string(evidence.origin), "kind": .string(evidence.source.name),
            "verdict": .string(evidence.verdict.rawValue), "rule": .string(evidence.rule),
        ]
        if !evidence.fixedIn.isEmpty { object["fixed_in"] = .array(evidence.fixedIn.map(JSONValue.string)) }
        if !evidence.conditions.isEmpty { object["conditions"] = .array(evidence.conditions.map(JSONValue.string)) }
        if !evidence.flags.isEmpty {
            object["flags"] = .array(evidence.flags.map(\.rawValue).sorted().map(JSONValue.string))
        }
        return .object(object)
    }
}

extension EvidenceSource {
    /// Its name in answers.
    var name: String {
        switch self {
        case .vendorChecker: "vendor-checker"
        case .cna: "cna"
        case .csaf: "vendor-advisory"
        case .nvd: "nvd"
        case .page: "page"
        }
    }
}
