import ArgumentParser
import Basics
import Foundation
import Services

/// `almanac vulnerabilities export`.
struct VEXExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write what the own software is exposed to, with decisions, for others.",
        discussion: """
            Example: almanac vulnerabilities export --form csaf --publisher "Example AG" --namespace https://example.com > vex.json
            """)

    @Option(help: "csaf (CSAF 2.0 VEX), cyclonedx (CycloneDX 1.5 VEX) or csv.")
    var form = VEXForm.csaf
    @Option(help: "Who publishes the document.")
    var publisher = "Network operations"
    @Option(help: "A URL that is the publisher's own.")
    var namespace = "https://example.com"
    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await runReporting {
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let service = VEXService(store: workspace.store, environment: workspace.environment)
            try Terminal.write(
                try await service.document(
                    form.form, publisher: VEXPublisher(name: publisher, namespace: namespace)))
            try workspace.close()
        }
    }
}

/// The forms of ``VEXExportCommand``.
enum VEXForm: String, ExpressibleByArgument, CaseIterable {
    case csaf
    case cyclonedx
    case csv

    var form: VEXService.Form {
        switch self {
        case .csaf: .csaf
        case .cyclonedx: .cyclonedx
        case .csv: .csv
        }
    }
}

/// `almanac vulnerabilities import-vex`.
struct VEXImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-vex", abstract: "Read a VEX document of CSAF or CycloneDX as decisions.",
        discussion:
            "A decision that is there already stays. Products that are none of the own software versions are listed.")

    /// A document that is larger is refused.
    private static let largest = 64 << 20

    @Argument(help: "File.")
    var file: String
    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await runReporting {
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            guard let size = attributes?[.size] as? Int else { throw Problem(.notFound, "There is no file \(file).") }
            guard size <= Self.largest else { throw Problem(.tooLarge, "\(file) has more than 64 MB.") }
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let service = VEXService(store: workspace.store, environment: workspace.environment)
            let outcome = try await service.read(bytes, by: workspace.actor("vulnerabilities import-vex"))
            try Terminal.line(
                "\(outcome.created) decisions made, \(outcome.kept) statements about software with a decision, "
                    + "\(outcome.unknown.count) products unknown")
            for product in outcome.unknown.prefix(20) { Terminal.note("unknown product: \(product)") }
            try workspace.close()
        }
    }
}
