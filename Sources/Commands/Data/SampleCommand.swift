import ArgumentParser
import Basics
import Domain
import Modeling
import Services
import Storage

/// The command `almanac sample`.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Load a sample network of any size into an empty store.",
        discussion: """
            The same number and seed give the same network, ids included.

            Example: almanac sample --data /tmp/big --devices 100000 --seed 7
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "Number of devices, 1 to 5,000,000.")
    var devices = SampleNetwork.defaultDevices

    @Option(help: "Seed of everything that varies.")
    var seed: UInt64 = 1

    func run() async throws {
        try await runReporting {
            guard (1...5_000_000).contains(devices) else {
                throw Problem(.invalidInput, "--devices must be from 1 to 5000000.")
            }
            let workspace = try await Workspace.open(try await store.settings())
            let loader = SampleLoader(workspace: workspace)
            guard try await loader.isEmpty() else {
                throw Problem(.conflict, "The store holds devices already. Give an empty folder with --data.")
            }
            let plan = try await loader.load(devices: devices, seed: seed)
            let service = LifecycleService(store: workspace.store, environment: workspace.environment)
            _ = try await service.evaluate()
            Terminal.note("Loaded \(Terminal.grouped(plan.total(.create))) objects.")
            try workspace.close()
        }
    }
}

/// Loads the sample network through the importer.
struct SampleLoader: Sendable {
    let workspace: Workspace

    /// Whether the store has no devices.
    func isEmpty() async throws -> Bool {
        try await workspace.store.read { try !$0.exists(Device.schema, where: .always) }
    }

    /// Loads the network.
    ///
    /// - Throws: ``Problem`` when an object is refused: sample and models then disagree, which is a fault of ours.
    @discardableResult
    func load(devices: Int, seed: UInt64) async throws -> ImportPlan {
        let network = SampleNetwork(devices: devices, seed: seed, today: workspace.environment.time.today)
        let feed = SampleFeed(network)
        let total = network.objectCount
        let plan = try await ImportRun(
            store: workspace.store, environment: workspace.environment, actor: workspace.actor("sample")
        ).run(
            .apply, next: { feed.next() },
            progress: { done in Terminal.progress("Loading the sample network", done, of: total) })
        Terminal.endProgress()
        if let error = plan.entries.first(where: { $0.action == .error }) {
            throw Problem(
                .internalFault,
                "\(plan.total(.error)) sample objects were refused, the first: \(error.model) \(error.messages)")
        }
        return plan
    }
}
