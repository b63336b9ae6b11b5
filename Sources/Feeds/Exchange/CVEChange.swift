package import Basics

/// That a source changed what it says of a vulnerability, and what it changed (vendor.md §2.8).
package struct CVEChange: Hashable, Sendable {
    /// The source's own name of the change.
    package var id: String
    /// The vulnerability.
    package var cve: String
    /// What happened, in the source's words (`Initial Analysis`, `CVE Rejected`).
    package var event: String
    /// Who made the change.
    package var author: String
    /// When.
    package var moment: Timestamp
    /// What was added, changed and removed: objects with `action`, `type`, `old` and `new`, whose values are what the source gives.
    package var details: [JSONValue]

    /// Makes a change.
    package init(
        id: String, cve: String, event: String, author: String, moment: Timestamp, details: [JSONValue] = []
    ) {
        self.id = id
        self.cve = cve
        self.event = event
        self.author = author
        self.moment = moment
        self.details = details
    }
}
