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
            let plan = try await SampleLoad(store: workspace.store, environment: workspace.environment).run(
                workspace.actor("sample"), devices: devices, seed: seed,
                progress: { Terminal.progress("Loading the sample network", $0, of: $1) })
            Terminal.endProgress()
            Terminal.note("Loaded \(Terminal.grouped(plan.total(.create))) objects.")
            try workspace.close()
        }
    }
}
