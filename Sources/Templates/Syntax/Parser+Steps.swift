extension Parser {
    /// Reads members, items and calls.
    mutating func postfixes() throws(TemplateError) -> [Expression.Step] {
        var steps: [Expression.Step] = []
        while true {
            switch current.kind {
            case .dot: steps.append(try member())
            case .leftBracket: steps.append(try item())
            case .leftParenthesis: steps.append(.call(try arguments()))
            default: return steps
            }
        }
    }

    /// Reads filters, tests and calls of what they give.
    mutating func filterSteps() throws(TemplateError) -> [Expression.Step] {
        var steps: [Expression.Step] = []
        while true {
            if current.kind == .pipe {
                steps += try filters()
            } else if current.isName("is") {
                steps.append(try test())
            } else if current.kind == .leftParenthesis {
                steps.append(.call(try arguments()))
            } else {
                return steps
            }
        }
    }

    private mutating func member() throws(TemplateError) -> Expression.Step {
        try next()
        let token = try next()
        switch token.kind {
        case .name: return .member(token.text)
        case .integer:
            guard let index = Int128(token.text) else { throw TemplateError.integerTooLarge.at(line: token.line) }
            return .item(.literal(.int(index)))
        default: throw failure("expected name or number", line: token.line)
        }
    }

    private mutating func item() throws(TemplateError) -> Expression.Step {
        try next()
        var parts: [Expression] = []
        while current.kind != .rightBracket {
            if !parts.isEmpty { try expect(.comma) }
            parts.append(try subscription())
        }
        try expect(.rightBracket)
        return .item(parts.count == 1 ? parts[0] : .tuple(parts))
    }

    private mutating func subscription() throws(TemplateError) -> Expression {
        var start: Expression?
        if current.kind != .colon {
            let first = try expression()
            guard current.kind == .colon else { return first }
            start = first
        }
        try next()
        let stop = try sliceBound()
        let step = try skip(.colon) ? try sliceBound() : nil
        return .slice(start, stop, step)
    }

    private mutating func sliceBound() throws(TemplateError) -> Expression? {
        switch current.kind {
        case .colon, .rightBracket, .comma: nil
        default: try expression()
        }
    }

    /// Reads the arguments of a call, with the parentheses.
    mutating func arguments() throws(TemplateError) -> Expression.Arguments {
        let line = try expect(.leftParenthesis).line
        var arguments = Expression.Arguments()
        var isFirst = true
        while current.kind != .rightParenthesis {
            if !isFirst {
                try expect(.comma)
                if current.kind == .rightParenthesis { break }
            }
            isFirst = false
            try argument(of: &arguments, line)
        }
        try expect(.rightParenthesis)
        return arguments
    }

    private mutating func argument(of arguments: inout Expression.Arguments, _ line: Int) throws(TemplateError) {
        func ensure(_ isValid: Bool) throws(TemplateError) {
            guard isValid else { throw failure("invalid syntax for function call expression", line: line) }
        }
        if current.kind == .multiply {
            try ensure(arguments.rest == nil && arguments.namedRest == nil)
            try next()
            arguments.rest = try expression()
        } else if current.kind == .power {
            try ensure(arguments.namedRest == nil)
            try next()
            arguments.namedRest = try expression()
        } else if current.kind == .name, following.kind == .assign {
            try ensure(arguments.namedRest == nil)
            let name = try next().text
            try next()
            arguments.named.append((name, try expression()))
        } else {
            try ensure(arguments.rest == nil && arguments.namedRest == nil && arguments.named.isEmpty)
            arguments.positional.append(try expression())
        }
    }

    /// Reads `|name(arguments)` any number of times; the first one without the bar when it is inline.
    mutating func filters(isInline: Bool = false) throws(TemplateError) -> [Expression.Step] {
        var steps: [Expression.Step] = []
        var isInline = isInline
        while current.kind == .pipe || isInline {
            if !isInline { try next() }
            isInline = false
            let line = current.line
            let name = try dottedName()
            let arguments = current.kind == .leftParenthesis ? try arguments() : Expression.Arguments()
            if language.filters[name] == nil { noteUnknown("No filter named \(PythonText.quoted(name)).", line) }
            steps.append(.filter(name, arguments))
        }
        return steps
    }

    private mutating func dottedName() throws(TemplateError) -> String {
        var name = try expect(.name).text
        while try skip(.dot) { name += "." + (try expect(.name).text) }
        return name
    }

    private mutating func noteUnknown(_ message: String, _ line: Int) {
        guard !isConditional else { return }
        unknownNames.append(TemplateError(.assertion, message, line: line))
    }

    private mutating func test() throws(TemplateError) -> Expression.Step {
        let line = try next().line
        let isNegated = try skip(name: "not")
        let name = try dottedName()
        var arguments = Expression.Arguments()
        if current.kind == .leftParenthesis {
            arguments = try self.arguments()
        } else if isTestArgument {
            if current.isName("is") { throw failure("You cannot chain multiple tests with is") }
            let base = try primary()
            let steps = try postfixes()
            arguments.positional = [steps.isEmpty ? base : .chain(base, steps)]
        }
        if BuiltInTests.all[name] == nil { noteUnknown("No test named \(PythonText.quoted(name)).", line) }
        return .test(name, arguments, isNegated: isNegated)
    }

    private var isTestArgument: Bool {
        switch current.kind {
        case .name: !["else", "or", "and"].contains(current.text)
        case .string, .integer, .float, .leftBracket, .leftBrace: true
        default: false
        }
    }
}
