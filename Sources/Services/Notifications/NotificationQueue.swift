import Basics
import Domain
import Modeling
import Storage

/// The messages that are to be sent, and how they went; each step is one transaction of its caller.
struct NotificationQueue: Sendable {
    /// A message that is sent now.
    struct Claim: Sendable {
        let delivery: Record<NotificationDelivery>
        let channel: Record<NotificationChannel>
        /// Nil when what was kept cannot be read any more.
        let message: NotificationMessage?
    }

    let environment: RecordEnvironment
    /// When a message that failed is sent again: as for webhooks.
    let schedule: WebhookSchedule

    /// Seconds for which a claimed message is left to the run that has it; longer than all attempts of a claim take.
    private static let lease = 900.0
    private static let batch = 200
    /// Days for which ended messages are kept.
    static let retentionDays = 30.0

    /// Takes messages that are due, oldest first; a run that is lost in the middle leaves them to the next one.
    func claim(_ session: Session) throws -> [Claim] {
        let now = environment.time.now
        let isDue: Predicate = Self.isPending && .compare(["next_attempt"], .lessOrEqual, [.timestamp(now)])
        let deliveries = try session.rows(
            Selection(NotificationDelivery.schema, where: isDue, ordering: ["created", "id"], limit: Self.batch)
        ).map(Record<NotificationDelivery>.init(values:))
        guard !deliveries.isEmpty else { return [] }
        let channels = Dictionary(
            try session.rows(NotificationChannel.schema, ids: Array(Set(deliveries.map(\.channel.raw))))
                .map { (Record<NotificationChannel>(values: $0).id, Record<NotificationChannel>(values: $0)) },
            uniquingKeysWith: { first, _ in first })
        let rules = Dictionary(
            try session.rows(NotificationRule.schema, ids: Array(Set(deliveries.compactMap { $0.rule?.raw })))
                .map { (Record<NotificationRule>(values: $0).id, Record<NotificationRule>(values: $0)) },
            uniquingKeysWith: { first, _ in first })
        var claims: [Claim] = []
        for var delivery in deliveries {
            guard let channel = channels[delivery.channel] else { continue }
            if let quiet = delivery.rule.flatMap({ rules[$0] }).flatMap({ NotificationTimes($0).quietEnd(at: now) }) {
                delivery.nextAttempt = quiet
                try write(delivery, session)
                continue
            }
            guard channel.enabled else {
                delivery.state = NotificationDelivery.State.failed.rawValue
                delivery.nextAttempt = nil
                delivery.error = "The channel is switched off."
                try write(delivery, session)
                continue
            }
            delivery.attempts += 1
            delivery.lastAttempt = now
            delivery.nextAttempt = now.adding(seconds: Self.lease)
            try write(delivery, session)
            // What was kept was written by this product.
            let kept = (try? JSONValue(parsing: delivery.message.text)).flatMap(NotificationMessage.init)
            claims.append(Claim(delivery: delivery, channel: channel, message: kept))
        }
        return claims
    }

    /// Writes down how an attempt went.
    func finish(
        _ claimed: Record<NotificationDelivery>, _ outcome: NotificationSender.Outcome, _ session: Session
    ) throws {
        // A channel or rule that was deleted in the meantime took its messages with it.
        guard try session.holds(NotificationDelivery.schema, claimed.id.raw) else { return }
        try write(ended(claimed, outcome), session)
    }

    /// A message after an attempt.
    func ended(
        _ claimed: Record<NotificationDelivery>, _ outcome: NotificationSender.Outcome
    ) -> Record<NotificationDelivery> {
        var delivery = claimed
        let now = environment.time.now
        switch outcome.verdict {
        case .delivered:
            delivery.state = NotificationDelivery.State.delivered.rawValue
            delivery.nextAttempt = nil
        case .wait(let rest):
            delivery.attempts -= 1
            delivery.nextAttempt = now.adding(seconds: max(1, rest / .seconds(1)))
        case .retry:
            let pause = schedule.pause(after: delivery.attempts)
            delivery.nextAttempt = pause.map { now.adding(seconds: $0) }
            if pause == nil { delivery.state = NotificationDelivery.State.failed.rawValue }
        case .failed:
            delivery.state = NotificationDelivery.State.failed.rawValue
            delivery.nextAttempt = nil
        }
        delivery.statusCode = outcome.status
        delivery.duration = outcome.duration
        delivery.error = outcome.error
        if !outcome.target.isEmpty { delivery.target = String(outcome.target.prefix(300)) }
        return delivery
    }

    private func write(_ delivery: Record<NotificationDelivery>, _ session: Session) throws {
        let handles = NotificationDelivery.schema.handles
        try session.update(
            NotificationDelivery.schema, delivery.values,
            columns: [
                handles.state.index, handles.attempts.index, handles.nextAttempt.index, handles.lastAttempt.index,
                handles.statusCode.index, handles.duration.index, handles.error.index, handles.target.index,
            ])
    }

    /// Removes messages that ended long ago.
    ///
    /// - Returns: How many there were; nil when there is none left.
    func prune(_ session: Session) throws -> Int? {
        let limit = environment.time.now.adding(seconds: -Self.retentionDays * 86_400)
        let ids = try session.ids(
            NotificationDelivery.schema,
            where: .not(Self.isPending) && .compare(["created"], .less, [.timestamp(limit)]), limit: 1000)
        try session.delete(NotificationDelivery.schema, ids: ids)
        return ids.isEmpty ? nil : ids.count
    }

    private static let isPending: Predicate =
        .compare(["state"], .equals, [.text(NotificationDelivery.State.pending.rawValue)])
}
