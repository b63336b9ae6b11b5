/// Messages under one field name, in order.
package struct FieldErrors: Hashable, Sendable {
    /// The name for a rule over several fields that a request body breaks.
    package static let nonFieldErrors = "non_field_errors"
    /// The name for a rule over several fields that a stored object breaks.
    package static let all = "__all__"

    /// The field's name on the wire, ``nonFieldErrors`` or ``all``.
    package var field: String
    /// Whole sentences, in the order in which the rules were checked; never empty.
    package var messages: [String]

    /// Makes the messages of one field.
    ///
    /// - Parameters:
    ///   - field: The field's name on the wire.
    ///   - messages: Whole sentences.
    package init(_ field: String, _ messages: [String]) {
        self.field = field
        self.messages = messages
    }

    /// Makes one message of one field.
    ///
    /// - Parameters:
    ///   - field: The field's name on the wire.
    ///   - message: A whole sentence.
    package init(_ field: String, _ message: String) {
        self.init(field, [message])
    }
}
