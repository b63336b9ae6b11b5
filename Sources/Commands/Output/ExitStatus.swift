import ArgumentParser
import Basics

/// The one conversion from outcome to exit code.
///
/// 0 done · 1 failed · 2 done, and something needs attention · 64 wrong usage · 78 wrong configuration
enum ExitStatus {
    static let attention = ExitCode(2)
    static let failure = ExitCode(1)
    static let configuration = ExitCode(78)

    /// The exit code of a problem.
    static func code(_ problem: Problem) -> ExitCode {
        switch problem.kind {
        case .misconfigured: configuration
        case .invalidInput: ExitCode(64)
        default: failure
        }
    }
}
