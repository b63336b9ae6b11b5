import Modeling
import Storage

/// Counts the statements that go through it.
final class CountingConnection: Connection {
    private let inner: any Connection
    private(set) var statements = 0

    init(_ inner: any Connection) { self.inner = inner }

    var dialect: Dialect { inner.dialect }

    func execute(_ sql: String, _ arguments: [Value]) throws -> Int {
        statements += 1
        return try inner.execute(sql, arguments)
    }

    func query(_ sql: String, _ arguments: [Value], kinds: [Kind], row: (inout [Value]) throws -> Bool) throws {
        statements += 1
        try inner.query(sql, arguments, kinds: kinds, row: row)
    }
}
