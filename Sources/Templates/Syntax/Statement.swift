/// A statement of a template.
indirect enum Statement: Sendable {
    case text(String)
    case output(Expression, line: Int)
    case condition([(test: Expression, body: [Statement])], otherwise: [Statement], line: Int)
    case loop(Loop)
    case assignment(Target, Expression, line: Int)
    case blockAssignment(Target, filters: [Expression.Step], body: [Statement], line: Int)
    case with([(target: Target, value: Expression)], body: [Statement], line: Int)
    case autoescape(Expression, body: [Statement], line: Int)
    case macro(Macro)
    case callBlock(Macro, call: Expression, line: Int)
    case filterBlock([Expression.Step], body: [Statement], line: Int)
    case block(name: String, body: [Statement], isScoped: Bool)
    /// `include`, `extends` and `import`, which all fail: there are no other templates.
    case otherTemplate(Expression, mayBeMissing: Bool, line: Int)
    case evaluation(Expression, line: Int)
    case leaveLoop
    case nextRound

    struct Loop: Sendable {
        let target: Target
        let elements: Expression
        let test: Expression?
        let isRecursive: Bool
        let body: [Statement]
        let otherwise: [Statement]
        let line: Int
    }

    struct Macro: Sendable {
        /// `nil` for the body of a call block.
        let name: String?
        let parameters: [(name: String, preset: Expression?)]
        let body: [Statement]
        /// Which of `caller`, `varargs` and `kwargs` the body mentions; a macro takes only what it mentions.
        let mentions: Set<String>
    }
}
