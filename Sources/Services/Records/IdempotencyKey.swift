package import Basics
import Domain
import Modeling
package import Storage

/// An answer as it is kept for a repeated request.
package struct KeptAnswer: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// Whether it was given before, to an earlier request with the same key.
    package let isRepeated: Bool

    /// Whether the answer says that it must not be stored, as one with a new secret does.
    fileprivate var isShownOnce: Bool {
        headers.contains { $0.name.lowercased() == "cache-control" && $0.value.lowercased().contains("no-store") }
    }

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8], isRepeated: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isRepeated = isRepeated
    }
}

/// The key under which a client may repeat a create without creating twice.
///
/// The answer is kept in the transaction of the create: whenever the object is there, so is the answer. Failed requests
/// keep nothing and may be tried again. Of an answer with `Cache-Control: no-store` only that it was given is kept.
package struct IdempotencyKey: Sendable {
    private let request: String
    private let caller: String
    private let body: String
    /// Seconds.
    private let lifetime = 86_400.0
    /// Answers that are kept for the caller; the oldest go first.
    private let capacity: Int
    /// Bytes of a body that is kept at most.
    package static let maximumBody = 4 << 20
    /// Old answers that one request removes at most, of each sort.
    private static let sweep = 50

    /// - Parameters:
    ///   - key: 1 to 255 printable ASCII characters.
    ///   - content: What the body is and its bytes.
    ///   - capacity: Answers that are kept for the caller; the oldest go first.
    /// - Throws: ``Problem`` of kind `invalidInput`.
    package init(
        _ key: String, actor: Actor, method: String, path: String, content: (type: String, bytes: [UInt8]),
        capacity: Int = 10_000
    ) throws {
        self.capacity = capacity
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Problem(
                .invalidInput, "",
                fields: [
                    FieldErrors("Idempotency-Key", ["The key must be 1 to 255 printable characters without blanks."])
                ])
        }
        let who: [Value] = [actor.user.map { .id($0.raw) } ?? .null, .text(actor.name)]
        var named = CellDigest()
        named.update(who)
        caller = named.text
        var digest = CellDigest()
        digest.update(who + [.text(key), .text(method), .text(path)])
        request = digest.text
        var hashed = CellDigest()
        hashed.update([.text(content.type)])
        hashed.update(content.bytes)
        body = hashed.text
    }

    /// The answer that was given to an earlier request with this key.
    ///
    /// - Throws: ``Problem`` of kind `unprocessable` when that request had another body, `conflict` when its answer is
    ///   shown once only.
    package func answer(_ session: Session, now: Timestamp) throws -> KeptAnswer? {
        guard let row = try session.row(IdempotentAnswer.schema, id) else { return nil }
        let kept = Record<IdempotentAnswer>(values: row)
        guard kept.request == request else { return nil }
        guard now.seconds(since: kept.created) < lifetime else {
            try session.delete(IdempotentAnswer.schema, ids: [id])
            return nil
        }
        guard kept.body == body else {
            throw Problem(
                .unprocessable, "This Idempotency-Key was used for a request with another body. Use a new key.")
        }
        guard let answer = kept.answer else {
            throw Problem(
                .conflict, "The request with this Idempotency-Key was carried out, and its answer is shown only once.")
        }
        // Written by us; a damaged row answers without headers.
        let headers = (try? JSONValue(parsing: kept.headers.text))?.objectValue ?? JSONObject()
        return KeptAnswer(
            status: kept.status, headers: headers.members.map { ($0.key, $0.value.stringValue ?? "") },
            body: Array(answer.utf8), isRepeated: true)
    }

    /// Keeps the answer for a day, and forgets some that are older or more than there is room for.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge` when the answer is longer than ``maximumBody``: rather than making what
    ///   could be made twice, nothing is made.
    package func keep(_ answer: KeptAnswer, _ session: Session, now: Timestamp) throws {
        guard answer.isShownOnce || answer.body.count <= Self.maximumBody else {
            throw Problem(
                .tooLarge,
                "The answer is too long to be kept for an Idempotency-Key. Nothing was made; send fewer objects at once."
            )
        }
        var kept = Record<IdempotentAnswer>(id: ID(id))
        kept.request = request
        kept.caller = caller
        kept.body = body
        kept.status = answer.status
        kept.headers = JSONDocument(text: "{}")
        if !answer.isShownOnce {
            kept.headers = JSONDocument(
                text: JSONValue.object(JSONObject(answer.headers.map { ($0.name, .string($0.value)) })).text)
            kept.answer = String(decoding: answer.body, as: UTF8.self)
        }
        kept.created = now
        try session.insert(IdempotentAnswer.schema, kept.values)
        let expired = try session.ids(
            IdempotentAnswer.schema,
            where: .compare(["created"], .less, [.timestamp(now.adding(seconds: -lifetime))]), limit: Self.sweep)
        let surplus = try session.keys(
            Selection(
                IdempotentAnswer.schema, where: .compare(["caller"], .equals, [.text(caller)]),
                ordering: ["-created"], limit: Self.sweep, offset: capacity))
        try session.delete(IdempotentAnswer.schema, ids: expired + surplus)
    }

    private var id: Identifier { Identifier(request.prefix(32)) ?? .derived(from: request) }
}
