/// What a provider found.
package struct SecretValue: Sendable {
    /// What the bytes are.
    package enum Form: Hashable, Sendable {
        /// A text in UTF-8.
        case text
        /// A JSON value that is no text, as the backend wrote it: a number, a truth value, null, a list or an object.
        case json
        /// Anything.
        case binary
    }

    package let bytes: SecretBytes
    package let form: Form

    package init(_ bytes: SecretBytes, _ form: Form = .text) {
        self.bytes = bytes
        self.form = form
    }
}

/// What a backend keeps at one place; username and password of one place are one document, and one request.
package struct SecretDocument: Sendable {
    /// The document as the provider wants it back, often the backend's JSON.
    package let bytes: SecretBytes
    /// How long the backend says that it is good for; nil when it says nothing.
    package let lease: Duration?

    package init(_ bytes: SecretBytes, lease: Duration? = nil) {
        self.bytes = bytes
        self.lease = lease
    }
}

/// Where a document is.
package struct SecretLocation: Hashable, Sendable {
    /// The backend, for limits, health and the audit: the name of its configuration and its host, never a secret.
    package let backend: String
    /// Which document there, in a canonical form; whoever may see it is decided elsewhere, so it is not logged as it is.
    package let coordinates: [String]
    /// Whether reading it is so cheap that it is neither remembered nor counted against limits, as of a file.
    package let isLocal: Bool

    package init(backend: String, coordinates: [String], isLocal: Bool = false) {
        self.backend = backend
        self.coordinates = coordinates
        self.isLocal = isLocal
    }
}
