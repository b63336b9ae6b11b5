/// Whether something holds, as far as it is known.
package enum Truth: Int, Comparable, Sendable {
    /// It does not hold.
    case no = 0
    /// It may hold: something that decides it is not known.
    case possible = 1
    /// It holds.
    case yes = 2

    /// Whether the left one is further from holding.
    package static func < (left: Truth, right: Truth) -> Bool { left.rawValue < right.rawValue }

    /// The opposite; what may hold may also not hold.
    package var negated: Truth {
        switch self {
        case .no: .yes
        case .possible: .possible
        case .yes: .no
        }
    }
}

/// Whether a vulnerability applies to a software on a hardware.
package enum Verdict: String, Hashable, CaseIterable, Sendable {
    /// A source says that it applies.
    case affected
    /// A source that covers the version says that it does not apply.
    case notAffected = "not-affected"
    /// It may apply: hardware, train or wording leave it open.
    case potential
    /// No source covers the version.
    case unknown

    /// The verdict of a source that covers the product.
    init(_ truth: Truth) {
        switch truth {
        case .yes: self = .affected
        case .possible: self = .potential
        case .no: self = .notAffected
        }
    }
}
