package import Services
package import Storage

/// Every endpoint that is no plain list of records.
package enum ProductAreas {
    package static func all(
        store: Store, environment: RecordEnvironment, webhooks: WebhookService, secrets: SecretService,
        notifications: NotificationService
    ) -> [any APIArea] {
        [
            LifecycleEndpoints(
                service: LifecycleService(store: store, environment: environment), store: store,
                environment: environment),
            ImportEndpoint(store: store, environment: environment),
            SearchArea(store: store),
            PermissionArea(store: store),
            WebhookArea(store: store, webhooks: webhooks),
            SecretArea(store: store, secrets: secrets), NotificationArea(notifications: notifications),
            VulnerabilityArea(store: store, environment: environment),
        ]
    }

    /// What can be asked of single objects besides reading and changing them.
    static func objectEndpoints(_ records: RecordEndpoint) -> [any ObjectEndpoint] {
        [
            GroupMembersEndpoint(records: records), CustomLinksEndpoint(records: records),
            JobButtonsEndpoint(records: records),
            SetDefaultEndpoint(records: records),
        ]
    }
}
