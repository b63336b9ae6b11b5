import ArgumentParser
import Basics
import HTTPAPI
import HTTPServing
import JobEngine
import Outbound
import Services
import Storage
import WebUI

/// The command `almanac serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the API.",
        discussion: """
            Prints one line "listening on http://HOST:PORT" when ready. With ALMANAC_BOOTSTRAP_TOKEN set, an empty store gets an
            administrator with that API token. Without it, a link is printed too that sets the administrator's password; it
            works once and for an hour.

            Example: almanac serve --data /var/lib/almanac --listen 127.0.0.1:8080
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "What this process does: all, web or worker. [default: all]")
    var role = ServerRole.all

    @OptionGroup var jobs: WorkerOptions

    @Option(help: "Address and port, 0 for a free port. [default: 127.0.0.1:8080, or ALMANAC_LISTEN]")
    var listen: String?

    func run() async throws {
        try await runReporting {
            let settings = try await store.settings(["listen": listen])
            try Bootstrap.check(token: settings.bootstrapToken?.reveal())
            let workspace = try await Workspace.open(settings)
            let token = try await Bootstrap.administrator(
                workspace.store, environment: workspace.environment, tokens: workspace.tokens,
                token: settings.bootstrapToken?.reveal())
            if let token, settings.bootstrapToken == nil {
                Terminal.note(
                    "The store was empty: made the administrator \"admin\" with the API token below, shown only now.")
                Terminal.note("  \(token)")
            }
            let code =
                settings.bootstrapToken == nil ? try await workspace.identity.firstRun.offer(isNew: token != nil) : nil
            try await workspace.prepareJobs(isWorker: role != .web)
            let worker =
                role == .web
                ? nil : JobWorker.make(workspace, queues: jobs.queue, slots: try jobs.checkedSlots())
            guard role != .worker else { return try await WorkerCommand.work(worker, workspace) }
            try await Server.run(workspace, worker: worker) { url in
                guard let code else { return }
                Terminal.note("Set the administrator's password within an hour, once:\n  \(url)/setup/\(code)/")
            }
        }
    }
}

/// What a process does.
enum ServerRole: String, ExpressibleByArgument, CaseIterable {
    case all
    case web
    case worker
}

/// The running server.
enum Server {
    /// Serves until asked to stop.
    ///
    /// - Parameter worker: Runs jobs beside; nil when others do that.
    static func run(
        _ workspace: Workspace, worker: Worker?, banner: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
        let (host, port) = try address(workspace.settings.listen)
        let environment = workspace.environment
        let router = APIRouter(
            store: workspace.store, environment: environment, identity: workspace.identity,
            areas: ProductAreas.all(
                store: workspace.store, environment: environment, webhooks: workspace.webhooks,
                secrets: workspace.secrets, notifications: workspace.notifications),
            extraFilters: LifecycleArea.filters, jobs: workspace.jobs, mask: workspace.secrets.redaction,
            logger: workspace.logger)
        let pages = WebInterface(
            WebServices(
                store: workspace.store, environment: environment, identity: workspace.identity, api: router,
                jobs: workspace.jobs, secrets: workspace.secrets, mask: workspace.secrets.redaction,
                logger: workspace.logger))
        let site = SiteRouter(
            api: router, sites: [LoginArea(identity: workspace.identity, pages: EntrancePages()), pages],
            store: workspace.store, environment: environment, mask: workspace.secrets.redaction,
            pages: EntrancePages(), logger: workspace.logger)
        let server = HTTPServer(
            responder: site, allowedHosts: workspace.settings.allowedHosts + [host],
            proxies: TrustedProxies(workspace.settings.trustedProxies), time: workspace.time, logger: workspace.logger)
        let keeper = Task { await HistoryKeeper.run(workspace) }
        let working = Task { await worker?.run(isGone: JobWorker.isGone) }
        let indexer = Task {
            await SearchIndexer(store: workspace.store, interval: .seconds(60))
                .run(workspace.time, logger: workspace.logger)
        }
        let listener = Task { await ForeignCommits(workspace.engine).run() }
        let teller = Task { await workspace.webhooks.dispatcher.run(isAlone: workspace.engine.dialect == .sqlite) }
        defer {
            keeper.cancel()
            working.cancel()
            teller.cancel()
            indexer.cancel()
            listener.cancel()
        }
        try await server.run(host: host, port: port) { boundPort in
            let shown = host.contains(":") ? "[\(host)]" : host
            let url = "http://\(shown):\(boundPort)"
            banner(url)
            // A reader that has gone away must not stop the server.
            try? Terminal.line("listening on \(url)")
        }
        keeper.cancel()
        working.cancel()
        teller.cancel()
        indexer.cancel()
        listener.cancel()
        await keeper.value
        await working.value
        await teller.value
        await indexer.value
        await listener.value
        await workspace.identity.lastUse.settle()
        try await workspace.end()
    }

    /// Takes `HOST:PORT` apart.
    ///
    /// - Throws: ``Problem`` that shows how to write it.
    static func address(_ text: String) throws -> (String, Int) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw Problem(
                .misconfigured, "The setting listen is \"\(text)\"; it may be HOST:PORT, such as 127.0.0.1:8080.")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else {
            throw Problem(.misconfigured, "The setting listen has no host; write 0.0.0.0:\(port) for all addresses.")
        }
        return (host, Int(port))
    }
}
