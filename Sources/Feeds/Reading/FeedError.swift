/// Why the data of a source cannot be used.
package struct FeedError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Kind: Hashable, Sendable {
        /// The file cannot be opened or read.
        case unreadable
        /// The compressed data is damaged, or ends too early.
        case damaged
        /// The text is not the JSON or CSV that the source publishes.
        case malformed
        /// The text holds fewer or more entries than it says.
        case incomplete
        /// An entry or the text is larger than is put up with.
        case tooLarge
        /// The address or the question is wrong: somebody has to change a setting.
        case configuration
        /// The credentials are missing, are not accepted, or do not include what was asked.
        case notEntitled
        /// The source was asked too often, and asks to be left alone.
        case limited
        /// The source cannot be reached, or says that it cannot answer now.
        case unavailable
    }

    /// What is wrong.
    package let kind: Kind
    /// A whole sentence.
    package let description: String

    /// Makes an error.
    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
