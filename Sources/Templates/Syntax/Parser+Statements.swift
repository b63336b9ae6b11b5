extension Parser {
    /// Reads the statement that begins with a tag; `nil` when there is no such tag.
    mutating func statement(tag: String) throws(TemplateError) -> [Statement]? {
        let line = current.line
        switch tag {
        case "for": return [try loop()]
        case "if": return [try condition()]
        case "set": return [try assignment()]
        case "with": return [try with()]
        case "autoescape":
            try next()
            let isOn = try expression()
            return [.autoescape(isOn, body: try ownBody(endedBy: "endautoescape"), line: line)]
        case "macro": return [try macro()]
        case "call": return [try callBlock()]
        case "filter":
            try next()
            let steps = try unconditionally { parser throws(TemplateError) in try parser.filters(isInline: true) }
            return [.filterBlock(steps, body: try ownBody(endedBy: "endfilter"), line: line)]
        case "print": return try printing()
        case "block": return [try block()]
        case "include", "extends", "import", "from": return [try otherTemplate(tag)]
        case "do":
            try next()
            return [.evaluation(try tuple(), line: line)]
        case "break", "continue":
            try next()
            guard openLoops > 0 else { throw failure("'\(tag)' outside loop", line: line) }
            return [tag == "break" ? .leaveLoop : .nextRound]
        case "trans" where language.translates: return try translation()
        default: return nil
        }
    }

    private mutating func loop() throws(TemplateError) -> Statement {
        let line = try next().line
        let target = try target(until: "in")
        try expect(name: "in")
        let elements = try tuple(withCondition: false, until: "recursive")
        let test = try skip(name: "if") ? try expression() : nil
        let isRecursive = try skip(name: "recursive")
        openLoops += 1
        let body = try unconditionally { parser throws(TemplateError) in try parser.body(until: ["endfor", "else"]) }
        openLoops -= 1
        let hasElse = try next().text == "else"
        let otherwise = hasElse ? try ownBody(endedBy: "endfor") : []
        return .loop(
            .init(
                target: target, elements: elements, test: test, isRecursive: isRecursive, body: body,
                otherwise: otherwise, line: line))
    }

    private mutating func condition() throws(TemplateError) -> Statement {
        let line = try next().line
        let outer = isConditional
        isConditional = true
        defer { isConditional = outer }
        var branches: [(Expression, [Statement])] = []
        while true {
            let test = try tuple(withCondition: false)
            branches.append((test, try body(until: ["elif", "else", "endif"])))
            switch try next().text {
            case "elif": continue
            case "else": return .condition(branches, otherwise: try body(endedBy: "endif"), line: line)
            default: return .condition(branches, otherwise: [], line: line)
            }
        }
    }

    private mutating func assignment() throws(TemplateError) -> Statement {
        let line = try next().line
        let target = try target(takesMembers: true)
        if try skip(.assign) { return .assignment(target, try tuple(), line: line) }
        let filters = try filters()
        return .blockAssignment(target, filters: filters, body: try ownBody(endedBy: "endset"), line: line)
    }

    private mutating func with() throws(TemplateError) -> Statement {
        let line = try next().line
        var pairs: [(Target, Expression)] = []
        while current.kind != .blockEnd {
            if !pairs.isEmpty { try expect(.comma) }
            let target = try target()
            try expect(.assign)
            pairs.append((target, try expression()))
        }
        return .with(pairs, body: try ownBody(endedBy: "endwith"), line: line)
    }

    private mutating func parameters() throws(TemplateError) -> [(name: String, preset: Expression?)] {
        var parameters: [(name: String, preset: Expression?)] = []
        try expect(.leftParenthesis)
        while current.kind != .rightParenthesis {
            if !parameters.isEmpty { try expect(.comma) }
            let name = try assignableName()
            let hasPreset = try skip(.assign)
            guard hasPreset || parameters.last?.preset == nil else {
                throw failure("non-default argument follows default argument")
            }
            parameters.append((name, hasPreset ? try expression() : nil))
        }
        try expect(.rightParenthesis)
        return parameters
    }

    private mutating func macro() throws(TemplateError) -> Statement {
        try next()
        let name = try assignableName()
        let parameters = try parameters()
        let (body, mentions) = try mentioning { parser throws(TemplateError) in
            try parser.ownBody(endedBy: "endmacro")
        }
        try check(parameters, mentions)
        return .macro(.init(name: name, parameters: parameters, body: body, mentions: mentions))
    }

    private func check(
        _ parameters: [(name: String, preset: Expression?)], _ mentions: Set<String>
    ) throws(TemplateError) {
        let isWrong = parameters.contains { $0.name == "caller" && $0.preset == nil }
        guard isWrong, mentions.contains("caller") else { return }
        throw TemplateError(
            .assertion,
            "When defining macros or call blocks the special \"caller\" argument must be omitted or be given a default.",
            line: current.line)
    }

    private mutating func callBlock() throws(TemplateError) -> Statement {
        let line = try next().line
        let parameters = current.kind == .leftParenthesis ? try parameters() : []
        let call = try expression()
        guard case .chain(_, let steps) = call, case .call? = steps.last else {
            throw failure("expected call", line: line)
        }
        let (body, mentions) = try mentioning { parser throws(TemplateError) in
            try parser.ownBody(endedBy: "endcall")
        }
        try check(parameters, mentions)
        let macro = Statement.Macro(name: nil, parameters: parameters, body: body, mentions: mentions)
        return .callBlock(macro, call: call, line: line)
    }

    private mutating func printing() throws(TemplateError) -> [Statement] {
        let line = try next().line
        var outputs: [Statement] = []
        while current.kind != .blockEnd {
            if !outputs.isEmpty { try expect(.comma) }
            outputs.append(.output(try expression(), line: line))
        }
        return outputs
    }

    private mutating func block() throws(TemplateError) -> Statement {
        try next()
        let name = try expect(.name).text
        let isScoped = try skip(name: "scoped")
        _ = try skip(name: "required")
        guard current.kind != .subtract else {
            throw failure(
                "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an "
                    + "underscore instead.")
        }
        let outerLoops = openLoops
        openLoops = 0
        let body = try ownBody(endedBy: "endblock")
        openLoops = outerLoops
        _ = try skip(name: name)
        return .block(name: name, body: body, isScoped: isScoped)
    }

    private mutating func otherTemplate(_ tag: String) throws(TemplateError) -> Statement {
        let line = try next().line
        let name = try expression()
        var mayBeMissing = false
        switch tag {
        case "include":
            if current.isName("ignore"), following.isName("missing") {
                mayBeMissing = true
                try next()
                try next()
            }
            _ = try skipContext()
        case "import":
            try expect(name: "as")
            _ = try assignableName()
            _ = try skipContext()
        case "from": try importedNames()
        default: break
        }
        return .otherTemplate(name, mayBeMissing: mayBeMissing, line: line)
    }

    private mutating func skipContext() throws(TemplateError) -> Bool {
        guard current.isName("with") || current.isName("without"), following.isName("context") else { return false }
        try next()
        try next()
        return true
    }

    private mutating func importedNames() throws(TemplateError) {
        try expect(name: "import")
        var isFirst = true
        while true {
            if !isFirst { try expect(.comma) }
            isFirst = false
            guard current.kind == .name else {
                try expect(.name)
                return
            }
            if try skipContext() { return }
            guard !(try assignableName()).hasPrefix("_") else {
                throw TemplateError(
                    .assertion, "names starting with an underline can not be imported", line: current.line)
            }
            if try skip(name: "as") { _ = try assignableName() }
            if try skipContext() || current.kind != .comma { return }
        }
    }
}

