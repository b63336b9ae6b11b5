import Basics

/// Writes cells as JSON.
package enum CellJSON {
    /// Appends a cell; decimals become strings, dates and times texts, JSON is copied.
    package static func append(_ value: Value, _ kind: Kind, to bytes: inout [UInt8]) {
        switch value {
        case .null: JSONText.appendNull(to: &bytes)
        case .bool(let truth): JSONText.appendBool(truth, to: &bytes)
        case .int(let number):
            if case .decimal(_, let scale) = kind {
                appendDecimal(number, scale, to: &bytes)
            } else {
                JSONText.appendInt(number, to: &bytes)
            }
        case .double(let number): JSONText.appendDouble(number, to: &bytes)
        case .text(let text): JSONText.appendString(text, to: &bytes)
        case .json(let text): bytes.append(contentsOf: text.utf8)
        case .id(let id):
            bytes.append(34)
            id.write(into: &bytes)
            bytes.append(34)
        case .day(let day):
            bytes.append(34)
            day.write(into: &bytes)
            bytes.append(34)
        case .timestamp(let time):
            bytes.append(34)
            time.write(into: &bytes)
            bytes.append(34)
        }
    }

    /// A scaled integer as a quoted number, `"12.30"`.
    package static func appendDecimal(_ number: Int64, _ scale: Int, to bytes: inout [UInt8]) {
        bytes.append(34)
        bytes.append(contentsOf: decimalText(number, scale).utf8)
        bytes.append(34)
    }

    /// A scaled integer as a number with all its decimal places.
    package static func decimalText(_ number: Int64, _ scale: Int) -> String {
        var digits = String(number.magnitude)
        if digits.utf8.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits }
        let sign = number < 0 ? "-" : ""
        return scale == 0 ? sign + digits : "\(sign)\(digits.dropLast(scale)).\(digits.suffix(scale))"
    }
}
