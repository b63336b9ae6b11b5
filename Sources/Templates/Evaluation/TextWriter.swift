/// Writes values as Python shows them, up to the greatest length of a text.
struct TextWriter {
    private let evaluator: Evaluator
    private(set) var text = ""
    /// The containers being written; one that is met again is shown as `[...]`.
    private var open: [ObjectIdentifier] = []

    init(_ evaluator: Evaluator) { self.evaluator = evaluator }

    /// Writes `repr(value)`.
    mutating func write(_ value: Value) throws(TemplateError) {
        try evaluator.spend()
        try evaluator.spend(reading: value)
        switch value {
        case .undefined(let missing):
            if evaluator.options.undefined == .strict { throw missing.error }
            try append("Undefined")
        case .none: try append("None")
        case .bool(let value): try append(value ? "True" : "False")
        case .int(let value): try append(Int(exactly: value).map { String($0) } ?? String(value))
        case .double(let value): try append(PythonNumber.text(value))
        case .string(let text): try append(PythonText.quoted(text))
        case .markup(let text): try append("Markup(\(PythonText.quoted(text)))")
        case .range(let range): try append(range.text)
        case .function(let function): try append(function.shown)
        case .iterator(let iterator): try append("<\(iterator.name)>")
        case .object(let box): try append("<\(box.object.typeName): \(box.object.text)>")
        case .special(let special): try append(try special.text(evaluator))
        case .list(let list):
            try write(list, begin: "[", end: "]") { writer throws(TemplateError) in try writer.write(list.items) }
        case .tuple(let tuple):
            let isSingle = tuple.items.count == 1
            let (begin, end) = tuple.viewName.map { ($0 + "([", "])") } ?? ("(", isSingle ? ",)" : ")")
            try write(tuple, begin: begin, end: end) { writer throws(TemplateError) in try writer.write(tuple.items) }
        case .dict(let dict):
            try write(dict, begin: "{", end: "}") { writer throws(TemplateError) in try writer.write(dict) }
        }
    }

    private mutating func append(_ part: String) throws(TemplateError) {
        text += part
        try evaluator.spend(part.utf8.count >> 5)
        if text.utf8.count > evaluator.options.limits.outputBytes { try evaluator.check(length: text.utf8.count) }
    }

    private mutating func write(
        _ container: Container, begin: String, end: String, _ content: (inout Self) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        let identity = ObjectIdentifier(container)
        guard !open.contains(identity) else { return try append(container is DictBox ? "{...}" : "[...]") }
        try evaluator.enter()
        defer { evaluator.leave() }
        open.append(identity)
        try append(begin)
        try content(&self)
        try append(end)
        open.removeLast()
    }

    private mutating func write(_ items: [Value]) throws(TemplateError) {
        for (index, item) in items.enumerated() {
            if index > 0 { try append(", ") }
            try write(item)
        }
    }

    private mutating func write(_ dict: DictBox) throws(TemplateError) {
        for (index, pair) in zip(dict.keys, dict.values).enumerated() {
            if index > 0 { try append(", ") }
            try write(pair.0)
            try append(": ")
            try write(pair.1)
        }
    }
}
