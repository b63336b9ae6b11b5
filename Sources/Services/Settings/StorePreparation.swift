import Basics
import Domain
import Modeling
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
            applied = try await MigrationRunner(ProductMigrations.all).run(on: store.engine, now: environment.time.now)
        } catch let error as StorageError {
            throw error.problem
        }
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "default data")
        try await store.write { session in
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            try seed(pipeline)
        }
        return applied
    }

    /// Adds the default data that is missing; what people changed or renamed is left alone.
    ///
    /// A seeded row that people deleted comes back only in a store that has never been seeded with it.
    private static func seed(_ pipeline: RecordPipeline) throws {
        let key = "seeds.version"
        let session = pipeline.session
        guard try session.first(Query<SystemSetting>().where { $0.key == key }) == nil else { return }
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
        var setting = Record<SystemSetting>(id: ID(Identifier.derived(from: key)))
        setting.key = key
        setting.value = JSONDocument(text: "1")
        try pipeline.create(setting)
    }
}
