import Basics

extension SecretDocument {
    /// The members of an object as a document.
    init(members: JSONObject, lease: Duration? = nil) {
        var bytes: [UInt8] = []
        JSONValue.object(members).write(into: &bytes)
        self.init(SecretBytes(bytes), lease: lease)
    }

    /// A member of a document that ``init(members:lease:)`` made; nil when there is none.
    func member(_ key: String) -> SecretValue? { try? SecretJSON.member(key, of: bytes) }
}
