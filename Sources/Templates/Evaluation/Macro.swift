extension Evaluator {
    func define(_ macro: Statement.Macro) {
        guard let name = macro.name else { return }
        scope[name] = .special(keep(Macro(macro, scope: scope, isEscaping: isEscaping)))
    }

    /// Makes a call that ends a chain, with a body for `caller`.
    func run(_ call: Expression, withCaller body: Statement.Macro) throws(TemplateError) {
        guard case .chain(let base, let steps) = call, case .call(let arguments)? = steps.last else { return }
        let callee = try apply(Array(steps.dropLast()), to: try evaluate(base))
        var values = try evaluate(arguments)
        values.named.append(("caller", .special(keep(Macro(body, scope: scope, isEscaping: isEscaping)))))
        try write(try printed(try self.call(callee, values)))
    }
}

/// A macro, or the body of a call block.
final class Macro: Special {
    private let macro: Statement.Macro
    private var scope: Scope?
    private let isEscaping: Bool

    init(_ macro: Statement.Macro, scope: Scope, isEscaping: Bool) {
        self.macro = macro
        self.scope = scope
        self.isEscaping = isEscaping
    }

    override func empty() { scope = nil }

    override var typeName: String { "Macro" }
    override var isCallable: Bool { true }

    override func text(_ evaluator: Evaluator) -> String {
        "<Macro \(macro.name.map(PythonText.quoted) ?? "anonymous")>"
    }

    override func member(_ name: String, _ evaluator: Evaluator) throws(TemplateError) -> Value? {
        switch name {
        case "name": return macro.name.map { .string($0) } ?? Value.none
        case "arguments": return try evaluator.tuple(macro.parameters.map { .string($0.name) })
        case "catch_kwargs": return .bool(macro.mentions.contains("kwargs"))
        case "catch_varargs": return .bool(macro.mentions.contains("varargs"))
        case "caller": return .bool(macro.mentions.contains("caller"))
        default: return nil
        }
    }

    override func call(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        let (outer, outerEscaping) = (evaluator.scope, evaluator.isEscaping)
        evaluator.scope = scope ?? outer
        evaluator.isEscaping = isEscaping
        defer {
            evaluator.scope = outer
            evaluator.isEscaping = outerEscaping
        }
        let text = try evaluator.capture { () throws(TemplateError) in
            try bind(arguments, evaluator)
            try evaluator.run(macro.body)
        }
        return outerEscaping ? .markup(text) : .string(text)
    }

    /// Sets the parameters in the scope of the call.
    private func bind(_ arguments: CallArguments, _ evaluator: Evaluator) throws(TemplateError) {
        var named = arguments.named
        for (index, parameter) in macro.parameters.enumerated() {
            let given = named.firstIndex { $0.name == parameter.name }
            if let value = arguments[index] {
                evaluator.scope[parameter.name] = value
            } else if let given {
                evaluator.scope[parameter.name] = named.remove(at: given).value
            } else if let preset = parameter.preset {
                evaluator.scope[parameter.name] = try evaluator.evaluate(preset)
            } else {
                let name = PythonText.quoted(parameter.name)
                evaluator.scope[parameter.name] = evaluator.undefined("parameter \(name) was not provided")
            }
        }
        if macro.mentions.contains("caller"), !macro.parameters.contains(where: { $0.name == "caller" }) {
            let given = named.firstIndex { $0.name == "caller" }
            evaluator.scope["caller"] =
                given.map { named.remove(at: $0).value } ?? evaluator.undefined("No caller defined")
        }
        try bindRest(arguments, named, evaluator)
    }

    private func bindRest(
        _ arguments: CallArguments, _ named: [(name: String, value: Value)], _ evaluator: Evaluator
    ) throws(TemplateError) {
        let name = macro.name.map(PythonText.quoted) ?? "None"
        if macro.mentions.contains("kwargs") {
            let dict = evaluator.keep(DictBox())
            for pair in named { dict.set(pair.name, pair.value) }
            evaluator.scope["kwargs"] = .dict(dict)
        } else if let extra = named.first {
            throw .type(
                extra.name == "caller"
                    ? "macro \(name) was invoked with two values for the special caller argument. This is most likely a bug."
                    : "macro \(name) takes no keyword argument \(PythonText.quoted(extra.name))")
        }
        let rest = Array(arguments.positional.dropFirst(macro.parameters.count))
        if macro.mentions.contains("varargs") {
            evaluator.scope["varargs"] = try evaluator.tuple(rest)
        } else if !rest.isEmpty {
            throw .type("macro \(name) takes not more than \(macro.parameters.count) argument(s)")
        }
    }
}
