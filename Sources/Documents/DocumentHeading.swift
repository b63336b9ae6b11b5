package import Basics

/// What a document says of itself.
package struct DocumentHeading: Sendable {
    package let title: String
    /// What it was made of, in sentences.
    package let details: [String]
    package let made: Timestamp
    /// Name and version of what made it.
    package let producer: String

    package init(title: String, details: [String], made: Timestamp, producer: String) {
        self.title = title
        self.details = details
        self.made = made
        self.producer = producer
    }

    /// When it was made, for people.
    var madeText: String {
        let text = made.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    /// What stands below the title: what it was made of, when and by what.
    var sentences: [String] { details + ["Made on \(madeText) by \(producer)."] }
}
