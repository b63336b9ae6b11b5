package import Basics
package import Modeling

/// One event for one webhook: what is still to be sent, and how it went.
package struct WebhookDelivery: Model {
    /// The description of the model.
    package static let schema = Schema<WebhookDelivery>(
        "extras.webhookdelivery", plural: "webhook-deliveries", name: "webhook delivery",
        pluralName: "webhook deliveries", ordering: ["-created"], features: [], operations: .readOnly, lookup: "id",
        indexes: [["state", "next_attempt"]],
        display: TextRule("webhook.name", "event", "object_repr") { cells in
            "\(cells[0].plainText): \(cells[2].plainText) \(cells[1].plainText)"
        })

    /// Where a delivery stands.
    package enum State: String, CaseIterable, Sendable {
        /// Waits for its first or next attempt.
        case pending
        /// The receiver answered with a status of success.
        case delivered
        /// It will not be tried again unless somebody asks for it.
        case failed
    }

    package let webhook = Ref<Webhook>(
        .cascade, .readOnly, .relatedName("deliveries"), .help("The webhook that is told."))
    package let event = Field<String>(
        .maxLength(10), .readOnly, .choices(WebhookEvent.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("What happened to the object."))
    package let change = Field<Identifier>(
        .readOnly, .indexed, .help("Key of the change in the change log."))
    package let changedObjectType = Field<String>(
        .maxLength(100), .readOnly, .help("Model of the object."))
    package let changedObjectId = Field<Identifier>(
        .readOnly, .label("Changed object ID"), .help("Key of the object."))
    package let objectRepr = Field<String>(
        .maxLength(200), .readOnly, .search, .help("How the object read at the time."))
    package let requestId = Field<Identifier>(
        .readOnly, .label("Request ID"), .help("The request that made the change."))
    package let target = Field<String>(
        .maxLength(300), .readOnly, .filters(.exactRange), .help("Scheme, host and port of the receiver."))
    package let state = Field<String>(
        .maxLength(10), .readOnly, .default(.text(State.pending.rawValue)),
        .choices(State.allCases.map { Choice($0.rawValue, $0.rawValue) }), .help("Where the delivery stands."))
    package let attempts = Field<Int>(.readOnly, .default(.int(0)), .help("How often it was sent."))
    package let nextAttempt = Field<Timestamp?>(
        .readOnly, .help("Not before this time it is sent again; null when it is not."))
    package let leasedUntil = Field<Timestamp?>(
        .readOnly, .hidden, .help("Until then a process is sending it; null when none is."))
    package let lastAttempt = Field<Timestamp?>(.readOnly, .help("When it was sent last."))
    package let statusCode = Field<Int?>(.readOnly, .help("HTTP status of the last answer."))
    package let duration = Field<Int?>(
        .readOnly, .filters(.none), .label("Duration in milliseconds"), .help("How long the last attempt took."))
    package let responseBody = Field<String>(
        .readOnly, .filters(.none), .help("The beginning of the last answer, at most 64 kB."))
    package let error = Field<String>(
        .readOnly, .filters(.none), .help("Why the last attempt failed, and what to do."))
    package let created = Field<Timestamp>(.readOnly, .help("Time of the event."))

    /// Makes the handles.
    package init() {}
}
