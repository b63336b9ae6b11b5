package import Basics

/// A backend of secrets as far as clients see it; the vendors' own clients accept it too.
package protocol BackendDouble: AnyObject, Sendable {
    /// What it answers.
    func answer(_ request: ReceivedRequest) -> Reply
}

extension BackendDouble {
    /// Lets it answer on a free port of loopback, for as long as the server is held.
    package func serve() async throws -> LoopbackServer {
        try await LoopbackServer { request, _ in self.answer(request) }
    }
}

extension Reply {
    /// An answer in JSON.
    package static func json(_ status: Int, _ body: JSONValue, _ headers: [String: String] = [:]) -> Reply {
        .answer(status, headers.merging(["Content-Type": "application/json"]) { $1 }, Array(body.text.utf8))
    }
}

extension ReceivedRequest {
    /// The target without its query.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The fields of a body that is a form, decoded.
    package var form: [String: String] {
        var result: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? Self.decoded(String(parts[1]).replacing("+", with: " ")) : ""
            result[Self.decoded(String(parts[0]))] = value
        }
        return result
    }

    /// A text with its percent-encoding undone.
    package static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let hex = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == 0x25, rest.count >= 2, let value = UInt8(hex, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
