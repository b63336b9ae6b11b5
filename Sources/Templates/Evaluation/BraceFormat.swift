/// `text.format(values)`: the format of `{0.name!r:>10}`, inside the sandbox.
struct BraceFormat {
    private let isMarkup: Bool
    private let positional: [Value]
    private let named: (String) -> Value?
    private let evaluator: Evaluator
    private var nextIndex = 0

    init(isMarkup: Bool, _ positional: [Value], named: @escaping (String) -> Value?, _ evaluator: Evaluator) {
        self.isMarkup = isMarkup
        self.positional = positional
        self.named = named
        self.evaluator = evaluator
    }

    /// Fills in a format; fields inside of fields may be nested twice.
    mutating func text(_ format: String, depth: Int = 2) throws(TemplateError) -> String {
        guard depth >= 0 else { throw .value("Max string recursion exceeded") }
        try evaluator.spend(1 + format.utf8.count >> 3)
        var output = ""
        var rest = format.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                rest.removeFirst()
                output.unicodeScalars.append(scalar)
            case "{": output += try field(try Self.fieldText(&rest), depth)
            case "}": throw .value("Single '}' encountered in format string")
            default: output.unicodeScalars.append(scalar)
            }
            try evaluator.limit(length: output.utf8.count)
        }
        return output
    }

    /// What stands between two braces.
    private static func fieldText(
        _ rest: inout Substring.UnicodeScalarView
    ) throws(TemplateError) -> Substring.UnicodeScalarView {
        var level = 1
        var end = rest.startIndex
        while end < rest.endIndex {
            if rest[end] == "{" { level += 1 }
            if rest[end] == "}" { level -= 1 }
            if level == 0 {
                let text = rest[..<end]
                rest = rest[rest.index(after: end)...]
                return text
            }
            end = rest.index(after: end)
        }
        throw .value(rest.isEmpty ? "Single '{' encountered in format string" : "expected '}' before end of string")
    }

    private mutating func field(_ text: Substring.UnicodeScalarView, _ depth: Int) throws(TemplateError) -> String {
        let nameEnd = text.firstIndex { $0 == "!" || $0 == ":" } ?? text.endIndex
        var value = try self.value(String(text[..<nameEnd]))
        var rest = text[nameEnd...]
        if rest.first == "!" {
            rest.removeFirst()
            guard let conversion = rest.popFirst() else {
                throw .value("end of string while looking for conversion specifier")
            }
            switch conversion {
            case "r", "a": value = .string(try evaluator.representation(of: value))
            case "s": value = .string(try evaluator.text(of: value))
            default: throw .value("Unknown conversion specifier \(conversion)")
            }
            guard rest.isEmpty || rest.first == ":" else { throw .value("expected ':' after conversion specifier") }
        }
        let specification = try self.text(String(rest.dropFirst()), depth: depth - 1)
        let shown = try FormatSpecification(specification).apply(to: value, evaluator)
        guard isMarkup else { return shown }
        return value.isMarkup ? shown : PythonText.escaped(shown)
    }

    /// The value of `0.name[key]`.
    private mutating func value(_ path: String) throws(TemplateError) -> Value {
        let scalars = Array(path.unicodeScalars)
        var place = scalars.firstIndex { $0 == "." || $0 == "[" } ?? scalars.count
        var value = try first(PythonText.text(scalars[..<place]))
        while place < scalars.count {
            let isItem = scalars[place] == "["
            let start = place + 1
            var end = start
            while end < scalars.count, isItem ? scalars[end] != "]" : scalars[end] != "." && scalars[end] != "[" {
                end += 1
            }
            guard !isItem || end < scalars.count else { throw .value("Missing ']' in format string") }
            guard end > start else { throw .value("Empty attribute in format string") }
            let name = PythonText.text(scalars[start..<end])
            if isItem {
                value = try evaluator.item(Int128(name).map { .int($0) } ?? .string(name), of: value)
            } else {
                value = try evaluator.member(name, of: value)
            }
            place = isItem ? end + 1 : end
        }
        return value
    }

    private mutating func first(_ name: String) throws(TemplateError) -> Value {
        let index: Int
        if name.isEmpty {
            index = nextIndex
            nextIndex += 1
        } else if let number = Int(name) {
            index = number
        } else {
            guard let value = named(name) else { throw TemplateError(.key, PythonText.quoted(name)) }
            return value
        }
        guard positional.indices.contains(index) else {
            throw TemplateError(.index, "Replacement index \(index) out of range for positional args tuple")
        }
        return positional[index]
    }
}

/// What follows the colon of a field: `>10`, `,.2f`, `#06x`.
private struct FormatSpecification {
    private var fill: Unicode.Scalar = " "
    private var alignment: Unicode.Scalar?
    private var sign: Unicode.Scalar = "-"
    private var isAlternate = false
    private var width = 0
    private var separator: Unicode.Scalar?
    private var precision: Int?
    private var kind: Unicode.Scalar?
    private let source: String

