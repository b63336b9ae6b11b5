/// Bounds how many requests run against one backend at a time, and how many wait for their turn.
actor BackendGate {
    /// More wait already than may.
    struct Full: Error {}

    private struct Lane {
        var running = 0
        var waiting: [(number: UInt64, turn: CheckedContinuation<Void, any Error>)] = []
    }

    private let width: Int
    private let queue: Int
    private var lanes: [String: Lane] = [:]
    private var lastNumber: UInt64 = 0

    init(width: Int, queue: Int) {
        self.width = max(1, width)
        self.queue = queue
    }

    /// How many requests run and wait.
    func load(_ backend: String) -> (running: Int, waiting: Int) {
        (lanes[backend]?.running ?? 0, lanes[backend]?.waiting.count ?? 0)
    }

    /// Waits for a turn, in the order of the calls; each turn ends with ``leave(_:)``.
    ///
    /// - Throws: ``Full``, or `CancellationError` without a turn.
    func enter(_ backend: String) async throws {
        guard lanes[backend]?.running ?? 0 >= width else {
            lanes[backend, default: Lane()].running += 1
            return
        }
        guard lanes[backend]?.waiting.count ?? 0 < queue else { throw Full() }
        lastNumber += 1
        let number = lastNumber
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (turn: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    turn.resume(throwing: CancellationError())
                } else {
                    lanes[backend]?.waiting.append((number, turn))
                }
            }
        } onCancel: {
            Task { await self.giveUp(number, backend) }
        }
    }

    /// Ends a turn; who waits longest has it next.
    func leave(_ backend: String) {
        guard var lane = lanes[backend] else { return }
        if lane.waiting.isEmpty {
            lane.running -= 1
        } else {
            lane.waiting.removeFirst().turn.resume()
        }
        lanes[backend] = lane.running > 0 ? lane : nil
    }

    private func giveUp(_ number: UInt64, _ backend: String) {
        guard let place = lanes[backend]?.waiting.firstIndex(where: { $0.number == number }) else { return }
        lanes[backend]?.waiting.remove(at: place).turn.resume(throwing: CancellationError())
    }
}
