import Basics
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A real OpenID provider on this machine, as `Scripts/install-prerequisites` installs it.
private final class RealProvider: Sendable {
    let port: UInt16
    private let process: ChildProcess

    static var folder: String {
        Executable.url.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
            + "/python"
    }

    static var isInstalled: Bool { FileManager.default.fileExists(atPath: folder + "/oidc_provider_mock") }

    /// Starts it on a free port and waits until it answers.
    init(claims: String) throws {
        port = try Self.freePort()
        process = try ChildProcess(
            [
                "/usr/bin/env", "python3", "-m", "oidc_provider_mock", "--port", String(port), "--require-nonce",
                "--user-claims", claims,
            ],
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "PYTHONPATH": Self.folder,
                "PYTHONDONTWRITEBYTECODE": "1",
            ])
        for _ in 0..<900 where PlainClient(port: port)?.send("GET", "/jwks", token: nil)?.status != 200 {
            usleep(100_000)
        }
    }

    deinit {
        process.signal(SIGKILL)
        process.wait()
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(found)
        return UInt16(bigEndian: address.sin_port)
    }
}

/// A browser that keeps cookies: curl with a jar.
private struct Curl {
    let folder = (try? TemporaryFolder())

    /// Sends a request and returns its status, its `Location` and its body.
    func send(_ url: String, form: String? = nil) throws -> (status: Int, location: String?, body: String) {
        let folder = try #require(folder)
        let output = folder.path + "/out"
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        var command = [
            "/usr/bin/env", "curl", "-s", "-i", "-b", folder.path + "/jar", "-c", folder.path + "/jar", "-H",
            "Accept: application/json",
        ]
        if let form { command += ["--data", form] }
        let process = try ChildProcess(
            command + [url], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"], output: handle.fileDescriptor)
        _ = process.wait()
        let text = try String(contentsOfFile: output, encoding: .utf8)
        let head = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = (head.first ?? "").split(separator: "\r\n")
        return (
            Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0,
            lines.first { $0.lowercased().hasPrefix("location:") }
                .map { $0.dropFirst("location:".count).trimmingCharacters(in: .whitespaces) },
            String(head.dropFirst().first ?? "")
        )
    }
}

@Suite(.timeLimit(.minutes(20))) struct SingleSignOnTests {
    private static let claims =
        #"{"sub":"s-1","preferred_username":"ann","email":"ann@example.com","given_name":"Ann","groups":["noc","admins"]}"#

    @Test(.enabled(if: RealProvider.isInstalled, "No OpenID provider is installed. Run Scripts/install-prerequisites."))
    func `people log in with a real OpenID provider, and only those whom it vouches for`() throws {
        let provider = try RealProvider(claims: Self.claims)
        let folder = try TemporaryFolder()
        let server = try ServerProcess(
            data: folder.path,
            environment: [
                "ALMANAC_OIDC_ISSUER": "http://127.0.0.1:\(provider.port)", "ALMANAC_OIDC_CLIENT_ID": "almanac",
                "ALMANAC_OIDC_CLIENT_SECRET": "canary-client-secret", "ALMANAC_OIDC_CREATE_USERS": "true",
                "ALMANAC_OIDC_GROUPS_CLAIM": "groups", "ALMANAC_OIDC_SUPERUSER_GROUPS": "admins",
            ])
        let base = "http://127.0.0.1:\(server.port)"
        #expect(try Curl().send("\(base)/login/").body.contains("action=\"/login/oidc/\""))
        #expect(try Curl().send("\(base)/login/oidc/").status == 405)
        let browser = Curl()
        let away = try browser.send("\(base)/login/oidc/", form: "next=/api/users/config/")
        #expect(away.status == 303, "\(away.body)")
        let authorization = try #require(away.location)
        #expect(authorization.hasPrefix("http://127.0.0.1:\(provider.port)/oauth2/authorize?"))
        let back = try browser.send(authorization, form: "sub=s-1")
        let callback = try #require(back.location, "\(back.body)")
        #expect(callback.hasPrefix("\(base)/login/oidc/callback/?"))
        // Somebody else's browser gets nothing out of the same answer.
        #expect(try Curl().send(callback).status == 403)
        let arrived = try browser.send(callback)
        #expect(arrived.status == 303 && arrived.location == "/api/users/config/", "\(arrived.body)")
        #expect(try browser.send("\(base)/api/users/config/").status == 200)
        #expect(try browser.send("\(base)/api/dcim/devices/").status == 200)
        #expect(try browser.send(callback).status == 403)
        let list = try Executable.run("user", "list", "--data", folder.path)
        #expect(list.output.contains("ann\tactive, superuser, no password\tlast login"))
        // A person without the group, and one who refuses.
        let other = Curl()
        let second = try #require(try other.send("\(base)/login/oidc/", form: "").location)
        let refusal = try #require(try other.send(second, form: "action=deny").location)
        #expect(try other.send(refusal).status == 403)
        #expect(!server.words.contains("canary") && !list.output.contains("canary"))
    }
}
