/// What went wrong, in the words of whoever must act.
///
/// Carried across modules, and converted to an answer once per delivery (HTTP status, exit code, job status).
package struct Problem: Error, Hashable, Sendable {
    /// The sorts of trouble; a delivery maps each of them to one status.
    package enum Kind: String, CaseIterable, Sendable {
        /// The caller's data breaks a rule; ``Problem/fields`` says which.
        case invalidInput
        /// There is no such thing, or the caller may not know of it.
        case notFound
        /// The caller has not said who they are, or the proof was refused.
        case notAuthenticated
        /// The caller is known and lacks the permission.
        case forbidden
        /// The request contradicts what is stored now; reading again and repeating may help.
        case conflict
        /// A condition that the caller set for the change does not hold: somebody else changed the thing.
        case preconditionFailed
        /// The request is well-formed and contradicts an earlier one that it claims to repeat.
        case unprocessable
        /// The thing exists and does not support this operation.
        case notAllowed
        /// None of the formats that the caller accepts can be produced.
        case notAcceptable
        /// The body is in a format that is not understood.
        case unsupportedMedia
        /// The request exceeds a size limit.
        case tooLarge
        /// The caller has tried too often; trying again after ``Problem/retryAfter`` may help.
        case tooManyRequests
        /// Something that is needed does not answer now; trying later may help.
        case unavailable
        /// An administrator must change the settings.
        case misconfigured
        /// A fault of ours; the log tells more.
        case internalFault
    }

    /// The sort of trouble.
    package var kind: Kind
    /// One or more whole sentences for the person who must act; safe to show to the caller.
    package var message: String
    /// Messages by field, in the order in which the fields are declared; empty when no field is to blame.
    package var fields: [FieldErrors]
    /// Details for the log only, never sent to a caller.
    package var underlying: String?
    /// Seconds after which trying again may help; nil when nobody can say.
    package var retryAfter: Int?

    /// Makes a problem.
    ///
    /// - Parameters:
    ///   - kind: The sort of trouble.
    ///   - message: Whole sentences that are safe to show to the caller.
    ///   - fields: Messages by field.
    ///   - underlying: Details for the log only.
    ///   - retryAfter: Seconds after which trying again may help.
    package init(
        _ kind: Kind, _ message: String, fields: [FieldErrors] = [], underlying: String? = nil, retryAfter: Int? = nil
    ) {
        self.kind = kind
        self.message = message
        self.fields = fields
        self.underlying = underlying
        self.retryAfter = retryAfter
    }
}

extension Problem: CustomStringConvertible {
    /// The sort and the message, without the details for the log.
    package var description: String { "\(kind.rawValue): \(message)" }
}
