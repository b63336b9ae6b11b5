import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The thread behind a ``ProgramSession``: it moves bytes between the program and those who talk to it.
final class ProgramLoop: Sendable {
    private struct State {
        var events: [ProgramSession.Event] = []
        var first = 0
        var bytes = 0
        var isOver = false
        var waiter: CheckedContinuation<ProgramSession.Event?, Never>?
        var input: [UInt8] = []
        var closesInput = false
        /// Nil before it has begun and after it was collected.
        var program: RunningProgram?
        /// A signal that came before the program had begun.
        var early: Int32?
        var isWaking = false

        var isFull: Bool { events.count - first >= 256 || bytes >= 1 << 20 }
    }

    private let state = Mutex(State())
    private let limits: ProgramSession.Limits
    private let input: ProgramPipe
    private let output: ProgramPipe
    private let complaints: ProgramPipe
    private let wake: ProgramPipe

    /// Nil when the process has no descriptors left.
    init?(_ limits: ProgramSession.Limits) {
        guard let input = ProgramPipe.writing(), let output = ProgramPipe.reading(),
            let complaints = ProgramPipe.reading(), let wake = ProgramPipe.reading()
        else { return nil }
        self.input = input
        self.output = output
        self.complaints = complaints
        self.wake = wake
        self.limits = limits
    }

    // MARK: From outside

    func next() async -> ProgramSession.Event? {
        await withCheckedContinuation { continuation in
            let (event, isWaiting) = state.withLock { state -> (ProgramSession.Event?, Bool) in
                if state.first < state.events.count { return (Self.take(&state), false) }
                guard !state.isOver else { return (nil, false) }
                state.waiter = continuation
                return (nil, true)
            }
            guard !isWaiting else { return }
            wakeUp()
            continuation.resume(returning: event)
        }
    }

    func send(_ bytes: [UInt8]) {
        state.withLock { state in
            // The number of the descriptor may be another file's once it is closed.
            if !state.isOver, !state.closesInput { state.input += bytes }
        }
        wakeUp()
    }

    func closeInput() {
        state.withLock { $0.closesInput = true }
        wakeUp()
    }

    var waitingBytes: Int { state.withLock { $0.input.count } }

    func signal(_ number: Int32) {
        // Under the lock, because the number is somebody else's once the program is collected.
        state.withLock { state in
            if let program = state.program {
                program.signal(number)
            } else if !state.isOver {
                state.early = number
            }
        }
    }

    func abandon() {
        signal(SIGKILL)
        wakeUp()
    }

    private func wakeUp() {
        let isNew = state.withLock { state in
            defer { state.isWaking = true }
            return !state.isWaking
        }
        guard isNew else { return }
        var byte: UInt8 = 1
        // A full pipe wakes as well.
        _ = write(wake.far, &byte, 1)
    }

    // MARK: The thread

    /// Starts the program and serves it until it has ended.
    func serve(_ start: ProgramStart, begun: CheckedContinuation<ProgramStart.Fault?, Never>) {
        // A program that does not read any more is told by the error of the write.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let program: RunningProgram
        do throws(ProgramStart.Fault) {
            program = try begin(start)
        } catch {
            state.withLock { $0.isOver = true }
            begun.resume(returning: error)
            return
        }
        for pipe in [input, output, complaints] { pipe.closeFar() }
        state.withLock { state in
            state.program = program
            if let early = state.early { program.signal(early) }
        }
        begun.resume(returning: nil)
        var lines = ProgramLines(limit: limits.line, total: limits.output, mark: limits.mark)
        var errors = ProgramLines(limit: 8192, total: limits.complaints, cutsLines: true)
        while !program.hasEnded { turn(program, &lines, &errors) }
        // Whatever it has started ends with it.
        program.signal(SIGKILL)
        read(output, &lines, program) { .line($0) }
        read(complaints, &errors, program) { .complaint($0) }
        let status = state.withLock { state in
            state.program = nil
            return program.collect()
        }
        if let rest = lines.rest() { add(.line(rest)) }
        if let rest = errors.rest() { add(.complaint(rest)) }
        input.closeNear()
        add(.ended(status), isLast: true)
    }

