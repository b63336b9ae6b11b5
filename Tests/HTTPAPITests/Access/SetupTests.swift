import Basics
import HTTPAPI
import HTTPServing
import Logging
import Services
import Storage
import Synchronization
import TestKit
import Testing

@Suite struct SetupTests {
    @Test func `the link of a new server opens a form, and the form makes the administrator's password once`()
        async throws
    {
        let world = try await AccessWorld()
        let code = try #require(try await world.server.identity.firstRun.offer(isNew: true))
        let page = try await world.send("GET", "/setup/\(code)/").text()
        #expect(page.contains("value=\"\(code)\"") && page.contains("method=\"post\"") && !page.contains("<script"))
        func form(_ password: String) -> String {
            "token=\(code)&username=admin&password=\(QueryString.encode(password))"
        }
        // A form is never sent to the URL that holds the code, which a log may keep when something fails.
        #expect(try await world.send("POST", "/setup/\(code)/", raw: form(AccessWorld.password)).status == 405)
        let weak = try await world.send("POST", "/setup/", raw: form("password1234"))
        #expect(weak.status == 400)
        #expect(try await weak.text().contains("This password is too common."))
        let done = try await world.send("POST", "/setup/", raw: form(AccessWorld.password))
        // Who has just chosen the password is in, and need not type it again.
        #expect(done.status == 303 && done.header("Location") == "/")
        #expect(done.headers.contains { $0.name == "Set-Cookie" && $0.value.hasPrefix("sessionid=") })
        _ = try await world.login("admin")
        #expect(try await world.send("POST", "/setup/", raw: form(AccessWorld.password)).status == 403)
    }

    @Test func `a program sets up with JSON, and a wrong code costs no hash`() async throws {
        let world = try await AccessWorld()
        let code = try #require(try await world.server.identity.firstRun.offer(isNew: true))
        let before = world.server.identity.passwords.hasher.evaluations
        for wrong in ["", "x", code + "x", String(code.dropLast())] {
            let body: JSONValue = [
                "token": .string(wrong), "username": "root", "password": .string(AccessWorld.password),
            ]
            #expect(try await world.send("POST", "/setup/", body).status == 403)
        }
        #expect(world.server.identity.passwords.hasher.evaluations == before)
        let body: JSONValue = ["token": .string(code), "username": "root", "password": .string(AccessWorld.password)]
        #expect(try await world.send("POST", "/setup/", body, peer: "192.0.2.1").status == 403)
        let made = try await world.send("POST", "/setup/", body)
        #expect(made.status == 201)
        #expect(try await made.jsonBody()["user"]?["username"] == "root")
        let browser = try await world.login("root")
        #expect(try await browser.send("GET", "/api/dcim/devices/").status == 200)
    }

    @Test func `a server in use has nothing to set up`() async throws {
        let world = try await AccessWorld()
        #expect(
            try await world.send("POST", "/setup/", ["token": "x", "username": "x", "password": "y"]).status == 403)
    }
}

/// Keeps everything that is logged.
private final class CapturedLog: Sendable {
    let lines = Mutex<[String]>([])

    var logger: Logger {
        var logger = Logger(label: "captured") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}

@Suite struct CredentialSecrecyTests {
    @Test func `no password, token, cookie or code reaches a log, an error or the store`() async throws {
        let log = CapturedLog()
        let server = try await TestServer(logger: log.logger)
        let world = AccessWorld(server: server)
        let password = "canary-\(AccessWorld.password)"
        let typed = "canary typed into the wrong field"
        try await server.create(
            "/api/users/users/", ["username": "ann", "is_superuser": true, "password": .string(password)])
        var secrets = [password, "nine violet canaries at dusk", typed, server.token]
        var answers: [String] = []
        func ask(_ response: APIResponse) async throws { answers.append(try await response.text()) }
        let code = try await server.identity.firstRun.offer(isNew: true) ?? "canary-code-canary-code"
        secrets.append(code)
        try await ask(world.send("GET", "/setup/wrong/"))
        try await ask(
            world.send("POST", "/setup/", ["token": .string(code), "username": "x", "password": .string(password)]))
        try await ask(world.send("POST", "/login/", ["username": .string(typed), "password": .string(password)]))
        try await ask(world.send("POST", "/login/", ["username": "ann", "password": .string(typed)]))
        try await ask(world.send("POST", "/login/", raw: "username=\(QueryString.encode(typed))&password=%zz"))
        try await ask(world.send("GET", "/login/?password=\(QueryString.encode(password))"))
        try await ask(world.send("GET", "/api/users/tokens/", headers: AccessWorld.basic("ann", typed)))
        let login = try await world.send("POST", "/login/", ["username": "ann", "password": .string(password)])
        try await expect(login, answers: 200)
        let browser = try Browser(login, world: world, isSecure: false)
        secrets.append(String(browser.cookie.split(separator: ";")[0].split(separator: "=", maxSplits: 1)[1]))
        let made = try await world.send("POST", "/api/users/tokens/", [:], headers: AccessWorld.basic("ann", password))
        let key = try await made.jsonBody()["key"]?.stringValue ?? ""
        secrets.append(key)
        try await ask(server.send("GET", "/api/users/tokens/", token: key))
        try await ask(server.send("GET", "/api/users/users/", token: key + "x"))
        try await ask(browser.send("GET", "/api/users/sessions/"))
        try await ask(
            browser.send(
                "POST", "/api/users/password/",
                ["current_password": .string(typed), "new_password": "nine violet canaries at dusk"]))
        try await ask(
            browser.send(
                "POST", "/api/users/password/",
                ["current_password": .string(password), "new_password": "nine violet canaries at dusk"]))
        await server.identity.lastUse.settle()
        #expect(log.text.contains("a login was refused") && log.text.contains("a user logged in"))
        #expect(secrets.count == 7 && secrets.allSatisfy { $0.count >= 20 })
        let store = String(decoding: try await server.temporary.bytes(), as: UTF8.self)
        #expect(store.contains("users_session"))
        for secret in secrets {
            for form in [secret, Base64.text(Array(secret.utf8), padded: false), QueryString.encode(secret)] {
                #expect(!log.text.contains(form), "in the log: \(form.prefix(12))")
                #expect(!answers.contains { $0.contains(form) }, "in an answer: \(form.prefix(12))")
                #expect(!store.contains(form), "in the store: \(form.prefix(12))")
            }
        }
    }
}
