import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A process that a test starts.
///
/// It inherits every descriptor that is not marked close-on-exec; one whose end somebody waits for has to be.
///
/// Not Foundation's `Process`: before each start that one copies the entries of /proc/self/fd by their declared size, which
/// is more than the entry has, and now and then reads beyond the mapped page (seen as SIGSEGV in
/// `findMaximumOpenFromProcSelfFD`, Swift 6.3.1).
final class ChildProcess: Sendable {
    let identifier: pid_t
    /// The exit status, or the signal that ended it; nil while it runs.
    private let outcome = Mutex<Int32?>(nil)
    private let send: @Sendable (pid_t, Int32) -> Void

    struct StartError: Error {
        let path: String
        let code: Int32
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - input: Path of the file that becomes its standard input; nothing is there without one.
    ///   - output: Descriptor that becomes its standard output.
    ///   - errors: Descriptor that becomes its standard error; nothing is kept without one.
    ///   - send: Sends a signal to a process.
    /// - Throws: ``StartError`` when the program cannot be started.
    init(
        _ command: [String], environment: [String: String], input: String = "/dev/null", output: Int32? = nil,
        errors: Int32? = nil,
        send: @escaping @Sendable (pid_t, Int32) -> Void = { _ = kill($0, $1) }
    ) throws {
        self.send = send
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        for (descriptor, target) in [(output, Int32(1)), (errors, 2)] {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_WRONLY, 0)
            }
        }
        let arguments = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, command[0], &actions, nil, arguments, variables)
        guard code == 0 else { throw StartError(path: command[0], code: code) }
        identifier = child
    }

    /// Sends a signal, unless the process has been seen to end: its number may be another's by then.
    ///
    /// - Parameters:
    ///   - target: A process that this one has started and waits for, to signal instead.
    func signal(_ number: Int32, to target: pid_t? = nil) {
        outcome.withLock { if $0 == nil { send(target ?? identifier, number) } }
    }

    /// Waits until it is gone.
    ///
    /// - Returns: Its exit status, or the signal that ended it.
    @discardableResult
    func wait() -> Int32 {
        while true {
            if let known = outcome.withLock({ $0 }) { return known }
            // Looks at the end without collecting it, so that no other thread waits for the lock meanwhile.
            var information = siginfo_t()
            if waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR { continue }
            return outcome.withLock { outcome in
                if let outcome { return outcome }
                var status: Int32 = 0
                let collected = waitpid(identifier, &status, 0)
                let signal = status & 0x7F
                let result = collected == identifier ? (signal == 0 ? (status >> 8) & 0xFF : signal) : -1
                outcome = result
                return result
            }
        }
    }
}
