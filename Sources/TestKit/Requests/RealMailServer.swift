import Basics
import Foundation
import Synchronization

/// Real mail servers on loopback, aiosmtpd in one process for all tests, as `Scripts/install-prerequisites` installs it.
package final class RealMailServer: Sendable {
    /// A message that a server took.
    package struct Message: Sendable {
        package let sender: String
        package let recipients: [String]
        /// With what the client greeted.
        package let hello: String
        package let isEncrypted: Bool
        package let isLoggedIn: Bool
        /// Header and body as they came, with CRLF.
        package let content: String
    }

    /// Which of the servers.
    package enum Kind: String, Sendable {
        /// No TLS, no login.
        case plain
        /// STARTTLS and a login, by PLAIN or LOGIN.
        case starttls
        /// STARTTLS and a login, by LOGIN alone.
        case login
        /// TLS from the first byte on, and a login.
        case tls
    }

    package static let missing = "No mail server is installed. Run Scripts/install-prerequisites."
    package static let user = "almanac"
    package static let password = "canary-5e8b1c-mail"
    /// The name in the certificate of the servers.
    package static let host = "mail.test"

    /// The authority of the certificate.
    package let authority: TestAuthority
    /// A file with the authority in PEM form.
    package let authorityFile: String
    private let folder: String
    private let ports: [String: Int]
    private let process: Mutex<Process>
    private let input: Pipe

    private static let package = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    private static let modules = package + "/.build/mail-server"

    package static var isInstalled: Bool { FileManager.default.fileExists(atPath: modules + "/aiosmtpd") }

    private static let started = Task { try await RealMailServer() }

    /// The servers, started when they are asked for first.
    package static var shared: RealMailServer { get async throws { try await started.value } }

    private init() async throws {
        authority = try TestAuthority()
        folder = NSTemporaryDirectory() + "almanac-mail-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (certificate, key) = try authority.issue(host: Self.host)
        authorityFile = folder + "/authority.pem"
        for (path, text) in [
            (folder + "/certificate.pem", certificate), (folder + "/key.pem", key), (authorityFile, authority.pem),
        ] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let process = Process()
        let input = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "\(Self.package)/Tests/OutboundTests/Support/mail_server.py", folder,
            folder + "/certificate.pem", folder + "/key.pem", Self.user, Self.password,
        ]
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "PYTHONPATH": Self.modules,
            "PYTHONDONTWRITEBYTECODE": "1",
        ]
        process.standardInput = input
        try process.run()
        self.input = input
        self.process = Mutex(process)
        let file = folder + "/ports.json"
        // A busy machine may take minutes to start a program.
        for _ in 0..<9_000 where !FileManager.default.fileExists(atPath: file) {
            try await Task.sleep(for: .milliseconds(100))
        }
        let json = try JSONValue(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: file))))
        ports = Dictionary(
            (json.objectValue ?? JSONObject()).map { ($0.key, Int($0.value.intValue ?? 0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The port of a server.
    package func port(_ kind: Kind) -> Int { ports[kind.rawValue] ?? 0 }

    /// What was taken for an address, in the order in which it came.
    package func messages(to address: String) throws -> [Message] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .compactMap { $0.hasSuffix(".json") ? Int($0.dropLast(5)) : nil }.sorted()
        return try names.map { name in
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).json"))
            let json = try JSONValue(parsing: Array(data))
            return Message(
                sender: json["from"]?.stringValue ?? "",
                recipients: (json["to"]?.arrayValue ?? []).compactMap(\.stringValue),
                hello: json["hello"]?.stringValue ?? "", isEncrypted: json["tls"]?.boolValue == true,
                isLoggedIn: json["login"]?.boolValue == true,
                content: String(
                    decoding: Data(base64Encoded: json["content"]?.stringValue ?? "") ?? Data(), as: UTF8.self))
        }.filter { $0.recipients.contains(address) }
    }
}
