package import Basics
package import Modeling

/// A statement under construction: its text and its arguments, in the dialect's placeholder style.
package struct SQLText {
    package let dialect: Dialect
    package private(set) var text = ""
    package private(set) var arguments: [Value] = []

    package init(_ dialect: Dialect) { self.dialect = dialect }

    package static func += (left: inout SQLText, right: String) { left.text += right }

    /// Appends an argument's placeholder.
    package mutating func bind(_ value: Value) { text += placeholder(value) }

    /// Adds an argument and returns its placeholder, which may stand in the statement several times.
    package mutating func placeholder(_ value: Value) -> String {
        arguments.append(value)
        return switch dialect {
        case .sqlite: "?\(arguments.count)"
        case .postgresql: "$\(arguments.count)"
        }
    }

    /// Appends an argument whose type the statement does not tell.
    package mutating func bind(_ value: Value, as kind: Kind) {
        guard dialect == .postgresql else { return bind(value) }
        text += "cast(\(placeholder(value)) AS \(SchemaDescription.ColumnType(kind).postgresqlName))"
    }

    /// Appends a list of arguments in parentheses.
    package mutating func bindList(_ values: [Value]) {
        if values.count > Self.longestExactList {
            let keys = values.compactMap(\.identifier)
            if keys.count == values.count { return bindKeys(keys) }
        }
        appendList(values)
    }

    private mutating func appendList(_ values: [Value]) {
        text += "("
        // PostgreSQL has no empty list; nothing equals null.
        if dialect == .postgresql, values.isEmpty { text += "NULL" }
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            bind(value)
        }
        text += ")"
    }

    /// Appends keys in parentheses, for `IN`.
    ///
    /// The statements of long lists are alike: PostgreSQL gets one array, and for SQLite the list is filled up with its last
    /// key, so that pages of any length share a few prepared statements. Engines bound the number of arguments; keys beyond
    /// that are written out, as they hold nothing but hex digits.
    package mutating func bindKeys(_ keys: some Collection<Identifier>) {
        // In order, so that a list is put into SQLite's table of it at the end each time.
        let keys = keys.sorted()
        guard keys.count > Self.longestExactList, let last = keys.last else { return appendList(keys.map(Value.id)) }
        switch dialect {
        case .postgresql where keys.count > Self.longestPostgreSQLList:
            text += "(SELECT unnest(cast(\(placeholder(.text(Self.array(keys)))) AS uuid[])))"
        case .postgresql: appendList(keys.map(Value.id))
        case .sqlite:
            let count = keys.count.roundedUpToPowerOfTwo
            guard arguments.count + count <= Self.maximumKeys else { return writeOut(keys) }
            // A mark without a number is the argument behind the highest that the text has named so far.
            text += "(?\(arguments.count + 1)" + String(repeating: ",?", count: count - 1) + ")"
            arguments.reserveCapacity(arguments.count + count)
            for key in keys { arguments.append(.id(key)) }
            for _ in keys.count..<count { arguments.append(.id(last)) }
        }
    }

    /// Lists up to this length are written as they are.
    private static let longestExactList = 4
    private static let longestPostgreSQLList = 200
    /// Arguments of a statement up to which keys are arguments of SQLite.
    private static let maximumKeys = 8_192

    private mutating func writeOut(_ keys: [Identifier]) {
        text += "("
        for (index, key) in keys.enumerated() { text += "\(index > 0 ? "," : "")X'\(key.hexDigits)'" }
        text += ")"
    }

    /// The keys as an array of PostgreSQL.
    private static func array(_ keys: [Identifier]) -> String { "{\(keys.map(\.description).joined(separator: ","))}" }
}

extension Int {
    /// The lowest power of two that is not lower; of numbers above one.
    fileprivate var roundedUpToPowerOfTwo: Int { 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}

extension Identifier {
    /// The 32 digits without dashes.
    var hexDigits: String {
        withBytes { bytes in
            String(unsafeUninitializedCapacity: 32) { digits in
                for (index, byte) in bytes.enumerated() {
                    digits[index * 2] = Self.digit(byte >> 4)
                    digits[index * 2 + 1] = Self.digit(byte & 15)
                }
                return 32
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
