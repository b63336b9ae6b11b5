package import Basics

/// What AWS knows a caller by.
package struct AWSCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    /// The public half: `AKIA…` or `ASIA…`.
    package let accessKeyID: String
    package let secretAccessKey: SecretBytes
    /// What temporary credentials need too.
    package let sessionToken: Redacted<String>?
    /// When they end; nil when they do not.
    package let expiry: Timestamp?

    package init(
        accessKeyID: String, secretAccessKey: SecretBytes, sessionToken: Redacted<String>? = nil,
        expiry: Timestamp? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiry = expiry
    }

    /// Whether both are the same key and the same session.
    package func isSame(as other: AWSCredentials) -> Bool {
        accessKeyID == other.accessKeyID && sessionToken == other.sessionToken
            && secretAccessKey.isSame(as: other.secretAccessKey)
    }

    /// Always the same words.
    package var description: String { "AWSCredentials(redacted)" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension AWSCredentials {
    /// Reads the names by which the sources of credentials call the parts.
    ///
    /// - Returns: Nil when a part is missing, or one has a character that no header can carry.
    init?(_ member: (String) -> String?, token: String = "SessionToken", expiration: String = "Expiration") {
        guard let key = member("AccessKeyId"), let secret = member("SecretAccessKey"), !key.isEmpty, !secret.isEmpty,
            !key.hasControlCharacters, key.utf8.allSatisfy({ $0 < 0x7F && $0 != 0x20 })
        else { return nil }
        let session = member(token).flatMap { $0.isEmpty ? nil : $0 }
        guard session?.hasControlCharacters != true else { return nil }
        var expiry: Timestamp?
        if let text = member(expiration), !text.isEmpty {
            guard let moment = Timestamp(text) else { return nil }
            expiry = moment
        }
        self.init(
            accessKeyID: key, secretAccessKey: SecretBytes(secret), sessionToken: session.map(Redacted.init),
            expiry: expiry)
    }

    /// Reads the JSON of a source.
    init?(json: some Collection<UInt8>, token: String = "SessionToken") {
        // What is no JSON holds no credentials.
        guard let value = try? JSONValue(parsing: Array(json)) else { return nil }
        self.init({ value[$0]?.stringValue }, token: token)
    }
}
