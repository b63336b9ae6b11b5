package import Basics
import Services

/// A request as the API sees it, free of any server framework.
package struct APIRequest: Sendable {
    package var method: String
    /// Decoded path, beginning with `/`.
    package var path: String
    /// Decoded parameters in the order sent.
    package var query: [(name: String, value: String)]
    /// Header values by lower-case name.
    package var headers: [String: String]
    package var body: [UInt8]
    /// The body of a request for one of ``StreamedBody/paths``; `body` is empty then.
    package var stream: StreamedBody?
    /// Why the server did not take the body, which is empty then.
    package var refusal: Problem?
    /// `http://host:port`, the prefix of every URL in the answer.
    package var baseURL: String
    /// The client's address; nil when nobody can say.
    package var peer: IPHost?
    /// Whether the client speaks TLS, to us or to a proxy that we trust.
    package var isSecure: Bool
    /// The user who asks, once that is known.
    package var viewer: Identifier?
    /// The session that the request belongs to, once that is known.
    package var session: Identifier?
    /// Whether a token that expires or works from some networks only authenticates the request.
    package var isBound = false

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
        body: [UInt8] = [], baseURL: String = "http://localhost", peer: IPHost? = nil, isSecure: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.baseURL = baseURL
        self.peer = peer
        self.isSecure = isSecure
    }

    /// Reads path and query from a request target.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` for malformed percent signs or text that is not UTF-8.
    package init(
        method: String, target: String, headers: [String: String], body: [UInt8], baseURL: String,
        peer: IPHost? = nil, isSecure: Bool = false
    ) throws {
        // An absolute target may hold a name and password before its host.
        guard target.hasPrefix("/") || !target.prefix(while: { $0 != "?" }).contains("@") else {
            throw Problem(.invalidInput, TokenInURL.refusal)
        }
        let mark = target.firstIndex(of: "?")
        let rawPath = target[..<(mark ?? target.endIndex)]
        // The path stays encoded: composite keys keep their `%2F` and `%00` until the key is taken apart.
        guard rawPath.hasPrefix("/"), rawPath.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
            throw Problem(.invalidInput, "The path of the request is malformed.")
        }
        let query = try mark.map { try QueryString.parse(target[target.index(after: $0)...]) } ?? []
        self.init(
            method: method, path: String(rawPath), query: query, headers: headers, body: body, baseURL: baseURL,
            peer: peer, isSecure: isSecure)
    }

    /// Reads the body piece by piece, whichever way it came.
    ///
    /// - Throws: As ``StreamedBody/read(_:)``.
    package func readBody(_ take: StreamedBody.Taker) async throws {
        if let stream { try await stream.read(take) } else { try await take(body) }
    }

    /// Whether a person looks at the answer in a browser.
    package var wantsPage: Bool { headers["accept"]?.contains("text/html") == true }

    /// The last value of a parameter.
    package func parameter(_ name: String) -> String? { query.last { $0.name == name }?.value }
}

/// An answer, free of any server framework.
package struct APIResponse: Sendable {
    /// What is sent after the head.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Parts of unknown total length; each call gives the next, nil at the end.
        case parts(@Sendable () async throws -> [UInt8]?)
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer in JSON.
    package static func json(_ status: Int, _ bytes: [UInt8]) -> APIResponse {
        APIResponse(status: status, headers: [("Content-Type", "application/json")], body: .bytes(bytes))
    }

    /// An answer in JSON.
    package static func json(_ status: Int, _ value: JSONValue) -> APIResponse {
        var bytes: [UInt8] = []
        value.write(into: &bytes)
        return json(status, bytes)
    }

    /// The bytes of an answer that is not streamed.
    package var bytes: [UInt8] {
        if case .bytes(let bytes) = body { return bytes }
        return []
    }
}

/// `a=1&b=2`.
package enum QueryString {
    /// Takes a query apart.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput`.
    package static func parse(_ text: Substring) throws -> [(name: String, value: String)] {
        try text.split(separator: "&").map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(pair[0]), let value = pair.count > 1 ? decode(pair[1]) : "" else {
                throw Problem(.invalidInput, "The query of the request is malformed.")
            }
            guard !value.utf8.contains(0), !name.utf8.contains(0) else {
                throw Problem(.invalidInput, "Null characters are not allowed.")
            }
            return (name, value)
        }
    }

    /// Decodes `+` and `%XX`; nil when malformed.
    package static func decode(_ text: Substring) -> String? { FormEncoding.decode(text) }

    /// Encodes a value as clients of the dialect expect it in `next` links.
    package static func encode(_ text: String) -> String { FormEncoding.encode(text) }
}
