/// Writes values as JSON, like Python's `json.dumps` with sorted keys.
struct JSONWriter {
    private let evaluator: Evaluator
    private let indent: Int?
    /// Whether characters beyond ASCII become `\uXXXX`.
    private let escapesUnicode: Bool
    private var level = 0
    private(set) var text = ""

    init(_ evaluator: Evaluator, indent: Int?, escapesUnicode: Bool = true) {
        self.evaluator = evaluator
        self.indent = indent
        self.escapesUnicode = escapesUnicode
    }

    mutating func write(_ value: Value) throws(TemplateError) {
        try evaluator.enter()
        defer { evaluator.leave() }
        try evaluator.spend()
        try evaluator.spend(reading: value)
        switch value {
        case .none: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let number): text += String(number)
        case .double(let number): text += Self.number(number)
        case .string(let string), .markup(let string): write(string)
        case .list(let list):
            try write(list.items, "[", "]") { writer, item throws(TemplateError) in
                try writer.write(item)
            }
        case .tuple(let tuple) where tuple.viewName == nil:
            try write(tuple.items, "[", "]") { writer, item throws(TemplateError) in try writer.write(item) }
        case .dict(let dict): try write(dict)
        default: throw .type("Object of type \(value.typeName) is not JSON serializable")
        }
        try evaluator.limit(length: text.utf8.count)
    }

    private static func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return PythonNumber.text(number)
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{08}": text += "\\b"
            case "\u{0C}": text += "\\f"
            case " "..."~": text.unicodeScalars.append(scalar)
            default:
                guard escapesUnicode || scalar.value < 0x20 else {
                    text.unicodeScalars.append(scalar)
                    continue
                }
                for unit in UTF16.encode(scalar) ?? UTF16.EncodedScalar() { text += Self.escapeSequence(unit) }
            }
        }
        text += "\""
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func escapeSequence(_ unit: UInt16) -> String {
        let places = [12, 8, 4, 0].map { digits[Int(unit >> UInt16($0) & 15)] }
        return String(decoding: [0x5C, 0x75] + places, as: UTF8.self)
    }

    private mutating func newLine() throws(TemplateError) {
        guard let indent else { return }
        try evaluator.check(length: max(indent, 0), times: level)
        text += "\n" + String(repeating: " ", count: max(indent, 0) * level)
    }

    private mutating func write<Element>(
        _ elements: [Element], _ begin: String, _ end: String,
        _ content: (inout JSONWriter, Element) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        text += begin
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { text += indent == nil ? ", " : "," }
            try newLine()
            try content(&self, element)
        }
        level -= 1
        if !elements.isEmpty { try newLine() }
        text += end
    }

    private mutating func write(_ dict: DictBox) throws(TemplateError) {
        var places: [Value] = []
        for index in dict.keys.indices { places.append(.int(Int128(index))) }
        let order = try evaluator.sorted(places, by: dict.keys).compactMap { $0.integerValue.map { Int($0) } }
        try write(order, "{", "}") { writer, place throws(TemplateError) in
            writer.write(try writer.name(of: dict.keys[place]))
            writer.text += ": "
            try writer.write(dict.values[place])
        }
    }

    private func name(of key: Value) throws(TemplateError) -> String {
        switch key {
        case .string(let name), .markup(let name): return name
        case .none: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number): return Self.number(number)
        default: throw .type("keys must be str, int, float, bool or None, not \(key.typeName)")
        }
    }
}

/// Python's `pprint`: at most 80 columns where that is possible, keys in order.
struct PrettyPrinter {
    private let evaluator: Evaluator

    init(_ evaluator: Evaluator) { self.evaluator = evaluator }

    /// The text of a value that begins at a column.
    func text(of value: Value, indent: Int, reserved: Int = 0) throws(TemplateError) -> String {
        try evaluator.enter()
        defer { evaluator.leave() }
        let plain = try evaluator.representation(of: try sorted(value))
        guard PythonText.length(plain) > 80 - indent - reserved else { return plain }
        switch value {
        case .list(let list): return try lines(list.items, "[", "]", indent)
        case .tuple(let tuple) where tuple.viewName == nil:
            return try lines(tuple.items, "(", tuple.items.count == 1 ? ",)" : ")", indent)
        case .dict(let dict):
            var parts: [String] = []
            for index in try order(of: dict) {
                let key = try evaluator.representation(of: dict.keys[index])
                let column = indent + PythonText.length(key) + 3
                parts.append("\(key): \(try text(of: dict.values[index], indent: column, reserved: 1))")
            }
            return try joined(parts, "{", "}", indent)
        default: return plain
        }
    }

    private func lines(_ items: [Value], _ begin: String, _ end: String, _ indent: Int) throws(TemplateError) -> String
    {
        var parts: [String] = []
        for item in items { parts.append(try text(of: item, indent: indent + 1, reserved: 1)) }
        return try joined(parts, begin, end, indent)
    }

    private func joined(
        _ parts: [String], _ begin: String, _ end: String, _ indent: Int
    ) throws(TemplateError) -> String {
        try evaluator.check(length: indent + 1, times: parts.count)
        return begin + parts.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + end
    }

    private func order(of dict: DictBox) throws(TemplateError) -> [Int] {
        let places: [Value] = dict.keys.indices.map { .int(Int128($0)) }
        let names: [Value]
        do throws(TemplateError) {
            return try evaluator.sorted(places, by: dict.keys).compactMap { $0.integerValue.map { Int($0) } }
        } catch {
            guard error.kind == .type else { throw error }
            names = dict.keys.map { .string($0.typeName) }
        }
        return try evaluator.sorted(places, by: names).compactMap { $0.integerValue.map { Int($0) } }
    }

    /// The value with the keys of mappings in order.
    private func sorted(_ value: Value) throws(TemplateError) -> Value {
        try evaluator.enter()
        defer { evaluator.leave() }
        switch value {
        case .dict(let dict):
            let copy = evaluator.keep(DictBox())
            for index in try order(of: dict) {
                copy.set(try evaluator.hashKey(of: dict.keys[index]), dict.keys[index], try sorted(dict.values[index]))
            }
            return .dict(copy)
        case .list(let list):
            var items: [Value] = []
            for item in list.items { items.append(try sorted(item)) }
            return try evaluator.list(items)
        default: return value
        }
    }
}