    init(_ text: String) throws(TemplateError) {
        source = text
        var rest = Array(text.unicodeScalars)[...]
        let alignments = Set("<>^=".unicodeScalars)
        if rest.count > 1, alignments.contains(rest[1]) {
            fill = rest[0]
            alignment = rest[1]
            rest = rest.dropFirst(2)
        } else if let first = rest.first, alignments.contains(first) {
            alignment = rest.popFirst()
        }
        if let first = rest.first, "+- ".unicodeScalars.contains(first) {
            sign = first
            rest.removeFirst()
        }
        if rest.first == "#" {
            isAlternate = true
            rest.removeFirst()
        }
        if rest.first == "0", alignment == nil {
            fill = "0"
            alignment = "="
            rest.removeFirst()
        }
        width = Self.number(&rest) ?? 0
        if let first = rest.first, first == "," || first == "_" { separator = rest.popFirst() }
        if rest.first == "." {
            rest.removeFirst()
            guard let digits = Self.number(&rest) else { throw .value("Format specifier missing precision") }
            precision = digits
        }
        kind = rest.popFirst()
        guard rest.isEmpty else { throw .value("Invalid format specifier") }
    }

    private static func number(_ rest: inout ArraySlice<Unicode.Scalar>) -> Int? {
        let digits = rest.prefix { NumberScan.isDigit($0) }
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : Int(PythonText.text(digits)) ?? Int.max
    }

    func apply(to value: Value, _ evaluator: Evaluator) throws(TemplateError) -> String {
        guard !source.isEmpty else { return try evaluator.text(of: value) }
        try evaluator.check(length: max(width, precision ?? 0))
        if let text = value.textValue { return try string(text) }
        if case .double(let number) = value { return try double(number) }
        if let number = value.integerValue { return try integer(number) }
        throw .type("unsupported format string passed to \(value.typeName).__format__")
    }

    private func unknown(_ type: String) -> TemplateError {
        .value("Unknown format code '\(kind.map { String($0) } ?? "")' for object of type '\(type)'")
    }

    private func string(_ text: String) throws(TemplateError) -> String {
        guard kind == nil || kind == "s" else { throw unknown("str") }
        guard alignment != "=" || fill == "0" else {
            throw .value("'=' alignment not allowed in string format specifier")
        }
        let cut = precision.map { String(text.unicodeScalars.prefix($0)) } ?? text
        return padded("", cut, preset: "<")
    }

    private func integer(_ number: Int128) throws(TemplateError) -> String {
        let radix: Int
        switch kind {
        case nil, "d", "n": radix = 10
        case "x", "X": radix = 16
        case "o": radix = 8
        case "b": radix = 2
        case "c":
            guard let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else { throw .integerTooLarge }
            return padded("", String(scalar), preset: "<")
        case "e", "E", "f", "F", "g", "G", "%": return try double(Double(number))
        default: throw unknown("int")
        }
        guard precision == nil else { throw .value("Precision not allowed in integer format specifier") }
        let digits = String(number.magnitude, radix: radix, uppercase: kind == "X")
        let prefix = isAlternate ? ["x": "0x", "X": "0X", "o": "0o", "b": "0b"][kind ?? "d"] ?? "" : ""
        return padded(signText(number < 0) + prefix, grouped(digits, radix == 10 ? 3 : 4), preset: ">")
    }

    private func double(_ number: Double) throws(TemplateError) -> String {
        var text: String
        switch kind {
        case nil:
            text =
                precision.map { PythonNumber.formatted(number.magnitude, "g", max($0, 1)) }
                ?? PythonNumber.text(number.magnitude)
            if precision != nil, number.isFinite, !text.contains("."), !text.contains("e") { text += ".0" }
        case "e", "E", "f", "F", "g", "G":
            text = PythonNumber.formatted(number.magnitude, kind ?? "g", precision ?? 6, alternate: isAlternate)
        case "n": text = PythonNumber.formatted(number.magnitude, "g", precision ?? 6)
        case "%": text = PythonNumber.formatted(number.magnitude * 100, "f", precision ?? 6) + "%"
        default: throw unknown("float")
        }
        return padded(signText(number.sign == .minus && !number.isNaN), grouped(text, 3), preset: ">")
    }

    private func signText(_ isNegative: Bool) -> String {
        isNegative ? "-" : sign == "-" ? "" : String(sign)
    }

    /// Puts the separator between groups of the digits before the point.
    private func grouped(_ digits: String, _ size: Int) -> String {
        guard let separator else { return digits }
        let whole = Array(digits.unicodeScalars.prefix { $0.properties.isASCIIHexDigit })
        var grouped: [Unicode.Scalar] = []
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % size == 0 { grouped.append(separator) }
            grouped.append(digit)
        }
        return PythonText.text(grouped) + String(digits.unicodeScalars.dropFirst(whole.count))
    }

    private func padded(_ head: String, _ body: String, preset: Unicode.Scalar) -> String {
        let missing = width - PythonText.length(head) - PythonText.length(body)
        guard missing > 0 else { return head + body }
        let filler = { (count: Int) in PythonText.text(repeatElement(fill, count: count)) }
        switch alignment ?? preset {
        case "<": return head + body + filler(missing)
        case "^": return filler(missing / 2) + head + body + filler(missing - missing / 2)
        case "=": return head + filler(missing) + body
        default: return filler(missing) + head + body
        }
    }
}
