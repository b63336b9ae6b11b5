import Basics
import CLibPQ

/// Where a PostgreSQL store is: a connection address, whose password never shows.
///
/// Everything that libpq understands in an address is passed on: several hosts, `sslmode`, `sslrootcert`, `passfile`, and
/// what is not given comes from libpq's environment (`PGPASSWORD`, `PGPASSFILE`, `PGSSLMODE`).
/// - Source: <https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING>.
package struct PostgreSQLAddress: Sendable, CustomStringConvertible {
    private let url: Redacted<String>
    /// `HOST:PORT/DATABASE as USER`, as far as it is given; safe to log.
    package let description: String
    /// Whether the address itself has a password in it.
    package let hasPassword: Bool
    /// The name of the database; nil when it is left to libpq.
    package let database: String?

    /// Whether a text is an address of PostgreSQL rather than a path.
    package static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// Takes an address, `postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full`.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`, which does not repeat the address.
    package init(_ text: String) throws {
        try PostgreSQLLibrary.load()
        guard Self.isAddress(text), !text.utf8.contains(0) else { throw Self.malformed }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            // libpq's message repeats the address, password and all.
            if let message { PQfreemem(message) }
            throw Self.malformed
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        url = Redacted(text)
        hasPassword = values["password"].map { !$0.isEmpty } ?? false
        database = values["dbname"]
        var shown = values["host"] ?? values["hostaddr"] ?? "local socket"
        if let port = values["port"] { shown += ":\(port)" }
        shown += "/" + (values["dbname"] ?? "")
        if let user = values["user"] { shown += " as \(user)" }
        description = shown
    }

    private static let malformed = Problem(
        .misconfigured,
        "The address of the database cannot be read. Write postgres://USER@HOST:PORT/DATABASE, with %XX for special characters."
    )

    /// The address with another database in it.
    package func with(database: String) throws -> PostgreSQLAddress {
        let text = url.reveal()
        let query = text.firstIndex(of: "?") ?? text.endIndex
        let start = text.range(of: "://")?.upperBound ?? text.startIndex
        let slash = text[start..<query].firstIndex(of: "/") ?? query
        return try PostgreSQLAddress(text[..<slash] + "/" + database + text[query...])
    }

    /// Hands the keywords and values of a connection to `body`.
    func withParameters<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        // The address expands in its place; what comes before it is a default and what comes after it is not.
        let pairs = [
            ("fallback_application_name", "almanac"), ("dbname", url.reveal()), ("client_encoding", "UTF8"),
        ]
        let keys = pairs.map { strdupped($0.0) }
        let values = pairs.map { strdupped($0.1) }
        defer { for pointer in keys + values { pointer.deallocate() } }
        let keyList: [UnsafePointer<CChar>?] = keys.map { UnsafePointer($0) } + [nil]
        let valueList: [UnsafePointer<CChar>?] = values.map { UnsafePointer($0) } + [nil]
        return body(keyList, valueList)
    }

    private func strdupped(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = Array(text.utf8CString)
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        copy.initialize(from: bytes, count: bytes.count)
        return copy
    }
}

extension String {
    /// The first place of a text, without Foundation.
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
