/// Takes out of texts what must not be read there, such as values of secrets.
package protocol TextMask: Sendable {
    /// The text without what must not be read.
    func masked(_ text: String) -> String
    /// The bytes of a text without what must not be read.
    func masked(_ bytes: [UInt8]) -> [UInt8]
}
