import Basics
import CSecretsFiles
import NIOPosix
import Processes
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A program that is run for its output: no shell, only the environment that is given, no open descriptor but its own
/// three, and an end for it and everything in its process group when it is done, too slow or too talkative.
///
/// Its standard error is thrown away: what a program complains about may hold secrets.
package struct ChildCommand: Sendable {
    /// Why there is no output.
    package enum Fault: Error, Hashable, Sendable {
        case cannotStart
        case timedOut
        case tooMuchOutput
        /// It ended with this status, or by the signal of this negative number.
        case failed(Int32)
        case cancelled
    }

    /// The absolute path of the program.
    package let path: String
    package let arguments: [String]
    /// All variables that it gets.
    package let environment: [String: String]
    /// How long it may take, waiting for its turn included.
    package let deadline: Duration
    /// The most bytes that it may write.
    package let outputLimit: Int

    package init(
        path: String, arguments: [String], environment: [String: String], deadline: Duration,
        outputLimit: Int = 1 << 20
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.deadline = deadline
        self.outputLimit = outputLimit
    }

    /// So many programs run at the same time; others wait for their turn.
    private static let threads = {
        let threads = NIOThreadPool(numberOfThreads: 16)
        threads.start()
        return threads
    }()

    /// Runs it.
    ///
    /// - Parameter input: What it reads from its standard input.
    /// - Returns: What it wrote to its standard output.
    /// - Throws: ``Fault``.
    package func run(input: SecretBytes) async throws(Fault) -> SecretBytes {
        let end = SystemTime().uptime + deadline
        let flag = CancelFlag()
        let result = await withTaskCancellationHandler {
            // Fails when the threads are shut down only, which nobody does.
            try? await Self.threads.runIfActive {
                Result { () throws(Fault) in try runNow(input, end: end, flag: flag) }
            }
        } onCancel: {
            flag.raise()
        }
        guard let result else { throw .cancelled }
        return try result.get()
    }

    private func runNow(_ input: SecretBytes, end: Duration, flag: CancelFlag) throws(Fault) -> SecretBytes {
        guard !flag.isRaised else { throw .cancelled }
        guard let request = OpenFile(almanac_memory_file()), let output = ProgramPipe.reading() else {
            throw .cannotStart
        }
        let child = try start(input, request, output, end: end, flag: flag)
        return try Scratch.with(outputLimit + 1) { room throws(Fault) in
            defer { withExtendedLifetime(output) {} }
            var reading = Reading(room: room, descriptor: output.near)
            let outcome = Result { () throws(Fault) in
                try watch(child, &reading, end: end, flag: flag)
            }
            // The child has not been collected yet, so its number is still its own and its group's.
            child.signal(SIGKILL)
            let status = child.collect()
            try outcome.get()
            try reading.drain()
            guard status == 0 else { throw .failed(status) }
            return SecretBytes(room[..<reading.count])
        }
    }

    /// Starts the child, and closes this side's copy of the end that it writes to.
    private func start(
        _ input: SecretBytes, _ request: OpenFile, _ output: ProgramPipe, end: Duration, flag: CancelFlag
    ) throws(Fault) -> RunningProgram {
        defer { output.closeFar() }
        try write(input, to: request)
        let start = ProgramStart(path: path, arguments: arguments, environment: environment)
        while true {
            do throws(ProgramStart.Fault) {
                return try start.begin(input: request.descriptor, output: output.far)
            } catch {
                guard error == .isBusy else { throw .cannotStart }
            }
            guard !flag.isRaised else { throw .cancelled }
            guard SystemTime().uptime < end else { throw .cannotStart }
            usleep(5_000)
        }
    }

    private func write(_ input: SecretBytes, to file: OpenFile) throws(Fault) {
        let isWritten = input.withBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = pwrite(
                    file.descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(done))
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
        guard isWritten else { throw .cannotStart }
    }

    /// Reads until the child has ended; a descendant that keeps the pipe open is not waited for.
    private func watch(
        _ child: RunningProgram, _ reading: inout Reading, end: Duration, flag: CancelFlag
    ) throws(Fault) {
        while true {
            if child.hasEnded { return }
            guard !flag.isRaised else { throw .cancelled }
            let rest = end - SystemTime().uptime
            guard rest > .zero else { throw .timedOut }
            let slice = min((rest / .milliseconds(1)).rounded(.up), reading.isAtEnd ? 2 : 50)
            try reading.wait(milliseconds: Int32(slice))
        }
    }
}

/// Whether somebody has stopped waiting.
private final class CancelFlag: Sendable {
    private let flag = Atomic(false)

    var isRaised: Bool { flag.load(ordering: .acquiring) }

    func raise() { flag.store(true, ordering: .releasing) }
}

/// Reads a pipe into a room that is one byte greater than what is allowed.
private struct Reading {
    let room: UnsafeMutableRawBufferPointer
    let descriptor: Int32
    private(set) var count = 0
    private(set) var isAtEnd = false

    init(room: UnsafeMutableRawBufferPointer, descriptor: Int32) {
        self.room = room
        self.descriptor = descriptor
    }

    /// Waits for bytes at most so long, and takes them.
    mutating func wait(milliseconds: Int32) throws(ChildCommand.Fault) {
        // Nothing comes from a pipe at its end, and poll would say so at once again and again.
        var entry = pollfd(fd: isAtEnd ? -1 : descriptor, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, milliseconds)
        try drain()
    }

    /// Takes what is there.
    mutating func drain() throws(ChildCommand.Fault) {
        while !isAtEnd {
            guard count < room.count else { throw .tooMuchOutput }
            let got = read(descriptor, room.baseAddress?.advanced(by: count), room.count - count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return }
            isAtEnd = got == 0
            count += got
        }
    }
}
