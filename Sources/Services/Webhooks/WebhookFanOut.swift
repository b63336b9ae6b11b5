import Basics
import Domain
import Modeling
import Outbound
package import Storage

/// Makes a delivery of each event for each webhook that is to be told, and sets the jobs of hooks in motion.
///
/// An event and its deliveries change places in one transaction: after a crash either the event is still there or the
/// deliveries are.
package struct WebhookFanOut: Sendable {
    private let store: Store
    private let environment: RecordEnvironment
    /// Events of one transaction at most.
    private static let batch = 500

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Takes the oldest events.
    ///
    /// - Returns: Whether there were any.
    package func run() async throws -> Bool {
        guard try await store.read({ try !$0.rows(Selection(OutboxEvent.schema, limit: 1)).isEmpty }) else {
            return false
        }
        let environment = environment
        return try await store.write { session in try Self.run(session, environment) }
    }

    private static func run(_ session: Session, _ environment: RecordEnvironment) throws -> Bool {
        let events = try session.rows(Selection(OutboxEvent.schema, ordering: ["id"], limit: batch))
            .map(Record<OutboxEvent>.init(values:))
        guard !events.isEmpty else { return false }
        let stored = try session.rows(ObjectChange.schema, ids: events.map(\.changeId))
            .map(Record<ObjectChange>.init(values:))
        let changes = Dictionary(stored.map { ($0.id.raw, $0) }, uniquingKeysWith: { first, _ in first })
        let ordered = events.compactMap { changes[$0.changeId] }
        for webhook in try session.fetch(Query<Webhook>().where({ $0.enabled == true })) {
            try tell(webhook, ordered, session, environment)
        }
        try JobHooks(environment: environment).set(ordered, in: session)
        try session.delete(OutboxEvent.schema, ids: events.map(\.id.raw))
        return true
    }

    private static func tell(
        _ webhook: Record<Webhook>, _ changes: [Record<ObjectChange>], _ session: Session,
        _ environment: RecordEnvironment
    ) throws {
        let wanted = changes.filter { change in
            guard let event = WebhookEvent(action: change.action), let model = change.changedObjectType else {
                return false
            }
            return Webhook.tells(webhook, event, of: model)
        }
        guard !wanted.isEmpty else { return }
        let seen = try WebhookReader(webhook, session, environment).seen(wanted, session)
        // A URL that cannot be read is told by the attempt.
        let target = (try? TargetURL(webhook.payloadUrl))?.origin ?? webhook.payloadUrl
        for change in wanted where seen.contains(change.id.raw) {
            var delivery = Record<WebhookDelivery>(id: ID(environment.identifiers.next()))
            delivery.webhook = webhook.id
            delivery.event = WebhookEvent(action: change.action)?.rawValue ?? ""
            delivery.change = change.id.raw
            delivery.changedObjectType = change.changedObjectType ?? ""
            delivery.changedObjectId = change.changedObjectId
            delivery.objectRepr = change.objectRepr
            delivery.requestId = change.requestId
            delivery.target = String(target.prefix(300))
            delivery.created = change.time
            delivery.nextAttempt = change.time
            try session.insert(WebhookDelivery.schema, delivery.values)
        }
    }
}

/// In whose name a webhook reads: the user who saved it last, or everything when the product itself did.
struct WebhookReader {
    /// What the reader may see of other models; nil for everything.
    let visibility: Visibility?
    private let actor: Actor?

    init(_ webhook: Record<Webhook>, _ session: Session, _ environment: RecordEnvironment) throws {
        let author = try LastAuthor(
            webhook.savedBy, isProduct: webhook.savedByProduct, session, requestID: environment.identifiers.next(),
            detail: "webhook")
        actor = author.actor
        visibility = author.visibility
    }

    /// Which of these changes are of objects that the reader may view.
    ///
    /// Constraints cannot be asked about an object that has gone: then the reader's own changes are told, and all of them
    /// to who may view every object of the model.
    func seen(_ changes: [Record<ObjectChange>], _ session: Session) throws -> Set<Identifier> {
        guard let actor else { return [] }
        if actor.isSuperuser { return Set(changes.map(\.id.raw)) }
        var seen: Set<Identifier> = []
        for (type, group) in Dictionary(grouping: changes, by: { $0.changedObjectType ?? "" }) {
            guard let schema = session.catalog[type] else { continue }
            let visible = Authorizer().visible(schema, for: actor)
            let ids = Array(Set(group.map(\.changedObjectId)))
            let visibleIDs = visible == .always ? Set(ids) : Set(try session.ids(schema, where: .ids(ids) && visible))
            let existing = visible == .always ? Set(ids) : Set(try session.ids(schema, where: .ids(ids)))
            for change in group {
                let isOwnOfGone = !existing.contains(change.changedObjectId) && change.user == actor.user
                guard visibleIDs.contains(change.changedObjectId) || isOwnOfGone && visible != .never else { continue }
                seen.insert(change.id.raw)
            }
        }
        return seen
    }
}
