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

    /// Appends a list of arguments in parentheses.
    ///
    /// Long lists of keys are written out instead: keys hold nothing but hex digits, and engines bound the
    /// number of arguments.
    package mutating func bindList(_ values: [Value]) {
        text += "("
        let writesOut = values.count > 200
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            if writesOut, case .id(let id) = value {
                text += dialect == .sqlite ? "X'\(id.hexDigits)'" : "'\(id)'"
            } else {
                bind(value)
            }
        }
        text += ")"
    }
}

extension Identifier {
    /// The 32 digits without dashes.
    fileprivate var hexDigits: String {
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
