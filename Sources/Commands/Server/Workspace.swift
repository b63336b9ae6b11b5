import Basics
import DeviceAccess
import Domain
import Foundation
import HTTPAPI
import Logging
import Modeling
import Outbound
import Secrets
import Services
import Storage

/// A data folder in use: its store, its key, and what services need.
struct Workspace: Sendable {
    let store: Store
    let engine: any Engine
    let environment: RecordEnvironment
    let tokens: TokenAuthority
    let identity: Identity
    let webhooks: WebhookService
    let secrets: SecretService
    let jobs: JobService
    let notifications: NotificationService
    let time: SystemTime
    /// Ask other servers; closed when the work ends.
    let clients: [OutboundClient]
    let settings: AlmanacSettings
    let logger: Logger

    /// Opens the data folder.
    ///
    /// - Parameter isNewAllowed: Whether the folder, its key and its store are made when they are missing. Commands that
    ///   only ask do not make a store, so that a mistyped folder is an error and not an empty report.
    /// - Throws: ``Problem`` that says what to do.
    static func open(_ settings: AlmanacSettings, isNewAllowed: Bool = true) async throws -> Workspace {
        let time = SystemTime()
        let redaction = RedactionRegistry(time: time)
        var logger = Logger(label: "almanac") {
            RedactingLogHandler(StreamLogHandler.standardError(label: $0), mask: redaction)
        }
        logger.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .info
        SecretMemory.shared.whenUnlocked { [logger] in
            logger.warning(
                """
                secrets are in memory that may be swapped out, because the system locks no more of it; raise the limit of \
                locked memory (LimitMEMLOCK of systemd, ulimit -l)
                """)
        }
        let engine = try await StoreEngine.open(settings, isNewAllowed: isNewAllowed, logger: logger)
        let random = SystemRandom()
        let key = try DataFolder.key(settings.dataFolder, random: random)
        let resolver = SystemResolver()
        let providers = try SecretProviders(
            settings, resolver: RecentNames(resolver, time: time), time: time, random: random, logger: logger)
        var git = settings.git
        git.folder = settings.gitFolder
        git.resolver = RecentNames(resolver, time: time)
        func client(_ policy: EgressPolicy) -> OutboundClient {
            OutboundClient(policy: policy, resolver: resolver, time: time, random: random, logger: logger)
        }
        let integrations = client(settings.integrations)
        let receivers = client(settings.userURLs)
        let environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: random), settings: settings.domain,
            effects: ProductEffects.all, sealer: Sealer(master: key, random: random), userURLs: settings.userURLs,
            secretProviders: providers.registry, git: git, outsideJobs: settings.outsideJobs, outbound: integrations,
            downloads: settings.dataFolder,
            discovery: DiscoveryAccess(
                transport: settings.discoveryRecordings.map { ReplayTransport(folder: $0, time: time) }),
            notifications: NotificationAccess(
                receivers: receivers,
                mail: MailClient(policy: .forMail(settings.integrations), resolver: resolver, time: time),
                pages: settings.publicURL, random: random))
        let store = Store(engine, StoreCatalog.catalog)
        let applied = try await StorePreparation.prepare(store, environment: environment)
        if !applied.isEmpty {
            logger.info(
                "store migrated: \(applied.joined(separator: ", "))", metadata: ["store.migrations": "\(applied.count)"]
            )
        }
        let tokens = TokenAuthority(key: key, random: random)
        let provider = settings.identity.oidc.map { client(OutboundTransport.policy(for: $0)) }
        let secrets = SecretService(
            store: store, environment: environment, redaction: redaction, digests: tokens.digests(for: "secrets"),
            time: time, random: random)
        return Workspace(
            store: store, engine: engine, environment: environment, tokens: tokens,
            identity: Identity(
                store: store, environment: environment, tokens: tokens, random: random, settings: settings.identity,
                transport: provider.map(OutboundTransport.init), groups: GroupMembership(), logger: logger),
            webhooks: WebhookService(
                store: store, environment: environment, client: receivers,
                rendering: WebhookRenderer(store.catalog, environment), time: time, random: random, logger: logger),
            secrets: secrets,
            jobs: JobService(store: store, environment: environment, registry: JobRegistry(BuiltInJobs.all)),
            notifications: NotificationService(store: store, environment: environment, secrets: secrets, time: time),
            time: time,
            clients: [provider, receivers, integrations].compactMap(\.self) + providers.clients, settings: settings,
            logger: logger)
    }

    /// Waits for running work and closes the store.
    func close() throws { try engine.close() }

    /// Brings the records of jobs in step with the jobs of this release; for processes that offer or run them.
    ///
    /// - Parameter isWorker: Whether the process runs jobs, so that it knows which executables are jobs too.
    func prepareJobs(isWorker: Bool = false) async throws {
        try await JobRecords(environment: environment).refresh(jobs.registry, in: store)
        guard isWorker else { return }
        try await OutsideJobs(store: store, environment: environment, logger: logger).refresh()
    }

    /// Gives back what other servers lent, then closes the store.
    func end() async throws {
        await secrets.providers.shutdown()
        for client in clients { await client.shutdown() }
        try close()
    }

    /// The actor of a command.
    func actor(_ command: String) -> Actor {
        .system(requestID: environment.identifiers.next(), detail: "almanac \(command)")
    }
}

/// The files of a data folder besides the store.
enum DataFolder {
    /// The path of the store.
    static func store(_ folder: String) -> String { folder + "/almanac.db" }

    /// - Throws: ``Problem`` when the folder holds no store.
    static func requireStore(_ folder: String) throws {
        try refuseFile(folder)
        guard FileManager.default.fileExists(atPath: store(folder)) else {
            throw Problem(
                .misconfigured,
                "There is no store in \(folder). Give its folder with --data; serve, demo, sample and import make a new one."
            )
        }
    }

    /// - Throws: ``Problem`` when the path names something other than a folder.
    static func refuseFile(_ path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { return }
        throw Problem(.misconfigured, "\(path) is a file, not a folder. Give the folder of the store with --data.")
    }

    /// - Throws: ``Problem`` when it is not there and cannot be made.
    static func create(_ path: String) throws {
        try refuseFile(path)
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Problem(
                .misconfigured,
                "The data folder \(path) cannot be made: a folder above it is a file, or may not be written to. "
                    + "Give another one with --data.")
        }
    }

    /// The key under which tokens are hashed, made on first use and readable by its owner only.
    static func key(_ folder: String, random: any RandomSource) throws -> [UInt8] {
        let path = folder + "/almanac.key"
        if let data = FileManager.default.contents(atPath: path) {
            let bytes = Array(data)
            guard bytes.count >= 32 else {
                throw Problem(
                    .misconfigured,
                    "The key file \(path) is damaged. Restore it from a backup; without it no token is recognised.")
            }
            return bytes
        }
        let bytes = random.fill(32)
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        else { throw Problem(.misconfigured, "The key file \(path) cannot be written.") }
        return bytes
    }
}

extension DataFolder {
    /// - Throws: ``Problem`` when a new file of this name cannot be made: it exists, or its folder does not.
    static func refuseExisting(_ path: String) throws {
        guard !path.isEmpty else { throw Problem(.invalidInput, "Give the name of the file to write.") }
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Problem(.invalidInput, "The file \(path) exists already. Give another name.")
        }
        let folder = (path as NSString).deletingLastPathComponent
        var isFolder: ObjCBool = false
        guard
            folder.isEmpty
                || (FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder.boolValue)
        else { throw Problem(.invalidInput, "There is no folder \(folder). Make it, or give another name.") }
    }
}
