/// The names that every template knows.
enum Globals {
    static func value(_ name: String, _ evaluator: Evaluator) -> Value? {
        switch name {
        case "range": evaluator.function("<function safe_range>", range)
        case "dict": evaluator.function("<class 'dict'>", isType: true, dict)
        case "namespace":
            evaluator.function("<class 'jinja2.utils.Namespace'>", isType: true) {
                evaluator, arguments throws(TemplateError) in
                .special(evaluator.keep(Namespace(try members(evaluator, arguments))))
            }
        case "cycler": evaluator.function("<class 'jinja2.utils.Cycler'>", isType: true, cycler)
        case "lipsum": evaluator.function("<function generate_lorem_ipsum>", PlaceholderText.make)
        case "url", "static":
            evaluator.language.translates
                ? evaluator.function("<function \(name)>") { _, _ throws(TemplateError) in
                    throw TemplateError(.runtime, "A template knows no addresses of pages: \(name)() is not available.")
                } : nil
        case "joiner": evaluator.function("<class 'jinja2.utils.Joiner'>", isType: true, joiner)
        case "_", "gettext", "ngettext", "pgettext", "npgettext":
            evaluator.language.translates ? Translations.function(name, evaluator) : nil
        default: nil
        }
    }

    private static func range(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        guard arguments.named.isEmpty else { throw .type("range() takes no keyword arguments") }
        guard (1...3).contains(arguments.positional.count) else {
            throw .type("range expected 1 to 3 arguments, got \(arguments.positional.count)")
        }
        var bounds: [Int] = []
        for value in arguments.positional {
            guard let bound = value.integerValue else {
                throw .type("\(PythonText.quoted(value.typeName)) object cannot be interpreted as an integer")
            }
            guard let bound = Int(exactly: bound) else { throw tooBig }
            bounds.append(bound)
        }
        let step = bounds.count > 2 ? bounds[2] : 1
        guard step != 0 else { throw .value("range() arg 3 must not be zero") }
        let range = RangeValue(
            start: bounds.count > 1 ? bounds[0] : 0, stop: bounds.count > 1 ? bounds[1] : bounds[0], step: step)
        guard range.count <= TemplateLimits.rangeLength else { throw tooBig }
        return .range(range)
    }

    private static var tooBig: TemplateError {
        let length = TemplateLimits.rangeLength
        return TemplateError(
            .overflow, "Range too big. The sandbox blocks ranges larger than MAX_RANGE (\(length)).")
    }

    private static func members(
        _ evaluator: Evaluator, _ arguments: CallArguments
    ) throws(TemplateError) -> DictBox {
        guard arguments.positional.count <= 1 else {
            throw .type("dict expected at most 1 argument, got \(arguments.positional.count)")
        }
        let dict = evaluator.keep(DictBox())
        if let base = arguments[0] { try dict.update(from: base, evaluator) }
        for pair in arguments.named { dict.set(pair.name, pair.value) }
        return dict
    }

    private static func dict(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        .dict(try members(evaluator, arguments))
    }

    private static func cycler(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        guard !arguments.positional.isEmpty else {
            throw TemplateError(.runtime, "at least one item has to be provided")
        }
        return .special(evaluator.keep(Cycler(arguments.positional)))
    }

    private static func joiner(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        .special(evaluator.keep(Joiner(arguments[0] ?? arguments["sep"] ?? .string(", "))))
    }
}

extension DictBox {
    /// Takes over the members of a mapping, or of pairs.
    func update(from value: Value, _ evaluator: Evaluator) throws(TemplateError) {
        if case .dict(let other) = value {
            try evaluator.spend(other.count)
            for (key, value) in zip(other.keys, other.values) { set(try evaluator.hashKey(of: key), key, value) }
            return
        }
        for item in try evaluator.items(of: value) {
            let pair = try evaluator.items(of: item)
            guard pair.count == 2 else {
                throw .value("dictionary update sequence element has length \(pair.count); 2 is required")
            }
            set(try evaluator.hashKey(of: pair[0]), pair[0], pair[1])
        }
    }
}

/// `namespace()`: names that can be set from inner scopes.
final class Namespace: Special {
    let members: DictBox

    init(_ members: DictBox) { self.members = members }

    override var typeName: String { "Namespace" }

    override func text(_ evaluator: Evaluator) throws(TemplateError) -> String {
        "<Namespace \(try evaluator.representation(of: .dict(members)))>"
    }

    override func member(_ name: String, _ evaluator: Evaluator) -> Value? { members.value(named: name) }
}

/// `cycler()`: gives its values in turn.
final class Cycler: Special {
    private var items: [Value]
    private var place = 0

    init(_ items: [Value]) { self.items = items }

