import Basics
import Storage

extension AlmanacSettings {
    /// Reads where the store is.
    mutating func readDatabase(_ value: (String) -> String?) throws {
        if let text = value("database") {
            guard PostgreSQLAddress.isAddress(text) else {
                // Not repeated: it may be an address with a password and a mistake at its beginning.
                throw Problem(
                    .misconfigured,
                    "The setting database may be postgres://USER@HOST:PORT/DATABASE. A store in SQLite is named by data.")
            }
            let address = try PostgreSQLAddress(text)
            if address.hasPassword, origins.contains(where: { $0.name == "database" && $0.origin == "command line" }) {
                throw Problem(
                    .misconfigured,
                    "A password on the command line is seen by everybody on this machine. Take it out of --database and "
                        + "give it as PGPASSWORD or in a password file (PGPASSFILE), or put the address into ALMANAC_DATABASE "
                        + "or the configuration file.")
            }
            database = address
        }
        if let text = value("database-connections") {
            guard let number = Int(text), (1...200).contains(number) else {
                throw Self.wrong("database-connections", text, "a number from 1 to 200")
            }
            databaseConnections = number
        }
    }
}
