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
            let sample = SampleLoad(store: workspace.store, environment: workspace.environment)
            let service = LifecycleService(store: workspace.store, environment: workspace.environment)
            if try await sample.isEmpty() {
                try await sample.run(
                    workspace.actor("sample"),
                    progress: { Terminal.progress("Loading the sample network", $0, of: $1) })
                Terminal.endProgress()
            } else {
                _ = try await service.evaluate()
            }
            try await sample.judgeExposure()
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
            let code = try await workspace.identity.firstRun.offer(isNew: bootstrap != nil)
            try await workspace.prepareJobs()
            let worker = JobWorker.make(workspace, queues: [], slots: 4)
            try await Server.run(workspace, worker: worker) { url in
                let open = code.map {
                    "\(url)/setup/\($0)/  (choose the administrator's password; works once, for an hour)"
                }
                try? Terminal.line("Open    \(open ?? url + "/")")
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
}
