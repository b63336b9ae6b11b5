/// A value while a template is rendered.
enum Value {
    case undefined(Missing)
    case none
    case bool(Bool)
    case int(Int128)
    case double(Double)
    case string(String)
    /// A text that is HTML already.
    case markup(String)
    case list(ListBox)
    case tuple(TupleBox)
    case dict(DictBox)
    case range(RangeValue)
    case iterator(IteratorBox)
    case function(FunctionBox)
    case object(ObjectBox)
    case special(Special)
}

/// What a value that is not defined would have been.
final class Missing: Sendable {
    /// The words of the error that its use is.
    let message: String
    /// Whether the sandbox hides the value, rather than there being none.
    let isForbidden: Bool

    init(_ message: String, isForbidden: Bool = false) {
        self.message = message
        self.isForbidden = isForbidden
    }

    var error: TemplateError { TemplateError(isForbidden ? .security : .undefined, message) }
}

/// Whole numbers from a start up to a stop.
struct RangeValue {
    let start: Int
    let stop: Int
    let step: Int

    /// The number of elements; at most ``TemplateLimits/rangeLength`` once the range is made.
    var count: Int {
        let distance = step > 0 ? Double(stop) - Double(start) : Double(start) - Double(stop)
        guard distance > 0 else { return 0 }
        return Int(min((distance / Double(step.magnitude)).rounded(.up), 1e18))
    }

    subscript(index: Int) -> Value { .int(Int128(start) + Int128(index) * Int128(step)) }

    var text: String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }
}

extension Value {
    /// The name of the type in messages.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .double: "float"
        case .string: "str"
        case .markup: "Markup"
        case .list: "list"
        case .tuple(let tuple): tuple.viewName ?? "tuple"
        case .dict: "dict"
        case .range: "range"
        case .iterator: "generator"
        case .function(let function): function.isType ? "type" : "function"
        case .object(let object): object.object.typeName
        case .special(let special): special.typeName
        }
    }

    /// The words for the type in messages about missing members: `dict object`, `None`.
    var typeDescription: String {
        switch self {
        case .none: "None"
        case .markup: "markupsafe.Markup object"
        default: "\(typeName) object"
        }
    }

    /// The text, when this is one.
    var textValue: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    var isMarkup: Bool {
        guard case .markup = self else { return false }
        return true
    }

    var isUndefined: Bool {
        guard case .undefined = self else { return false }
        return true
    }

    var isNone: Bool {
        guard case .none = self else { return false }
        return true
    }

    /// The whole number; truth values are 0 and 1.
    var integerValue: Int128? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The number; truth values are 0 and 1.
    var numberValue: Double? {
        if case .double(let value) = self { return value }
        return integerValue.map { Double($0) }
    }

    /// The elements of a list, a tuple or a view of a mapping.
    var arrayValue: [Value]? {
        switch self {
        case .list(let list): list.items
        case .tuple(let tuple): tuple.items
        default: nil
        }
    }
}
