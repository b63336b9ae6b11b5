import Basics
import Domain
import Modeling

/// How a resolution went, as far as it is recorded.
struct SecretTrace: Sendable {
    /// The backend; empty when none was reached.
    var backend = ""
    /// The digest of the place that was read.
    var coordinates = ""
    var cache = SecretAccess.Cache.none
    /// `Passed`, or the class of the error.
    var outcome = SecretAccess.passed
    var microseconds = 0
}

/// Makes the rows of the audit for one secret and one who asks.
///
/// What all its resolutions share is written once; a row is a copy of that with the rest in it.
struct SecretAccessRows: Sendable {
    /// Where cells are; looked up once, because a look-up costs more than the cell.
    private struct Places {
        let time: Int
        let forObjectType: Int
        let forObjectId: Int
        let backend: Int
        let coordinates: Int
        let cache: Int
        let outcome: Int
        let duration: Int
    }

    private static let places: Places = {
        let access = SecretAccess.schema.handles
        return Places(
            time: access.time.index, forObjectType: access.forObjectType.index, forObjectId: access.forObjectId.index,
            backend: access.backend.index, coordinates: access.coordinates.index, cache: access.cache.index,
            outcome: access.outcome.index, duration: access.duration.index)
    }()

    private let blank: [Value]

    init(_ secret: SecretPlan.Facts, _ actor: Actor, _ purpose: SecretAccess.Purpose) {
        var access = Record<SecretAccess>(values: SecretAccess.schema.blankRow)
        access.userName = actor.name
        access.user = actor.user
        access.requestId = actor.requestID
        access.purpose = purpose.rawValue
        access.secretId = secret.id.raw
        access.secretName = secret.name
        access.provider = secret.provider
        blank = access.values
    }

    /// The row of one resolution.
    func row(_ id: Identifier, _ plan: SecretPlan, _ trace: SecretTrace, at time: Timestamp) -> [Value] {
        let places = Self.places
        var row = blank
        row[0] = .id(id)
        row[places.time] = .timestamp(time)
        row[places.forObjectType] = .text(plan.objectType)
        row[places.forObjectId] = plan.objectID.map(Value.id) ?? .null
        row[places.backend] = .text(trace.backend)
        row[places.coordinates] = .text(trace.coordinates)
        row[places.cache] = .text(trace.cache.rawValue)
        row[places.outcome] = .text(trace.outcome)
        row[places.duration] = .int(Int64(trace.microseconds))
        return row
    }
}
