package import Basics
package import Modeling

/// Something that was committed and that others still have to hear about.
///
/// Written in the transaction of the change and removed once it was delivered.
package struct OutboxEvent: Model {
    /// The description of the model.
    package static let schema = Schema<OutboxEvent>(
        "system.outboxevent", plural: "outbox-events", name: "outbox event", ordering: ["created"], features: [],
        operations: .readOnly, display: .field("topic"), isExposed: false, isLog: true)

    package let topic = Field<String>(.maxLength(255), .readOnly, .help("Who has to hear about it."))
    package let changeId = Field<Identifier>(
        .readOnly, .label("Change ID"), .help("Key of the change to tell about."))
    package let created = Field<Timestamp>(.readOnly, .help("Time of the commit."))

    /// Makes the handles.
    package init() {}
}
