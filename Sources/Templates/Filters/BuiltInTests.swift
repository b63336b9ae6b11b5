/// Jinja's tests.
///
/// - Source: <https://jinja.palletsprojects.com/en/stable/templates/#list-of-builtin-tests>.
enum BuiltInTests {
    static let all: [String: Filter] = Dictionary((kinds + comparisons + texts).map { ($0.name, $0) }) { $1 }

    private static func kind(_ name: String, _ isSo: @escaping @Sendable (Value) -> Bool) -> Filter {
        Filter(name) { call throws(TemplateError) in .bool(isSo(call.subject)) }
    }

    private static let kinds: [Filter] = [
        kind("defined") { !$0.isUndefined },
        kind("undefined", \.isUndefined),
        kind("none", \.isNone),
        kind("boolean") { if case .bool = $0 { true } else { false } },
        kind("true") { if case .bool(true) = $0 { true } else { false } },
        kind("false") { if case .bool(false) = $0 { true } else { false } },
        kind("integer") { if case .int = $0 { true } else { false } },
        kind("float") { if case .double = $0 { true } else { false } },
        kind("number") { $0.numberValue != nil },
        kind("string") { $0.textValue != nil },
        kind("mapping") { if case .dict = $0 { true } else { false } },
        kind("escaped", \.isMarkup),
        kind("callable") { value in
            switch value {
            case .function: true
            case .special(let special): special.isCallable
            // The reference's undefined values can be called too: the call fails.
            case .undefined: true
            default: false
            }
        },
        Filter("iterable") { call throws(TemplateError) in .bool(call.evaluator.isIterable(call.subject)) },
        Filter("sequence") { call throws(TemplateError) in
            if case .tuple(let tuple) = call.subject { return .bool(tuple.viewName == nil) }
            if call.subject.isUndefined { return .bool(true) }
            return .bool(try call.evaluator.count(of: call.subject) != nil)
        },
    ]

    private static func comparison(_ comparison: Expression.Comparison, _ names: String...) -> [Filter] {
        names.map { name in
            Filter(name, "other") { call throws(TemplateError) in
                .bool(try call.evaluator.compare(call.subject, comparison, call[0] ?? .none))
            }
        }
    }

    private static let comparisons: [Filter] =
        comparison(.equal, "eq", "equalto", "==") + comparison(.notEqual, "ne", "!=")
        + comparison(.less, "lt", "lessthan", "<") + comparison(.lessEqual, "le", "<=")
        + comparison(.greater, "gt", "greaterthan", ">") + comparison(.greaterEqual, "ge", ">=")
        + comparison(.contained, "in") + [
            Filter("sameas", "other") { call throws(TemplateError) in .bool(try isSame(call)) },
            Filter("odd") { call throws(TemplateError) in .bool(try remainder(call, .int(2), is: 1)) },
            Filter("even") { call throws(TemplateError) in .bool(try remainder(call, .int(2), is: 0)) },
            Filter("divisibleby", "num") { call throws(TemplateError) in
                .bool(try remainder(call, call[0] ?? .none, is: 0))
            },
        ]

    private static func remainder(
        _ call: FilterCall, _ divisor: Value, is expected: Int128
    ) throws(TemplateError) -> Bool {
        let remainder = try call.evaluator.calculate(call.subject, .modulo, divisor)
        return try call.evaluator.areEqual(remainder, .int(expected))
    }

    private static func isSame(_ call: FilterCall) throws(TemplateError) -> Bool {
        switch (call.subject, call[0] ?? .none) {
        case (.list(let left), .list(let right)): left === right
        case (.dict(let left), .dict(let right)): left === right
        case (.tuple(let left), .tuple(let right)): left === right
        case (.bool(let left), .bool(let right)): left == right
        case (.bool, _), (_, .bool), (.undefined, _), (_, .undefined): false
        case (let left, let right):
            left.typeName == right.typeName ? try call.evaluator.areEqual(left, right) : false
        }
    }

    private static let texts: [Filter] = [
        Filter("lower") { call throws(TemplateError) in .bool(PythonText.isCased(try call.text(), upper: false)) },
        Filter("upper") { call throws(TemplateError) in .bool(PythonText.isCased(try call.text(), upper: true)) },
        Filter("filter") { call throws(TemplateError) in
            .bool(call.evaluator.language.filters[try call.text()] != nil)
        },
        Filter("test") { call throws(TemplateError) in .bool(BuiltInTests.all[try call.text()] != nil) },
    ]
}
