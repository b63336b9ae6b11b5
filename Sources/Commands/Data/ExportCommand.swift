import ArgumentParser
import Basics
import Domain
import Foundation
import Modeling
import Services

/// The command `almanac export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all objects, or those of some models, so that an import gives them back.",
        discussion: """
            NDJSON holds every model in one stream, referenced ones first. CSV is one model, in the columns of the API; cells that a
            spreadsheet would compute get an apostrophe, which the import takes off again (--raw-csv leaves them).

            Examples:
              almanac export > network.ndjson
              almanac export --model dcim.device --output csv > dcim.device.csv
            """)

    @OptionGroup var store: StoreOptions

    @Option(name: .customLong("model"), help: "Model to write, such as dcim.device; repeat for more. [default: all]")
    var models: [String] = []

    @Option(name: [.customShort("o"), .customLong("output")], help: "ndjson or csv.")
    var output = "ndjson"

    @Option(name: .customLong("to"), help: "File to write. [default: standard output]")
    var file: String?

    @Flag(help: "Write CSV cells as they are.")
    var rawCsv = false

    func run() async throws {
        try await runReporting {
            guard output == "ndjson" || output == "csv" else {
                throw Problem(.invalidInput, "--output may be ndjson or csv.")
            }
            guard output == "ndjson" || models.count == 1 else {
                throw Problem(.invalidInput, "CSV holds one model. Name it with --model.")
            }
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let export = ExportRun(store: workspace.store)
            let wanted = try models.map { name -> AnySchema in
                guard let schema = ProductCatalog.catalog[name], schema.isExposed else {
                    throw Problem(.invalidInput, "There is no model \"\(name)\".")
                }
                return schema
            }
            let sink = try OutputSink(file)
            var total = 0
            for schema in wanted.isEmpty ? export.models : wanted {
                total +=
                    output == "csv"
                    ? try await export.csv(schema, guardsFormulas: !rawCsv) { try sink.write($0) }
                    : try await export.ndjson(schema) { try sink.write($0) }
                Terminal.progress("Exporting", total, of: nil)
            }
            Terminal.endProgress()
            try sink.close()
            Terminal.note("Exported \(Terminal.grouped(total)) objects.")
            try workspace.close()
        }
    }
}

/// Standard output or a file.
private struct OutputSink {
    private let handle: FileHandle?

    init(_ path: String?) throws {
        guard let path else {
            handle = nil
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Problem(.invalidInput, "The file \(path) cannot be written.") }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws {
        if let handle { try handle.write(contentsOf: Data(bytes)) } else { try Terminal.write(bytes) }
    }

    func close() throws { try handle?.close() }
}
