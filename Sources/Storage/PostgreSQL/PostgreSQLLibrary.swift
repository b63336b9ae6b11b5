import Basics
import CLibPQ
import Foundation

/// The client library of PostgreSQL, bound when first needed.
enum PostgreSQLLibrary {
    /// Binds the library.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured` that says what to install.
    static func load() throws {
        var missing: UnsafePointer<CChar>?
        guard clibpq_load(&missing) != 0 else { return }
        let name = missing.map { String(cString: $0) } ?? "libpq.so.5"
        guard name.contains(".") else {
            throw Problem(
                .misconfigured,
                "The PostgreSQL client library is too old: it has no \(name). Install version 14 or newer (Debian: apt-get install libpq5)."
            )
        }
        throw Problem(
            .misconfigured,
            "The PostgreSQL client library (\(name)) is missing. Install it with: apt-get install libpq5")
    }

    /// Whether the prototypes were compared with `<libpq-fe.h>` when this was built.
    static var wasCompared: Bool { clibpq_was_compared() == 1 }

    /// The version of the library, 150004 for 15.4.
    static var version: Int { Int(PQlibVersion()) }
}

/// The prototypes of libpq, for tests.
package enum PostgreSQLClient {
    /// Whether the prototypes were compared with `<libpq-fe.h>` when this was built; a difference breaks the build.
    package static var prototypesWereCompared: Bool { PostgreSQLLibrary.wasCompared }

    /// Whether that header is installed here.
    package static var headerIsInstalled: Bool {
        FileManager.default.fileExists(atPath: "/usr/include/postgresql/libpq-fe.h")
    }

    /// The version of the client library, 150004 for 15.4.
    ///
    /// - Throws: ``Problem`` when it is missing.
    package static func version() throws -> Int {
        try PostgreSQLLibrary.load()
        return PostgreSQLLibrary.version
    }
}
