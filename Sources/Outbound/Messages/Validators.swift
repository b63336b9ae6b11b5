/// What a server gave to recognise the version of a resource by; kept by the caller for the next request.
///
/// - Source: RFC 9110 sections 8.8 and 13.1.
package struct Validators: Hashable, Sendable {
    /// The value of `ETag`, quotes included.
    package var entityTag: String?
    /// The value of `Last-Modified` as it came: servers compare it as text.
    package var lastModified: String?

    /// Makes validators.
    package init(entityTag: String? = nil, lastModified: String? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
    }
}

extension OutboundRequest {
    /// Asks for the resource only if it is another version than the caller's; otherwise the answer is a 304.
    package mutating func onlyIfChanged(since validators: Validators) {
        headers["If-None-Match"] = validators.entityTag
        headers["If-Modified-Since"] = validators.lastModified
    }
}

extension OutboundHead {
    /// What to keep for the next request; both are `nil` when the server gives nothing.
    package var validators: Validators {
        Validators(entityTag: headers["ETag"], lastModified: headers["Last-Modified"])
    }

    /// Whether the caller's version is the current one (status 304).
    package var isNotModified: Bool { status == 304 }
}
