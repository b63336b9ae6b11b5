import Basics
import Foundation
import Services
import Testing

/// What is written for others is what their tools take: the validators of CSAF and CycloneDX read our documents.
///
/// `Scripts/install-prerequisites` installs them from the Python registry; without them this is skipped.
@Suite struct VEXSchemaTests {
    private static let package = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    private static let modules = package + "/.build/document-validators"
    private static let isInstalled = FileManager.default.fileExists(atPath: modules + "/installed.txt")

    private static let cycloneDX = """
        import sys
        from cyclonedx.validation.json import JsonStrictValidator
        from cyclonedx.schema import SchemaVersion
        fault = JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read())
        print(fault if fault is not None else "valid")
        """

    @Test(.enabled(if: isInstalled, "Run Scripts/install-prerequisites."), .timeLimit(.minutes(5)))
    func `documents pass the schemas and the mandatory tests of their standards`() async throws {
        let (world, _) = try await VEXTests.furnished()
        let service = VEXService(store: world.world.store, environment: world.world.environment)
        let publisher = VEXPublisher(name: "Example AG", namespace: "https://example.com")
        let csaf = try await Self.run(
            ["-m", "csaf", "validate", "--spec-version", "v20", "--no-network"],
            try await service.document(.csaf, publisher: publisher))
        #expect(csaf.contains("Overall: PASS"), "\(csaf)")
        let cyclone = try await Self.run(
            ["-c", Self.cycloneDX], try await service.document(.cyclonedx, publisher: publisher))
        #expect(cyclone == "valid\n", "\(cyclone)")
        // The validators can tell: a document without its products does not pass.
        let broken = try await Self.run(
            ["-m", "csaf", "validate", "--spec-version", "v20", "--no-network"], Array(#"{"document":{}}"#.utf8))
        #expect(!broken.contains("Overall: PASS"))
    }

    /// What Python prints that is given a document as the last argument.
    private static func run(_ arguments: [String], _ document: [UInt8]) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(document).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments + [file.path]
        process.environment = ["PYTHONPATH": modules, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp"]
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
