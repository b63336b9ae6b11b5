import Basics
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

    /// The keys as an array of PostgreSQL; nil when there is anything else among them.
    private static func array(_ values: [Value]) -> String? {
        var text = "{"
        for value in values {
            guard case .id(let id) = value else { return nil }
            if text.utf8.count > 1 { text += "," }
            text += id.description
        }
        return text + "}"
    }

    /// Appends a list of arguments in parentheses.
    ///
    /// Long lists of keys are written out, or sent as one argument: keys hold nothing but hex digits, and engines bound
    /// the number of arguments.
    package mutating func bindList(_ values: [Value]) {
        if dialect == .postgresql, values.count > 200, let keys = Self.array(values) {
            text += "(SELECT unnest(cast(\(placeholder(.text(keys))) AS uuid[])))"
            return
        }
        text += "("
        // PostgreSQL has no empty list; nothing equals null.
        if dialect == .postgresql, values.isEmpty { text += "NULL" }
        let writesOut = values.count > 200
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            if writesOut, dialect == .sqlite, case .id(let id) = value {
                text += "X'\(id.hexDigits)'"
            } else {
                bind(value)
            }
        }
        text += ")"
    }
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
