package import Basics
import Domain
package import HTTPAPI
package import HTTPServing
package import Logging
package import Modeling
package import Outbound
package import Secrets
package import Services
package import Storage

/// The whole API over a temporary store, asked without a socket.
///
/// The clock stands at a given moment, ids follow from a seed: the same test gets the same answers.
package struct TestServer: Sendable {
    package let temporary: TemporaryStore
    package let environment: RecordEnvironment
    package let time: ManualTime
    package let router: APIRouter
    /// Token of an administrator.
    package let token: String
    /// Token of a user without any permission.
    package let plainToken: String
    package let tokens: TokenAuthority
    package let identity: Identity

    package let webhooks: WebhookService
    package let secrets: SecretService
    package let jobs: JobService
    package let notifications: NotificationService

    package var store: Store { temporary.store }

    /// A busy machine ends no request: only the clock of the test does.
    private static let patience = OutboundLimits(
        connect: .seconds(900), read: .seconds(900), total: .seconds(10), bodySize: .max)

    /// Makes a server with default data and two users.
    package init(
        now: String = "2026-11-21T12:00:00Z", settings: DomainSettings = DomainSettings(),
        identity identitySettings: IdentitySettings = .quick, userURLs: EgressPolicy = .forUserURLs(),
        secretProviders: ProviderRegistry = MemoryProvider.standard, secretLimits: SecretLimits = SecretLimits(),
        redaction: RedactionRegistry? = nil, jobs registry: JobRegistry? = nil, git: GitAccess = GitAccess(),
        outsideJobs: OutsideAccess = OutsideAccess(), integrations: EgressPolicy = .forNetworkAccess(),
        discovery: DiscoveryAccess = DiscoveryAccess(), names: any HostResolver = NoNames(),
        logger: Logger = TemporaryStore.logger
    ) async throws {
        temporary = try await TemporaryStore(StoreCatalog.catalog, migrated: false)
        time = ManualTime(Timestamp(now) ?? Timestamp(microseconds: 0))
        let random = SeededRandom(seed: 7)
        let receivers = OutboundClient(
            policy: userURLs, resolver: names, time: time, random: random, logger: logger)
        environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: random), settings: settings,
            effects: ProductEffects.all, sealer: Sealer(master: random.fill(32), random: random), userURLs: userURLs,
            secretProviders: secretProviders, git: git, outsideJobs: outsideJobs,
            outbound: OutboundClient(
                policy: integrations, resolver: NoNames(), time: time, random: random, logger: logger),
            discovery: discovery,
            notifications: NotificationAccess(
                receivers: receivers,
                mail: MailClient(
                    policy: .forMail(integrations), resolver: names, time: time,
                    limits: MailClient.Limits(connect: .seconds(900))),
                pages: "https://almanac.test", random: random, limits: Self.patience))
        let tokens = TokenAuthority(key: random.fill(32), random: random)
        self.tokens = tokens
        _ = try await StorePreparation.prepare(temporary.store, environment: environment)
        let bootstrap = try await Bootstrap.administrator(
            temporary.store, environment: environment, tokens: tokens, token: nil)
        token = bootstrap ?? ""
        let environment = environment
        plainToken = try await temporary.store.write { session in
            let pipeline = RecordPipeline(
                session, actor: .system(requestID: environment.identifiers.next(), detail: "test"),
                environment: environment)
            var user = Record<User>(id: ID(environment.identifiers.next()))
            user.username = "plain"
            user.isActive = true
            user.dateJoined = environment.time.now
            try pipeline.create(user)
            return try tokens.issue(to: user.id, description: "test", in: pipeline)
        }
        identity = Identity(
            store: temporary.store, environment: environment, tokens: tokens, random: random,
            settings: identitySettings, logger: logger)
        webhooks = WebhookService(
            store: temporary.store, environment: environment,
            client: receivers, rendering: WebhookRenderer(ProductCatalog.catalog, environment), time: time,
            random: random,
            logger: logger, limits: Self.patience)
        secrets = SecretService(
            store: temporary.store, environment: environment, redaction: redaction ?? RedactionRegistry(time: time),
            digests: tokens.digests(for: "secrets"), time: time, random: random, limits: secretLimits)
        notifications = NotificationService(
            store: temporary.store, environment: environment, secrets: secrets, time: time)
        jobs = JobService(
            store: temporary.store, environment: environment, registry: registry ?? JobRegistry(BuiltInJobs.all))
        if let registry { try await JobRecords(environment: environment).refresh(registry, in: temporary.store) }
        router = APIRouter(
            store: temporary.store, environment: environment, identity: identity,
            areas: ProductAreas.all(
                store: temporary.store, environment: environment, webhooks: webhooks, secrets: secrets,
                notifications: notifications),
            extraFilters: LifecycleArea.filters, jobs: jobs, mask: secrets.redaction, logger: logger)
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - target: Path and query, `/api/dcim/devices/?limit=2`.
    ///   - body: Sent as JSON; a text is sent as it is.
    package func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, raw: [UInt8]? = nil,
        contentType: String = "application/json", accept: String = "application/json", token: String? = nil
    ) async throws -> APIResponse {
        var headers = ["accept": accept, "authorization": "Token \(token ?? self.token)"]
        if body != nil || raw != nil { headers["content-type"] = contentType }
        let request = try APIRequest(
            method: method, target: target, headers: headers,
            body: raw ?? body.map { Array($0.text.utf8) } ?? [], baseURL: "http://test")
        return await router.respond(to: request)
    }

    /// The decoded body of a GET.
    package func get(_ target: String) async throws -> JSONValue {
        try await send("GET", target).jsonBody()
    }

    /// Creates an object and returns its id.
    ///
    /// - Throws: ``Problem`` with the answer when it is not 201.
    @discardableResult
    package func create(_ path: String, _ object: JSONValue) async throws -> String {
        let response = try await send("POST", path, object)
        let body = try await response.jsonBody()
        guard response.status == 201, let id = body.objectValue?["id"]?.keyText else {
            throw Problem(.internalFault, "POST \(path) answered \(response.status): \(body.text)")
        }
        return id
    }
}

extension IdentitySettings {
    /// Hashes so cheap that tests need not wait for them.
    package static var quick: IdentitySettings {
        IdentitySettings(
            passwordCost: ScryptCost(logRounds: 4, blockSize: 1, lanes: 1) ?? .standard,
            passwordCapacity: PasswordHasher.Capacity(threads: 2, queue: 128))
    }
}

extension APIResponse {
    /// All bytes of the body, streamed ones included.
    package func allBytes() async throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .parts(let next):
            var all: [UInt8] = []
            while let part = try await next() { all += part }
            return all
        }
    }

    /// The body as text.
    package func text() async throws -> String { String(decoding: try await allBytes(), as: UTF8.self) }

    /// The body as JSON.
    package func jsonBody() async throws -> JSONValue { try JSONValue(parsing: try await allBytes()) }

    /// The first header with this name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension JSONValue {
    /// A key as clients write it into a URL, whether it is shown as a text or as a number.
    package var keyText: String? { stringValue ?? intValue.map(String.init) }
}
