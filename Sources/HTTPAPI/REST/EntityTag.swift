import Basics
import HTTPServing
import Modeling
import Services

/// `ETag`: which version of an object, and in which words, an answer shows (RFC 9110 §8.8.3).
///
/// The first half names the state of the object itself and changes with every write of it. The second half names the bytes of
/// the answer, so that a reader is told when something shown beside the object has changed, such as a number of referring
/// objects. Both halves decide whether a reader has the answer already; the first alone decides whether a writer may write.
struct EntityTag: Sendable {
    private let state: String
    private let body: String

    init(row: [Value], body: [UInt8]) {
        state = RowVersion.text(row)
        self.body = RowVersion.text(body)
    }

    private var text: String { "\"\(state).\(body)\"" }

    /// The answer with the tag.
    func stamped(_ response: APIResponse) -> APIResponse {
        var response = response
        response.headers.append(("ETag", text))
        return response
    }

    /// The answer to a read: 304 without a body when the reader has it already.
    func answer(to request: APIRequest, _ bytes: [UInt8]) -> APIResponse {
        let known = Self.tags(request.headers["if-none-match"])
        guard known.contains("*") || known.contains(where: { Self.strong($0) == text }) else {
            return stamped(.json(200, bytes))
        }
        return stamped(APIResponse(status: 304))
    }

    /// Compares the state that a writer has read with the stored one; to be called in the transaction of the write.
    ///
    /// - Throws: ``Problem`` of kind `preconditionFailed`.
    static func check(_ request: APIRequest, _ row: [Value]) throws {
        guard let condition = request.headers["if-match"] else { return }
        let tags = tags(condition)
        guard !tags.contains("*") else { return }
        // A weak tag never matches here (RFC 9110 §13.1.1).
        let state = "\"\(RowVersion.text(row))"
        guard !tags.contains(where: { $0.hasPrefix(state + ".") || $0 == state + "\"" }) else { return }
        throw Problem(
            .preconditionFailed,
            "The object has changed since you read it: If-Match names another version. Nothing was written. "
                + "Read it again and repeat.")
    }

    /// A list has no tag, so a condition on it cannot hold.
    static func refuseOnList(_ request: APIRequest) throws {
        guard request.headers["if-match"] != nil else { return }
        throw Problem(
            .preconditionFailed, "If-Match applies to single objects; a list has no ETag. Nothing was written.")
    }

    private static func tags(_ header: String?) -> [String] {
        (header ?? "").split(separator: ",").map { Words.trimmed(String($0)) }
    }

    private static func strong(_ tag: String) -> String { tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag }
}
