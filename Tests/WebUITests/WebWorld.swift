import Basics
import HTTPAPI
import HTTPServing
import Services
import TestKit
import WebUI

/// The whole site over a temporary store, asked by browsers without a socket.
struct WebWorld: Sendable {
    static let password = "blue otters juggle 7 pears"
    let server: TestServer
    let site: SiteRouter

    init(_ server: TestServer? = nil) async throws {
        let server = if let server { server } else { try await TestServer() }
        self.server = server
        let pages = WebInterface(
            WebServices(
                store: server.store, environment: server.environment, identity: server.identity, api: server.router,
                jobs: server.jobs, secrets: server.secrets, mask: server.secrets.redaction,
                logger: TemporaryStore.logger))
        site = SiteRouter(
            api: server.router, sites: [LoginArea(identity: server.identity, pages: EntrancePages()), pages],
            store: server.store, environment: server.environment, mask: server.secrets.redaction,
            pages: EntrancePages(), logger: TemporaryStore.logger)
    }

    /// Adds a user and logs in as a browser does.
    func browser(_ name: String = "root", superuser: Bool = true) async throws -> WebBrowser {
        try await server.create(
            "/api/users/users/",
            ["username": .string(name), "is_superuser": .bool(superuser), "password": .string(Self.password)])
        return try await login(name)
    }

    /// Logs in by the form of the login page.
    func login(_ name: String) async throws -> WebBrowser {
        let response = await site.respond(
            to: try APIRequest(
                method: "POST", target: "/login/",
                headers: ["content-type": "application/x-www-form-urlencoded", "accept": "text/html"],
                body: Array("username=\(name)&password=\(QueryString.encode(Self.password))".utf8),
                baseURL: "http://test", peer: IPHost("127.0.0.1")))
        guard response.status == 303 else {
            throw Problem(.internalFault, "The login answered \(response.status).")
        }
        var cookies: [String: String] = [:]
        for header in response.headers where header.name == "Set-Cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return WebBrowser(site: site, cookies: cookies, server: server)
    }
}

/// Somebody who is logged in and looks at pages.
struct WebBrowser: Sendable {
    let site: SiteRouter
    let cookies: [String: String]
    /// Keeps the store open as long as somebody looks at it.
    var server: TestServer?

    var cookieHeader: String { cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ") }

    /// Opens a page.
    func get(_ target: String, accept: String = "text/html") async throws -> WebPage {
        let response = await site.respond(
            to: try APIRequest(
                method: "GET", target: target, headers: ["accept": accept, "cookie": cookieHeader], body: [],
                baseURL: "http://test", peer: IPHost("127.0.0.1")))
        return WebPage(response)
    }

    /// Sends a form of a page; the proof that it came from one is added unless said otherwise.
    func post(_ target: String, _ fields: [(String, String)], proof: Bool = true) async throws -> WebPage {
        let all = (proof ? [("csrfmiddlewaretoken", cookies["csrftoken"] ?? "")] : []) + fields
        let body = all.map { "\(QueryString.encode($0.0))=\(QueryString.encode($0.1))" }.joined(separator: "&")
        let response = await site.respond(
            to: try APIRequest(
                method: "POST", target: target,
                headers: [
                    "accept": "text/html", "content-type": "application/x-www-form-urlencoded", "cookie": cookieHeader,
                ], body: Array(body.utf8), baseURL: "http://test", peer: IPHost("127.0.0.1")))
        return WebPage(response)
    }
}

/// What a browser got.
struct WebPage: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let text: String

    init(_ response: APIResponse) {
        status = response.status
        headers = response.headers
        text = String(decoding: response.bytes, as: UTF8.self)
    }

    /// Where the answer leads.
    var location: String? { headers.first { $0.name == "Location" }?.value }

    /// Whether the page has this markup or text.
    func contains(_ part: String) -> Bool { text.contains(part) }
}
