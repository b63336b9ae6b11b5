import Foundation

/// Threads that take jobs from a line; each has a connection of its own while there is work.
///
/// Threads come when a job finds none idle, up to a number, and go when they have been idle for some time.
final class PostgreSQLThreads: @unchecked Sendable {
    /// One unit of work; either closure is called, and once.
    struct Job: Sendable {
        let run: @Sendable (PostgreSQLSlot) -> Void
        let fail: @Sendable (any Error) -> Void
        let deadline: ContinuousClock.Instant
    }

    private let core: PostgreSQLCore
    private let name: String
    private let maximum: Int
    // Guards what follows.
    private let condition = NSCondition()
    private var jobs: [Job] = []
    private var threads = 0
    private var idle = 0
    private var isClosed = false

    init(_ core: PostgreSQLCore, name: String, maximum: Int) {
        self.core = core
        self.name = name
        self.maximum = maximum
    }

    /// Puts a job into the line.
    func submit(_ job: Job) {
        condition.lock()
        guard !isClosed else {
            condition.unlock()
            return job.fail(StorageError.unavailable("The store is closed."))
        }
        jobs.append(job)
        if idle >= jobs.count {
            condition.signal()
        } else if threads >= maximum {
            condition.signal()
            core.atEndOfWait { [weak self] in self?.refuseLate() }
        } else {
            threads += 1
            start()
        }
        condition.unlock()
    }

    private func start() {
        let thread = Thread { [self] in
            let slot = PostgreSQLSlot(core)
            while let job = next() {
                if ContinuousClock.now > job.deadline {
                    job.fail(StorageError.unavailable("No connection to the store became free in time."))
                } else {
                    job.run(slot)
                }
            }
        }
        thread.name = name
        thread.stackSize = 2 << 20
        thread.start()
    }

    private func next() -> Job? {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: core.limits.idle.timeInterval)
        while jobs.isEmpty {
            if isClosed || Date() >= end {
                threads -= 1
                condition.broadcast()
                return nil
            }
            idle += 1
            _ = condition.wait(until: end)
            idle -= 1
        }
        return jobs.removeFirst()
    }

    /// Refuses every job that waits.
    func refuseWaiting() {
        condition.lock()
        let waiting = jobs
        jobs = []
        condition.unlock()
        for job in waiting { job.fail(StorageError.unavailable("PostgreSQL does not answer.")) }
    }

    /// Refuses jobs that have waited too long.
    func refuseLate() {
        let now = ContinuousClock.now
        condition.lock()
        let late = jobs.filter { now > $0.deadline }
        if !late.isEmpty { jobs.removeAll { now > $0.deadline } }
        condition.unlock()
        for job in late {
            job.fail(StorageError.unavailable("No connection to the store became free in time."))
        }
    }

    /// Waits for the jobs in the line and the threads to end.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        while threads > 0 { condition.wait() }
        condition.unlock()
    }
}

extension Duration {
    /// Seconds, for Foundation.
    var timeInterval: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// A thread's connection, opened when it is needed.
final class PostgreSQLSlot {
    private let core: PostgreSQLCore
    private var link: PostgreSQLLink?

    init(_ core: PostgreSQLCore) { self.core = core }

    /// The connection, opened anew when there is none that works.
    ///
    /// - Throws: ``PostgreSQLFault``.
    func open() throws -> PostgreSQLLink {
        try core.health.check()
        if let link, link.isAlive { return link }
        link = nil
        let made = try PostgreSQLLink(core.address, core.limits, core.health)
        link = made
        return made
    }

    /// Closes the connection when it is of no more use.
    func dropDead() {
        if link?.isAlive == false { link = nil }
    }
}
