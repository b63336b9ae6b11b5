package import Basics

/// How a piece of hardware or software stands towards the end of its support.
///
/// Contract: lifecycle.md §1.3, vectors H01–H05, and W8: "no notice" and "supported" differ.
package enum SupportState: String, Sendable, Hashable, CaseIterable {
    /// Support does not end within the horizon, or the notice names no end of support.
    case supported
    /// Support still runs and ends within the horizon.
    case ending
    /// The last day of support has passed.
    case unsupported
    /// No notice exists, so nothing is known.
    case unknown

    /// The state on a day.
    ///
    /// - Parameters:
    ///   - endOfSupport: The last day of support, inclusive.
    ///   - hasNotice: Whether a notice exists at all; without one the dates mean nothing.
    ///   - today: The day to judge.
    ///   - endingWithinDays: How many days before the last day support counts as ending, inclusive.
    /// - Returns: The state, ``unknown`` whenever there is no notice.
    package static func of(
        endOfSupport: CalendarDay?, hasNotice: Bool, today: CalendarDay, endingWithinDays: Int
    ) -> SupportState {
        guard hasNotice else { return .unknown }
        guard let endOfSupport else { return .supported }
        if HardwareNotice.isExpired(endOfSupport: endOfSupport, today: today) { return .unsupported }
        return endOfSupport.days(since: today) <= endingWithinDays ? .ending : .supported
    }

    /// The yes or no that compatible clients read: everything that is not known to be unsupported is supported.
    package var isSupported: Bool { self != .unsupported }

    /// How people read it.
    package var label: String {
        switch self {
        case .supported: "Supported"
        case .ending: "Support ending"
        case .unsupported: "Not supported"
        case .unknown: "Unknown"
        }
    }
}

extension HardwareNotice {
    /// Whether support has ended: the last day itself still counts as supported.
    ///
    /// Contract: lifecycle.md §1.3 `expired`, vectors H01–H03.
    package static func isExpired(endOfSupport: CalendarDay?, today: CalendarDay) -> Bool {
        endOfSupport.map { today > $0 } ?? false
    }
}
