package import Basics

/// A question about names, ranges or vulnerabilities, as scripts ask it: an object `{"kind", "input"}`.
///
/// The input says what is asked: `source` and `target` compare CPE names; a `device` is judged by a `cve`, by
/// `configurations`, `affected`, `rows`, `fixed`, or by `version` with `lessThan` or `lessThanOrEqual`; the latter without
/// a device are brought in order. The kind says only whose records count: those that begin with `nvd` ask the NVD, those
/// with `cna` the CVE list, all others both.
package struct ApplicabilityQuestion: Sendable {
    private let kind: String
    private let input: JSONObject

    /// Why a question has no answer.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// A whole sentence.
        package let description: String
    }

    /// Reads a question.
    ///
    /// - Throws: ``Failure``.
    package init(_ json: JSONValue) throws(Failure) {
        guard let input = json["input"]?.objectValue else {
            throw Failure(description: "The line has no object “input”.")
        }
        self.input = input
        kind = json["kind"]?.stringValue ?? ""
    }

    /// Answers the question: true, false, `"potential"` or `"unknown"`, the relation of names, or the normalised bounds.
    ///
    /// - Parameter facts: What is known of a vulnerability, by its id.
    /// - Throws: ``Failure`` when something is missing or not understood.
    package func answer(_ facts: (String) -> VulnerabilityFacts?) throws(Failure) -> JSONValue {
        if let source = text("source"), let target = text("target") { return try relation(source, target) }
        guard let system = text("os").flatMap(OperatingSystem.init) else {
            throw Failure(description: "“os” is none of the systems that are known.")
        }
        guard let device = text("device") else { return try normalised(system) }
        let version: Version
        do throws(VersionError) {
            version = try Version(device, of: system)
        } catch {
            throw Failure(description: error.description)
        }
        let subject = Subject(version, hardware: hardware)
        return Self.value(try verdict(subject, facts))
    }

    private func verdict(
        _ subject: Subject, _ facts: (String) -> VulnerabilityFacts?
    ) throws(Failure) -> Verdict {
        if let rows = rows(subject.system) {
            let product = AffectedProduct(
                ["versions": .array(rows), "defaultStatus": input["defaultStatus"] ?? "unaffected"], of: subject.system,
                isEvolved: subject.version.traits.contains(.evolved))
            return product.evidence(subject)?.verdict ?? .unknown
        }
        if let configurations = input["configurations"] {
            do throws(CPEError) {
                return try NVDConfigurations(configurations).evidence(subject)?.verdict ?? .unknown
            } catch {
                throw Failure(description: error.description)
            }
        }
        if let affected = input["affected"]?.arrayValue {
            return Assessment(affected.compactMap(AffectedProduct.init).compactMap { $0.evidence(subject) }).verdict
        }
        guard let cve = text("cve") else {
            throw Failure(description: "The input names no vulnerability, configurations, rows or fixes.")
        }
        guard let known = facts(cve) else { throw Failure(description: "Nothing is known of \(cve.prefix(40)).") }
        var evidence = known.evidence(subject)
        if kind.hasPrefix("nvd") { evidence.removeAll { $0.source != .nvd } }
        if kind.hasPrefix("cna") || kind.hasPrefix("cve5") { evidence.removeAll { $0.source != .cna } }
        return Assessment(evidence).verdict
    }

    /// The rows of the question, if it has some.
    private func rows(_ system: OperatingSystem) -> [JSONValue]? {
        if let rows = input["rows"]?.arrayValue { return rows.map(Self.affected) }
        if let fixed = input["fixed"]?.arrayValue {
            let list = fixed.compactMap(\.stringValue).joined(separator: ", ")
            let start = input["train"] ?? input["version"] ?? "0"
            return [["version": start, "lessThan": .string(list), "status": "affected"]]
        }
        guard input["version"] != nil, input["lessThan"] != nil || input["lessThanOrEqual"] != nil else { return nil }
        return [Self.affected(.object(input))]
    }

    /// A row that says nothing of its status is about what is affected.
    private static func affected(_ row: JSONValue) -> JSONValue {
        guard var object = row.objectValue, object["status"] == nil else { return row }
        object["status"] = "affected"
        return .object(object)
    }

    private func normalised(_ system: OperatingSystem) throws(Failure) -> JSONValue {
        guard let rows = rows(system), let first = rows.first else {
            throw Failure(description: "“device” must be a text.")
        }
        let row = AffectedRow(first, of: system)
        guard case .range(let range)? = row.rules.first, case .version(let low, _) = range.lower,
            case .version(let high, _) = range.upper
        else { throw Failure(description: "The bounds are not two versions.") }
        return [
            "normalised": [.string(low.canonical), .string(high.canonical)],
            "flag": row.flags.map(\.rawValue).min().map { .string($0) } ?? .null,
        ]
    }

    private func relation(_ source: String, _ target: String) throws(Failure) -> JSONValue {
        do throws(CPEError) {
            let (source, target) = (try CPEName(source), try CPEName(target))
            let relation = CPERelation(source, target)
            let isOtherProduct =
                source.vendor == target.vendor && CPERelation(source.product, target.product) == .disjoint
            return .string(relation == .disjoint && isOtherProduct ? "disjoint (different product)" : relation.rawValue)
        } catch {
            throw Failure(description: error.description)
        }
    }

    private var hardware: [String]? {
        if let one = text("hardware") { return [one] }
        return input["hardware"]?.arrayValue?.compactMap(\.stringValue)
    }

    private func text(_ key: String) -> String? { input[key]?.stringValue }

    private static func value(_ verdict: Verdict) -> JSONValue {
        switch verdict {
        case .affected: true
        case .notAffected: false
        case .potential, .unknown: .string(verdict.rawValue)
        }
    }
}
