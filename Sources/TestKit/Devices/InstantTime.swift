package import Basics

/// A clock that stands still and on which nobody has to wait: every sleep is over at once.
///
/// For things that are slow only because they were told to be, such as recorded devices, next to a clock that keeps their deadlines.
package struct InstantTime: Timekeeper {
    package let now: Timestamp
    package var uptime: Duration { .zero }

    package init(_ now: Timestamp) { self.now = now }

    /// Returns at once.
    package func sleep(until moment: Duration) async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
    }
}
