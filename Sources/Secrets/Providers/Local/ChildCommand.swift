import Basics
import CSecretsFiles
import NIOPosix
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
        var ends: [Int32] = [-1, -1]
        guard let request = OpenFile(almanac_memory_file()), almanac_pipe(&ends) == 0, let output = OpenFile(ends[0])
        else { throw .cannotStart }
        let child = try start(input, request, output: ends[1], end: end, flag: flag)
        return try Scratch.with(outputLimit + 1) { room throws(Fault) in
            var reading = Reading(room: room, descriptor: output.descriptor)
            let outcome = Result { () throws(Fault) in
                try watch(child, &reading, end: end, flag: flag)
            }
            // The child has not been collected yet, so its number is still its own and its group's.
            kill(-child, SIGKILL)
            let status = Self.collect(child)
            try outcome.get()
            try reading.drain()
            guard status == 0 else { throw .failed(status) }
            return SecretBytes(room[..<reading.count])
        }
    }

    /// Starts the child, and closes this side's copy of the end that it writes to.
    private func start(
        _ input: SecretBytes, _ request: OpenFile, output: Int32, end: Duration, flag: CancelFlag
    ) throws(Fault) -> pid_t {
        defer { close(output) }
        try write(input, to: request)
        while true {
            if let child = try spawn(input: request.descriptor, output: output) { return child }
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

    /// Starts the child; nil while somebody has the program open for writing, as for a moment after it was replaced.
    private func spawn(input: Int32, output: Int32) throws(Fault) -> pid_t? {
        let words = [path] + arguments + environment.flatMap { [$0.key, $0.value] }
        guard words.allSatisfy({ !$0.utf8.contains(0) }) else { throw .cannotStart }
        let command = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer {
            for case let text? in command + variables {
                explicit_bzero(text, strlen(text))
                free(text)
            }
        }
        var child: pid_t = 0
        switch almanac_start(path, command, variables, input, output, &child) {
        case 0: return child
        case ETXTBSY: return nil
        default: throw .cannotStart
        }
    }

    /// Reads until the child has ended; a descendant that keeps the pipe open is not waited for.
    private func watch(_ child: pid_t, _ reading: inout Reading, end: Duration, flag: CancelFlag) throws(Fault) {
        while true {
            var information = siginfo_t()
            let found = waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT)
            if found == 0, information.si_signo == SIGCHLD { return }
            guard !flag.isRaised else { throw .cancelled }
            let rest = end - SystemTime().uptime
            guard rest > .zero else { throw .timedOut }
            let slice = min((rest / .milliseconds(1)).rounded(.up), reading.isAtEnd ? 2 : 50)
            try reading.wait(milliseconds: Int32(slice))
        }
    }

    /// The exit status, or the signal as a negative number.
    private static func collect(_ child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : -signal
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
