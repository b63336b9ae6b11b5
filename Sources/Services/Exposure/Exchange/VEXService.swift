import Basics
import Domain
import Modeling
package import Storage

/// Writes the exposure of the own software as documents for others, and reads their statements as decisions.
package struct VEXService: Sendable {
    /// The forms of documents.
    package enum Form: String, Sendable, CaseIterable {
        /// CSAF 2.0, profile VEX.
        case csaf
        /// CycloneDX 1.5, VEX.
        case cyclonedx
        /// A table.
        case csv
    }

    /// What reading a document did.
    package struct Outcome: Sendable, Hashable {
        /// Decisions that were made of it.
        package var created = 0
        /// Statements about software with a decision, which stays.
        package var kept = 0
        /// Products that are none of the own software versions, each once.
        package var unknown: [String] = []

        package init(created: Int = 0, kept: Int = 0, unknown: [String] = []) {
            self.created = created
            self.kept = kept
            self.unknown = unknown
        }
    }

    private let store: Store
    private let environment: RecordEnvironment

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// A document about all software of which something is known.
    ///
    /// - Parameter cve: Only what is known of this one; nil for all.
    package func document(_ form: Form, publisher: VEXPublisher, cve: String? = nil) async throws -> [UInt8] {
        let (today, now, id) = (environment.time.today, environment.time.now, environment.identifiers.next())
        let (statements, products) = try await store.read { try ExposureStatement.all($0, today: today, cve: cve) }
        switch form {
        case .csaf:
            return Array(
                CSAFVEXDocument(statements: statements, products: products, publisher: publisher, id: id, now: now)
                    .json.text.utf8)
        case .cyclonedx:
            return Array(
                CycloneDXDocument(statements: statements, products: products, publisher: publisher, id: id, now: now)
                    .json.text.utf8)
        case .csv:
            var bytes: [UInt8] = []
            CSVText.appendRow(
                ["cve", "severity", "score", "exploited", "software", "status", "decision", "reason", "fixed_in"],
                to: &bytes)
            for statement in statements {
                let view = statement.vulnerability
                let product = products[statement.software]
                let cells = [
                    view.cve, view.severity, view.score.map { String($0) } ?? "", view.isExploited ? "yes" : "no",
                    product.map { "\($0.name) \($0.version)" } ?? "", statement.status.rawValue,
                    statement.decision?.rawValue ?? "", statement.reason, statement.fixedIn.joined(separator: " "),
                ]
                CSVText.appendRow(cells.map(CSVText.guardFormula), to: &bytes)
            }
            return bytes
        }
    }

    /// Reads a document of CSAF or CycloneDX as decisions; a decision that is there already is never changed.
    ///
    /// - Throws: ``Problem`` when it is neither of them; then nothing was decided.
    package func read(_ document: [UInt8], by actor: Actor) async throws -> Outcome {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: document)
        } catch {
            throw Problem(.invalidInput, "The document is no JSON: \(error)")
        }
        let statements = try VEXStatements(json).all
        let environment = environment
        return try await store.write { session in
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            let software = try Self.software(session)
            var outcome = Outcome()
            let decisions = try TriageBook(session, today: environment.time.today)
            var taken: Set<String> = []
            var unknown: Set<String> = []
            for statement in statements {
                guard let id = statement.products.lazy.compactMap({ software[$0.lowercased()] }).first else {
                    let name = statement.products.last ?? ""
                    if unknown.insert(name).inserted { outcome.unknown.append(name) }
                    continue
                }
                // What people decided about all software, or this one, is more than what others say.
                let isDecided = decisions.decision(statement.cve, software: id, type: nil, device: nil) != nil
                guard !isDecided, taken.insert("\(statement.cve)/\(id)").inserted else {
                    outcome.kept += 1
                    continue
                }
                _ = try pipeline.create(
                    Triage.schema,
                    [
                        "cve": .string(statement.cve), "state": .string(statement.state.rawValue),
                        "reason": .string(statement.reason), "software": .string(id.description),
                    ])
                outcome.created += 1
            }
            return outcome
        }
    }

    /// The own software versions by every name that a document may give them.
    private static func software(_ session: Session) throws -> [String: Identifier] {
        var names: [String: Identifier] = [:]
        for (id, product) in try ExposureStatement.products(session, nil) {
            names[product.reference] = id
            names["\(product.name) \(product.version)".lowercased()] = id
            if !product.vendor.isEmpty {
                names["\(product.vendor) \(product.name) \(product.version)".lowercased()] = id
            }
        }
        return names
    }
}
