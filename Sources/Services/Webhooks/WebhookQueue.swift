package import Basics
package import Domain
package import Modeling
package import Storage

/// The deliveries that are to be sent, and how they went.
package struct WebhookQueue: Sendable {
    /// A delivery that this process sends now.
    package struct Claim: Sendable {
        package let delivery: Record<WebhookDelivery>
        package let webhook: Record<Webhook>
        /// What is told; nil when the change log no longer has it.
        package let payload: WebhookPayload?
    }

    private let store: Store
    private let environment: RecordEnvironment
    private let rendering: any WebhookRendering
    private let schedule: WebhookSchedule
    /// Seconds for which a claimed delivery is left to its process; longer than a target's whole turn.
    private static let lease = 180.0
    /// Deliveries of one claim at most.
    private static let batch = 64
    /// Deliveries of one target in one claim at most; with ten seconds each they end within the lease.
    private static let perTarget = 8

    package init(
        store: Store, environment: RecordEnvironment, rendering: any WebhookRendering, random: any RandomSource
    ) {
        self.store = store
        self.environment = environment
        self.rendering = rendering
        schedule = WebhookSchedule(random: random)
    }

    /// Takes deliveries that are due, oldest first; whoever takes them loses them when it does not finish in time.
    ///
    /// - Parameter busy: Targets to which something is being sent, or that are left alone.
    package func claim(except busy: Set<String>) async throws -> [Claim] {
        let now = environment.time.now
        var due: Predicate = Self.isPending && .compare(["next_attempt"], .lessOrEqual, [.timestamp(now)])
        due = due && (.isNull(["leased_until"]) || .compare(["leased_until"], .lessOrEqual, [.timestamp(now)]))
        if !busy.isEmpty { due = due && .not(.compare(["target"], .equals, busy.sorted().map(Value.text))) }
        let wanted = due
        guard try await store.read({ try $0.exists(WebhookDelivery.schema, where: wanted) }) else { return [] }
        let (environment, rendering) = (environment, rendering)
        return try await store.write { session in
            let rows = try session.rows(
                Selection(
                    WebhookDelivery.schema, where: wanted, ordering: ["next_attempt", "id"], limit: Self.batch * 4))
            var counts: [String: Int] = [:]
            var chosen: [Record<WebhookDelivery>] = []
            for delivery in rows.map(Record<WebhookDelivery>.init(values:)) where chosen.count < Self.batch {
                guard counts[delivery.target, default: 0] < Self.perTarget else { continue }
                counts[delivery.target, default: 0] += 1
                chosen.append(delivery)
            }
            return try Self.take(chosen, now, session, environment, rendering)
        }
    }

    private static func take(
        _ deliveries: [Record<WebhookDelivery>], _ now: Timestamp, _ session: Session, _ environment: RecordEnvironment,
        _ rendering: any WebhookRendering
    ) throws -> [Claim] {
        let handles = WebhookDelivery.schema.handles
        let columns = [handles.attempts.index, handles.lastAttempt.index, handles.leasedUntil.index]
        let webhooks = try session.rows(Webhook.schema, ids: Array(Set(deliveries.map(\.webhook.raw))))
            .map(Record<Webhook>.init(values:))
        let changes = try session.rows(ObjectChange.schema, ids: deliveries.map(\.change))
            .map(Record<ObjectChange>.init(values:))
        let changesByID = Dictionary(changes.map { ($0.id.raw, $0) }, uniquingKeysWith: { first, _ in first })
        var claims: [Claim] = []
        for webhook in webhooks {
            let reader = try WebhookReader(webhook, session, environment)
            for var delivery in deliveries where delivery.webhook == webhook.id {
                delivery.attempts += 1
                delivery.lastAttempt = now
                delivery.leasedUntil = now.adding(seconds: lease)
                try session.update(WebhookDelivery.schema, delivery.values, columns: columns)
                let payload = try changesByID[delivery.change].map { change in
                    let (data, snapshots) = try rendering.render(change, for: reader.visibility, in: session)
                    return WebhookPayload(
                        event: delivery.event, time: change.time,
                        model: String(delivery.changedObjectType.drop { $0 != "." }.dropFirst()),
                        username: change.userName,
                        requestID: change.requestId, data: data, snapshots: snapshots)
                }
                claims.append(Claim(delivery: delivery, webhook: webhook, payload: payload))
            }
        }
        return claims
    }

    /// Writes down how an attempt went.
    package func finish(_ claim: Claim, _ outcome: WebhookSender.Outcome) async throws {
        var delivery = claim.delivery
        delivery.leasedUntil = nil
        let now = environment.time.now
        switch outcome.verdict {
        case .wait(let rest): return try await putBack(delivery, until: now.adding(seconds: max(1, rest / .seconds(1))))
        case .delivered:
            delivery.state = WebhookDelivery.State.delivered.rawValue
            delivery.nextAttempt = nil
        case .retry:
            let pause = schedule.pause(after: delivery.attempts)
            delivery.nextAttempt = pause.map { now.adding(seconds: $0) }
            if pause == nil { delivery.state = WebhookDelivery.State.failed.rawValue }
        case .failed:
            delivery.state = WebhookDelivery.State.failed.rawValue
            delivery.nextAttempt = nil
        }
        delivery.statusCode = outcome.status
        delivery.duration = outcome.duration
        delivery.responseBody = outcome.responseBody
        delivery.error = outcome.error
        let handles = WebhookDelivery.schema.handles
        try await write(
            delivery,
            [
                handles.state.index, handles.nextAttempt.index, handles.leasedUntil.index, handles.statusCode.index,
                handles.duration.index, handles.responseBody.index, handles.error.index,
            ])
    }

    /// Says that a delivery was not sent after all.
    private func putBack(_ claimed: Record<WebhookDelivery>, until next: Timestamp) async throws {
        var delivery = claimed
        delivery.attempts -= 1
        delivery.nextAttempt = next
        delivery.leasedUntil = nil
        let handles = WebhookDelivery.schema.handles
        try await write(
            delivery, [handles.attempts.index, handles.nextAttempt.index, handles.leasedUntil.index])
    }

    private func write(_ delivery: Record<WebhookDelivery>, _ columns: [Int]) async throws {
        try await store.write { session in
            // A webhook that was deleted in the meantime took its deliveries with it.
            guard try session.holds(WebhookDelivery.schema, delivery.id.raw) else { return }
            try session.update(WebhookDelivery.schema, delivery.values, columns: columns)
        }
    }

    /// Takes back what an earlier process was sending when it ended; for a store that one process has for itself.
    package func takeBack() async throws {
        let leased: Predicate = Self.isPending && .not(.isNull(["leased_until"]))
        try await store.write { session in
            for row in try session.rows(Selection(WebhookDelivery.schema, where: leased)) {
                var delivery = Record<WebhookDelivery>(values: row)
                delivery.leasedUntil = nil
                try session.update(
                    WebhookDelivery.schema, delivery.values,
                    columns: [WebhookDelivery.schema.handles.leasedUntil.index])
            }
        }
    }

    /// Sends a delivery again, from the first attempt on.
    ///
    /// - Parameter allowed: The deliveries that the caller may ask for.
    /// - Throws: ``Problem`` of kind `notFound`, or `conflict` when it is still to be sent.
    package func requeue(_ id: Identifier, allowed: Predicate) async throws -> [Value] {
        let now = environment.time.now
        return try await store.write { session in
            let rows = try session.rows(Selection(WebhookDelivery.schema, where: .ids([id]) && allowed, limit: 1))
            guard let row = rows.first else {
                throw Problem(.notFound, "No \(WebhookDelivery.schema.names.modelName) matches the given query.")
            }
            var delivery = Record<WebhookDelivery>(values: row)
            guard delivery.state != WebhookDelivery.State.pending.rawValue else {
                throw Problem(.conflict, "The delivery is still waiting to be sent.")
            }
            delivery.state = WebhookDelivery.State.pending.rawValue
            delivery.attempts = 0
            delivery.nextAttempt = now
            let handles = WebhookDelivery.schema.handles
            try session.update(
                WebhookDelivery.schema, delivery.values,
                columns: [handles.state.index, handles.attempts.index, handles.nextAttempt.index])
            return delivery.values
        }
    }

    /// Removes deliveries that ended long ago, a batch at a time.
    ///
    /// - Returns: How many there were.
    package func prune(olderThan days: Int) async throws -> Int {
        let limit = environment.time.now.adding(seconds: -Double(days) * 86_400)
        let old: Predicate = .not(Self.isPending) && .compare(["created"], .less, [.timestamp(limit)])
        return try await RemovalInParts.run {
            try await store.write { session in
                let ids = try session.ids(WebhookDelivery.schema, where: old, limit: 1000)
                try session.delete(WebhookDelivery.schema, ids: ids)
                return ids.isEmpty ? nil : ids.count
            }
        }
    }

    /// Whether any delivery is still to be sent, now or later.
    func isAnyPending() async throws -> Bool {
        try await store.read { try $0.exists(WebhookDelivery.schema, where: Self.isPending) }
    }

    private static let isPending: Predicate =
        .compare(["state"], .equals, [.text(WebhookDelivery.State.pending.rawValue)])
}

/// When a message is sent again: soon at first, then ever later, for a day.
struct WebhookSchedule: Sendable {
    let random: any RandomSource
    /// Seconds after the first, second … attempt.
    private static let pauses: [Double] = [10, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800]

    /// Seconds until the next attempt, up to a fifth more or less so that messages do not come back together; nil when
    /// there is none.
    func pause(after attempts: Int) -> Double? {
        guard attempts >= 1, attempts <= Self.pauses.count else { return nil }
        let part = Double(random.fill(1).first ?? 128) / 255
        return Self.pauses[attempts - 1] * (0.8 + 0.4 * part)
    }
}
