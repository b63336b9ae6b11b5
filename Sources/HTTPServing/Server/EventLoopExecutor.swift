import NIOCore

/// Runs tasks on event loops: on the current one when already there.
///
/// A request then stays on the thread that reads its connection, up to the hop into the store and back. On the default executor it
/// would change threads six times, and those wake-ups cost more than finding and writing one object.
final class EventLoopExecutor: TaskExecutor {
    private let group: any EventLoopGroup

    init(_ group: any EventLoopGroup) { self.group = group }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        group.any().execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
