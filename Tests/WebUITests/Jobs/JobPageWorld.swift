import Basics
import HTTPAPI
import HTTPServing
import JobEngine
import Secrets
import Services
import TestKit
import Testing

/// The site with jobs that a test makes up, and a worker that moves when the test says so.
struct JobPageWorld: Sendable {
    let web: WebWorld
    let worker: Worker
    var server: TestServer { web.server }

    init(_ jobs: [any Job]) async throws {
        let server = try await TestServer(jobs: JobRegistry(jobs))
        worker = server.worker()
        await worker.step()
        web = try await WebWorld(server)
    }

    /// Does everything that waits.
    func work() async throws { try await server.work(worker) }

    /// The key of a job.
    func job(_ name: String) async throws -> String {
        let found = try await server.get("/api/extras/jobs/?name=\(QueryString.encode(name))")
        return try #require(found["results"]?[0]?["id"]?.stringValue)
    }

    /// The key of the newest run.
    func newestRun() async throws -> String {
        let found = try await server.get("/api/extras/job-results/?limit=1")
        return try #require(found["results"]?[0]?["id"]?.stringValue)
    }
}

extension WebWorld {
    /// Somebody with these permissions only, logged in.
    func browser(
        _ name: String, may rights: [(types: [String], actions: [String])], group: String? = nil
    ) async throws -> WebBrowser {
        let user = try await server.create(
            "/api/users/users/", ["username": .string(name), "password": .string(Self.password)])
        for (number, right) in rights.enumerated() {
            try await server.create(
                "/api/users/permissions/",
                [
                    "name": .string("\(name) \(number)"), "enabled": true,
                    "object_types": .array(right.types.map(JSONValue.string)),
                    "actions": .array(right.actions.map(JSONValue.string)), "users": [.string(user)],
                ])
        }
        if let group {
            _ = try await server.send("PATCH", "/api/users/users/\(user)/", ["groups": [["name": .string(group)]]])
        }
        return try await login(name)
    }
}

extension WebBrowser {
    /// Sends a form with a file.
    func upload(
        _ target: String, _ fields: [(String, String)], file: (field: String, name: String, text: String)
    )
        async throws -> WebPage
    {
        var body = ""
        for (name, value) in [("csrfmiddlewaretoken", cookies["csrftoken"] ?? "")] + fields {
            body += "--x1\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        body += "--x1\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\n\r\n"
        body += "\(file.text)\r\n--x1--\r\n"
        let response = await site.respond(
            to: try APIRequest(
                method: "POST", target: target,
                headers: [
                    "accept": "text/html", "content-type": "multipart/form-data; boundary=x1",
                    "cookie": cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; "),
                ], body: Array(body.utf8), baseURL: "http://test", peer: IPHost("127.0.0.1")))
        return WebPage(response)
    }
}
