package import Basics
import Domain
import Modeling
import Outbound
package import Storage

/// Tries channels out.
package struct NotificationService: Sendable {
    /// What came of a try.
    package struct Trial: Sendable {
        package let isDelivered: Bool
        /// Status of HTTP or SMTP; nil when there was no answer.
        package let status: Int?
        /// Milliseconds.
        package let duration: Int
        /// Why it failed and what to do; empty for success.
        package let error: String
        /// Key of the message among the deliveries.
        package let delivery: Identifier
    }

    private let store: Store
    private let environment: RecordEnvironment
    private let secrets: SecretService
    private let time: any Timekeeper
    private let tries: LocalRateGate
    private let authorizer = Authorizer()

    /// Messages that one user may try, and in which time.
    package static let limit = 5
    private static let window = Duration.seconds(60)

    package init(store: Store, environment: RecordEnvironment, secrets: SecretService, time: any Timekeeper) {
        self.store = store
        self.environment = environment
        self.secrets = secrets
        self.time = time
        tries = LocalRateGate(time: time)
    }

    /// Sends a message that says that it is a try, at once, whether the channel is switched on or not.
    ///
    /// - Parameter actor: Needs the permissions `view` and `send_test` for the channel.
    /// - Throws: ``Problem`` of kind `notFound` for a channel that the actor may not see, `forbidden`, and `tooManyRequests`
    ///   above ``limit`` in a minute.
    package func test(_ id: Identifier, by actor: Actor) async throws -> Trial {
        let schema = NotificationChannel.schema
        let visible = try authorizer.allowed(.view, on: schema, for: actor) && .ids([id])
        guard try await store.read({ try $0.exists(schema, where: visible) }) else {
            throw Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
        }
        let allowed = try authorizer.allowed(.sendTest, on: schema, for: actor) && visible
        guard
            let row = try await store.read({ try $0.rows(Selection(schema, where: allowed, limit: 1)).first })
        else { throw Authorizer.forbidden }
        guard let access = environment.notifications else {
            throw Problem(.misconfigured, "This process sends no notifications.")
        }
        try await count(actor)
        let channel = Record<NotificationChannel>(values: row)
        var delivery = Record<NotificationDelivery>(id: ID(environment.identifiers.next()))
        let page = NotificationSources.page(of: schema) + "\(id)/"
        let message = NotificationMessage(
            title: "Test of “\(channel.name)” from Almanac", rule: "", event: "test",
            items: [.init(title: "\(actor.name) tried this channel. Nothing else is wrong.", link: page)], total: 1,
            page: page, time: environment.time.now)
        delivery.channel = channel.id
        delivery.title = message.title
        delivery.events = 1
        delivery.message = JSONDocument(text: message.json().text)
        delivery.created = environment.time.now
        delivery.lastAttempt = environment.time.now
        delivery.attempts = 1
        var outcome = await NotificationSender(
            access: access, secrets: secrets, store: store, environment: environment, time: time
        ).send(message, by: channel, delivery: delivery.id.raw)
        // A try is not made again by itself.
        if outcome.verdict != .delivered { outcome.verdict = .failed }
        let queue = NotificationQueue(environment: environment, schedule: WebhookSchedule(random: access.random))
        let ended = queue.ended(delivery, outcome)
        try await store.write { session in
            guard try session.holds(schema, channel.id.raw) else { return }
            try session.insert(NotificationDelivery.schema, ended.values)
        }
        return Trial(
            isDelivered: outcome.verdict == .delivered, status: outcome.status, duration: outcome.duration,
            error: outcome.error, delivery: delivery.id.raw)
    }

    private func count(_ actor: Actor) async throws {
        let limit = RateLimit(
            key: actor.user?.description ?? "product", count: Self.limit, per: Self.window)
        // The clock goes on between this look and the gate's own.
        guard try await tries.waitForTurn(limit, until: time.uptime + .milliseconds(500)) else {
            let seconds = Int(Self.window / .seconds(1))
            throw Problem(
                .tooManyRequests,
                "Channels may be tried \(Self.limit) times in \(seconds) seconds. Try again later.", retryAfter: seconds
            )
        }
    }
}
