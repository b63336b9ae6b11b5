import Foundation

/// Readers of others for documents of ours, in Python.
///
/// `Scripts/install-prerequisites` installs them from the Python registry; without them tests are skipped.
enum DocumentReader {
    private static let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let modules = package + "/.build/document-validators"
    static let isInstalled =
        FileManager.default.fileExists(atPath: modules + "/pypdf")
        && FileManager.default.fileExists(atPath: modules + "/openpyxl")

    /// What a program prints that is given a document as its argument; its warnings too.
    static func read(_ document: [UInt8], _ program: String) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).document")
        try Data(document).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, file.path]
        process.environment = ["PYTHONPATH": modules, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        // Nothing else writes to the pipe, so reading it to its end waits for the program, on a thread of its own.
        return try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                do {
                    try process.run()
                    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
                    process.waitUntilExit()
                    continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            thread.start()
        }
    }
}