    override func empty() { items = [] }
    override var typeName: String { "Cycler" }

    override func member(_ name: String, _ evaluator: Evaluator) throws(TemplateError) -> Value? {
        switch name {
        case "current": return items.isEmpty ? nil : items[place]
        case "items": return try evaluator.tuple(items)
        case "pos": return .int(Int128(place))
        case "next":
            return evaluator.function("<bound method Cycler.next>") { [self] _, _ in
                defer { place = items.isEmpty ? 0 : (place + 1) % items.count }
                return items.isEmpty ? .none : items[place]
            }
        case "reset":
            return evaluator.function("<bound method Cycler.reset>") { [self] _, _ in
                place = 0
                return .none
            }
        default: return nil
        }
    }
}

/// `joiner()`: nothing at the first call, a separator afterwards.
final class Joiner: Special {
    private var separator: Value
    private var isUsed = false

    init(_ separator: Value) { self.separator = separator }

    override func empty() { separator = .none }
    override var typeName: String { "Joiner" }
    override var isCallable: Bool { true }

    override func member(_ name: String, _ evaluator: Evaluator) -> Value? {
        switch name {
        case "sep": separator
        case "used": .bool(isUsed)
        default: nil
        }
    }

    override func call(_ evaluator: Evaluator, _ arguments: CallArguments) -> Value {
        defer { isUsed = true }
        return isUsed ? separator : .string("")
    }
}

/// `self`: the blocks of the template.
final class SelfReference: Special {
    override var typeName: String { "TemplateReference" }
    override func text(_ evaluator: Evaluator) -> String { "<TemplateReference None>" }

    override func member(_ name: String, _ evaluator: Evaluator) -> Value? {
        guard evaluator.blocks[name] != nil else { return nil }
        return evaluator.function("<BlockReference \(PythonText.quoted(name))>") {
            evaluator, _ throws(TemplateError) in
            let text = try evaluator.render(block: name)
            return evaluator.isEscaping ? .markup(text) : .string(text)
        }
    }
}

/// Latin words that stand for a text.
enum PlaceholderText {
    private static let words = [
        "lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "eiusmod", "tempor",
        "magna",
        "aliqua", "enim", "minim", "veniam", "quis", "nostrud", "laboris", "nisi", "commodo", "duis", "aute", "irure",
    ]

    static func make(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        let bound = try arguments.bound(["n?", "html?", "min?", "max?"], "lipsum")
        let count = max(try Conversion.index(bound[0] ?? .int(5)), 0)
        let least = try Conversion.index(bound[2] ?? .int(20))
        let most = try Conversion.index(bound[3] ?? .int(100))
        guard least < most else { throw .value("empty range for randrange()") }
        let isHTML = try evaluator.isTrue(bound[1] ?? .bool(true))
        var paragraphs: [String] = []
        for _ in 0..<count {
            let length = max(
                least.addingReportingOverflow(evaluator.random(below: min(most, 100_000) - min(least, 99_999)))
                    .partialValue, 1)
            try evaluator.check(length: 8, times: length)
            let text = (0..<length).map { _ in words[evaluator.random(below: words.count)] }.joined(separator: " ")
            paragraphs.append(PythonText.capitalized(text) + ".")
            try evaluator.spend()
        }
        guard isHTML else { return .string(paragraphs.joined(separator: "\n\n")) }
        return .markup(paragraphs.map { "<p>\($0)</p>" }.joined(separator: "\n"))
    }
}

/// The functions that translate; there is one language, so the text stays and its variables are filled in.
enum Translations {
    static func function(_ name: String, _ evaluator: Evaluator) -> Value {
        evaluator.function("<function \(name)>") { evaluator, arguments throws(TemplateError) in
            let texts = arguments.positional.dropFirst(name.hasPrefix("p") || name.hasPrefix("np") ? 1 : 0)
            guard let singular = texts.first else {
                throw .type("\(name)() missing 1 required positional argument: '__string'")
            }
            var chosen = singular
            var named = arguments.named
            if name.contains("nget") || name == "npgettext" {
                guard texts.count >= 3 else { throw .type("\(name)() missing 1 required positional argument: '__num'") }
                let count = texts[texts.startIndex + 2]
                if !named.contains(where: { $0.name == "num" }) { named.append(("num", count)) }
                if try !evaluator.areEqual(count, .int(1)) { chosen = texts[texts.startIndex + 1] }
            }
            let dict = evaluator.keep(DictBox())
            for pair in named { dict.set(pair.name, pair.value) }
            let text = try evaluator.text(of: chosen)
            let format: Value = evaluator.isEscaping ? .markup(text) : .string(text)
            return try evaluator.calculate(format, .modulo, .dict(dict))
        }
    }
}
