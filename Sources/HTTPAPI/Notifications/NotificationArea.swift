import Basics
import Domain
package import HTTPServing
import Modeling
package import Services

/// `POST /api/extras/notification-channels/{id}/test/`.
package struct NotificationArea: APIArea {
    private let notifications: NotificationService
    package let prefixes: [String] = []

    package init(notifications: NotificationService) { self.notifications = notifications }

    package func answers(_ parts: [Substring]) -> Bool {
        parts.count == 4 && (parts[0], parts[1], parts[3]) == ("extras", "notification-channels", "test")
    }

    package func allow(_ parts: [Substring]) -> String { "POST, OPTIONS" }

    package func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let schema = NotificationChannel.schema
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(schema, isList: false, actor: actor))
        }
        guard let id = Identifier(String(parts[2])) else {
            throw Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
        }
        let trial = try await notifications.test(id, by: actor)
        return .json(
            200,
            JSONValue.object(
                JSONObject([
                    ("delivered", .bool(trial.isDelivered)),
                    ("status_code", trial.status.map { .int(Int64($0)) } ?? .null),
                    ("duration", .int(Int64(trial.duration))), ("error", .string(trial.error)),
                    ("delivery", .string(trial.delivery.description)),
                ])))
    }
}
