/// A filter's suffix (core.md §1.13).
package enum Lookup: String, CaseIterable, Sendable {
    case exact = ""
    case n, ic, nic, isw, nisw, iew, niew, ie, nie, re, nre, ire, nire, isnull, lt, lte, gt, gte

    /// The comparison and whether it is negated; nil for `isnull`.
    package var comparison: (comparison: Comparison, isNegated: Bool)? {
        switch self {
        case .exact: (.equals, false)
        case .n: (.equals, true)
        case .ic: (.containsIgnoringCase, false)
        case .nic: (.containsIgnoringCase, true)
        case .isw: (.startsWithIgnoringCase, false)
        case .nisw: (.startsWithIgnoringCase, true)
        case .iew: (.endsWithIgnoringCase, false)
        case .niew: (.endsWithIgnoringCase, true)
        case .ie: (.equalsIgnoringCase, false)
        case .nie: (.equalsIgnoringCase, true)
        case .re: (.matches, false)
        case .nre: (.matches, true)
        case .ire: (.matchesIgnoringCase, false)
        case .nire: (.matchesIgnoringCase, true)
        case .lt: (.less, false)
        case .lte: (.lessOrEqual, false)
        case .gt: (.greater, false)
        case .gte: (.greaterOrEqual, false)
        case .isnull: nil
        }
    }

    /// Whether whole values are compared, not parts of them.
    package var isWhole: Bool { self == .exact || self == .n || self == .ie || self == .nie }

    /// Suffixes of text filters.
    package static let text: Set<Lookup> = [
        .exact, .n, .ic, .nic, .isw, .nisw, .iew, .niew, .ie, .nie, .re, .nre, .ire, .nire, .isnull,
    ]
    /// Suffixes of numbers and dates.
    package static let ordered: Set<Lookup> = [.exact, .n, .lt, .lte, .gt, .gte, .isnull]
    /// Suffixes of references.
    package static let related: Set<Lookup> = [.exact, .n, .isnull]
}
