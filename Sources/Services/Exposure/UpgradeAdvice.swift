package import Basics
import Domain
import Modeling

/// Which releases something could go to, the best first.
package struct UpgradeAdvice: Sendable {
    /// What is open, in the order in which it is compared.
    package struct Burden: Sendable, Hashable, Comparable {
        /// Vulnerabilities that are known to be exploited.
        package let exploited: Int
        package let critical: Int
        package let high: Int
        /// The sum of the probabilities of exploitation, in thousandths.
        package let likelihood: Int
        package let total: Int

        init(_ views: [Record<KnownVulnerability>]) {
            exploited = views.count { $0.isExploited }
            critical = views.count { $0.severity == Severity.critical.rawValue }
            high = views.count { $0.severity == Severity.high.rawValue }
            likelihood = Int((views.reduce(0) { $0 + ($1.epss ?? 0) } * 1000).rounded())
            total = views.count
        }

        /// Whether the left one leaves less to worry about.
        package static func < (left: Burden, right: Burden) -> Bool {
            (left.exploited, left.critical, left.high, left.likelihood, left.total)
                < (right.exploited, right.critical, right.high, right.likelihood, right.total)
        }

        var json: JSONValue {
            [
                "exploited": .int(Int64(exploited)), "critical": .int(Int64(critical)), "high": .int(Int64(high)),
                "total": .int(Int64(total)),
            ]
        }
    }

    /// A release.
    package struct Candidate: Sendable {
        package let version: String
        /// Why it is a candidate: `approved`, `inventory`, `fixed-in`.
        package let origins: [String]
        package let isSameTrain: Bool
        package let endOfSupport: CalendarDay?
        /// CVEs that are open now and would not be, the most pressing first.
        package let fixes: [String]
        /// CVEs that would stay open.
        package let leaves: [String]
        /// CVEs that are not open now and would be.
        package let opens: [String]
        /// What would be open.
        package let burden: Burden

        /// Whether an entry of validated software approves it today.
        package var isApproved: Bool { origins.contains("approved") }
    }

    /// The device, or the type of device.
    package let subject: String
    /// The software that runs.
    package let software: String
    package let type: String
    /// CVEs that are open now, the most pressing first.
    package let open: [String]
    package let burden: Burden
    package let candidates: [Candidate]

    /// The advice as programs read it.
    package var json: JSONValue {
        func texts(_ list: [String]) -> JSONValue { .array(list.map(JSONValue.string)) }
        return [
            "subject": .string(subject), "software": .string(software), "device_type": .string(type),
            "open": texts(open), "burden": burden.json,
            "candidates": .array(
                candidates.map { candidate in
                    [
                        "version": .string(candidate.version), "origins": texts(candidate.origins),
                        "same_train": .bool(candidate.isSameTrain),
                        "end_of_support": candidate.endOfSupport.map { .string($0.description) } ?? .null,
                        "fixes": texts(candidate.fixes), "leaves": texts(candidate.leaves),
                        "opens": texts(candidate.opens), "burden": candidate.burden.json,
                    ]
                }),
        ]
    }

    /// The columns of tables and CSV.
    package static let columns = [
        "subject", "software", "version", "origins", "same_train", "end_of_support", "fixes", "leaves", "opens",
        "exploited_left", "critical_left",
    ]

    /// A row for each release.
    package var rows: [[String]] {
        candidates.map { candidate in
            [
                subject, software, candidate.version, candidate.origins.joined(separator: "+"),
                candidate.isSameTrain ? "yes" : "no", candidate.endOfSupport?.description ?? "",
                String(candidate.fixes.count), String(candidate.leaves.count), String(candidate.opens.count),
                String(candidate.burden.exploited), String(candidate.burden.critical),
            ]
        }
    }
}
