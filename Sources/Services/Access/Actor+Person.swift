package import Basics
package import Domain
package import Modeling
package import Storage

extension Actor {
    /// Somebody who has proved who they are, or in whose name something happens.
    package static func person(
        _ user: Record<User>, mayWrite: Bool = true, in session: Session, requestID: Identifier,
        context: String = "web", detail: String = ""
    ) throws -> Actor {
        Actor(
            user: user.id, name: user.username, isSuperuser: user.isSuperuser, isStaff: user.isStaff,
            mayWrite: mayWrite, grants: user.isSuperuser ? .none : try Grants(of: user.id, in: session),
            requestID: requestID, context: context, contextDetail: detail)
    }
}
