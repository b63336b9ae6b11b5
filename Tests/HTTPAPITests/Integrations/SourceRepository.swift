import Basics
import Domain
import Foundation
import Glibc
import HTTPAPI
import HTTPServing
import Outbound
import Processes
import Services
import TestKit
import Testing

/// A folder of a test, gone with it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "almanac-git-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template), let real = realpath(made, nil) else { throw CocoaError(.fileNoSuchFile) }
        path = String(cString: real)
        free(real)
    }

    // A folder that is left over harms nobody.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, with the folders above it.
    func write(_ text: String, to name: String, mode: mode_t = 0o644) throws {
        let url = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        chmod(url.path, mode)
    }

    /// All files below it that hold a text.
    func files(with text: String) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: path)?.allObjects.compactMap { $0 as? String } ?? []
        return names.filter { name in
            let data = FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data()
            return data.range(of: Data(text.utf8)) != nil
        }
    }
}

/// A repository that others clone, made with the real git.
struct SourceRepository: Sendable {
    let folder: TestFolder

    init() async throws {
        folder = try TestFolder()
        try await git("init", "--quiet", "--initial-branch=main")
    }

    var url: String { "file://" + folder.path }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let outcome = try await ProgramStart(
            path: "/usr/bin/git", arguments: arguments,
            environment: [
                "PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com", "GIT_COMMITTER_NAME": "Ann",
                "GIT_COMMITTER_EMAIL": "ann@example.com", "HOME": "/nonexistent",
            ], folder: folder.path
        ).run()
        try #require(outcome.status == 0, "\(String(decoding: outcome.complaints, as: UTF8.self))")
        return Words.trimmed(String(decoding: outcome.output, as: UTF8.self))
    }

    /// Writes files, executables below `jobs`, and makes a commit of them.
    @discardableResult
    func commit(_ files: [String: String], removing: [String] = []) async throws -> String {
        for (name, text) in files { try folder.write(text, to: name, mode: name.hasPrefix("jobs/") ? 0o755 : 0o644) }
        for name in removing { try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)") }
        try await git("add", "--all")
        try await git("commit", "--quiet", "--message", "change")
        return try await git("rev-parse", "HEAD")
    }

    /// Serves it over HTTP as plain files, to those who know the password.
    ///
    /// - Parameter seen: Is called with the command lines of all processes, for each request.
    func serve(
        user: String? = nil, password: String? = nil, seen: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> LoopbackServer {
        try await git("update-server-info")
        let root = folder.path + "/.git"
        let wanted = password.map {
            "Basic " + Base64.text(Array(((user.map { $0 + ":" } ?? "") + $0 + (user == nil ? ":" : "")).utf8))
        }
        return try await LoopbackServer { request, _ in
            seen(Self.commandLines())
            if let wanted, request["Authorization"] != wanted {
                return .answer(401, ["WWW-Authenticate": "Basic realm=\"git\""])
            }
            let path = request.target.prefix { $0 != "?" }.dropFirst("/network.git".count)
            guard let data = FileManager.default.contents(atPath: root + path) else { return .answer(404) }
            return .answer(200, ["Content-Type": "text/plain"], Array(data))
        }
    }

    private static func commandLines() -> String {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { $0.first?.isNumber == true }.map { process in
            String(decoding: FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data(), as: UTF8.self)
        }.joined(separator: "\n")
    }
}

/// A server with Git repositories: clones in a folder of its own, real git, any scheme.
struct GitWorld: Sendable {
    let jobs: JobWorld
    let clones: TestFolder
    let folder: TestFolder
    var server: TestServer { jobs.server }

    /// - Parameter change: What is special about how repositories and executables are reached.
    init(_ change: (inout GitAccess, inout OutsideAccess) -> Void = { _, _ in }) async throws {
        clones = try TestFolder()
        folder = try TestFolder()
        var git = GitAccess()
        git.folder = clones.path
        git.schemes = [.file, .http, .https, .ssh]
        if let loopback = IPNetwork("127.0.0.0/8") { git.policy.exceptions = [.init(loopback)] }
        var outside = OutsideAccess()
        outside.isEnabled = true
        outside.folder = folder.path
        change(&git, &outside)
        jobs = try await JobWorld(git: git, outsideJobs: outside)
    }

    /// Adds a repository and has it synced.
    ///
    /// - Returns: Its id.
    func add(
        _ url: String, name: String = "Network Data", contents: [String] = [], _ more: [(String, JSONValue)] = []
    ) async throws -> String {
        let id = try await server.create(
            "/api/extras/git-repositories/",
            .object(
                JSONObject(
                    [
                        ("name", .string(name)), ("remote_url", .string(url)),
                        ("provided_contents", .array(contents.map(JSONValue.string))),
                    ] + more)))
        try await jobs.work()
        return id
    }

    func repository(_ id: String) async throws -> JSONValue {
        try await server.get("/api/extras/git-repositories/\(id)/")
    }

    /// Has a repository synced by the endpoint, and returns the run when it is done.
    func sync(_ id: String, token: String? = nil) async throws -> JSONValue {
        let response = try await server.send("POST", "/api/extras/git-repositories/\(id)/sync/", token: token)
        let body = try await response.jsonBody()
        try #require(response.status == 200, "\(body.text)")
        try await jobs.work()
        return try await jobs.result(try #require(body["job_result"]?["id"]?.stringValue))
    }

    /// The run that ended last.
    func lastRun() async throws -> JSONValue {
        try await server.get("/api/extras/job-results/?limit=1")["results"]?[0] ?? .null
    }

    func log(_ run: JSONValue) async throws -> [String] {
        try await jobs.log(run["id"]?.stringValue ?? "")
    }

    /// A secrets group with a token and, perhaps, a user name.
    func credentials(withUser: Bool = true) async throws -> String {
        let group = try await server.create("/api/extras/secrets-groups/", ["name": "git"])
        for (type, variable) in [("token", "PLAIN")] + (withUser ? [("username", "USER")] : []) {
            try await server.create(
                "/api/extras/secrets/",
                [
                    "name": .string(type), "provider": "environment-variable",
                    "parameters": ["variable": .string(variable)],
                ])
            try await server.create(
                "/api/extras/secrets-groups-associations/",
                [
                    "secrets_group": "git", "secret": .string(type), "access_type": "HTTP(S)",
                    "secret_type": .string(type),
                ])
        }
        return group
    }

    /// Looks at the jobs folder, as a worker does when it begins.
    func look() async throws {
        try await OutsideJobs(store: server.store, environment: server.environment, logger: TemporaryStore.logger)
            .refresh()
    }
}
