import Basics
import Storage

extension AlmanacSettings {
    /// Reads where the store is.
    ///
    /// - Parameter isOnCommandLine: Whether the setting was given as a flag, once it has been read.
    static func database(
        _ value: (String) -> String?, isOnCommandLine: () -> Bool
    ) throws -> PostgreSQLAddress? {
        guard let text = value("database") else { return nil }
        guard PostgreSQLAddress.isAddress(text) else {
            // Not repeated: it may be an address with a password and a mistake at its beginning.
            throw Problem(
                .misconfigured,
                "The setting database may be postgres://USER@HOST:PORT/DATABASE. A store in SQLite is named by data.")
        }
        let address = try PostgreSQLAddress(text)
        guard !address.hasPassword || !isOnCommandLine() else {
            throw Problem(
                .misconfigured,
                "A password on the command line is seen by everybody on this machine. Take it out of --database and "
                    + "give it as PGPASSWORD or in a password file (PGPASSFILE), or put the address into ALMANAC_DATABASE "
                    + "or the configuration file.")
        }
        return address
    }

    /// Reads how many connections there may be.
    static func databaseConnections(_ value: (String) -> String?) throws -> Int {
        guard let text = value("database-connections") else { return PostgreSQLLimits().connections }
        guard let number = Int(text), (1...200).contains(number) else {
            throw wrong("database-connections", text, "a number from 1 to 200")
        }
        return number
    }
}
