import Applicability
import Basics
import Domain
import Modeling
package import Storage

/// Judges which software of the own network is affected by which vulnerability, and keeps what follows (design §8).
///
/// Each distinct release is judged once, on each distinct hardware only where the hardware decides. Only what changed is
/// judged: vulnerabilities of which a source says something new, and software that is new or is read differently.
package struct ExposureEvaluation: Sendable {
    /// What an evaluation did.
    package struct Summary: Sendable, Hashable {
        /// Software versions that are understood.
        package var software = 0
        /// Software versions that cannot be read, of which nothing can be said.
        package var notUnderstood = 0
        /// Vulnerabilities that were looked at.
        package var vulnerabilities = 0
        package var opened = 0
        package var changed = 0
        package var closed = 0
        package var reopened = 0
        /// Records whose criteria cannot be read, each with the reason.
        package var unreadable: [String] = []

        /// Whether the findings are as they were.
        package var isEmpty: Bool { opened + changed + closed + reopened == 0 }
    }

    /// Raised when the rules of judging change: everything is judged anew then.
    private static let engine = 1
    /// CVEs that are judged together.
    private static let batch = 2000

    private let store: Store
    private let environment: RecordEnvironment
    private let checkpoint: @Sendable (Int) throws -> Void

    /// - Parameter checkpoint: Called between batches with the number of vulnerabilities so far; what it throws ends the
    ///   evaluation, and the next one begins where this one was begun.
    package init(
        store: Store, environment: RecordEnvironment, checkpoint: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) {
        self.store = store
        self.environment = environment
        self.checkpoint = checkpoint
    }

    /// Judges what changed since the last time.
    ///
    /// - Parameter all: Judges everything.
    package func run(all: Bool = false) async throws -> Summary {
        let identifiers = environment.identifiers
        var summary = Summary()
        let (notUnderstood, hardware) = try await store.write { session in
            (try SoftwareIdentities.refresh(session, identifiers), try HardwareUse.refresh(session))
        }
        summary.notUnderstood = notUnderstood
        let plan = try await store.read { try ExposurePlan($0, all: all, engine: Self.engine) }
        summary.software = plan.known.values.reduce(0) { $0 + $1.count }
        for part in plan.parts {
            try await run(part, plan, hardware, &summary)
        }
        let (engine, now) = (Self.engine, environment.time.now)
        let (isFull, isJudged) = (plan.isFull, !plan.parts.isEmpty)
        try await store.write { session in
            try ExposureCounts.refresh(session, now: now)
            try ExposureTallies.refresh(session, isForced: isFull || isJudged)
            if isFull { try ExposureCounts.forgetUnusedAssessments(session) }
            try ExposureMark(load: plan.load, engine: engine).save(session)
        }
        return summary
    }

    /// Judges some CVEs for some software, in batches.
    private func run(
        _ part: ExposurePlan.Part, _ plan: ExposurePlan, _ hardware: HardwareUse, _ summary: inout Summary
    ) async throws {
        var rest = part.cves[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            try checkpoint(summary.vulnerabilities)
            let cves = Array(rest.prefix(Self.batch))
            rest = rest.dropFirst(cves.count)
            let batch = try await store.read { try CaseLoader.load(cves, plan.checker, $0) }
            let judge = ExposureJudge(batch: batch, known: plan.known, hardware: hardware, checker: plan.checker)
            let (findings, book) = judge.findings(software: part.software)
            let now = environment.time.now
            let counts = try await store.write { session in
                try FindingWriter(session, now: now).write(findings, book, of: batch, software: part.software)
            }
            summary.vulnerabilities += cves.count
            summary.opened += counts.opened
            summary.changed += counts.changed
            summary.closed += counts.closed
            summary.reopened += counts.reopened
            summary.unreadable += batch.unreadable
        }
    }
}
