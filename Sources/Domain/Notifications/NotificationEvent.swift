package import Basics
package import Modeling

/// One piece of news of one rule, kept for as long as it holds, so that it is told once.
///
/// When what it is about has gone, the row goes too: should it come back, it is news again.
package struct NotificationEvent: Model {
    /// The description of the model.
    package static let schema = Schema<NotificationEvent>(
        "extras.notificationevent", plural: "notification-events", name: "notification event",
        naturalKey: ["rule.name", "subject"], ordering: ["-found", "rank", "title"], features: [],
        operations: .readOnly,
        lookup: "id", unique: [UniqueSet("rule", "subject")], indexes: [["rule", "state"]], display: .field("title"))

    /// Whether it was told.
    package enum State: String, CaseIterable, Sendable {
        /// It stands in the next message of its rule.
        case waiting
        /// It stood in a message.
        case told
        /// It was so before the rule looked for the first time.
        case known
        /// It is over, and that is still to be told.
        case leaving
    }

    package let rule = Ref<NotificationRule>(
        .cascade, .readOnly, .relatedName("events"), .help("The rule that tells it."))
    package let subject = Field<String>(
        .maxLength(255), .readOnly, .filters(.exactRange), .help("What it is about, as the rule knows it."))
    package let title = Field<String>(.maxLength(300), .readOnly, .search, .help("The news in one line."))
    package let link = Field<String>(
        .maxLength(1000), .readOnly, .filters(.none), .help("Page of Almanac that shows it."))
    package let rank = Field<Int>(.readOnly, .filters(.none), .help("Place in a message; the lowest stands first."))
    package let state = Field<String>(
        .maxLength(10), .readOnly, .choices(State.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("Whether it was told."))
    package let found = Field<Timestamp>(.readOnly, .help("When it was found."))

    /// Makes the handles.
    package init() {}
}

/// One message of a rule by one channel: what is still to be sent, and how it went.
package struct NotificationDelivery: Model {
    /// The description of the model.
    package static let schema = Schema<NotificationDelivery>(
        "extras.notificationdelivery", plural: "notification-deliveries", name: "notification delivery",
        pluralName: "notification deliveries", ordering: ["-created", "id"], features: [], operations: .readOnly,
        lookup: "id",
        indexes: [["state", "next_attempt"]],
        display: TextRule("channel.name", "title") { "\($0[0].plainText): \($0[1].plainText)" })

    /// Where a message stands.
    package enum State: String, CaseIterable, Sendable {
        /// Waits for its first or next attempt.
        case pending
        /// The receiver took it.
        case delivered
        /// It will not be tried again.
        case failed
    }

    package let rule = OptionalRef<NotificationRule>(
        .cascade, .readOnly, .relatedName("deliveries"), .help("The rule; null for a message that somebody tried."))
    package let channel = Ref<NotificationChannel>(
        .cascade, .readOnly, .relatedName("deliveries"), .help("How it is sent."))
    package let title = Field<String>(.maxLength(300), .readOnly, .search, .help("The message in one line."))
    package let events = Field<Int>(.readOnly, .help("How much news stands in it."))
    package let message = Field<JSONDocument>(.readOnly, .filters(.none), .help("What it says."))
    package let target = Field<String>(
        .maxLength(300), .readOnly, .filters(.exactRange), .help("Host and port of the receiver, once it was reached."))
    package let state = Field<String>(
        .maxLength(10), .readOnly, .default(.text(State.pending.rawValue)),
        .choices(State.allCases.map { Choice($0.rawValue, $0.rawValue) }), .help("Where the message stands."))
    package let attempts = Field<Int>(.readOnly, .default(.int(0)), .help("How often it was sent."))
    package let nextAttempt = Field<Timestamp?>(
        .readOnly, .help("Not before this time it is sent again; null when it is not."))
    package let lastAttempt = Field<Timestamp?>(.readOnly, .help("When it was sent last."))
    package let statusCode = Field<Int?>(.readOnly, .help("Status of the last answer, of HTTP or SMTP."))
    package let duration = Field<Int?>(
        .readOnly, .filters(.none), .label("Duration in milliseconds"), .help("How long the last attempt took."))
    package let error = Field<String>(
        .readOnly, .filters(.none), .help("Why the last attempt failed, and what to do."))
    package let created = Field<Timestamp>(.readOnly, .help("When the message was made."))

    /// Makes the handles.
    package init() {}
}
