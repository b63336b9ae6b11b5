package import Basics

/// Whether the software of a device or an inventory item is approved, and why.
package struct SoftwareVerdict: Sendable, Hashable {
    /// What decided.
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// An entry that is valid today approves the installed version.
        case approved
        /// No version is recorded.
        case noSoftware = "no-software"
        /// No entry applies at all.
        case noCandidates = "no-candidates"
        /// Entries apply, and none approves the installed version.
        case otherSoftware = "other-software"
        /// An entry approves the installed version from a later day on.
        case notYetValid = "not-yet-valid"
        /// The entries that approved the installed version have ended.
        case expired
    }

    package let outcome: Outcome
    /// Every entry that applies, whatever its version and dates, in listing order.
    package let candidates: [SoftwareMatch]
    /// The entry behind the outcome; nil when none approves the installed version.
    package let decidingRule: SoftwareMatch?
    /// Last day of unbroken approval from today on; nil when it is open, or when there is none.
    package let validUntil: CalendarDay?
    /// The reason as one sentence.
    package let explanation: String

    /// The yes or no of lifecycle.md §3.1.
    package var isValid: Bool { outcome == .approved }
}

extension ValidationMatcher {
    /// Judges the installed software of a subject.
    ///
    /// Contract: lifecycle.md §3.1. Preference and weight order the candidates and never change the outcome.
    package func verdict(
        for subject: SubjectFacts, among rules: some Sequence<SoftwareRule>, today: CalendarDay
    ) -> SoftwareVerdict {
        let candidates = candidates(of: subject, among: rules)
        let approving = subject.software.map { software in candidates.filter { $0.rule.software == software } } ?? []
        let outcome: SoftwareVerdict.Outcome
        let deciding: SoftwareMatch?
        if subject.software == nil {
            (outcome, deciding) = (.noSoftware, nil)
        } else if candidates.isEmpty {
            (outcome, deciding) = (.noCandidates, nil)
        } else if let current = approving.first(where: { $0.rule.isValid(on: today) }) {
            (outcome, deciding) = (.approved, current)
        } else if let next = approving.filter({ $0.rule.start > today }).min(by: { $0.rule.start < $1.rule.start }) {
            (outcome, deciding) = (.notYetValid, next)
        } else if let last = approving.max(by: { ($0.rule.end ?? today) < ($1.rule.end ?? today) }) {
            (outcome, deciding) = (.expired, last)
        } else {
            (outcome, deciding) = (.otherSoftware, nil)
        }
        return SoftwareVerdict(
            outcome: outcome, candidates: candidates, decidingRule: deciding,
            validUntil: outcome == .approved ? lastDay(of: approving.map(\.rule), from: today) : nil,
            explanation: explain(outcome, deciding, subject.kind))
    }

    /// The end of the unbroken run of validity that contains `today`; nil when it is open.
    private func lastDay(of rules: [SoftwareRule], from today: CalendarDay) -> CalendarDay? {
        var last: CalendarDay?
        for rule in rules.sorted(by: { $0.start < $1.start }) where rule.end.map({ $0 >= today }) ?? true {
            // A rule that starts the day after the last one continues the run; a later one leaves a gap.
            let gap = rule.start.days(since: last ?? today)
            guard gap <= (last == nil ? 0 : 1) else { break }
            guard let end = rule.end else { return nil }
            last = max(last ?? end, end)
        }
        return last
    }

    private func explain(
        _ outcome: SoftwareVerdict.Outcome, _ deciding: SoftwareMatch?, _ kind: SubjectFacts.Kind
    ) -> String {
        let noun = kind == .device ? "device" : "inventory item"
        let reason = deciding.map { "the entry \($0.condition.explanation(for: kind))" } ?? ""
        return switch outcome {
        case .approved: "Approved since \(deciding?.rule.start.description ?? "today"): \(reason)."
        case .noSoftware: "No software version is recorded for this \(noun)."
        case .noCandidates: "No validated software entry applies to this \(noun)."
        case .otherSoftware: "Validated software entries apply to this \(noun), and none approves its version."
        case .notYetValid: "Approved only from \(deciding?.rule.start.description ?? "a later day") on: \(reason)."
        case .expired: "Approval ended on \(deciding?.rule.end?.description ?? "an earlier day"): \(reason)."
        }
    }
}
