import Basics
import Foundation

@testable import Secrets

/// A real moto server, which checks signatures and policies, as `Scripts/install-prerequisites` installs it; one for all
/// tests, which only read from it.
struct AWSSimulator: Sendable {
    struct Key: Sendable {
        let id: String
        let secret: String
    }

    static let canary = "CANARY-7f3a9c5e"
    static let missing = "No simulator of AWS is installed. Run Scripts/install-prerequisites."

    let url: String
    let reader: Key
    let mute: Key
    let role: String
    let oldVersion: String

    private static let package = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    private static let modules = package + "/.build/aws-simulator"
    static var isInstalled: Bool { FileManager.default.fileExists(atPath: modules + "/moto") }

    private static let started = Task { try await start() }
    static var shared: AWSSimulator { get async throws { try await started.value } }

    private static func start() async throws -> AWSSimulator {
        let folder = try Folder()
        let path = folder.path + "/world.json"
        let command = ChildCommand(
            path: "/usr/bin/env",
            arguments: [
                "python3", "\(package)/Tests/SecretsTests/Support/aws_simulator.py", path, canary,
            ],
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "PYTHONPATH": modules,
                "PYTHONDONTWRITEBYTECODE": "1", "HOME": folder.path,
            ], deadline: .seconds(3_600))
        let process = Task { try await command.run(input: SecretBytes("")) }
        for _ in 0..<9_000 {
            if let data = FileManager.default.contents(atPath: path) { return try AWSSimulator(Array(data)) }
            try await Task.sleep(for: .milliseconds(100))
        }
        process.cancel()
        throw CocoaError(.fileNoSuchFile)
    }

    private init(_ json: [UInt8]) throws {
        let world = try JSONValue(parsing: json)
        func text(_ value: JSONValue?) -> String { value?.stringValue ?? "" }
        url = text(world["url"])
        reader = Key(id: text(world["reader"]?["id"]), secret: text(world["reader"]?["secret"]))
        mute = Key(id: text(world["mute"]?["id"]), secret: text(world["mute"]?["secret"]))
        role = text(world["role"])
        oldVersion = text(world["oldVersion"])
    }

    /// The variables by which a client reaches it with a key.
    func environment(_ key: Key? = nil) -> [String: String] {
        let key = key ?? reader
        return [
            "AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_DEFAULT_REGION": "us-east-2",
            "AWS_ENDPOINT_URL": url,
        ]
    }

    /// The variables without a key.
    var place: [String: String] { ["AWS_DEFAULT_REGION": "us-east-2", "AWS_ENDPOINT_URL": url] }

    /// An access with a key in the variables.
    func bench(_ key: Key? = nil) -> SecretsBench { SecretsBench(environment(key), open: [url]) }
}
