import Foundation

/// `text % values`: the formats of C's printf, as Python has them.
enum PercentFormat {
    /// One `%…` of a format.
    struct Conversion {
        var key: String?
        var flags: Set<Unicode.Scalar> = []
        var width: Int?
        var precision: Int?
        var kind: Unicode.Scalar = "s"
    }

    /// Fills in a format.
    ///
    /// - Parameters:
    ///   - format: The format.
    ///   - isMarkup: Whether the format is HTML; then values are escaped, and the result is HTML.
    ///   - arguments: The values in order.
    ///   - mapping: What `%(name)s` looks into.
    ///   - evaluator: The rendering.
    /// - Returns: The text.
    static func format(
        _ format: String, isMarkup: Bool, _ arguments: CallArguments, _ mapping: Value, _ evaluator: Evaluator
    ) throws(TemplateError) -> Value {
        var run = FormatRun(format, isMarkup: isMarkup, arguments.positional, mapping, evaluator)
        let text = try run.text()
        return isMarkup ? .markup(text) : .string(text)
    }
}

/// One use of a format.
private struct FormatRun {
    private var rest: ArraySlice<Unicode.Scalar>
    private let isMarkup: Bool
    private var values: ArraySlice<Value>
    private let mapping: Value
    private let evaluator: Evaluator
    private var output = ""
    private var usesKeys = false

    init(_ format: String, isMarkup: Bool, _ values: [Value], _ mapping: Value, _ evaluator: Evaluator) {
        rest = Array(format.unicodeScalars)[...]
        self.isMarkup = isMarkup
        self.values = values[...]
        self.mapping = mapping
        self.evaluator = evaluator
    }

