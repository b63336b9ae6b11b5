import Basics
package import Modeling

/// An address that is told about changes of some models (core.md §2.8, §7.3).
///
/// Whether the address may be reached is checked in Services, which knows the egress policy.
package struct Webhook: Model {
    /// The description of the model.
    package static let schema = Schema<Webhook>(
        "extras.webhook", plural: "webhooks", naturalKey: ["name"], ordering: ["name"],
        features: [.timestamps, .notes, .contacts, .history])

    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The models whose changes are told."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the webhook."))
    package let typeCreate = Field<Bool>(.help("Call this webhook when a matching object is created."))
    package let typeUpdate = Field<Bool>(.help("Call this webhook when a matching object is updated."))
    package let typeDelete = Field<Bool>(.help("Call this webhook when a matching object is deleted."))
    package let payloadUrl = Field<String>(
        .required, .maxLength(500), .search, .label("URL"),
        .help("A POST will be sent to this URL when the webhook is called."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether changes are told."))
    package let httpMethod = Field<String>(
        .maxLength(30), .default(.text("POST")), .label("HTTP method"),
        .choices(["GET", "POST", "PUT", "PATCH", "DELETE"].map { Choice($0, $0) }), .filters(.none),
        .help("The method of the request."))
    package let httpContentType = Field<String>(
        .maxLength(255), .default(.text("application/json")), .label("HTTP content type"), .filters(.none),
        .help("The Content-Type of the request."))
    package let additionalHeaders = Field<String>(
        .filters(.none),
        .help(
            "Header fields to send beside those of HTTP, one `Name: Value` per line; templates of the same names as the body."
        ))
    package let bodyTemplate = Field<String>(
        .filters(.none),
        .help(
            "Jinja2 template of the body; the whole event as JSON when empty. Names: event, model, timestamp, username, request_id, data, snapshots."
        ))
    package let secret = Field<String>(
        .maxLength(255), .sealed,
        .help("Key with which requests are signed; written, never shown."))
    package let sslVerification = Field<Bool>(
        .default(.bool(true)), .label("SSL verification"), .filters(.none),
        .help("Enable SSL certificate verification. Disable with caution."))
    package let caFilePath = Field<String>(
        .maxLength(4096), .label("CA File Path"), .filters(.none),
        .help("File of certificate authorities to believe for this address, in PEM form."))
    package let savedBy = OptionalRef<User>(
        .setNull, .readOnly, .lastAuthor, .relatedName("+webhooks"), .filters(.none),
        .help("User who saved it last. What that user may not view is not told."))

    package let savedByProduct = Field<Bool>(
        .readOnly, .hidden, .lastAuthor, .filters(.none),
        .help("Whether the product itself saved it last, which may view everything."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<Webhook>] = [
        .customizedModels(feature: .history) { $0.contentTypes.elements }, namesWhat, isNoDuplicate, trustIsClear,
        headersAreReadable,
    ]

    /// Whether an event is told.
    package static func tells(_ webhook: Record<Webhook>, _ event: WebhookEvent, of model: String) -> Bool {
        let isAsked =
            switch event {
            case .created: webhook.typeCreate
            case .updated: webhook.typeUpdate
            case .deleted: webhook.typeDelete
            }
        return webhook.enabled && isAsked && webhook.contentTypes.elements.contains(model)
    }
}

/// What happened to an object, in the words of core.md §7.3.
package enum WebhookEvent: String, CaseIterable, Sendable {
    case created
    case updated
    case deleted

    /// The event of a change; nil for an action that is none.
    package init?(action: String) {
        switch action {
        case "create": self = .created
        case "update": self = .updated
        case "delete": self = .deleted
        default: return nil
        }
    }
}

extension Webhook {
    private static let namesWhat = Rule<Webhook> { context in
        let webhook = context.record
        guard !webhook.contentTypes.elements.isEmpty else {
            return [FieldErrors("content_types", ["This list may not be empty."])]
        }
        guard !webhook.typeCreate, !webhook.typeUpdate, !webhook.typeDelete else { return [] }
        return [
            FieldErrors("__all__", ["You must select at least one type: create, update, and/or delete."])
        ]
    }

    /// Two webhooks that tell the same address the same thing would double every event (core.md §2.8).
    private static let isNoDuplicate = Rule<Webhook> { context in
        let webhook = context.record
        let others = try context.rows(
            Webhook.self, where: .compare(["payload_url"], .equals, [.text(webhook.payloadUrl)]), limit: 1000)
        var errors: [FieldErrors] = []
        for other in others where other.id != webhook.id {
            let shared = other.contentTypes.elements.filter(webhook.contentTypes.elements.contains)
            guard let type = shared.first else { continue }
            let flags: [(String, Bool)] = [
                ("type_create", webhook.typeCreate && other.typeCreate),
                ("type_update", webhook.typeUpdate && other.typeUpdate),
                ("type_delete", webhook.typeDelete && other.typeDelete),
            ]
            for (flag, isShared) in flags where isShared && !errors.contains(where: { $0.field == flag }) {
                let action = flag.dropFirst("type_".count)
                errors.append(
                    FieldErrors(
                        flag, ["A webhook already exists for \(action) on \(type) to URL \(webhook.payloadUrl)"]))
            }
        }
        return errors
    }

    private static let trustIsClear = Rule<Webhook> { context in
        guard !context.record.sslVerification, !context.record.caFilePath.isEmpty else { return [] }
        return [FieldErrors("ca_file_path", ["Do not specify a CA certificate file if SSL verification is disabled."])]
    }

    private static let headersAreReadable = Rule<Webhook> { context in
        for line in context.record.additionalHeaders.split(whereSeparator: \.isNewline) {
            let text = Words.trimmed(String(line))
            // Whole lines may be statements of the template.
            guard !text.isEmpty, !text.hasPrefix("{%"), !text.hasPrefix("{#") else { continue }
            let name = text.prefix { $0 != ":" }
            guard name.count < text.count, !name.isEmpty, !name.contains(where: \.isWhitespace) else {
                return [FieldErrors("additional_headers", ["Write one `Name: Value` per line; this is none: \(text)"])]
            }
        }
        return []
    }
}
