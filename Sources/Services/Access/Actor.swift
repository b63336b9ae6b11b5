package import Basics
package import Domain
package import Modeling

/// On whose behalf something happens; every request, command, import and job has one.
package struct Actor: Sendable {
    /// The user's key; nil for the product itself.
    package let user: ID<User>?
    package let name: String
    package let isSuperuser: Bool
    package let isStaff: Bool
    /// False for tokens that may only read.
    package let mayWrite: Bool
    /// What the permissions of the user give; superusers need none.
    package let grants: Grants
    /// Groups everything that one request or run did.
    package var requestID: Identifier
    /// `web`, `job`, `job-hook`, `orm` (core.md §7.2).
    package let context: String
    /// Where exactly, such as `dcim-api:device-list`.
    package var contextDetail: String

    package init(
        user: ID<User>?, name: String, isSuperuser: Bool, isStaff: Bool = false, mayWrite: Bool = true,
        grants: Grants = .none, requestID: Identifier, context: String = "web", contextDetail: String = ""
    ) {
        self.user = user
        self.name = name
        self.isSuperuser = isSuperuser
        self.isStaff = isStaff
        self.mayWrite = mayWrite
        self.grants = grants
        self.requestID = requestID
        self.context = context
        self.contextDetail = contextDetail
    }

    /// The product itself, for seeds, imports from the command line and reports.
    package static func system(requestID: Identifier, detail: String) -> Actor {
        Actor(
            user: nil, name: "almanac", isSuperuser: true, requestID: requestID, context: "orm",
            contextDetail: detail)
    }
}
