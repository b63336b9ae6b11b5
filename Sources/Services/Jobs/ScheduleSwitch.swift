package import Basics
import Domain
import JobEngine
package import Modeling
package import Storage

extension JobSchedules {
    /// Lets a schedule set runs in motion, or lets it rest; what was due while it rested is not made up for.
    ///
    /// - Returns: The row as it is then.
    /// - Throws: ``Problem`` of kind `forbidden` or `notFound`; of kind `conflict` for a schedule that waits for approval, was denied or
    ///   has ended, and for one whose only time has passed.
    package func set(
        _ id: Identifier, isEnabled: Bool, by actor: Actor, in session: Session
    ) throws -> [Value] {
        let allowed = try Authorizer().allowed(.change, on: ScheduledJob.schema, for: actor)
        guard try session.exists(ScheduledJob.schema, where: .ids([id]) && allowed),
            let row = try session.lockedRow(ScheduledJob.schema, id)
        else { throw Problem(.notFound, "No ScheduledJob matches the given query.") }
        var schedule = Record<ScheduledJob>(values: row)
        guard schedule.state == ScheduledJob.State.active.rawValue else {
            throw Problem(.conflict, "The schedule is \(schedule.state); only active ones are switched on and off.")
        }
        guard schedule.enabled != isEnabled else { return row }
        let now = environment.time.now
        schedule.enabled = isEnabled
        schedule.dateChanged = now
        schedule.nextRun = nil
        if isEnabled {
            schedule.nextRun = Self.timing(of: schedule)?.next(
                after: max(now, schedule.startTime).adding(seconds: -0.000_001))
            guard schedule.nextRun != nil else {
                throw Problem(.conflict, "Its time has passed. Run the job, or make another schedule.")
            }
        }
        try RecordPipeline(session, actor: actor, environment: environment).update(schedule)
        return try session.row(ScheduledJob.schema, id) ?? row
    }
}
