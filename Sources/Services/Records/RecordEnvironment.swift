package import Basics
package import Modeling
package import Outbound
package import Secrets

/// What the pipeline needs besides the row: identity, time and the operator's choices.
package struct RecordEnvironment: Sendable {
    package let time: any TimeSource
    package let identifiers: any IdentifierSource
    package let settings: DomainSettings
    package let effects: RecordEffects
    /// What operators added to the models.
    package let customizations: CustomizationCache
    /// Templates that were read already.
    package let templates = TemplateCache()
    /// Encrypts secret texts that must be read back; without one they are refused.
    package let sealer: Sealer?
    /// Which addresses may be reached that users give, as those of webhooks.
    package let userURLs: EgressPolicy
    /// The ways to reach secrets.
    package let secretProviders: ProviderRegistry
    /// How Git repositories are reached.
    package let git: GitAccess
    /// Which executables may be jobs.
    package let outsideJobs: OutsideAccess
    /// Asks systems that external integrations name; nil where none is asked.
    package let outbound: OutboundClient?
    /// Holds what is downloaded while it is read.
    package let downloads: String
    /// How devices are reached.
    package let discovery: DiscoveryAccess
    /// How people are notified; nil where nobody is.
    package let notifications: NotificationAccess?

    package init(
        time: any TimeSource, identifiers: any IdentifierSource, settings: DomainSettings,
        effects: RecordEffects = .none, customizations: CustomizationCache = CustomizationCache(),
        sealer: Sealer? = nil, userURLs: EgressPolicy = .forUserURLs(), secretProviders: ProviderRegistry = .none,
        git: GitAccess = GitAccess(), outsideJobs: OutsideAccess = OutsideAccess(),
        outbound: OutboundClient? = nil, downloads: String = "/tmp", discovery: DiscoveryAccess = DiscoveryAccess(),
        notifications: NotificationAccess? = nil
    ) {
        self.time = time
        self.identifiers = identifiers
        self.settings = settings
        self.effects = effects
        self.customizations = customizations
        self.sealer = sealer
        self.userURLs = userURLs
        self.secretProviders = secretProviders
        self.git = git
        self.outsideJobs = outsideJobs
        self.outbound = outbound
        self.downloads = downloads
        self.discovery = discovery
        self.notifications = notifications
    }
}
