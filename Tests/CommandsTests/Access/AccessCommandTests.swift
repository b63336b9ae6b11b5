import Basics
import Foundation
import Testing

@Suite(.timeLimit(.minutes(20))) struct AccessCommandTests {
    private static let password = "blue otters juggle 7 pears"

    private func run(
        _ folder: TemporaryFolder, _ arguments: String..., input: String = ""
    ) throws -> Executable.Outcome {
        try Executable.run(arguments + ["--data", folder.path], input: input)
    }

    /// A folder with a store that has one administrator and a token.
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        server.end(SIGTERM)
        return folder
    }

    @Test func `users are made, listed, disabled, enabled and deleted`() throws {
        let folder = try folder()
        let made = try run(
            folder, "user", "create", "ann", "--email", "ann@example.com", "--superuser", input: Self.password + "\n")
        #expect(made.status == 0 && made.output.isEmpty && made.errors == "Made the user ann.\n", "\(made.errors)")
        #expect(try run(folder, "user", "create", "bot", "--no-password").status == 0)
        let list = try run(folder, "user", "list").output.split(separator: "\n")
        #expect(list.count == 3)
        #expect(list[0].hasPrefix("admin\tactive, superuser, staff, no password\tnever logged in"))
        #expect(list[1] == "ann\tactive, superuser, password\tnever logged in")
        #expect(list[2] == "bot\tactive, no password\tnever logged in")
        #expect(try run(folder, "user", "disable", "bot").status == 0)
        #expect(try run(folder, "user", "list").output.contains("bot\tdisabled, no password"))
        #expect(try run(folder, "user", "enable", "bot").status == 0)
        #expect(try run(folder, "user", "password", "bot", input: Self.password + "\n").status == 0)
        #expect(try run(folder, "user", "list").output.contains("bot\tactive, password"))
        #expect(try run(folder, "user", "delete", "bot").status == 0)
        #expect(try !run(folder, "user", "list").output.contains("bot"))
    }

    @Test func `what cannot be done is told, with the status of its kind`() throws {
        let folder = try folder()
        for (arguments, input, status, words) in [
            (["user", "create", "ann"], "", 64, "There is no password on standard input."),
            (["user", "create", "ann"], "password1234\n", 64, "password: This password is too common."),
            (
                ["user", "create", "admin", "--no-password"], "", 64,
                "username: user with this username already exists."
            ),
            (
                ["user", "create", "ann", "--no-password", "--email", "x"], "", 64,
                "email: Enter a valid email address."
            ),
            (["user", "password", "nobody"], Self.password, 64, "There is no user \"nobody\"."),
            (["user", "disable", "admin"], "", 64, "This is the last active superuser; make another first."),
            (["user", "delete", "admin"], "", 1, "It is the last active superuser."),
            (["token", "create", "--user", "nobody"], "", 64, "There is no user \"nobody\"."),
            (["token", "create", "--user", "admin", "--expires", "soon"], "", 64, "--expires is \"soon\""),
            (
                ["token", "create", "--user", "admin", "--expires", "2001-01-01"], "", 64,
                "The time must lie in the future."
            ),
            (["token", "create", "--user", "admin", "--network", "home"], "", 64, "Enter valid networks"),
            (["token", "revoke", "nonsense"], "", 64, "There is no such token."),
            (["user", "list", "--log-level", "loud"], "", 78, "log-level"),
        ] as [([String], String, Int32, String)] {
            let outcome = try Executable.run(arguments + ["--data", folder.path], input: input)
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
            #expect(input.count < 5 || !outcome.errors.contains(input.dropLast()))
        }
        #expect(try run(TemporaryFolder(), "user", "list").status == 78)
    }

    @Test func `a token is printed once, works while a server runs, and is revoked under its feet`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        let made = try run(
            folder, "token", "create", "--user", "admin", "--description", "backup", "--read-only", "--network",
            "127.0.0.0/8", "--expires", "2999-01-01")
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        let token = String(made.output.dropLast())
        #expect(token.hasPrefix("alm_") && token.count == 40)
        let client = try #require(PlainClient(port: server.port))
        #expect(client.send("GET", "/api/dcim/devices/", token: token)?.status == 200)
        #expect(client.send("POST", "/api/dcim/manufacturers/", "{\"name\":\"x\"}", token: token)?.status == 403)
        let list = try run(folder, "token", "list", "--user", "admin").output
        #expect(list.contains("\(token.prefix(8))…\tadmin\tread only, expires 2999-01-01"))
        #expect(list.contains("from 127.0.0.0/8") && !list.contains(token))
        #expect(try run(folder, "token", "revoke", String(token.prefix(8))).status == 0)
        // Another process revoked it: a second at most.
        let deadline = Date().addingTimeInterval(10)
        var status = 200
        while status == 200, Date() < deadline {
            status = client.send("GET", "/api/status/", token: token)?.status ?? 0
        }
        #expect(status == 403)
        #expect(try run(folder, "user", "list").output.contains("admin"))
    }

    @Test func `a new store gets a link that sets the administrator's password once`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path, bootstraps: false)
        let link = try #require(server.words.split(separator: "\n").first { $0.contains("/setup/") })
        #expect(link.contains("http://127.0.0.1:\(server.port)/setup/"))
        let code = try #require(link.split(separator: "/").last)
        let client = try #require(PlainClient(port: server.port))
        #expect(client.send("GET", "/setup/\(code)/", token: nil)?.status == 200)
        let body = "{\"token\":\"\(code)\",\"username\":\"admin\",\"password\":\"\(Self.password)\"}"
        #expect(client.send("POST", "/setup/", body, token: nil)?.status == 201)
        #expect(client.send("POST", "/setup/", body, token: nil)?.status == 403)
        let login = "{\"username\":\"admin\",\"password\":\"\(Self.password)\"}"
        #expect(client.send("POST", "/login/", login, token: nil)?.status == 200)
        server.end(SIGTERM)
        let again = try ServerProcess(data: folder.path, bootstraps: false)
        #expect(!again.words.contains("/setup/"))
        let other = try TemporaryFolder()
        #expect(try !ServerProcess(data: other.path).words.contains("/setup/"))
    }
}
