package import Basics
import Domain
import Modeling
import Storage

/// One decision about many vulnerabilities, for the same part of the network: all of them or none.
package struct JointDecision: Sendable {
    /// Vulnerabilities of one decision at most.
    package static let limit = 1000
    /// The parts of the network that a decision can be for; none of them is everything.
    private static let parts = ["software", "device_type", "device"]

    /// What was written.
    package struct Outcome: Sendable, Hashable {
        /// Decisions that were made.
        package var created = 0
        /// Decisions about the same part that were there already, and differ now.
        package var changed = 0
    }

    private let cves: [String]
    /// The part of the network, by member.
    private let scope: [(name: String, id: Identifier)]
    /// State, reason and the like, as clients write them.
    private let members: JSONObject

    /// Reads what a client sends: `cves`, and the members of a decision about each of them.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput`.
    package init(_ object: JSONObject) throws {
        var members = object
        guard let given = object["cves"]?.arrayValue, !given.isEmpty else {
            throw Self.refusal("cves", "Give a list of CVE ids.")
        }
        guard given.count <= Self.limit else {
            throw Self.refusal("cves", "At most \(Self.limit) vulnerabilities can be decided at once.")
        }
        var seen: Set<String> = []
        cves = try given.compactMap { value in
            guard let text = value.stringValue else { throw Self.refusal("cves", "Not a valid string.") }
            return seen.insert(text).inserted ? text : nil
        }
        members["cves"] = nil
        guard members["cve"] == nil, members["id"] == nil else {
            throw Self.refusal("cves", "A decision about many has neither cve nor id.")
        }
        scope = try Self.parts.compactMap { name in
            guard let value = members[name], !value.isNull else { return nil }
            guard let id = value.stringValue.flatMap({ Identifier($0) }) else {
                throw Self.refusal(name, "Give the id.")
            }
            return (name, id)
        }
        self.members = members
    }

    private static func refusal(_ field: String, _ message: String) -> Problem {
        Problem(.invalidInput, "", fields: [FieldErrors(field, [message])])
    }

    /// Makes the decision in the transaction of the pipeline: changes those that are there, and makes the others.
    ///
    /// - Throws: ``Problem`` about the first vulnerability that cannot be decided so; the transaction must then be undone.
    package func apply(_ pipeline: RecordPipeline) throws -> Outcome {
        let known = try existing(pipeline)
        var outcome = Outcome()
        for cve in cves {
            do {
                if let id = known[cve] {
                    let result = try pipeline.update(Triage.schema, id, members)
                    if !result.changed.isEmpty { outcome.changed += 1 }
                } else {
                    var object = members
                    object["cve"] = .string(cve)
                    _ = try pipeline.create(Triage.schema, object)
                    outcome.created += 1
                }
            } catch let problem as Problem where problem.kind == .invalidInput {
                throw Problem(.invalidInput, "\(cve) cannot be decided so.", fields: problem.fields)
            }
        }
        return outcome
    }

    /// Decisions about exactly the same part that are there already, whoever may see them.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when the actor may not change one of them.
    private func existing(_ pipeline: RecordPipeline) throws -> [String: Identifier] {
        var wanted = Predicate.compare(["cve"], .equals, cves.map(Value.text))
        for name in Self.parts {
            let part = scope.first { $0.name == name }
            wanted = wanted && (part.map { .compare([name], .equals, [.id($0.id)]) } ?? .isNull([name]))
        }
        let rows = try pipeline.session.rows(Selection(Triage.schema, where: wanted)).map(Record<Triage>.init(values:))
        guard !rows.isEmpty else { return [:] }
        let refusal = Problem(.forbidden, "You may not change decisions that were made before. Nothing was decided.")
        do {
            let allowed = try Authorizer().allowed(.change, on: Triage.schema, for: pipeline.actor)
            guard try pipeline.session.count(Triage.schema, where: wanted && allowed) == rows.count else {
                throw refusal
            }
        } catch let problem as Problem where problem.kind == .forbidden {
            throw refusal
        }
        return Dictionary(rows.map { ($0.cve, $0.id.raw) }, uniquingKeysWith: { first, _ in first })
    }
}
