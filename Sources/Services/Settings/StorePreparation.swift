import Basics
import Domain
import Modeling
import Secrets
package import Storage

/// Makes a store ready for use: newest schema, default data.
package enum StorePreparation {
    /// Migrates and seeds a store.
    ///
    /// - Returns: The names of the migrations applied now.
    /// - Throws: ``Problem``, among others when a newer release wrote the store.
    package static func prepare(_ store: Store, environment: RecordEnvironment) async throws -> [String] {
        let applied: [String]
        do {
            // Before any migration: it may be about one of them.
            try await store.engine.makePostponedIndexes(of: nil) { _, _ in }
            applied = try await MigrationRunner(ProductMigrations.all).run(on: store.engine, now: environment.time.now)
        } catch let error as StorageError {
            throw error.problem
        }
        try await HistoryChain.adopt(store, environment: environment)
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "default data")
        try await store.write { session in
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            try once("seeds.version", pipeline, seed)
            try once("seeds.relationships", pipeline, seedRelationships)
            // Without the provider the secret would be refused; a later start with it makes up for that.
            if environment.secretProviders[Seeds.feedKey.provider] != nil {
                try once("seeds.secrets", pipeline, seedSecrets)
            }
            try once("seeds.integrations", pipeline, seedIntegrations)
        }
        return applied
    }

    /// Adds default data to a store that has never had it; what people changed, renamed or deleted is left alone.
    private static func once(
        _ key: String, _ pipeline: RecordPipeline, _ seed: (RecordPipeline) throws -> Void
    ) throws {
        guard try pipeline.session.first(Query<SystemSetting>().where { $0.key == key }) == nil else { return }
        try seed(pipeline)
        var setting = Record<SystemSetting>(id: ID(Identifier.derived(from: key)))
        setting.key = key
        setting.value = JSONDocument(text: "1")
        try pipeline.create(setting)
    }

    private static func seedRelationships(_ pipeline: RecordPipeline) throws {
        for seed in Seeds.relationships {
            var relationship = Record<Relationship>(id: ID(seed.id))
            relationship.key = seed.key
            relationship.label = seed.label
            relationship.type = seed.type.rawValue
            relationship.sourceType = seed.sourceType
            relationship.sourceLabel = seed.sourceLabel
            relationship.destinationType = seed.destinationType
            relationship.destinationLabel = seed.destinationLabel
            try pipeline.create(relationship)
        }
        try pipeline.definitionsChanged()
    }

    private static func seedSecrets(_ pipeline: RecordPipeline) throws {
        let seed = Seeds.feedKey
        // People may have made one of this name before there was a default.
        guard try pipeline.session.first(Query<Secret>().where { $0.name == seed.secret }) == nil,
            try pipeline.session.first(Query<SecretsGroup>().where { $0.name == seed.group }) == nil
        else { return }
        var secret = Record<Secret>(id: ID(seed.id("extras.secret")))
        secret.name = seed.secret
        secret.description = seed.description
        secret.provider = seed.provider
        secret.parameters = JSONDocument(text: JSONValue.object(["variable": .string(seed.variable)]).text)
        try pipeline.create(secret)
        var group = Record<SecretsGroup>(id: ID(seed.id("extras.secretsgroup")))
        group.name = seed.group
        group.description = seed.groupDescription
        try pipeline.create(group)
        var association = Record<SecretsGroupAssociation>(id: ID(seed.id("extras.secretsgroupassociation")))
        association.secretsGroup = group.id
        association.secret = secret.id
        association.accessType = seed.accessType
        association.secretType = seed.secretType
        try pipeline.create(association)
    }

    private static func seedIntegrations(_ pipeline: RecordPipeline) throws {
        let seed = Seeds.feed
        let session = pipeline.session
        guard try session.first(Query<ExternalIntegration>().where { $0.name == seed.name }) == nil else { return }
        var integration = Record<ExternalIntegration>(id: ID(seed.id))
        integration.name = seed.name
        integration.remoteUrl = seed.url
        integration.httpMethod = seed.method
        integration.timeout = seed.timeout
        integration.verifySsl = true
        integration.headers = JSONDocument(text: seed.headers.text)
        integration.extraConfig = JSONDocument(text: seed.extraConfig.text)
        integration.secretsGroup = try session.first(Query<SecretsGroup>().where { $0.name == seed.group })?.id
        try pipeline.create(integration)
    }

    private static func seed(_ pipeline: RecordPipeline) throws {
        for seed in Seeds.statuses {
            var status = Record<Status>(id: ID(seed.id))
            status.name = seed.name
            status.color = seed.color
            status.description = seed.description
            status.contentTypes = StringList(seed.contentTypes)
            try pipeline.create(status)
        }
        for seed in Seeds.roles {
            var role = Record<Role>(id: ID(seed.id))
            role.name = seed.name
            role.color = seed.color
            role.description = seed.description
            role.contentTypes = StringList(seed.contentTypes)
            try pipeline.create(role)
        }
        for seed in Seeds.namespaces {
            var namespace = Record<Namespace>(id: ID(seed.id))
            namespace.name = seed.name
            try pipeline.create(namespace)
        }
    }
}
