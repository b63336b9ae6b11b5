import Domain

/// The worst that a device is exposed to, the most pressing first.
package enum DeviceExposure: String, CaseIterable, Comparable, Sendable {
    case exploited
    case critical
    case high
    case medium
    case low
    case potential
    case none
    case notUnderstood = "not_understood"
    case noSoftware = "no_software"

    /// The level of one open finding.
    ///
    /// - Parameters:
    ///   - severity: Of the merged view; without a score it counts as low.
    ///   - isPotential: Whether a source leaves open if it applies at all.
    init(severity: String, isExploited: Bool, isPotential: Bool) {
        if isPotential {
            self = .potential
        } else if isExploited {
            self = .exploited
        } else {
            switch Severity(rawValue: severity) {
            case .critical?: self = .critical
            case .high?: self = .high
            case .medium?: self = .medium
            case .low?, Severity.none?, nil: self = .low
            }
        }
    }

    /// The levels that open findings have.
    package static let ofFindings: [DeviceExposure] = [.exploited, .critical, .high, .medium, .low, .potential]

    /// What it means, for people.
    package var label: String {
        switch self {
        case .exploited: "Exposed to a known exploited vulnerability"
        case .critical: "Critical at worst"
        case .high: "High at worst"
        case .medium: "Medium at worst"
        case .low: "Low at worst"
        case .potential: "Maybe exposed: hardware or wording leaves it open"
        case .none: "Nothing known"
        case .notUnderstood: "Software not understood: nothing can be said"
        case .noSoftware: "No software known: nothing can be said"
        }
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? .max }

    /// Whether the left one is more pressing.
    package static func < (left: DeviceExposure, right: DeviceExposure) -> Bool { left.rank < right.rank }
}
