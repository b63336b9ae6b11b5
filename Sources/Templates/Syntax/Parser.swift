/// Reads a template into statements.
///
/// The grammar is that of Jinja 3.1, with its messages.
/// - Source: <https://jinja.palletsprojects.com/en/stable/templates/>.
struct Parser {
    private let tokens: [Token]
    private var place = 0
    private var nesting = 0
    /// The tags that are open, for messages.
    private var openTags: [String] = []
    /// What the open tags wait for, for messages.
    private var awaited: [[String]] = []
    /// The special names that the bodies of macros mention, one set for each open macro.
    private var mentions: [Set<String>] = []

    /// Filters and tests that do not exist, outside of what may never be rendered.
    var unknownNames: [TemplateError] = []
    /// Whether what is read stands in a condition's branch, where unknown names are an error only when rendered.
    var isConditional = false
    /// Whether loops are open in the innermost macro.
    var openLoops = 0
    let language: TemplateLanguage

    /// Reads a template.
    static func statements(of source: String, _ language: TemplateLanguage) throws(TemplateError) -> [Statement] {
        guard source.utf8.count <= TemplateLimits.sourceBytes else {
            throw .limit("The template is longer than \(TemplateLimits.sourceBytes) bytes.")
        }
        var parser = Parser(tokens: Lexer.tokens(of: source), language: language)
        try parser.checkCurrent()
        let statements = try parser.statements(until: [])
        if let unknown = parser.unknownNames.first { throw unknown }
        return statements
    }

    private init(tokens: [Token], language: TemplateLanguage) {
        self.tokens = tokens
        self.language = language
    }
}

// MARK: Tokens

extension Parser {
    /// The token to read next.
    var current: Token { tokens[place] }

    /// The token after the current one; the last one again at the end.
    var following: Token { tokens[min(place + 1, tokens.count - 1)] }

    private func checkCurrent() throws(TemplateError) {
        guard current.kind != .failure else { throw failure(current.text) }
    }

    /// The current token; moves to the next one.
    @discardableResult
    mutating func next() throws(TemplateError) -> Token {
        let token = current
        if place + 1 < tokens.count {
            place += 1
            try checkCurrent()
        }
        return token
    }

    mutating func skip(_ kind: Token.Kind) throws(TemplateError) -> Bool {
        guard current.kind == kind else { return false }
        try next()
        return true
    }

    mutating func skip(name: String) throws(TemplateError) -> Bool {
        guard current.isName(name) else { return false }
        try next()
        return true
    }

    @discardableResult
    mutating func expect(_ kind: Token.Kind) throws(TemplateError) -> Token {
        guard current.kind == kind else { throw unexpected(kind.rawValue) }
        return try next()
    }

    mutating func expect(name: String) throws(TemplateError) {
        guard current.isName(name) else { throw unexpected(name) }
        try next()
    }

    private func unexpected(_ expected: String) -> TemplateError {
        guard current.kind != .end else { return failure("unexpected end of template, expected '\(expected)'.") }
        return failure("expected token '\(expected)', got \(PythonText.quoted(current.described))")
    }

    func failure(_ message: String, line: Int? = nil) -> TemplateError {
        TemplateError(.syntax, message, line: line ?? current.line)
    }

    /// Goes one level down; ``leave()`` goes up again.
    mutating func enter() throws(TemplateError) {
        nesting += 1
        guard nesting <= TemplateLimits.nesting else {
            throw TemplateError(
                .limit, "The template is nested deeper than \(TemplateLimits.nesting) levels.", line: current.line)
        }
    }

    mutating func leave() {
        nesting -= 1
    }

    /// Takes note of a name that is read.
    mutating func mention(_ name: String) {
        guard name == "caller" || name == "varargs" || name == "kwargs" else { return }
        for index in mentions.indices { mentions[index].insert(name) }
    }

    /// Reads the body of a macro and says which special names it mentions.
    mutating func mentioning<Body>(
        _ body: (inout Parser) throws(TemplateError) -> Body
    ) throws(TemplateError) -> (Body, Set<String>) {
        mentions.append([])
        let outerLoops = openLoops
        openLoops = 0
        let result = try body(&self)
        openLoops = outerLoops
        return (result, mentions.removeLast())
    }
}

// MARK: Blocks

extension Parser {
    /// Reads up to one of the tags, which becomes the current token, or to the end of the template.
    private mutating func statements(until ends: [String]) throws(TemplateError) -> [Statement] {
        var statements: [Statement] = []
        if !ends.isEmpty { awaited.append(ends) }
        loop: while true {
            switch current.kind {
            case .data:
                statements.append(.text(try next().text))
            case .variableBegin:
                let line = try next().line
                statements.append(.output(try tuple(), line: line))
                try expect(.variableEnd)
            case .blockBegin:
                try next()
                if current.kind == .name, ends.contains(current.text) { break loop }
                try enter()
                statements.append(contentsOf: try statement())
                leave()
                try expect(.blockEnd)
            default:
                break loop
            }
        }
        if !ends.isEmpty { awaited.removeLast() }
        return statements
    }

    /// Reads the rest of a tag and what follows, up to one of the tags; that one is the current token then.
    mutating func body(until ends: [String]) throws(TemplateError) -> [Statement] {
        _ = try skip(.colon)
        try expect(.blockEnd)
        let statements = try statements(until: ends)
        guard current.kind != .end else { throw unfinished(tag: nil, awaited: awaited + [ends]) }
        return statements
    }

    /// Reads a body and the tag that ends it.
    mutating func body(endedBy end: String) throws(TemplateError) -> [Statement] {
        let statements = try body(until: [end])
        try next()
        return statements
    }

    /// Reads a body of its own, where unknown names are an error even inside of a condition.
    mutating func ownBody(endedBy end: String) throws(TemplateError) -> [Statement] {
        try unconditionally { parser throws(TemplateError) in try parser.body(endedBy: end) }
    }

    mutating func unconditionally<Body>(
        _ read: (inout Parser) throws(TemplateError) -> Body
    ) throws(TemplateError) -> Body {
        let outer = isConditional
        isConditional = false
        let result = try read(&self)
        isConditional = outer
        return result
    }

    private mutating func statement() throws(TemplateError) -> [Statement] {
        let token = current
        guard token.kind == .name else { throw failure("tag name expected") }
        openTags.append(token.text)
        guard let statements = try statement(tag: token.text) else {
            openTags.removeLast()
            throw unfinished(tag: token.text, awaited: awaited)
        }
        openTags.removeLast()
        return statements
    }

    private func unfinished(tag: String?, awaited: [[String]]) -> TemplateError {
        var words = [tag.map { "Encountered unknown tag \(PythonText.quoted($0))." } ?? "Unexpected end of template."]
        if let looking = awaited.last {
            let tags = looking.map { PythonText.quoted($0) }.joined(separator: " or ")
            if let tag, awaited.contains(where: { $0.contains(tag) }) {
                words.append(
                    "You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for \(tags)."
                )
            } else {
                words.append("Jinja was looking for the following tags: \(tags).")
            }
        }
        if let innermost = openTags.last {
            words.append("The innermost block that needs to be closed is \(PythonText.quoted(innermost)).")
        }
        return failure(words.joined(separator: " "))
    }
}
