import ArgumentParser
import Foundation

/// `almanac-bench`: figures of issue 2 §7, as CPU time per unit or as a ratio to a reference of the same run.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "almanac-bench", abstract: "Measure CPU time and memory at several sizes.")

    @Option(help: "Numbers of devices, separated by commas.")
    var sizes = "1000,10000,100000,1000000"

    @Option(help: "Folder for stores; emptied before and after.")
    var folder = NSTemporaryDirectory() + "almanac-bench"

    @Option(help: "The executable to measure. [default: almanac beside this one]")
    var executable: String?

    @Option(help: "What to measure: inventory, secrets or all.")
    var only = "all"

    @Option(help: .hidden)
    var backendAuthority: String?

    func run() async throws {
        if let backendAuthority { return try await SecretsBackend.serve(authority: backendAuthority) }
        let almanac =
            executable
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
                "almanac"
            ).path
        print("almanac-bench: CPU times; the machine's load does not change them much")
        print(String(repeating: "─", count: 100))
        if only != "inventory" { try await secrets() }
        guard only != "secrets" else { return }
        for size in sizes.split(separator: ",").compactMap({ Int($0) }) {
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            print("\n\(size) devices")
            var scenario = Scenario(devices: size, folder: folder, executable: almanac)
            try await scenario.importing()
            try await scenario.reporting()
            try scenario.serving()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func secrets() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let authority = folder + "/authority.pem"
        let backend = try Child(CommandLine.arguments[0], ["--backend-authority", authority])
        defer { backend.stop() }
        guard let port = backend.port() else { throw BenchError.wrong }
        print("\nsecrets")
        try await SecretsScenario(folder: folder, backend: port, authority: authority).run()
    }
}

/// One line of the figures.
func figure(_ name: String, _ value: String, target: String = "") {
    let left = name.padding(toLength: 52, withPad: " ", startingAt: 0)
    let middle = value.padding(toLength: 28, withPad: " ", startingAt: 0)
    print("  \(left)\(middle)\(target.isEmpty ? "" : "bar \(target)")")
    fflush(nil)
}

/// A number with few digits.
func short(_ number: Double, _ unit: String) -> String {
    let digits = number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 3
    return String(format: "%.\(digits)f \(unit)", number)
}