// MARK: Targets

extension Parser {
    private static let reserved: Set = ["true", "false", "none", "True", "False", "None"]

    private mutating func assignableName() throws(TemplateError) -> String {
        let token = try expect(.name)
        guard !Self.reserved.contains(token.text) else { throw failure("can't assign to 'name'", line: token.line) }
        return token.text
    }

    /// Reads what is assigned to; `end` is a name that ends a list of targets.
    private mutating func target(until end: String? = nil, takesMembers: Bool = false) throws(TemplateError) -> Target {
        let line = current.line
        let expression = try tuple(isSimple: true, takesMembers: takesMembers, until: end)
        return try target(expression, line)
    }

    private func target(_ expression: Expression, _ line: Int) throws(TemplateError) -> Target {
        switch expression {
        case .name(let name): return .name(name)
        case .chain(.name(let space), let steps):
            if case .member(let member)? = steps.first { return .member(of: space, member) }
            throw failure("can't assign to 'call'", line: line)
        case .tuple(let parts):
            var targets: [Target] = []
            for part in parts { targets.append(try target(part, line)) }
            return .tuple(targets)
        case .literal: throw failure("can't assign to 'const'", line: line)
        case .list: throw failure("can't assign to 'list'", line: line)
        case .dict: throw failure("can't assign to 'dict'", line: line)
        default: throw failure("can't assign to 'expression'", line: line)
        }
    }
}
