import Basics
package import Modeling

/// A way by which people are told: a mail server with recipients, or an address of Slack, Microsoft Teams or any other receiver.
///
/// Whatever is secret about it, a receiver's address with its key or a mail server's password, stays in a secrets group.
/// Whether a receiver may be reached is decided when it is used, by Services, which knows the egress policy.
package struct NotificationChannel: Model {
    /// The description of the model.
    package static let schema = Schema<NotificationChannel>(
        "extras.notificationchannel", plural: "notification-channels", name: "notification channel",
        naturalKey: ["name"], ordering: ["name"], features: [.timestamps, .notes, .contacts, .history])

    /// What is at the other end.
    package enum Kind: String, CaseIterable, Sendable {
        case email
        case slack
        case teams
        case webhook

        static let choices = [
            Choice("email", "E-mail"), Choice("slack", "Slack"), Choice("teams", "Microsoft Teams"),
            Choice("webhook", "Webhook"),
        ]
    }

    /// How a mail server is spoken to.
    package enum MailSecurity: String, CaseIterable, Sendable {
        /// TLS from the first byte on; port 465.
        case tls
        /// TLS before anything is told; port 587.
        case starttls
        /// No TLS, and never a password.
        case none

        static let choices = [
            Choice("starttls", "STARTTLS"), Choice("tls", "TLS"), Choice("none", "None, and no password"),
        ]
    }

    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the channel."))
    package let kind = Field<String>(
        .required, .maxLength(20), .choices(Kind.choices), .help("What is at the other end."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether anything is sent by it."))
    package let secretsGroup = OptionalRef<SecretsGroup>(
        .protect, .relatedName("notification_channels"), .label("Secrets group"),
        .help(
            "Slack, Teams and webhooks: HTTP(S) url, and HTTP(S) secret as the key that signs a webhook. E-mail: Generic username and password, where the server wants them."
        ))
    package let recipients = Field<StringList>(.filters(.none), .help("Addresses that get the e-mail, at most 100."))
    package let sender = Field<String>(
        .maxLength(254), .filters(.none), .label("Sender"), .help("Address that the e-mail comes from."))
    package let smtpHost = Field<String>(
        .maxLength(253), .filters(.none), .label("Mail server"), .help("Name or address of the mail server."))
    package let smtpPort = Field<Int>(
        .range(1...65_535), .default(.int(587)), .filters(.none), .label("Port of the mail server"),
        .help("587 with STARTTLS, 465 with TLS, 25 within a site."))
    package let smtpSecurity = Field<String>(
        .maxLength(10), .default(.text(MailSecurity.starttls.rawValue)), .choices(MailSecurity.choices),
        .filters(.none), .label("Security of the mail server"), .help("How the mail server is spoken to."))
    package let sslVerification = Field<Bool>(
        .default(.bool(true)), .label("SSL verification"), .filters(.none),
        .help("Enable SSL certificate verification. Disable with caution."))
    package let caFilePath = Field<String>(
        .maxLength(4096), .label("CA File Path"), .filters(.none),
        .help("File of certificate authorities to believe for this channel, in PEM form."))
    package let savedBy = OptionalRef<User>(
        .setNull, .readOnly, .lastAuthor, .relatedName("+notification_channels"), .filters(.none),
        .help("User who saved it last, and in whose name its secrets are used."))
    package let savedByProduct = Field<Bool>(
        .readOnly, .hidden, .lastAuthor, .filters(.none),
        .help("Whether the product itself saved it last, which may use every secret."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<NotificationChannel>] = [isReachable, trustIsClear]

    /// Addresses of one message at most.
    private static let maximumRecipients = 100
}

extension Record<NotificationChannel> {
    /// What is at the other end.
    package var medium: NotificationChannel.Kind { NotificationChannel.Kind(rawValue: self.kind) ?? .webhook }
}

extension NotificationChannel {
    private static let isReachable = Rule<NotificationChannel> { context in
        let channel = context.record
        guard channel.medium == .email else {
            guard channel.secretsGroup == nil else { return [] }
            return [
                FieldErrors(
                    "secrets_group", ["The address of the receiver is a secret: give a secrets group with HTTP(S) url."]
                )
            ]
        }
        var errors: [FieldErrors] = []
        if channel.smtpHost.isEmpty { errors.append(FieldErrors("smtp_host", ["Name the mail server."])) }
        if !MailAddress.isValid(channel.sender) {
            errors.append(FieldErrors("sender", ["Enter a valid email address."]))
        }
        let recipients = channel.recipients.elements
        if recipients.isEmpty {
            errors.append(FieldErrors("recipients", ["Name at least one address that gets the e-mail."]))
        } else if recipients.count > maximumRecipients {
            errors.append(FieldErrors("recipients", ["At most \(maximumRecipients) addresses get one e-mail."]))
        } else if let wrong = recipients.first(where: { !MailAddress.isValid($0) }) {
            errors.append(FieldErrors("recipients", ["This is no email address: \(wrong.prefix(100))"]))
        }
        if channel.smtpSecurity == MailSecurity.none.rawValue, channel.secretsGroup != nil {
            errors.append(
                FieldErrors("smtp_security", ["A password is not sent without TLS: choose TLS, or no secrets group."]))
        }
        return errors
    }

    private static let trustIsClear = Rule<NotificationChannel> { context in
        guard !context.record.sslVerification, !context.record.caFilePath.isEmpty else { return [] }
        return [FieldErrors("ca_file_path", ["Do not specify a CA certificate file if SSL verification is disabled."])]
    }
}
