package import Storage

/// The steps that lead to this release's schema, oldest first; released steps never change.
package enum ProductMigrations {
    package static let all: [Migration] = [
        Migration(1, "foundation") { try SchemaDescription(text: FoundationSchema.text).statements($0) },
        Migration(2, "permissions") { try SchemaDescription(text: PermissionSchema.text).statements($0) },
        Migration(3, "customization") { try SchemaDescription(text: CustomizationSchema.text).statements($0) },
        Migration(4, "identity") { try IdentitySchema.statements($0) },
        Migration(5, "history-chain") { try HistoryChainSchema.statements($0) },
        Migration(6, "webhooks") { try SchemaDescription(text: WebhookSchema.text).statements($0) },
        Migration(7, "dynamic-groups") { try SchemaDescription(text: DynamicGroupSchema.text).statements($0) },
        Migration(8, "config-contexts") { try ConfigContextTables.statements($0) },
        Migration(9, "templates") { try SchemaDescription(text: TemplateTables.text).statements($0) },
        Migration(10, "saved-views") { try SchemaDescription(text: SavedViewTables.text).statements($0) },
        Migration(11, "metadata") { try SchemaDescription(text: MetadataTables.text).statements($0) },
        Migration(12, "secrets") { try SecretSchema.statements($0) },
        Migration(13, "jobs") { try SchemaDescription(text: JobSchema.text).statements($0) },
        Migration(14, "approvals") { try SchemaDescription(text: ApprovalSchema.text).statements($0) },
        Migration(15, "job-plans") { try SchemaDescription(text: JobPlanSchema.text).statements($0) },
        Migration(16, "integrations") { try IntegrationSchema.statements($0) },
        Migration(17, "vulnerabilities") { try SchemaDescription(text: VulnerabilitySchema.text).statements($0) },
        Migration(18, "discovery") { try SchemaDescription(text: DiscoverySchema.text).statements($0) },
        Migration(19, "search") { try SchemaDescription(text: SearchSchema.text).statements($0) },
        Migration(20, "exposure-tallies") { try ExposureTallySchema.statements($0) },
        Migration(21, "criteria") { try SchemaDescription(text: CriterionSchema.text).statements($0) },
        Migration(22, "job-log-days") { JobLogDays.statements($0) },
        Migration(23, "queue-indexes") { try QueueSchema.statements($0) },
        Migration(24, "finding-keys") { try FindingKeys.statements($0) },
        Migration(25, "notifications") { try SchemaDescription(text: NotificationSchema.text).statements($0) },
        Migration(26, "replaced-names") { try SchemaDescription(text: ReplacedNameSchema.text).statements($0) },
    ]
}
