package import Basics
package import Outbound

/// How people are reached: by which clients, and where links in messages lead.
package struct NotificationAccess: Sendable {
    /// Reaches receivers of Slack, Teams and webhooks, whose addresses users give.
    package let receivers: OutboundClient
    package let mail: MailClient
    /// Scheme and host of the pages, without a slash at the end: `https://almanac.example.com`.
    package let pages: String
    /// For the length of pauses.
    package let random: any RandomSource
    /// How long a receiver may take.
    package let limits: OutboundLimits

    package init(
        receivers: OutboundClient, mail: MailClient, pages: String, random: any RandomSource,
        limits: OutboundLimits = WebhookSender.limits
    ) {
        self.receivers = receivers
        self.mail = mail
        self.random = random
        self.limits = limits
        self.pages = pages.hasSuffix("/") ? String(pages.dropLast()) : pages
    }
}
