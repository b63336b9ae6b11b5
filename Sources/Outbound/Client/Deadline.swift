import Basics

/// The time at which work must be over.
struct Deadline: Sendable {
    let time: any Timekeeper
    let watch: DeadlineWatch
    /// The ``Timekeeper/uptime``.
    let moment: Duration

    /// The earlier of this deadline and so long from now.
    func orIn(_ span: Duration) -> Deadline {
        Deadline(time: time, watch: watch, moment: min(moment, time.uptime + span))
    }

    /// Whether a pause that begins now is over in time.
    func allows(_ pause: Duration) -> Bool { time.uptime + pause < moment }

    /// Does the work, and cancels it at the deadline.
    ///
    /// - Parameter work: Ends soon after it is cancelled.
    /// - Returns: What the work gives; `nil` when the deadline came first.
    /// - Throws: What the work throws.
    func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result? {
        try await watch.run(until: moment, work)
    }
}