    mutating func text() throws(TemplateError) -> String {
        try evaluator.spend(rest.count >> 3)
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                output.unicodeScalars.append(scalar)
                continue
            }
            let conversion = try conversion()
            output += try converted(conversion)
            try evaluator.limit(length: output.utf8.count)
        }
        switch mapping {
        // What can be subscripted may hold more than the format asks for.
        case .dict, .list, .range, .undefined: return output
        default: break
        }
        guard values.isEmpty || usesKeys else { throw .type("not all arguments converted during string formatting") }
        return output
    }

    private mutating func conversion() throws(TemplateError) -> PercentFormat.Conversion {
        var conversion = PercentFormat.Conversion()
        if rest.first == "(" {
            rest.removeFirst()
            guard let end = rest.firstIndex(of: ")") else { throw .value("incomplete format key") }
            conversion.key = PythonText.text(rest[..<end])
            rest = rest[(end + 1)...]
        }
        while let flag = rest.first, "#0- +".unicodeScalars.contains(flag) {
            conversion.flags.insert(flag)
            rest.removeFirst()
        }
        conversion.width = try number()
        if let width = conversion.width, width < 0 {
            conversion.flags.insert("-")
            conversion.width = Int(clamping: width.magnitude)
        }
        if rest.first == "." {
            rest.removeFirst()
            conversion.precision = max(try number() ?? 0, 0)
        }
        while let modifier = rest.first, "hlL".unicodeScalars.contains(modifier) { rest.removeFirst() }
        guard let kind = rest.popFirst() else { throw .value("incomplete format") }
        conversion.kind = kind
        try evaluator.check(length: max(conversion.width ?? 0, conversion.precision ?? 0))
        return conversion
    }

    private mutating func number() throws(TemplateError) -> Int? {
        if rest.first == "*" {
            rest.removeFirst()
            guard let value = try nextValue().integerValue else { throw .type("* wants int") }
            return Int(clamping: value)
        }
        let digits = rest.prefix { NumberScan.isDigit($0) }
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : Int(PythonText.text(digits)) ?? Int.max
    }

    private mutating func nextValue() throws(TemplateError) -> Value {
        guard let value = values.popFirst() else { throw .type("not enough arguments for format string") }
        return value
    }

    private mutating func converted(_ conversion: PercentFormat.Conversion) throws(TemplateError) -> String {
        if conversion.kind == "%" { return padded("%", conversion) }
        let value: Value
        if let key = conversion.key {
            guard case .dict(let dict) = mapping else { throw .type("format requires a mapping") }
            guard let found = dict.value(named: key) else { throw TemplateError(.key, PythonText.quoted(key)) }
            usesKeys = true
            value = found
        } else {
            value = try nextValue()
        }
        switch conversion.kind {
        case "s":
            return padded(
                try cut(isMarkup ? evaluator.escaped(value) : evaluator.text(of: value), conversion), conversion)
        case "r", "a":
            let text = try evaluator.representation(of: value)
            return padded(cut(isMarkup ? PythonText.escaped(text) : text, conversion), conversion)
        case "c": return padded(try character(value), conversion)
        case "d", "i", "u", "x", "X", "o": return try integer(value, conversion)
        case "e", "E", "f", "F", "g", "G": return try double(value, conversion)
        default:
            let code = String(conversion.kind.value, radix: 16)
            throw .value("unsupported format character '\(conversion.kind)' (0x\(code))")
        }
    }

    private func cut(_ text: String, _ conversion: PercentFormat.Conversion) -> String {
        guard let precision = conversion.precision else { return text }
        return String(text.unicodeScalars.prefix(precision))
    }

    private func padded(_ text: String, _ conversion: PercentFormat.Conversion) -> String {
        guard let width = conversion.width else { return text }
        let missing = width - PythonText.length(text)
        guard missing > 0 else { return text }
        let blanks = String(repeating: " ", count: missing)
        return conversion.flags.contains("-") ? text + blanks : blanks + text
    }

    private func character(_ value: Value) throws(TemplateError) -> String {
        if let text = value.textValue, PythonText.length(text) == 1 { return text }
        guard let code = value.integerValue.flatMap({ UInt32(exactly: $0) }), let scalar = Unicode.Scalar(code) else {
            throw .type("%c requires int or char")
        }
        return String(scalar)
    }

    private func integer(_ value: Value, _ conversion: PercentFormat.Conversion) throws(TemplateError) -> String {
        if case .undefined(let missing) = value { throw missing.error }
        let radix = ["x": 16, "X": 16, "o": 8][conversion.kind] ?? 10
        let number: Int128
        if let whole = value.integerValue {
            number = whole
        } else if radix == 10, case .double(let double) = value {
            number = try Conversion.integer(double)
        } else {
            let need = radix == 10 ? "a real number is required" : "an integer is required"
            throw .type("%\(conversion.kind) format: \(need), not \(value.typeName)")
        }
        var digits = String(number.magnitude, radix: radix, uppercase: conversion.kind == "X")
        digits = PythonText.filled(digits, to: conversion.precision ?? 0, with: "0")
        let prefix = conversion.flags.contains("#") ? ["x": "0x", "X": "0X", "o": "0o"][conversion.kind] ?? "" : ""
        return signed(number < 0, prefix, digits, conversion)
    }

    private func double(_ value: Value, _ conversion: PercentFormat.Conversion) throws(TemplateError) -> String {
        if case .undefined(let missing) = value { throw missing.error }
        guard let number = value.numberValue else { throw .type("must be real number, not \(value.typeName)") }
        let digits = PythonNumber.formatted(
            number.magnitude, conversion.kind, conversion.precision ?? 6, alternate: conversion.flags.contains("#"))
        return signed(number.sign == .minus && !number.isNaN, "", digits, conversion)
    }

    private func signed(
        _ isNegative: Bool, _ prefix: String, _ digits: String, _ conversion: PercentFormat.Conversion
    ) -> String {
        let plus = conversion.flags.contains("+") ? "+" : conversion.flags.contains(" ") ? " " : ""
        let head = (isNegative ? "-" : plus) + prefix
        guard conversion.flags.contains("0"), !conversion.flags.contains("-"), let width = conversion.width else {
            return padded(head + digits, conversion)
        }
        return head + PythonText.filled(digits, to: width - head.utf8.count, with: "0")
    }
}

extension PythonNumber {
    /// A positive number in one of the formats `e`, `f`, `g` and their capitals.
    static func formatted(_ value: Double, _ kind: Unicode.Scalar, _ precision: Int, alternate: Bool = false) -> String
    {
        let isUpper = kind == "E" || kind == "F" || kind == "G"
        if !value.isFinite { return isUpper ? text(value).uppercased() : text(value) }
        // 350 digits after the point show every bit of every number.
        let digits = min(precision, 350)
        let text = String(format: "%\(alternate ? "#" : "").*\(kind)", Int32(digits), value)
        guard precision > digits, kind == "f" || kind == "F" else { return text }
        return text + String(repeating: "0", count: precision - digits)
    }
}
