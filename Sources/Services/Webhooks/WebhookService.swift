package import Basics
package import Domain
package import Logging
package import Modeling
package import Outbound
package import Storage

/// Everything about webhooks that runs: telling, trying out, telling again.
package struct WebhookService: Sendable {
    package let queue: WebhookQueue
    package let dispatcher: WebhookDispatcher
    private let store: Store
    private let environment: RecordEnvironment
    private let sender: WebhookSender

    /// - Parameters:
    ///   - client: Reaches what ``RecordEnvironment/userURLs`` allows.
    ///   - limits: How long one attempt may take and how much of an answer is kept.
    package init(
        store: Store, environment: RecordEnvironment, client: OutboundClient,
        rendering: any WebhookRendering, time: any Timekeeper, random: any RandomSource, logger: Logger,
        limits: OutboundLimits = WebhookSender.limits
    ) {
        self.store = store
        self.environment = environment
        sender = WebhookSender(client: client, sealer: environment.sealer, time: time, limits: limits)
        queue = WebhookQueue(store: store, environment: environment, rendering: rendering, random: random)
        dispatcher = WebhookDispatcher(
            store: store, fanOut: WebhookFanOut(store: store, environment: environment), queue: queue, sender: sender,
            time: time, logger: logger)
    }

    /// Sends an event `test` about the webhook itself at once, enabled or not.
    package func test(_ webhook: Record<Webhook>, by actor: Actor) async -> WebhookSender.Outcome {
        let schema = Webhook.schema
        let none: JSONValue = .null
        let payload = WebhookPayload(
            event: "test", time: environment.time.now, model: String(schema.names.model), username: actor.name,
            requestID: actor.requestID,
            data: .object(
                JSONObject([
                    ("id", .string(webhook.id.raw.description)), ("object_type", .string(schema.identifier)),
                    ("display", .string(webhook.name)),
                    ("url", .string("\(schema.names.path)\(webhook.id.raw)/")), ("name", .string(webhook.name)),
                ])),
            snapshots: .object(JSONObject([("prechange", none), ("postchange", none), ("differences", none)])))
        return await sender.send(webhook, payload, delivery: environment.identifiers.next())
    }
}
