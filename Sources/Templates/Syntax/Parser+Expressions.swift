extension Parser {
    /// Reads an expression; without `withCondition` no `a if b else c`.
    mutating func expression(withCondition: Bool = true) throws(TemplateError) -> Expression {
        try enter()
        defer { leave() }
        guard withCondition else { return try disjunction() }
        let knownBefore = unknownNames.count
        var value = try disjunction()
        guard current.isName("if") else { return value }
        var branches: [(test: Expression, value: Expression)] = []
        var otherwise: Expression?
        // `a if b else c if d else e` is read as one list of branches, and `a if b if c` as a condition on a condition.
        while try skip(name: "if") {
            branches.append((try disjunction(), value))
            guard try skip(name: "else") else {
                value = .conditional(branches, otherwise: nil)
                branches = []
                continue
            }
            value = try disjunction()
            otherwise = value
            if !current.isName("if") { break }
        }
        // What may never be rendered is checked when it is.
        unknownNames.removeSubrange(knownBefore...)
        return branches.isEmpty ? value : .conditional(branches, otherwise: otherwise)
    }

    private mutating func disjunction() throws(TemplateError) -> Expression {
        var operands = [try conjunction()]
        while try skip(name: "or") { operands.append(try conjunction()) }
        return operands.count == 1 ? operands[0] : .disjunction(operands)
    }

    private mutating func conjunction() throws(TemplateError) -> Expression {
        var operands = [try negation()]
        while try skip(name: "and") { operands.append(try negation()) }
        return operands.count == 1 ? operands[0] : .conjunction(operands)
    }

    private mutating func negation() throws(TemplateError) -> Expression {
        guard try skip(name: "not") else { return try comparison() }
        try enter()
        defer { leave() }
        return .not(try negation())
    }

    private mutating func comparison() throws(TemplateError) -> Expression {
        let first = try sum()
        var rest: [(Expression.Comparison, Expression)] = []
        while let comparison = try comparisonOperator() { rest.append((comparison, try sum())) }
        return rest.isEmpty ? first : .comparison(first, rest)
    }

    private mutating func comparisonOperator() throws(TemplateError) -> Expression.Comparison? {
        if current.kind == .name {
            if try skip(name: "in") { return .contained }
            guard current.isName("not"), following.isName("in") else { return nil }
            try next()
            try next()
            return .notContained
        }
        switch current.kind {
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual:
            return Expression.Comparison(rawValue: try next().kind.rawValue)
        default: return nil
        }
    }

    private mutating func operators(
        _ kinds: Set<Token.Kind>, _ operand: (inout Parser) throws(TemplateError) -> Expression
    ) throws(TemplateError) -> Expression {
        let first = try operand(&self)
        var rest: [(Expression.Operator, Expression)] = []
        while kinds.contains(current.kind), let operation = Expression.Operator(rawValue: current.kind.rawValue) {
            try next()
            rest.append((operation, try operand(&self)))
        }
        return rest.isEmpty ? first : .arithmetic(first, rest)
    }

    private mutating func sum() throws(TemplateError) -> Expression {
        try operators([.add, .subtract]) { parser throws(TemplateError) in try parser.concatenation() }
    }

    private mutating func concatenation() throws(TemplateError) -> Expression {
        var operands = [try product()]
        while try skip(.tilde) { operands.append(try product()) }
        return operands.count == 1 ? operands[0] : .concatenation(operands)
    }

    private mutating func product() throws(TemplateError) -> Expression {
        try operators([.multiply, .divide, .floorDivide, .modulo]) { parser throws(TemplateError) in
            try parser.power()
        }
    }

    /// Powers bind to the left, other than in Python.
    private mutating func power() throws(TemplateError) -> Expression {
        try operators([.power]) { parser throws(TemplateError) in try parser.unary() }
    }

    private mutating func unary(withFilters: Bool = true) throws(TemplateError) -> Expression {
        let base: Expression
        if current.kind == .subtract || current.kind == .add {
            try enter()
            defer { leave() }
            let isNegative = try next().kind == .subtract
            let operand = try unary(withFilters: false)
            base = isNegative ? .negative(operand) : .positive(operand)
        } else {
            base = try primary()
        }
        var steps = try postfixes()
        if withFilters { steps += try filterSteps() }
        return steps.isEmpty ? base : .chain(base, steps)
    }

    /// Reads a name, a literal or something in brackets.
    mutating func primary(takesMembers: Bool = false) throws(TemplateError) -> Expression {
        let token = current
        switch token.kind {
        case .name:
            try next()
            return try name(token, takesMembers: takesMembers)
        case .string:
            var text = try next().text
            while current.kind == .string { text += try next().text }
            return .literal(.string(text))
        case .integer, .float:
            try next()
            return .literal(try number(token))
        case .leftParenthesis:
            try next()
            let inner = try tuple(mayBeEmpty: true)
            try expect(.rightParenthesis)
            return inner
        case .leftBracket: return try list()
        case .leftBrace: return try dict()
        default: throw failure("unexpected \(PythonText.quoted(token.described))")
        }
    }

    private mutating func name(_ token: Token, takesMembers: Bool) throws(TemplateError) -> Expression {
        switch token.text {
        case "true", "True": return .literal(.bool(true))
        case "false", "False": return .literal(.bool(false))
        case "none", "None": return .literal(.none)
        default: break
        }
        mention(token.text)
        guard takesMembers, try skip(.dot) else { return .name(token.text) }
        return .chain(.name(token.text), [.member(try expect(.name).text)])
    }

    private func number(_ token: Token) throws(TemplateError) -> Expression.Literal {
        if token.kind == .float { return .double(Double(token.text) ?? .infinity) }
        let radix = ["x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2][token.text.dropFirst().first ?? " "] ?? 10
        guard let value = Int128(radix == 10 ? token.text[...] : token.text.dropFirst(2), radix: radix) else {
            throw TemplateError.integerTooLarge.at(line: token.line)
        }
        return .int(value)
    }

    private mutating func list() throws(TemplateError) -> Expression {
        try next()
        var elements: [Expression] = []
        while current.kind != .rightBracket {
            if !elements.isEmpty { try expect(.comma) }
            if current.kind == .rightBracket { break }
            elements.append(try expression())
        }
        try expect(.rightBracket)
        return .list(elements)
    }

    private mutating func dict() throws(TemplateError) -> Expression {
        try next()
        var members: [(Expression, Expression)] = []
        while current.kind != .rightBrace {
            if !members.isEmpty { try expect(.comma) }
            if current.kind == .rightBrace { break }
            let key = try expression()
            try expect(.colon)
            members.append((key, try expression()))
        }
        try expect(.rightBrace)
        return .dict(members)
    }

    /// Reads one expression, or several with commas between them.
    ///
    /// - Parameters:
    ///   - isSimple: Only names and literals, for what is assigned to.
    ///   - takesMembers: Whether `name.member` is such a name.
    ///   - withCondition: Whether `a if b else c` is allowed.
    ///   - end: A name that ends the tuple.
    ///   - mayBeEmpty: Whether nothing is an empty tuple.
    /// - Returns: The expression, or a tuple of them.
    mutating func tuple(
        isSimple: Bool = false, takesMembers: Bool = false, withCondition: Bool = true, until end: String? = nil,
        mayBeEmpty: Bool = false
    ) throws(TemplateError) -> Expression {
        var elements: [Expression] = []
        var isTuple = false
        while true {
            if !elements.isEmpty { try expect(.comma) }
            if isTupleEnd(end) { break }
            elements.append(
                isSimple ? try primary(takesMembers: takesMembers) : try expression(withCondition: withCondition))
            guard current.kind == .comma else { break }
            isTuple = true
        }
        if isTuple { return .tuple(elements) }
        if let only = elements.first { return only }
        guard mayBeEmpty else {
            throw failure("Expected an expression, got \(PythonText.quoted(current.described))")
        }
        return .tuple([])
    }

    private func isTupleEnd(_ end: String?) -> Bool {
        switch current.kind {
        case .variableEnd, .blockEnd, .rightParenthesis: true
        case .name: end == current.text
        default: false
        }
    }
}
