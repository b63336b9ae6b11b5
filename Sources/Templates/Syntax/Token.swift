/// A piece of a template.
struct Token: Hashable, Sendable {
    /// What a token is; the raw value is the name in messages.
    enum Kind: String, Hashable, Sendable {
        case data = "template data / text"
        case variableBegin = "begin of print statement"
        case variableEnd = "end of print statement"
        case blockBegin = "begin of statement block"
        case blockEnd = "end of statement block"
        case name, string, integer, float
        case end = "end of template"
        /// What follows cannot be read; the text says why.
        case failure

        case add = "+"
        case subtract = "-"
        case divide = "/"
        case floorDivide = "//"
        case multiply = "*"
        case modulo = "%"
        case power = "**"
        case tilde = "~"
        case leftBracket = "["
        case rightBracket = "]"
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBrace = "{"
        case rightBrace = "}"
        case equal = "=="
        case notEqual = "!="
        case greater = ">"
        case greaterEqual = ">="
        case less = "<"
        case lessEqual = "<="
        case assign = "="
        case dot = "."
        case colon = ":"
        case pipe = "|"
        case comma = ","
        case semicolon = ";"
    }

    let kind: Kind
    /// The name, the content of the text, or the digits; for others what stands in the template.
    let text: String
    let line: Int

    /// The words for this token in messages.
    var described: String { kind == .name ? text : kind.rawValue }

    /// Whether this is the given name.
    func isName(_ word: String) -> Bool { kind == .name && text == word }
}
