package import Basics

/// How a contract stands towards its last day, whatever its status says.
///
/// Contract: lifecycle.md §1.10 and the contract vectors of §3.8: the last day still counts as active.
package enum ContractState: String, Sendable, Hashable, CaseIterable {
    /// The last day is not near, or there is none.
    case active
    /// Active, and the last day is within the horizon.
    case ending
    /// The last day has passed.
    case expired

    /// The state on a day.
    ///
    /// - Parameters:
    ///   - end: The last day, inclusive; nil means that the contract has no end.
    ///   - today: The day to judge.
    ///   - endingWithinDays: How many days before the last day the contract counts as ending, inclusive.
    /// - Returns: The state; a contract without an end stays active.
    package static func of(end: CalendarDay?, today: CalendarDay, endingWithinDays: Int) -> ContractState {
        guard let end else { return .active }
        if today > end { return .expired }
        return end.days(since: today) <= endingWithinDays ? .ending : .active
    }

    /// Whether the contract covers its devices: an ending one still does.
    package var isActive: Bool { self != .expired }

    /// How people read it.
    package var label: String {
        switch self {
        case .active: "Active"
        case .ending: "Ending"
        case .expired: "Expired"
        }
    }
}
