import Basics
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The product's executable, run as people run it.
enum Executable {
    /// What a run left behind.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// `almanac` beside the test bundle.
    static var url: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("almanac")
    }

    /// Runs the executable to its end.
    static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        try run(arguments, environment: environment)
    }

    /// Runs the executable to its end.
    ///
    /// - Parameter input: What it reads from standard input.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) throws -> Outcome {
        let folder = try TemporaryFolder()
        let output = folder.path + "/out"
        let errors = folder.path + "/err"
        let inputFile = folder.path + "/in"
        try input.write(toFile: inputFile, atomically: true, encoding: .utf8)
        // Files, not pipes: nobody has to read while the process writes.
        let outputHandle = try handle(output)
        let errorHandle = try handle(errors)
        let process = try ChildProcess(
            [url.path] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 },
            input: inputFile, output: outputHandle.fileDescriptor, errors: errorHandle.fileDescriptor)
        let status = process.wait()
        return Outcome(
            status: status,
            // Documents are no text.
            output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }

    /// Runs the executable to its end with a terminal as its standard output.
    ///
    /// - Returns: What it wrote to standard error only.
    static func runOnTerminal(_ arguments: String...) throws -> Outcome {
        let folder = try TemporaryFolder()
        let errors = folder.path + "/err"
        let errorHandle = try handle(errors)
        // Linux's own calls behind posix_openpt and ptsname, which Swift does not see (ioctl_tty(2)).
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(terminal) }
        var lock: Int32 = 0
        var number: UInt32 = 0
        guard terminal >= 0, ioctl(terminal, UInt(0x4004_5431), &lock) == 0,
            ioctl(terminal, UInt(0x8004_5430), &number) == 0
        else {
            throw ChildProcess.StartError(path: "/dev/ptmx", code: errno)
        }
        let side = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(side) }
        let process = try ChildProcess(
            [url.path] + arguments, environment: ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"],
            output: side, errors: errorHandle.fileDescriptor)
        let status = process.wait()
        return Outcome(status: status, output: "", errors: try String(contentsOfFile: errors, encoding: .utf8))
    }

    private static func handle(_ path: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}

/// A folder that goes away with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "almanac-commands-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
