extension Evaluator {
    /// The value of an expression.
    func evaluate(_ expression: Expression) throws(TemplateError) -> Value {
        try spend()
        switch expression {
        case .literal(let literal): return value(of: literal)
        case .name(let name): return try value(named: name)
        default: break
        }
        try enter()
        defer { leave() }
        switch expression {
        case .literal, .name: return .none
        case .chain(let base, let steps): return try apply(steps, to: try evaluate(base))
        case .list(let elements): return try list(try evaluate(elements))
        case .tuple(let elements): return try tuple(try evaluate(elements))
        case .dict(let members): return try evaluate(members)
        case .arithmetic(let first, let rest):
            var value = try evaluate(first)
            for (operation, operand) in rest { value = try calculate(value, operation, try evaluate(operand)) }
            return value
        case .concatenation(let operands): return try concatenate(try evaluate(operands))
        case .comparison(let first, let rest): return .bool(try compare(first, rest))
        case .conjunction(let operands): return try decide(operands, stopsAt: false)
        case .disjunction(let operands): return try decide(operands, stopsAt: true)
        case .not(let operand): return .bool(try !isTrue(try evaluate(operand)))
        case .negative(let operand): return try negative(try evaluate(operand))
        case .positive(let operand): return try positive(try evaluate(operand))
        case .conditional(let branches, let otherwise):
            for branch in branches where try isTrue(try evaluate(branch.test)) { return try evaluate(branch.value) }
            if let otherwise { return try evaluate(otherwise) }
            return undefined("the inline if-expression evaluated to false and no else section was defined.")
        case .slice: throw .type("a slice is no value")
        }
    }

    func evaluate(_ expressions: [Expression]) throws(TemplateError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try evaluate(expression)) }
        return values
    }

    private func evaluate(_ members: [(key: Expression, value: Expression)]) throws(TemplateError) -> Value {
        let dict = keep(DictBox())
        for member in members {
            let key = try evaluate(member.key)
            dict.set(try hashKey(of: key), key, try evaluate(member.value))
        }
        return .dict(dict)
    }

    private func value(of literal: Expression.Literal) -> Value {
        switch literal {
        case .none: .none
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let text): .string(text)
        }
    }

    private func decide(_ operands: [Expression], stopsAt stop: Bool) throws(TemplateError) -> Value {
        var value = Value.none
        for operand in operands {
            value = try evaluate(operand)
            if try isTrue(value) == stop { return value }
        }
        return value
    }

    private func compare(
        _ first: Expression, _ rest: [(comparison: Expression.Comparison, operand: Expression)]
    ) throws(TemplateError) -> Bool {
        var left = try evaluate(first)
        for (comparison, operand) in rest {
            let right = try evaluate(operand)
            guard try compare(left, comparison, right) else { return false }
            left = right
        }
        return true
    }

    func compare(
        _ left: Value, _ comparison: Expression.Comparison, _ right: Value
    ) throws(TemplateError) -> Bool {
        switch comparison {
        case .equal: return try areEqual(left, right)
        case .notEqual: return try !areEqual(left, right)
        case .contained: return try contains(right, left)
        case .notContained: return try !contains(right, left)
        case .less: return try isLess(left, right)
        case .greater: return try isLess(right, left, ">")
        case .lessEqual, .greaterEqual:
            let isAscending = comparison == .lessEqual
            let (low, high) = isAscending ? (left, right) : (right, left)
            if let low = low.numberValue, let high = high.numberValue, low.isNaN || high.isNaN { return false }
            return try !isLess(high, low, comparison.rawValue)
        }
    }

    private func concatenate(_ operands: [Value]) throws(TemplateError) -> Value {
        let isSafe = isEscaping && operands.contains(where: \.isMarkup)
        var text = ""
        for operand in operands {
            text += isSafe ? try escaped(operand) : try self.text(of: operand)
            try limit(length: text.utf8.count)
        }
        try spend(text.utf8.count >> 5)
        return isSafe ? .markup(text) : .string(text)
    }

    // MARK: Steps

    /// Goes from a value through members, items, calls, filters and tests.
    func apply(_ steps: [Expression.Step], to base: Value) throws(TemplateError) -> Value {
        var value = base
        var index = 0
        while index < steps.count {
            try spend()
            switch steps[index] {
            case .member(let name):
                if index + 1 < steps.count, case .call(let arguments) = steps[index + 1],
                    let method = Methods.method(name, of: value)
                {
                    try spend(reading: value)
                    value = try charge(try method(self, value, try evaluate(arguments)))
                    index += 1
                } else {
                    value = try member(name, of: value)
                }
            case .item(let key): value = try item(key, of: value)
            case .call(let arguments): value = try call(value, try evaluate(arguments))
            case .filter(let name, let arguments): value = try filter(name, value, try evaluate(arguments))
            case .test(let name, let arguments, let isNegated):
                value = .bool(try test(name, value, try evaluate(arguments)) != isNegated)
            }
            index += 1
        }
        return value
    }

    private func item(_ key: Expression, of value: Value) throws(TemplateError) -> Value {
        guard case .slice(let start, let stop, let step) = key else { return try item(try evaluate(key), of: value) }
        return try slice(value, try bound(start), try bound(stop), try bound(step))
    }

    private func bound(_ expression: Expression?) throws(TemplateError) -> Int? {
        guard let expression else { return nil }
        let value = try evaluate(expression)
        if value.isNone { return nil }
        guard let number = value.integerValue else {
            throw .type("slice indices must be integers or None or have an __index__ method")
        }
        return Int(clamping: number)
    }

    /// The values of arguments, with those of `*list` and `**mapping`.
    func evaluate(_ arguments: Expression.Arguments) throws(TemplateError) -> CallArguments {
        var values = CallArguments()
        values.positional = try evaluate(arguments.positional)
        if let rest = arguments.rest { values.positional += try items(of: try evaluate(rest)) }
        for pair in arguments.named { values.named.append((pair.name, try evaluate(pair.value))) }
        if let rest = arguments.namedRest {
            guard case .dict(let dict) = try evaluate(rest) else {
                throw .type("argument after ** must be a mapping")
            }
            for (key, value) in zip(dict.keys, dict.values) {
                guard let name = key.textValue else { throw .type("keywords must be strings") }
                values.named.append((name, value))
            }
        }
        for (index, pair) in values.named.enumerated() where index > 0 {
            guard !values.named[..<index].contains(where: { $0.name == pair.name }) else {
                throw .type("got multiple values for keyword argument \(PythonText.quoted(pair.name))")
            }
        }
        return values
    }

    /// Calls a value.
    func call(_ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Value {
        try enter()
        defer { leave() }
        switch value {
        case .undefined(let missing): throw missing.error
        case .function(let function): return try charge(try function.call(self, arguments))
        case .special(let special): return try charge(try special.call(self, arguments))
        default: throw .type("\(PythonText.quoted(value.typeName)) object is not callable")
        }
    }

    /// Applies a filter by name.
    func filter(_ name: String, _ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Value {
        try enter()
        defer { leave() }
        guard let filter = language.filters[name] else {
            throw TemplateError(.runtime, "No filter named \(PythonText.quoted(name)) found.")
        }
        try spend(reading: value)
        return try charge(try filter.apply(self, value, arguments))
    }

    /// Applies a test by name.
    func test(_ name: String, _ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Bool {
        guard let test = BuiltInTests.all[name] else {
            throw TemplateError(.runtime, "No test named \(PythonText.quoted(name)) found.")
        }
        try spend(reading: value)
        return try isTrue(try test.apply(self, value, arguments))
    }
}
