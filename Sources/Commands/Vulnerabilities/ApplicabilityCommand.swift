import Applicability
import ArgumentParser
import Basics
import Foundation
import Services

/// The command `almanac applicability`.
struct ApplicabilityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "applicability", abstract: "Say what vulnerabilities, ranges and CPE names apply to.",
        discussion: """
            Each line of input is {"kind", "input"}. The input names a device's system and version (os, device, maybe hardware)
            and what judges it: a cve, or configurations, affected, rows, fixed, or version with lessThan or lessThanOrEqual.
            Each gives one line: true, false, "potential", "unknown", or {"error"}. Two CPE names, source and target, give their
            relation. A kind that begins with nvd or cna asks only that source.

            What a cve applies to is known from files of --facts, or from the few records that come with Almanac.

            Example: echo '{"kind": "range", "input": {"os": "junos", "device": "21.4R3"}}' | almanac applicability --batch
            """)

    @Flag(help: "Read one JSON object per line until the input ends.")
    var batch = false

    @Option(help: "File with records of the NVD (API 2.0) or of the CVE list (version 5), as JSON. May be repeated.")
    var facts: [String] = []

    func run() async throws {
        try await runReporting {
            try requireBatch(batch)
            var library = FactLibrary()
            for path in facts { try library.load(path) }
            try BatchLines.run { Self.answer($0, library) }
        }
    }

    /// The answer to a question.
    static func answer(_ question: JSONValue, _ library: FactLibrary) -> JSONValue {
        do throws(ApplicabilityQuestion.Failure) {
            return try ApplicabilityQuestion(question).answer { library.facts($0) }
        } catch {
            return BatchLines.error(error.description)
        }
    }
}

/// Records of vulnerabilities by their id.
struct FactLibrary {
    /// Files that are larger are refused; they belong into a store.
    private static let largest = 64 << 20

    private var known: [String: VulnerabilityFacts] = [:]

    /// Starts with the records that come with Almanac.
    init() {
        for record in (try? JSONValue(parsing: BundledFacts.text))?.arrayValue ?? [] {
            guard let id = record["id"]?.stringValue else { continue }
            var facts = VulnerabilityFacts()
            // The text is our own; a test reads it.
            if record["configurations"] != nil { try? facts.add(nvd: record) }
            facts.add(cveRecord: ["containers": ["cna": ["affected": record["cna"] ?? .array([])]]])
            known[id] = facts
        }
    }

    /// What is known of a vulnerability.
    func facts(_ id: String) -> VulnerabilityFacts? { known[id] }

    /// Adds the records of a file: an answer of the NVD, one of its records, a record of the CVE list, or a list of them.
    ///
    /// - Throws: ``Problem`` when the file cannot be read or holds none of them.
    mutating func load(_ path: String) throws {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        guard size <= Self.largest else { throw Problem(.tooLarge, "\(path) has more than 64 MB.") }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        do {
            try add(try JSONValue(parsing: bytes, limits: JSONLimits(refusesDuplicateKeys: false)), path)
        } catch let error as JSONError {
            throw Problem(.invalidInput, "\(path) is no JSON: \(error)")
        } catch let error as CPEError {
            throw Problem(.invalidInput, "\(path) has a criterion that cannot be read: \(error)")
        }
    }

    private mutating func add(_ json: JSONValue, _ path: String) throws {
        if let list = json.arrayValue {
            for record in list { try add(record, path) }
        } else if let list = json["vulnerabilities"]?.arrayValue {
            for entry in list { try add(entry["cve"] ?? entry, path) }
        } else if let id = json["cveMetadata"]?["cveId"]?.stringValue {
            known[id, default: VulnerabilityFacts()].add(cveRecord: json)
        } else if let id = json["id"]?.stringValue {
            try known[id, default: VulnerabilityFacts()].add(nvd: json)
        } else {
            throw Problem(.invalidInput, "\(path) holds neither records of the NVD nor of the CVE list.")
        }
    }
}
