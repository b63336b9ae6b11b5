import Basics
import Domain
import Modeling
import Outbound
import Storage
import Templates

/// A webhook that could not be delivered is refused when it is saved, with the reason (core.md §7.4).
enum WebhookCheckEffect {
    static let effect = RecordEffects.Effect(of: "extras.webhook") { kind, row, previous, pipeline in
        guard kind != .delete else { return }
        let webhook = Record<Webhook>(values: row)
        let before = previous.map(Record<Webhook>.init(values:))
        var errors: [FieldErrors] = []
        // What was allowed when it was saved may be disabled and renamed, whatever the policy is now.
        if webhook.payloadUrl != before?.payloadUrl || (webhook.enabled && before?.enabled == false) {
            do throws(EgressRefusal) {
                try pipeline.environment.userURLs.check(webhook.payloadUrl)
            } catch {
                errors.append(FieldErrors("payload_url", [error.message]))
            }
        }
        let texts = [("body_template", webhook.bodyTemplate), ("additional_headers", webhook.additionalHeaders)]
        for (name, text) in texts {
            do throws(TemplateError) {
                _ = try pipeline.environment.templates.template(text)
            } catch {
                errors.append(FieldErrors(name, [error.description]))
            }
        }
        guard errors.isEmpty else { throw pipeline.invalid(errors) }
    }
}
