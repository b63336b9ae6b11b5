import CProcesses

#if canImport(Glibc)
    import Glibc
#endif

/// A program to be started: no shell, only the environment that is given, no open descriptor but its three, and a process group of
/// its own, so that it ends with everything that it started.
package struct ProgramStart: Sendable {
    /// Why a program does not run.
    package enum Fault: Error, Hashable, Sendable {
        case cannotStart
        /// Somebody has the program open for writing, as for a moment after it was replaced.
        case isBusy
    }

    /// The absolute path of the program.
    package let path: String
    package let arguments: [String]
    /// All variables that it gets.
    package let environment: [String: String]
    /// Where it starts.
    package let folder: String

    package init(path: String, arguments: [String] = [], environment: [String: String] = [:], folder: String = "/") {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
    }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - input: What it reads from its standard input.
    ///   - error: Where it complains; nil throws that away.
    package func begin(input: Int32, output: Int32, error: Int32? = nil) throws(Fault) -> RunningProgram {
        let words = [path, folder] + arguments + environment.flatMap { [$0.key, $0.value] }
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
        switch almanac_start(path, command, variables, folder, input, output, error ?? -1, &child) {
        case 0: return RunningProgram(number: child)
        case ETXTBSY: throw .isBusy
        default: throw .cannotStart
        }
    }
}

/// A program that was started and has not been collected.
package struct RunningProgram: Sendable {
    /// Its process, and its group.
    package let number: Int32

    /// Whether it has ended and waits to be collected.
    package var hasEnded: Bool { almanac_has_ended(number) != 0 }

    /// Sends a signal to it and to everything that it started; only before ``collect()``, after which the number is another's.
    package func signal(_ signal: Int32) { kill(-number, signal) }

    /// Waits for its end: the exit status, or the signal that ended it as a negative number.
    package func collect() -> Int32 {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : -signal
    }
}
