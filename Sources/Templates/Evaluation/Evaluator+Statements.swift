/// What follows a statement.
enum Flow {
    case onward
    case leaveLoop
    case nextRound
}

extension Evaluator {
    /// Runs statements; stops early where a loop is left.
    @discardableResult
    func run(_ statements: [Statement]) throws(TemplateError) -> Flow {
        try enter()
        defer { leave() }
        for statement in statements {
            let flow = try run(statement)
            guard flow == .onward else { return flow }
        }
        return .onward
    }

    private func run(_ statement: Statement) throws(TemplateError) -> Flow {
        try spend()
        switch statement {
        case .text(let text): try write(text)
        case .output(let expression, let line):
            try at(line) { () throws(TemplateError) in try write(try printed(try evaluate(expression))) }
        case .evaluation(let expression, let line):
            try at(line) { () throws(TemplateError) in _ = try evaluate(expression) }
        case .assignment(let target, let expression, let line):
            try at(line) { () throws(TemplateError) in try assign(try evaluate(expression), to: target) }
        case .condition(let branches, let otherwise, let line):
            for branch in branches {
                let holds = try at(line) { () throws(TemplateError) in try isTrue(try evaluate(branch.test)) }
                if holds { return try run(branch.body) }
            }
            return try run(otherwise)
        case .loop(let loop): try at(loop.line) { () throws(TemplateError) in try run(loop) }
        case .macro(let macro): define(macro)
        case .leaveLoop: return .leaveLoop
        case .nextRound: return .nextRound
        case .with, .autoescape: return try runScoped(statement)
        case .blockAssignment, .callBlock, .filterBlock, .block, .otherTemplate: try runBlock(statement)
        }
        return .onward
    }

    private func runScoped(_ statement: Statement) throws(TemplateError) -> Flow {
        switch statement {
        case .with(let pairs, let body, let line):
            var values: [Value] = []
            for pair in pairs {
                values.append(try at(line) { () throws(TemplateError) in try evaluate(pair.value) })
            }
            return try inScope { () throws(TemplateError) in
                for (pair, value) in zip(pairs, values) { try assign(value, to: pair.target) }
                return try run(body)
            }
        case .autoescape(let expression, let body, let line):
            let isOn = try at(line) { () throws(TemplateError) in try isTrue(try evaluate(expression)) }
            let outer = isEscaping
            isEscaping = isOn
            defer { isEscaping = outer }
            return try inScope { () throws(TemplateError) in try run(body) }
        default: return .onward
        }
    }

    private func runBlock(_ statement: Statement) throws(TemplateError) {
        switch statement {
        case .blockAssignment(let target, let filters, let body, let line):
            let text = try capture { () throws(TemplateError) in _ = try run(body) }
            try at(line) { () throws(TemplateError) in
                try assign(try apply(filters, to: isEscaping ? .markup(text) : .string(text)), to: target)
            }
        case .filterBlock(let filters, let body, let line):
            let text = try capture { () throws(TemplateError) in _ = try run(body) }
            try at(line) { () throws(TemplateError) in
                // The text is escaped already where it has to be.
                let result = try apply(filters, to: isEscaping ? .markup(text) : .string(text))
                guard let text = result.textValue else {
                    throw .type("sequence item 0: expected str instance, \(result.typeName) found")
                }
                try write(text)
            }
        case .callBlock(let macro, let call, let line):
            try at(line) { () throws(TemplateError) in try run(call, withCaller: macro) }
        case .block(let name, let body, let isScoped):
            blocks[name] = body
            try write(try render(block: name, isScoped: isScoped))
        case .otherTemplate(let expression, let mayBeMissing, let line):
            try at(line) { () throws(TemplateError) in
                let name = try evaluate(expression)
                guard !mayBeMissing else { return }
                throw TemplateError(
                    .templateNotFound,
                    "\(try representation(of: name)) not found: a template cannot use another template.")
            }
        default: break
        }
    }

    /// Renders a block of the template; unless it is scoped it sees what is set at the top only.
    func render(block name: String, isScoped: Bool = false) throws(TemplateError) -> String {
        guard let body = blocks[name] else { return "" }
        var top = scope
        while !isScoped, let parent = top.parent, parent.parent != nil { top = parent }
        let outer = scope
        scope = Scope(parent: top)
        defer { scope = outer }
        return try capture { () throws(TemplateError) in _ = try run(body) }
    }

    func write(_ text: String) throws(TemplateError) {
        output += text
        try spend(text.utf8.count >> 5)
        if output.utf8.count > options.limits.outputBytes { try check(length: output.utf8.count) }
    }

    /// Adds the line to an error.
    private func at<Result>(
        _ line: Int, _ body: () throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        do throws(TemplateError) { return try body() } catch { throw error.at(line: line) }
    }

    /// What the body writes, in a scope of its own.
    func capture(_ body: () throws(TemplateError) -> Void) throws(TemplateError) -> String {
        let outer = output
        output = ""
        defer { output = outer }
        try inScope(body)
        return output
    }

    func inScope<Result>(_ body: () throws(TemplateError) -> Result) throws(TemplateError) -> Result {
        let outer = scope
        scope = Scope(parent: outer)
        defer { scope = outer }
        return try body()
    }

    func assign(_ value: Value, to target: Target) throws(TemplateError) {
        switch target {
        case .name(let name): scope[name] = value
        case .member(let name, let member):
            guard case .special(let special) = try self.value(named: name), let space = special as? Namespace else {
                throw TemplateError(.runtime, "cannot assign attribute on non-namespace object")
            }
            space.members.set(member, value)
        case .tuple(let targets):
            guard isIterable(value) else {
                throw .type("cannot unpack non-iterable \(value.typeName) object")
            }
            let items = try items(of: value)
            guard items.count == targets.count else {
                let problem = items.count < targets.count ? "not enough" : "too many"
                let got = items.count < targets.count ? ", got \(items.count)" : ""
                throw .value("\(problem) values to unpack (expected \(targets.count)\(got))")
            }
            for (item, target) in zip(items, targets) { try assign(item, to: target) }
        }
    }
}
