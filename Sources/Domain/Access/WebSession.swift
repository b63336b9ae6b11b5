package import Basics
package import Modeling

/// A login that lasts: what the cookie of a browser stands for.
///
/// Only a keyed hash of the cookie's value is stored.
package struct WebSession: Model {
    /// The description of the model.
    package static let schema = Schema<WebSession>(
        "users.session", plural: "sessions", modelName: "Session", ordering: ["-last_seen"], features: [], lookup: "id",
        display: .field("address"), isExposed: false)

    package let user = Ref<User>(.cascade, .relatedName("+sessions"), .hidden, .readOnly, .help("Who logged in."))
    package let digest = Field<String>(
        .maxLength(64), .unique, .hidden, .writeOnly, .readOnly, .filters(.none),
        .help("Keyed hash of the session's id."))
    package let created = Field<Timestamp?>(.readOnly, .help("Time of the login."))
    package let lastSeen = Field<Timestamp>(.readOnly, .help("Time of the last request, to the minute."))
    package let expires = Field<Timestamp>(
        .readOnly, .indexed, .help("Time from which the session is refused, however busy it is."))
    package let address = Field<String>(.maxLength(45), .readOnly, .help("Address from which the login came."))
    package let userAgent = Field<String>(.maxLength(255), .readOnly, .help("What the browser called itself."))

    /// Makes the handles.
    package init() {}
}

/// When sessions end by themselves.
package struct SessionLimits: Sendable, Hashable {
    /// Seconds without a request.
    package var idle: Double
    /// Seconds after the login.
    package var absolute: Double

    package init(idle: Double = 2 * 3600, absolute: Double = 24 * 3600) {
        self.idle = idle
        self.absolute = absolute
    }
}

extension Record<WebSession> {
    /// Whether the session is refused at the given time.
    package func isOver(at time: Timestamp, _ limits: SessionLimits) -> Bool {
        self.expires <= time || time.seconds(since: self.lastSeen) >= limits.idle
    }
}
