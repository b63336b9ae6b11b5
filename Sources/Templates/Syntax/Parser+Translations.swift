extension Parser {
    /// What a `trans` tag names before its text.
    private struct Variables {
        var values: [(name: String, value: Expression)] = []
        /// What decides between singular and plural.
        var count: (name: String, value: Expression)?
        /// A call that is made once, before the text.
        var firstCall: Expression?
        var isTrimmed: Bool?

        func contains(_ name: String) -> Bool { values.contains { $0.name == name } }
    }

    /// Reads `{% trans %}…{% pluralize %}…{% endtrans %}` into a call of the function that translates.
    mutating func translation() throws(TemplateError) -> [Statement] {
        let line = try next().line
        let context = current.kind == .string ? try next().text : nil
        var variables = try translationVariables()
        try expect(.blockEnd)
        var (singular, mentioned) = try translationText(mayPluralize: true)
        if variables.count == nil, let first = mentioned.first { variables.count = (first, .name(first)) }
        var plural: String?
        if current.isName("pluralize") {
            try next()
            if current.kind != .blockEnd {
                let name = try expect(.name)
                guard let chosen = variables.values.first(where: { $0.name == name.text }) else {
                    throw TemplateError(
                        .assertion, "unknown variable \(PythonText.quoted(name.text)) for pluralization",
                        line: name.line)
                }
                variables.count = chosen
            }
            try expect(.blockEnd)
            let (text, names) = try translationText(mayPluralize: false)
            plural = text
            mentioned += names
        }
        try next()
        for name in mentioned where !variables.contains(name) { variables.values.append((name, .name(name))) }
        if variables.isTrimmed == true {
            singular = Self.trimmed(singular)
            plural = plural.map(Self.trimmed)
        }
        let call = try translationCall(singular, plural, context, variables, line)
        var statements: [Statement] = []
        if let first = variables.firstCall { statements.append(.assignment(.name("_trans"), first, line: line)) }
        return statements + [.output(call, line: line)]
    }

    private func translationCall(
        _ singular: String, _ plural: String?, _ context: String?, _ variables: Variables, _ line: Int
    ) throws(TemplateError) -> Expression {
        var arguments = Expression.Arguments()
        var function = "gettext"
        if let context {
            function = "p" + function
            arguments.positional.append(.literal(.string(context)))
        }
        arguments.positional.append(.literal(.string(singular)))
        if let plural {
            guard let count = variables.count else { throw failure("pluralize without variables", line: line) }
            function = "n" + function
            arguments.positional += [.literal(.string(plural)), count.value]
        }
        let countsNum = plural != nil && variables.count?.name == "num"
        arguments.named = variables.values.filter { !(countsNum && $0.name == "num") }
        return .chain(.name(function), [.call(arguments)])
    }

    private mutating func translationVariables() throws(TemplateError) -> Variables {
        var variables = Variables()
        while current.kind != .blockEnd {
            if !variables.values.isEmpty { try expect(.comma) }
            if try skip(.colon) { break }
            let token = try expect(.name)
            guard !variables.contains(token.text) else {
                throw TemplateError(
                    .assertion, "translatable variable \(PythonText.quoted(token.text)) defined twice.",
                    line: token.line)
            }
            var value = Expression.name(token.text)
            if try skip(.assign) {
                value = try expression()
            } else if variables.isTrimmed == nil, token.text == "trimmed" || token.text == "notrimmed" {
                variables.isTrimmed = token.text == "trimmed"
                continue
            }
            if variables.count == nil {
                if case .chain(_, let steps) = value, case .call? = steps.last {
                    variables.firstCall = value
                    value = .name("_trans")
                }
                variables.count = (token.text, value)
            }
            variables.values.append((token.text, value))
        }
        return variables
    }

    /// Reads text and plain names up to a tag, whose name is the current token then.
    private mutating func translationText(mayPluralize: Bool) throws(TemplateError) -> (String, [String]) {
        var text = ""
        var names: [String] = []
        while true {
            switch current.kind {
            case .data: text += PythonText.replacing("%", with: "%%", in: try next().text)
            case .variableBegin:
                try next()
                let name = try expect(.name).text
                names.append(name)
                text += "%(\(name))s"
                try expect(.variableEnd)
            case .blockBegin:
                try next()
                let tag = current.kind == .name ? current.text : "None"
                if tag == "endtrans" || (tag == "pluralize" && mayPluralize) { return (text, names) }
                throw failure(Self.misplaced(tag))
            default: throw failure("unclosed translation block")
            }
        }
    }

    private static func misplaced(_ tag: String) -> String {
        switch tag {
        case "pluralize": "a translatable section can have only one pluralize section"
        case "trans": "trans blocks can't be nested; did you mean `endtrans`?"
        default: "control structures in translatable sections are not allowed; saw `\(tag)`"
        }
    }

    private static func trimmed(_ text: String) -> String {
        let lines = PythonText.strip(text).split(separator: "\n", omittingEmptySubsequences: true)
        return lines.map { PythonText.strip(String($0)) }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
