package import Basics
package import HTTPServing
package import Logging
package import Services
package import Storage

/// What pages are made of.
package struct WebServices: Sendable {
    package let store: Store
    package let environment: RecordEnvironment
    package let identity: Identity
    package let api: any APIPerformer
    package let jobs: JobService
    package let secrets: SecretService
    package let mask: (any TextMask)?
    package let logger: Logger
    /// What pages about exposure count, kept from page to page.
    package let exposure: ExposureDesk

    package init(
        store: Store, environment: RecordEnvironment, identity: Identity, api: any APIPerformer, jobs: JobService,
        secrets: SecretService, mask: (any TextMask)?, logger: Logger
    ) {
        self.store = store
        self.environment = environment
        self.identity = identity
        self.api = api
        self.jobs = jobs
        self.secrets = secrets
        self.mask = mask
        self.logger = logger
        exposure = ExposureDesk(store: store, environment: environment)
    }
}
