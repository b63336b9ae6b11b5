import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// A request for a page, by somebody who is logged in.
struct WebRequest: Sendable {
    let request: APIRequest
    let caller: Caller
    /// What forms repeat to prove that a page of ours made them.
    let csrfToken: String
    /// What a form sent; empty for requests that only read.
    let form: WebForm
    let api: any APIPerformer
    let environment: RecordEnvironment
    let catalog: Catalog

    /// The parts of the path between slashes.
    var parts: [Substring] { request.path.split(separator: "/", omittingEmptySubsequences: true) }
    var actor: Actor { caller.actor }
    var isPost: Bool { request.method == "POST" }
    /// What the last request left to be said, once.
    var notice: String? {
        SessionCookie.value(Notice.cookie, in: request).flatMap { Base64.bytes($0, .url) }
            .flatMap { String(validating: $0, as: UTF8.self) }
    }
    /// How the reader wants pages to look.
    var appearance: Appearance { Appearance(request) }

    // MARK: Permissions

    /// Whether the reader may see any row of the model.
    func maySee(_ schema: AnySchema) -> Bool { Authorizer().visible(schema, for: actor) != .never }

    /// Whether the reader may see any row of the model; false for models that there are not.
    func maySee(_ identifier: String) -> Bool { catalog[identifier].map(maySee) ?? false }

    /// Whether the reader may do this to any row of the model.
    func may(_ action: Action, _ schema: AnySchema) -> Bool {
        do {
            return try Authorizer().allowed(action, on: schema, for: actor) != .never
        } catch {
            return false
        }
    }

    // MARK: The API

    /// What the API answers the reader to a GET.
    ///
    /// - Parameters:
    ///   - path: `/api/…/`.
    ///   - query: Parameters by name.
    /// - Throws: ``Problem``, as the API refuses.
    func get(_ path: String, _ query: [(name: String, value: String)] = []) async throws -> JSONValue {
        let asked = APIRequest(
            method: "GET", path: path, query: query, headers: ["accept": "application/json"],
            baseURL: request.baseURL, peer: request.peer, isSecure: request.isSecure)
        return try Self.json(try await api.perform(asked, as: caller))
    }

    /// Sends a change to the API in the reader's name.
    ///
    /// - Throws: ``Problem``, as the API refuses; with errors by field where there are such.
    @discardableResult
    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, query: [(name: String, value: String)] = [],
        headers: [String: String] = [:]
    ) async throws -> JSONValue {
        var sent = APIRequest(
            method: method, path: path, query: query, headers: ["accept": "application/json"].merging(headers) { $1 },
            baseURL: request.baseURL, peer: request.peer, isSecure: request.isSecure)
        if let body {
            sent.headers["content-type"] = "application/json"
            sent.body = Array(body.text.utf8)
        }
        return try Self.json(try await api.perform(sent, as: caller))
    }

    static func json(_ response: APIResponse) throws -> JSONValue {
        let value: JSONValue = response.bytes.isEmpty ? .null : try parsed(response.bytes)
        guard response.status >= 400 else { return value }
        if let detail = value.objectValue?["detail"]?.stringValue {
            throw Problem(response.status == 404 ? .notFound : .invalidInput, detail)
        }
        throw Problem(.invalidInput, "The change was refused: \(value.text)")
    }

    private static func parsed(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw Problem(.internalFault, "An internal fault occurred.", underlying: "an answer of the API: \(error)")
        }
    }

    // MARK: Places

    /// The path of this page with other parameters.
    ///
    /// - Parameter change: What to do to the parameters; those without a value are left out.
    func link(_ change: (inout [(name: String, value: String)]) -> Void) -> String {
        var query = request.query
        change(&query)
        return Self.place(request.path, query)
    }

    /// A path with parameters.
    static func place(_ path: String, _ query: [(name: String, value: String)]) -> String {
        let text = query.map { "\(QueryString.encode($0.name))=\(QueryString.encode($0.value))" }
            .joined(separator: "&")
        return text.isEmpty ? path : "\(path)?\(text)"
    }
}

/// A sentence that the next page shows once.
enum Notice {
    static let cookie = "notice"
    /// Bytes of the sentence at most; browsers take cookies of 4 KiB.
    private static let limit = 1500

    /// Leads to another page of this server, which says the sentence.
    static func redirect(to path: String, saying text: String = "") -> APIResponse {
        var response = APIResponse(status: 303, headers: [("Location", path)])
        if !text.isEmpty {
            let bytes = Array(text.utf8.prefix(limit))
            response.headers.append(
                (
                    "Set-Cookie",
                    "\(cookie)=\(Base64.text(bytes, .url, padded: false)); Path=/; Max-Age=60; SameSite=Strict; HttpOnly"
                ))
        }
        return response
    }

    /// The header after which it is not shown again.
    static let clearing = (name: "Set-Cookie", value: "\(cookie)=; Path=/; Max-Age=0; SameSite=Strict; HttpOnly")
}

extension WebRequest {
    /// An object of the API with the tag of its version.
    ///
    /// - Throws: ``Problem``, as the API refuses.
    func tagged(_ path: String, _ query: [(name: String, value: String)] = []) async throws -> TaggedObject {
        let asked = APIRequest(
            method: "GET", path: path, query: query, headers: ["accept": "application/json"],
            baseURL: request.baseURL, peer: request.peer, isSecure: request.isSecure)
        let response = try await api.perform(asked, as: caller)
        return TaggedObject(
            object: try Self.json(response).objectValue ?? [:],
            tag: response.headers.first { $0.name == "ETag" }?.value)
    }
}
