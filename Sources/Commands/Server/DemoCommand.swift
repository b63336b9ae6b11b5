import ArgumentParser
import Basics
import Modeling
import Services
import SystemPackage

/// The command `almanac demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Load the sample network, print its reports, and serve it.",
        discussion: "A store that holds devices already is used as it is.")

    @OptionGroup var store: StoreOptions

    @Option(help: "Address and port. [default: 127.0.0.1:8080]")
    var listen: String?

    @Flag(help: "Print the reports and end, without serving.")
    var noServe = false

    func run() async throws {
        try await runReporting {
            let settings = try await store.settings(["listen": listen])
            try Bootstrap.check(token: settings.bootstrapToken?.reveal())
            let workspace = try await Workspace.open(settings)
            let loader = SampleLoader(workspace: workspace)
            if try await loader.isEmpty() {
                try await loader.load(devices: SampleNetwork.defaultDevices, seed: 1)
            }
            let service = LifecycleService(store: workspace.store, environment: workspace.environment)
            _ = try await service.evaluate()
            try await judgeExposure(workspace)
            for kind in [ReportKind.hardware, .software, .contracts, .exposure] {
                let report = try await service.report(kind)
                try Terminal.line(
                    ReportTable(report: report, limit: 8, usesColor: Terminal.outputIsTerminal).text)
            }
            let bootstrap = try await Bootstrap.administrator(
                workspace.store, environment: workspace.environment, tokens: workspace.tokens,
                token: settings.bootstrapToken?.reveal())
            guard !noServe else { return try workspace.close() }
            var token = bootstrap
            if token == nil {
                token = try await Bootstrap.freshToken(
                    workspace.store, environment: workspace.environment, tokens: workspace.tokens)
            }
            let shown = token
            try await workspace.prepareJobs()
            let worker = JobWorker.make(workspace, queues: [], slots: 4)
            try await Server.run(workspace, worker: worker) { url in
                guard let shown else { return }
                // Words for the person at the terminal; the address alone follows as the last line.
                try? Terminal.line(
                    """
                    API     \(url)/api/
                    Report  curl -H 'Authorization: Token \(shown)' '\(url)/api/lifecycle/reports/hardware/?location=EMEA'
                    Token   \(shown)  (administrator, shown only now)
                    """)
            }
        }
    }

    /// Loads the vulnerabilities that come with the product, once, and judges the network.
    private func judgeExposure(_ workspace: Workspace) async throws {
        let feeds = FeedService(store: workspace.store, environment: workspace.environment)
        try await feeds.prepare()
        if try await feeds.status().allSatisfy({ $0.freshness == .empty }) {
            _ = try await feeds.importBundle("", of: "bundled")
        }
        _ = try await ExposureEvaluation(store: workspace.store, environment: workspace.environment).run()
    }
}
