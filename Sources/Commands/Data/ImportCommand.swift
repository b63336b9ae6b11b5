import ArgumentParser
import Basics
import Domain
import Foundation
import Modeling
import Services

/// The command `almanac import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import objects from NDJSON, JSON, CSV or device-type YAML.",
        discussion: """
            Without --apply nothing is changed: the plan is printed, with a fingerprint. --apply does it; with --expect FINGERPRINT
            it does exactly that plan or nothing. Ends with 2 when objects were refused.

            Examples:
              almanac import network.ndjson
              almanac import --model dcim.device devices.csv --apply
              almanac import devicetype-library/*.yaml --apply
            """)

    @Argument(help: "Files; the ending tells the form (.ndjson, .json, .csv, .yaml).")
    var files: [String]

    @OptionGroup var store: StoreOptions

    @Option(help: "Model of objects that do not name theirs, such as dcim.device.")
    var model: String?

    @Option(name: .customLong("input"), help: "Form of all files: ndjson, json, csv or yaml. [default: by ending]")
    var input: String?

    @Flag(help: "Change the store.")
    var apply = false

    @Option(help: "Apply only when the outcome is the plan with this fingerprint.")
    var expect: String?

    @Flag(help: "Print the plan as JSON.")
    var json = false

    func run() async throws {
        var refused = 0
        try await runReporting {
            guard apply || expect == nil else {
                throw Problem(.invalidInput, "--expect belongs to --apply. Give both to apply exactly that plan.")
            }
            if let model, ProductCatalog.catalog[model] == nil {
                throw Problem(.invalidInput, "There is no model \"\(model)\".")
            }
            let source = try FileSource(files, model: model, format: try format())
            let workspace = try await Workspace.open(try await store.settings())
            let mode: ImportRun.Mode =
                apply ? expect.map { .applyExactly(fingerprint: $0) } ?? .apply : .plan
            let plan = try await ImportRun(
                store: workspace.store, environment: workspace.environment, actor: workspace.actor("import")
            ).run(mode, next: { try source.next() }) { step in
                switch step {
                case .objects(let count): Terminal.progress(apply ? "Importing" : "Planning", count, of: nil)
                case .indexes(let made, let total): Terminal.progress("Making indexes", made, of: total)
                }
            }
            Terminal.endProgress()
            refused = plan.total(.error)
            try print(plan)
            try workspace.close()
        }
        if refused > 0 { throw ExitStatus.attention }
    }

    private func format() throws -> ImportFormat? {
        guard let input else { return nil }
        guard let format = ImportFormat(rawValue: input) else {
            throw Problem(.invalidInput, "--input may be ndjson, json, csv or yaml.")
        }
        return format
    }

    private func print(_ plan: ImportPlan) throws {
        guard !json else { return try Terminal.line(plan.json.text) }
        try Terminal.line(apply ? "Imported:" : "Plan (nothing has been changed):")
        for (model, counts) in plan.counts where !model.isEmpty {
            let parts = ImportEntry.Action.allCases.compactMap { action -> String? in
                counts[action].map { "\(Self.word(action)) \(Terminal.grouped($0))" }
            }
            try Terminal.line("  \(model): \(parts.joined(separator: ", "))")
        }
        if plan.isEmpty {
            try Terminal.line(
                plan.unknown.isEmpty
                    ? "  Everything is as it should be; there is nothing to do." : "  There is nothing else to do.")
        }
        for member in plan.unknown {
            let count = member.objects == 1 ? "1 object, at" : "\(Terminal.grouped(member.objects)) objects, first at"
            try Terminal.line(
                "Not known and left out: \(member.model) \"\(Terminal.printable(member.name))\" "
                    + "(\(count) \(member.first.file):\(member.first.line))")
        }
        if plan.hasMoreUnknown { try Terminal.line("Not known and left out: … and others") }
        let errors = plan.entries.filter { $0.action == .error }
        if !errors.isEmpty {
            try Terminal.line("Refused:")
            for entry in errors.prefix(50) {
                let place =
                    entry.origin.column > 0 ? "\(entry.origin.line):\(entry.origin.column)" : "\(entry.origin.line)"
                try Terminal.line(
                    "  \(entry.origin.file):\(place)  "
                        + Terminal.printable(entry.messages.joined(separator: " ")))
            }
            if plan.total(.error) > 50 { try Terminal.line("  … and \(plan.total(.error) - 50) more; see --json") }
        }
        if !apply {
            try Terminal.line("Fingerprint \(plan.fingerprint). Apply with --apply --expect \(plan.fingerprint)")
        }
    }

    private static func word(_ action: ImportEntry.Action) -> String {
        switch action {
        case .create: "create"
        case .update: "update"
        case .unchanged: "unchanged"
        case .error: "refused"
        }
    }
}

/// Reads the objects of several files, one after another, in bounded memory.
private final class FileSource: @unchecked Sendable {
    // One import reads it, from one thread at a time.
    private var readers: [() throws -> ImportReader]
    private var current: ImportReader?

    /// - Throws: ``Problem`` when a file is missing or its form unknown.
    init(_ files: [String], model: String?, format: ImportFormat?) throws {
        readers = try files.map { file in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
                throw Problem(.invalidInput, "There is no file \(file).")
            }
            guard !isFolder.boolValue else {
                throw Problem(.invalidInput, "\(file) is a folder. Name the files in it.")
            }
            guard FileManager.default.isReadableFile(atPath: file) else {
                throw Problem(.invalidInput, "The file \(file) cannot be read. May it be read by this user?")
            }
            guard let form = format ?? ImportFormat(fileName: file) else {
                throw Problem(.invalidInput, "The form of \(file) is not known by its ending. Give --input.")
            }
            return {
                guard let handle = FileHandle(forReadingAtPath: file) else {
                    throw Problem(.invalidInput, "The file \(file) cannot be read.")
                }
                return ImportReader(
                    file: file, format: form, model: model, modelOption: "--model", catalog: ProductCatalog.catalog
                ) {
                    guard let data = try handle.read(upToCount: 1 << 18), !data.isEmpty else { return nil }
                    return Array(data)
                }
            }
        }
    }

    func next() throws -> ImportReading? {
        while true {
            if let reading = try current?.next() { return reading }
            guard !readers.isEmpty else { return nil }
            current = try readers.removeFirst()()
        }
    }
}
