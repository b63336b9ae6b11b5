import Foundation
import Logging
import Synchronization

/// Whether the server is there, as whoever waits for it wants to know.
///
/// A server that is stopped keeps its connections open and says nothing; a long statement looks the same. A connection of
/// our own, which must answer in time, tells them apart. Once it is out, work is refused at once until a connection
/// works again.
final class PostgreSQLHealth: @unchecked Sendable {
    private let address: PostgreSQLAddress
    private let limits: PostgreSQLLimits
    private let logger: Logger
    // Guards what follows.
    private let condition = NSCondition()
    private var isOut = false
    private var isProbing = false
    private var isClosed = false
    private var lastAnswer: (time: ContinuousClock.Instant, isThere: Bool)?
    /// Called, on a thread of its own, when the server is found to be out.
    let whenOut = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ address: PostgreSQLAddress, _ limits: PostgreSQLLimits, _ logger: Logger) {
        self.address = address
        self.limits = limits
        self.logger = logger
    }

    /// - Throws: ``PostgreSQLFault`` while the server is out.
    func check() throws {
        condition.lock()
        defer { condition.unlock() }
        if isOut { throw PostgreSQLFault.lost("PostgreSQL at \(address) does not answer.") }
    }

    /// Asks the server, or takes an answer of the last second; blocks for ``PostgreSQLLimits/connect`` at most.
    func isServerThere() -> Bool {
        condition.lock()
        while true {
            if isOut {
                condition.unlock()
                return false
            }
            if let lastAnswer, ContinuousClock.now - lastAnswer.time < .seconds(1) {
                condition.unlock()
                return lastAnswer.isThere
            }
            guard isProbing else { break }
            condition.wait()
        }
        isProbing = true
        condition.unlock()
        let isThere = probe()
        condition.lock()
        isProbing = false
        lastAnswer = (ContinuousClock.now, isThere)
        condition.broadcast()
        condition.unlock()
        if !isThere { notice() }
        return isThere
    }

    /// Notes that no connection could be opened or kept.
    func notice() {
        condition.lock()
        let isNew = !isOut && !isClosed
        isOut = isOut || isNew
        condition.unlock()
        guard isNew else { return }
        logger.error("the store does not answer", metadata: ["store.address": "\(address)"])
        let recovery = Thread { [weak self] in
            self?.whenOut.withLock { $0 }?()
            while let self, self.waitForReturn() {}
        }
        recovery.start()
    }

    /// Tries once more; returns false when the server is back, or nobody waits for it any more.
    private func waitForReturn() -> Bool {
        Thread.sleep(forTimeInterval: 0.3)
        condition.lock()
        let isDone = isClosed
        condition.unlock()
        guard !isDone else { return false }
        guard probe() else { return true }
        condition.lock()
        isOut = false
        lastAnswer = nil
        condition.unlock()
        logger.notice("the store answers again", metadata: ["store.address": "\(address)"])
        return false
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.unlock()
    }

    /// Opens a connection, which the server answers.
    private func probe() -> Bool {
        var limits = limits
        limits.silence = .seconds(3600)
        return (try? PostgreSQLLink(address, limits, self)) != nil
    }
}
