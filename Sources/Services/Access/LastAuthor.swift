import Basics
import Domain
import Modeling
import Storage

/// In whose name something works that people set up once and that goes on without them: the user who saved it last, or
/// everything when the product itself did.
struct LastAuthor {
    /// The user, with the permissions of now; nil for nobody, who may see nothing: the user was deleted or disabled, so nothing
    /// happens until somebody saves it again.
    let actor: Actor?

    /// - Parameters:
    ///   - isProduct: Whether the product saved it, as an import from the command line does.
    ///   - detail: What works in this name, for the history.
    init(
        _ user: ID<User>?, isProduct: Bool, _ session: Session, requestID: Identifier, detail: String
    ) throws {
        guard let user else {
            actor = isProduct ? .system(requestID: requestID, detail: detail) : nil
            return
        }
        let record = try session.row(User.schema, user.raw).map(Record<User>.init(values:))
        guard let record, record.isActive else {
            actor = nil
            return
        }
        actor = try Actor.person(record, in: session, requestID: requestID, detail: detail)
    }

    /// What may be seen of other models; nil for everything.
    var visibility: Visibility? {
        guard let actor else { return .nothing }
        return Authorizer().visibility(for: actor)
    }
}
