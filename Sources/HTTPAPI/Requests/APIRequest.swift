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
    /// `http://host:port`, the prefix of every URL in the answer.
    package var baseURL: String

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
        body: [UInt8] = [], baseURL: String = "http://localhost"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.baseURL = baseURL
    }

    /// Reads path and query from a request target.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` for malformed percent signs or text that is not UTF-8.
    package init(method: String, target: String, headers: [String: String], body: [UInt8], baseURL: String) throws {
        let mark = target.firstIndex(of: "?")
        let rawPath = target[..<(mark ?? target.endIndex)]
        // The path stays encoded: composite keys keep their `%2F` and `%00` until the key is taken apart.
        guard rawPath.hasPrefix("/"), rawPath.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
            throw Problem(.invalidInput, "The path of the request is malformed.")
        }
        let query = try mark.map { try QueryString.parse(target[target.index(after: $0)...]) } ?? []
        self.init(
            method: method, path: String(rawPath), query: query, headers: headers, body: body, baseURL: baseURL)
    }

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
    package static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: result.unicodeScalars.append(UnicodeScalar(byte))
            case 32: result += "+"
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
        return result
    }
}
