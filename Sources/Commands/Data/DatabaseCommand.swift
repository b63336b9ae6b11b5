import ArgumentParser
import Basics
import Domain
import Foundation
import Services
import Storage

/// The command `almanac database`.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "Look after the store.",
        subcommands: [Backup.self, Copy.self, SchemaText.self])

    /// The command `almanac database backup`.
    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backup", abstract: "Copy the store to a file while it is in use.",
            discussion: "The copy is the state at one moment. Keep the key file almanac.key with it.")

        @OptionGroup var store: StoreOptions

        @Argument(help: "File to write; must not exist.")
        var file: String

        func run() async throws {
            try await runReporting {
                try DataFolder.refuseExisting(file)
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                guard let engine = workspace.engine as? SQLiteEngine else {
                    try workspace.close()
                    throw Problem(
                        .invalidInput,
                        "The store is in PostgreSQL. Back it up with pg_dump --format=custom, or copy it into a folder with: almanac database copy."
                    )
                }
                do {
                    try engine.backup(to: file)
                } catch let error as StorageError {
                    // What was begun is no backup; the name must stay free for the next try.
                    try? FileManager.default.removeItem(atPath: file)
                    throw Problem(
                        .unavailable,
                        "The backup \(file) cannot be written. Is there room, and may the folder be written to?",
                        underlying: error.problem.underlying)
                }
                Terminal.note("Backed up to \(file).")
                try workspace.close()
            }
        }
    }

    /// The command `almanac database schema`.
    struct SchemaText: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Print the schema that the models of this release need, as migrations keep it.")

        func run() async throws {
            try Terminal.line(SchemaDescription(StoreCatalog.catalog).text)
        }
    }
}
