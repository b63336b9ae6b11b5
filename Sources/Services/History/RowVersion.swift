package import Modeling

/// What tells versions of a row, and of an answer, apart.
package enum RowVersion {
    /// 24 hex digits of SHA-256 over the cells; another value after every change, because `last_updated` always grows.
    package static func text(_ row: [Value]) -> String {
        var digest = CellDigest()
        digest.update(row)
        return String(digest.text.prefix(24))
    }

    /// 24 hex digits of SHA-256 over bytes.
    package static func text(_ bytes: [UInt8]) -> String {
        var digest = CellDigest()
        digest.update(bytes)
        return String(digest.text.prefix(24))
    }
}
