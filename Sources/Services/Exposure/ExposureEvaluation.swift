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

    /// Raised when the rules of judging, or of the keys of assessments, change: everything is judged anew then.
    private static let engine = 2
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
        // Where nothing was ever counted, everything is: at the end.
        let counts = try await store.read { try !plan.isFull && ExposureTallies.exist($0) }
        summary.software = try await store.read { try SoftwareIdentities.understood($0) }
        var known: [OperatingSystem: [SoftwareIdentities.Known]] = [:]
        for part in plan.parts {
            try await run(part, plan, hardware, counts: counts, &known, &summary)
        }
        let (engine, now) = (Self.engine, environment.time.now)
        let isFull = plan.isFull
        try await store.write { session in
            if isFull {
                try ExposureCounts.refresh(session, now: now)
                try ExposureCounts.forgetUnusedAssessments(session)
            } else {
                try ExposureCounts.noteEvaluated(session, now: now)
            }
            if !counts { try ExposureTallies.refresh(session) }
            try ExposureMark(load: plan.load, engine: engine).save(session, run: identifiers.next())
        }
        return summary
    }

    /// Judges some CVEs for some software, in batches.
    ///
    /// - Parameters:
    ///   - counts: Whether counts by hardware and level follow each batch.
    ///   - known: The software of systems that were met, read when a batch is about them.
    private func run(
        _ part: ExposurePlan.Part, _ plan: ExposurePlan, _ hardware: HardwareUse, counts isCounted: Bool,
        _ known: inout [OperatingSystem: [SoftwareIdentities.Known]], _ summary: inout Summary
    ) async throws {
        var rest = part.cves[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            try checkpoint(summary.vulnerabilities)
            let cves = Array(rest.prefix(Self.batch))
            rest = rest.dropFirst(cves.count)
            let met = Set(known.keys)
            let (batch, more) = try await store.read { session in
                let batch = try CaseLoader.load(cves, plan.checker, plan.names, session)
                let missing = batch.indexes.keys.filter { !met.contains($0) }
                return (batch, try SoftwareIdentities.known(of: missing, session))
            }
            known.merge(more) { _, read in read }
            let judge = ExposureJudge(batch: batch, known: known, hardware: hardware, checker: plan.checker)
            let (findings, book) = judge.findings(software: part.software)
            let now = environment.time.now
            let isFull = plan.isFull
            let counts = try await store.write { session in
                let counts = try FindingWriter(session, now: now, ceased: hardware.ceased).write(
                    findings, book, of: batch, software: part.software)
                // A full evaluation counts once, at its end.
                if !isFull { try ExposureCounts.add(counts.open, session, now: now) }
                if isCounted {
                    if counts.areTalliesWhole {
                        try ExposureTallies.add(counts.tallies, session)
                    } else {
                        try ExposureTallies.refresh(session)
                    }
                }
                return counts
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
