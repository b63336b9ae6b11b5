/// An expression of a template.
///
/// Chains of operators are kept as lists, so that the depth of a tree is the depth of nesting in the text.
indirect enum Expression: Sendable {
    enum Literal: Hashable, Sendable {
        case none
        case bool(Bool)
        case int(Int128)
        case double(Double)
        case string(String)
    }

    enum Operator: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case floorDivide = "//"
        case modulo = "%"
        case power = "**"
    }

    enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessEqual = "<="
        case greater = ">"
        case greaterEqual = ">="
        case contained = "in"
        case notContained = "not in"
    }

    /// One step after a value: `.name`, `[item]`, `(call)`, `|filter`, `is test`.
    enum Step: Sendable {
        case member(String)
        case item(Expression)
        case call(Arguments)
        case filter(String, Arguments)
        case test(String, Arguments, isNegated: Bool)
    }

    /// Arguments of a call.
    struct Arguments: Sendable {
        var positional: [Expression] = []
        var named: [(name: String, value: Expression)] = []
        /// `*list`.
        var rest: Expression?
        /// `**mapping`.
        var namedRest: Expression?
    }

    case literal(Literal)
    case name(String)
    case list([Expression])
    case tuple([Expression])
    case dict([(key: Expression, value: Expression)])
    case chain(Expression, [Step])
    case arithmetic(Expression, [(operation: Operator, operand: Expression)])
    case concatenation([Expression])
    case comparison(Expression, [(comparison: Comparison, operand: Expression)])
    case conjunction([Expression])
    case disjunction([Expression])
    case not(Expression)
    case negative(Expression)
    case positive(Expression)
    case conditional([(test: Expression, value: Expression)], otherwise: Expression?)
    case slice(Expression?, Expression?, Expression?)
}

/// Something that can be assigned to.
indirect enum Target: Sendable {
    case name(String)
    case member(of: String, String)
    case tuple([Target])
}
