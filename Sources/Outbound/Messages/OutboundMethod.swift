/// The method of a request.
package struct OutboundMethod: Hashable, Sendable, CustomStringConvertible {
    /// The name in capitals.
    package let name: String
    /// Whether sending the request twice does what sending it once does (RFC 9110 section 9.2.2).
    package let isIdempotent: Bool

    /// Reads a resource.
    package static let get = OutboundMethod(name: "GET", isIdempotent: true)
    /// Reads a resource's header fields.
    package static let head = OutboundMethod(name: "HEAD", isIdempotent: true)
    /// Asks what a resource allows.
    package static let options = OutboundMethod(name: "OPTIONS", isIdempotent: true)
    /// Reads a folder, where a server has this extension.
    package static let list = OutboundMethod(name: "LIST", isIdempotent: true)
    /// Replaces a resource.
    package static let put = OutboundMethod(name: "PUT", isIdempotent: true)
    /// Removes a resource.
    package static let delete = OutboundMethod(name: "DELETE", isIdempotent: true)
    /// Does something; not idempotent.
    package static let post = OutboundMethod(name: "POST", isIdempotent: false)
    /// Changes a part of a resource; not idempotent.
    package static let patch = OutboundMethod(name: "PATCH", isIdempotent: false)

    /// The method of a name in capitals; `nil` for a name that is none of these.
    package init?(_ name: String) {
        let all: [OutboundMethod] = [.get, .head, .options, .list, .put, .delete, .post, .patch]
        guard let method = all.first(where: { $0.name == name }) else { return nil }
        self = method
    }

    private init(name: String, isIdempotent: Bool) {
        self.name = name
        self.isIdempotent = isIdempotent
    }

    /// The name.
    package var description: String { name }
}
