import Basics
import Domain
import Foundation
import Logging
import Modeling
import Outbound
import Secrets
import Services
import Storage
import Templates

/// The figures of secrets (issue 4, contracts/secrets.md §5.2 and §7).
struct SecretsScenario {
    private static let objects = 10_000
    private let service: SecretService
    private let environment: RecordEnvironment
    private let store: Store
    private let engine: SQLiteEngine
    private let providers: BenchProviders
    private let actor: Actor

    init(folder: String, backend: Int, authority: String) async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let (time, random) = (SystemTime(), SystemRandom())
        providers = try BenchProviders(backend: backend, authority: authority, variables: Self.objects)
        engine = try SQLiteEngine(path: folder + "/secrets.db", logger: logger)
        store = Store(engine, StoreCatalog.catalog)
        environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: random), settings: DomainSettings(),
            effects: ProductEffects.all, secretProviders: providers.registry)
        _ = try await StorePreparation.prepare(store, environment: environment)
        actor = .system(requestID: environment.identifiers.next(), detail: "bench")
        var limits = SecretLimits()
        limits.documents = 100_000
        service = SecretService(
            store: store, environment: environment, redaction: RedactionRegistry(time: time),
            digests: TokenAuthority(key: random.fill(32), random: random).digests(for: "secrets"), time: time,
            random: random, limits: limits)
    }

    /// Measures and prints.
    func run() async throws {
        let (makers, variable, remote, unread) = try await furnish()
        try await rendering()
        try await templated(variable, makers)
        try await cached(remote)
        try await uncached()
        try await joined(unread)
        await providers.client.shutdown()
        try engine.close()
    }

    private func furnish() async throws -> ([Identifier], ID<Secret>, ID<Secret>, ID<Secret>) {
        let (environment, actor) = (environment, actor)
        return try await store.write { session in
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            var makers: [Identifier] = []
            for number in 0..<Self.objects {
                let row = try pipeline.create(
                    Manufacturer.schema, JSONObject([("name", .string("maker\(number)"))]))
                makers += [row[0].identifier].compactMap(\.self)
            }
            func secret(_ name: String, _ provider: String, _ parameters: JSONValue) throws -> ID<Secret> {
                let row = try pipeline.create(
                    Secret.schema,
                    JSONObject([
                        ("name", .string(name)), ("provider", .string(provider)), ("parameters", parameters),
                    ]))
                return Record<Secret>(values: row).id
            }
            return (
                makers,
                try secret("variable", "environment-variable", ["variable": "PW_{{ obj.name|upper }}"]),
                try secret("remote", "hashicorp-vault", ["path": "hello", "key": "location"]),
                try secret("unread", "hashicorp-vault", ["path": "unread", "key": "location"])
            )
        }
    }

    /// Template, provider and value alone.
    private func rendering() async throws {
        let question = try SecretTrial(providers.registry).question(
            "environment-variable", ["variable": "PW_{{ obj.name|upper }}"])
        let objects = (0..<1000).map { JSONValue.object(["name": .string("maker\($0)")]) }.map { TemplateValue($0) }
        let count = 200
        let (_, measure) = try await Measure.run {
            for _ in 0..<count {
                for object in objects { _ = try await question.value(for: object) }
            }
        }
        figure(
            "templated variable, without store and audit", rate(count * objects.count, measure),
            target: "200,000 /CPU s")
    }

    private func templated(_ secret: ID<Secret>, _ makers: [Identifier]) async throws {
        let size = 1000
        let (_, batches) = try await Measure.run {
            for first in stride(from: 0, to: makers.count, by: size) {
                let part = Array(makers[first..<first + size])
                let found = try await service.resolve(secret, forEach: part, of: Manufacturer.schema, by: actor)
                guard found.count == size, found.values.allSatisfy({ (try? $0.get()) != nil }) else {
                    throw BenchError.wrong
                }
            }
        }
        figure(
            "templated variable, \(size) objects at a time, audited", rate(makers.count, batches),
            target: "200,000 /CPU s")
        let single = Array(makers.prefix(2000))
        let (_, alone) = try await Measure.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for maker in single {
                    group.addTask {
                        let name = try ObjectName("dcim.manufacturer:\(maker)", in: store.catalog)
                        _ = try await service.resolve(secret, for: name, by: actor)
                    }
                }
                try await group.waitForAll()
            }
        }
        figure("  one by one, 2,000 at the same time", rate(single.count, alone))
    }

    private func cached(_ secret: ID<Secret>) async throws {
        let provider = providers.vault
        let documents = SecretDocuments(time: SystemTime(), random: SystemRandom())
        let digests = providers.digests
        @Sendable func value() async throws {
            let parameters = ProviderParameters(["path": "hello", "key": "location"])
            let location = try provider.locate(parameters)
            let place = SecretPlace(provider.kind.slug, location, digests)
            let found = try await documents.document(
                at: location, place, from: provider, isRefresh: false, changed: .first)
            _ = try provider.value(in: found.document, parameters)
        }
        try await value()
        let count = 50_000
        let (_, measure) = try await Measure.run {
            for _ in 0..<count { try await value() }
        }
        figure(
            "cached remote value, without store and audit", short(measure.cpu / Double(count) * 1e6, "CPU µs"),
            target: "20 µs")
        let (_, audited) = try await Measure.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2000 {
                    group.addTask { _ = try await service.resolve(secret, by: actor) }
                }
                try await group.waitForAll()
            }
        }
        figure("  with store and audit, 2,000 at the same time", short(audited.cpu / 2000 * 1e6, "CPU µs"))
    }

    private func uncached() async throws {
        let provider = providers.vault
        let location = try provider.locate(ProviderParameters(["path": "hello", "key": "location"]))
        _ = try await provider.fetch(location)
        let count = 3000
        let (_, measure) = try await Measure.run {
            for _ in 0..<count { _ = try await provider.fetch(location) }
        }
        figure(
            "uncached over kept TLS, without the backend", short(measure.cpu / Double(count) * 1e6, "CPU µs"),
            target: "200 µs")
    }

    private func joined(_ secret: ID<Secret>) async throws {
        let before = try await providers.requests()
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<1000 {
                group.addTask {
                    let found = try await service.resolve(secret, by: actor)
                    return found.value.bytes.count > 0
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        let asked = try await providers.requests() - before
        figure("1,000 requests of one secret at the same time", "\(asked) asked, \(outcomes) served", target: "1 asked")
    }

    private func rate(_ count: Int, _ measure: Measure) -> String {
        let perSecond = Int(Double(count) / max(measure.cpu, 1e-9))
        return "\(perSecond) /CPU s"
    }
}

/// What a figure cannot be taken of.
enum BenchError: Error {
    case wrong
}
