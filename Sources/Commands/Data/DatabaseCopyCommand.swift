import ArgumentParser
import Basics
import Domain
import Foundation
import Logging
import Services
import Storage

extension DatabaseCommand {
    /// The command `almanac database copy`.
    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "copy", abstract: "Copy a whole store into an empty place, on the same engine or another.",
            discussion: """
                FROM and TO are each the folder of a store in SQLite or the address of a database, \
                postgres://USER@HOST:PORT/DATABASE. The copy is the state at one moment; the source may be in use. \
                Passwords come from PGPASSWORD or a password file. Nodes of the copy need the key file almanac.key of the \
                source in their data folder; from folder to folder it is copied too.

                Example: almanac database copy /var/lib/almanac postgres://almanac@db.example/almanac
                """)

        @Argument(help: "Folder or address of the store.")
        var from: String

        @Argument(help: "Empty folder or database to write.")
        var to: String

        func run() async throws {
            try await runReporting {
                let source = try await open(from, isSource: true)
                let target = try await open(to, isSource: false)
                let applied = try await MigrationRunner(ProductMigrations.all).run(on: source, now: SystemTime().now)
                for name in applied { Terminal.note("The source was migrated: \(name).") }
                let count = try await StoreCopy(SchemaDescription(StoreCatalog.catalog)).run(from: source, to: target) {
                    table, count in
                    if count > 0 { Terminal.note("  \(table): \(count)") }
                }
                // The planner of a database that was just filled knows nothing of it yet.
                _ = try await target.maintain(.tidy)
                try source.close()
                try target.close()
                try copyKey()
                Terminal.note("Copied \(count) rows.")
            }
        }

        private func open(_ place: String, isSource: Bool) async throws -> any Engine {
            let logger = Logger(label: "almanac") { StreamLogHandler.standardError(label: $0) }
            guard PostgreSQLAddress.isAddress(place) else {
                if isSource { try DataFolder.requireStore(place) } else { try DataFolder.create(place) }
                return try StoreEngine.sqlite(place, AlmanacSettings(), logger)
            }
            let address = try PostgreSQLAddress(place)
            guard !address.hasPassword else {
                throw Problem(
                    .invalidInput,
                    "A password on the command line is seen by everybody on this machine. Give it as PGPASSWORD or in a password file (PGPASSFILE)."
                )
            }
            let engine = try StoreEngine.postgresql(address, AlmanacSettings(), logger)
            if isSource, !(try await StoreEngine.holdsStore(engine)) {
                throw Problem(.invalidInput, "There is no store in \(address).")
            }
            return engine
        }

        private func copyKey() throws {
            guard !PostgreSQLAddress.isAddress(from), !PostgreSQLAddress.isAddress(to), DataFolder.hasKey(from),
                !DataFolder.hasKey(to)
            else {
                return Terminal.note("Give the copy's nodes the key file almanac.key of the source.")
            }
            try FileManager.default.copyItem(atPath: from + "/almanac.key", toPath: to + "/almanac.key")
        }
    }
}
