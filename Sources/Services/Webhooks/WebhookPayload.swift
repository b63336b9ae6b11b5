package import Basics
package import Domain
package import Modeling
package import Storage

/// What a webhook tells about a change (core.md §7.3).
package struct WebhookPayload: Sendable {
    package let event: String
    package let time: Timestamp
    /// The model's part of the content type: `device`.
    package let model: String
    package let username: String
    package let requestID: Identifier
    /// The object as REST shows it at depth 1, with addresses that name no host.
    package let data: JSONValue
    /// The object before and after, and what differs.
    package let snapshots: JSONValue

    package init(
        event: String, time: Timestamp, model: String, username: String, requestID: Identifier, data: JSONValue,
        snapshots: JSONValue
    ) {
        self.event = event
        self.time = time
        self.model = model
        self.username = username
        self.requestID = requestID
        self.data = data
        self.snapshots = snapshots
    }

    /// The members in the order of the dialect.
    var members: [(String, JSONValue)] {
        [
            ("event", .string(event)), ("timestamp", .string(Self.text(time))), ("model", .string(model)),
            ("username", .string(username)), ("request_id", .string(requestID.description)), ("data", data),
            ("snapshots", snapshots),
        ]
    }

    /// `2026-11-20 21:45:24.588523+00:00`.
    private static func text(_ time: Timestamp) -> String {
        time.description.replacing("T", with: " ", maxReplacements: 1).dropLast() + "+00:00"
    }
}

/// Makes the objects of payloads, in the form that the API gives them.
package protocol WebhookRendering: Sendable {
    /// The object of a change and its snapshots, as far as the reader may see what they refer to.
    ///
    /// - Parameter visibility: Who reads; nil sees everything.
    func render(
        _ change: Record<ObjectChange>, for visibility: Visibility?, in session: Session
    ) throws -> (data: JSONValue, snapshots: JSONValue)
}
