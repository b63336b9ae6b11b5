import Basics
import Domain
package import HTTPServing
import Modeling
package import Services
package import Storage

/// `POST /api/extras/webhooks/{id}/test/` and `POST /api/extras/webhook-deliveries/{id}/redeliver/`.
package struct WebhookArea: APIArea {
    private let store: Store
    private let webhooks: WebhookService
    private let authorizer = Authorizer()
    package let prefixes: [String] = []

    package init(store: Store, webhooks: WebhookService) {
        self.store = store
        self.webhooks = webhooks
    }

    package func answers(_ parts: [Substring]) -> Bool {
        guard parts.count == 4, parts[0] == "extras" else { return false }
        return (parts[1], parts[3]) == ("webhooks", "test")
            || (parts[1], parts[3]) == ("webhook-deliveries", "redeliver")
    }

    package func allow(_ parts: [Substring]) -> String { "POST, OPTIONS" }

    package func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let schema = parts[3] == "test" ? Webhook.schema : WebhookDelivery.schema as AnySchema
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(schema, isList: false, actor: actor))
        }
        let allowed = try authorizer.allowed(.change, on: schema, for: actor)
        guard let id = Identifier(String(parts[2])) else { throw notFound(schema) }
        if schema === WebhookDelivery.schema {
            let row = try await webhooks.queue.requeue(id, allowed: allowed)
            let delivery = Record<WebhookDelivery>(values: row)
            return .json(
                202,
                JSONValue.object(
                    JSONObject([
                        ("id", .string(id.description)), ("state", .string(delivery.state)),
                        ("detail", .string("The delivery will be sent again.")),
                    ])))
        }
        let row = try await store.read { session in
            try session.rows(Selection(schema, where: .ids([id]) && allowed, limit: 1)).first
        }
        guard let row else { throw notFound(schema) }
        return .json(200, body(await webhooks.test(Record(values: row), by: actor)))
    }

    private func body(_ outcome: WebhookSender.Outcome) -> JSONValue {
        .object(
            JSONObject([
                ("delivered", .bool(outcome.verdict == .delivered)),
                ("status_code", outcome.status.map { .int(Int64($0)) } ?? .null),
                ("duration", .int(Int64(outcome.duration))), ("response_body", .string(outcome.responseBody)),
                ("error", .string(outcome.error)),
            ]))
    }

    private func notFound(_ schema: AnySchema) -> Problem {
        Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
    }
}