    private func begin(_ start: ProgramStart) throws(ProgramStart.Fault) -> RunningProgram {
        var tries = 0
        while true {
            do throws(ProgramStart.Fault) {
                return try start.begin(input: input.far, output: output.far, error: complaints.far)
            } catch {
                guard error == .isBusy, tries < 200 else { throw .cannotStart }
                tries += 1
                usleep(5_000)
            }
        }
    }

    private func turn(_ program: RunningProgram, _ lines: inout ProgramLines, _ errors: inout ProgramLines) {
        let (isFull, hasInput) = state.withLock { ($0.isFull, !$0.input.isEmpty) }
        let isQuiet = lines.isAtEnd && errors.isAtEnd
        var entries = [
            pollfd(fd: wake.near, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isFull || lines.isAtEnd ? -1 : output.near, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isFull || errors.isAtEnd ? -1 : complaints.near, events: Int16(POLLIN), revents: 0),
            pollfd(fd: hasInput ? input.near : -1, events: Int16(POLLOUT), revents: 0),
        ]
        poll(&entries, nfds_t(entries.count), isQuiet ? 2 : 50)
        if entries[0].revents != 0 { sleepAgain() }
        if entries[1].revents != 0 { read(output, &lines, program) { .line($0) } }
        if entries[2].revents != 0 { read(complaints, &errors, program) { .complaint($0) } }
        feed()
    }

    private func sleepAgain() {
        var room = [UInt8](repeating: 0, count: 64)
        _ = Glibc.read(wake.near, &room, room.count)
        state.withLock { $0.isWaking = false }
    }

    private func read(
        _ pipe: ProgramPipe, _ lines: inout ProgramLines, _ program: RunningProgram,
        _ event: ([UInt8]) -> ProgramSession.Event
    ) {
        var room = [UInt8](repeating: 0, count: 65_536)
        // So much at a time, that the others have their turn.
        for _ in 0..<16 {
            let count = Glibc.read(pipe.near, &room, room.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return }
            guard count > 0 else {
                lines.isAtEnd = true
                return
            }
            for line in lines.add(room[..<count]) { add(event(line)) }
            if lines.isTooMuch, !lines.isTold {
                lines.isTold = true
                add(.tooMuch)
                program.signal(SIGKILL)
            }
        }
    }

    /// Writes what waits for the program, as far as it takes it.
    private func feed() {
        state.withLock { state in
            while !state.input.isEmpty {
                let count = state.input.withUnsafeBytes { write(input.near, $0.baseAddress, min($0.count, 65_536)) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    // It does not read any more.
                    if count < 0, errno != EAGAIN { state.input = [] }
                    return
                }
                state.input.removeFirst(count)
            }
            if state.closesInput { input.closeNear() }
        }
    }

    private func add(_ event: ProgramSession.Event, isLast: Bool = false) {
        let resume = state.withLock {
            state -> (CheckedContinuation<ProgramSession.Event?, Never>, ProgramSession.Event?)? in
            state.events.append(event)
            state.bytes += Self.size(event)
            if isLast { state.isOver = true }
            guard let waiter = state.waiter else { return nil }
            state.waiter = nil
            return (waiter, Self.take(&state))
        }
        resume?.0.resume(returning: resume?.1)
    }

    private static func take(_ state: inout State) -> ProgramSession.Event? {
        guard state.first < state.events.count else { return nil }
        let event = state.events[state.first]
        state.first += 1
        state.bytes -= size(event)
        if state.first == state.events.count || state.first >= 1024 {
            state.events.removeFirst(state.first)
            state.first = 0
        }
        return event
    }

    private static func size(_ event: ProgramSession.Event) -> Int {
        switch event {
        case .line(let bytes), .complaint(let bytes): bytes.count
        case .tooMuch, .ended: 0
        }
    }
}
