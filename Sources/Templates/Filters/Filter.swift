/// A filter, with the parameters that it takes after the filtered value.
struct Filter: Sendable {
    typealias Body = @Sendable (FilterCall) throws(TemplateError) -> Value

    let name: String
    /// Parameters in order; `?` ends the name of one that may be missing, and `*` alone takes all there are.
    private let parameters: [String]
    private let body: Body

    init(_ name: String, _ parameters: String..., body: @escaping Body) {
        self.name = name
        self.parameters = parameters
        self.body = body
    }

    /// A filter of another module; it gets the filtered value first.
    init(foreign function: TemplateFunction) {
        name = function.name
        parameters = ["*"]
        body = { call throws(TemplateError) in
            var all = call.all
            all.positional.insert(call.subject, at: 0)
            return try call.evaluator.call(function, all)
        }
    }

    /// The same filter with another name.
    func named(_ other: String) -> Filter { Filter(copying: self, name: other) }

    private init(copying filter: Filter, name: String) {
        self.name = name
        parameters = filter.parameters
        body = filter.body
    }

    func apply(_ evaluator: Evaluator, _ subject: Value, _ arguments: CallArguments) throws(TemplateError) -> Value {
        let bound = parameters.first == "*" ? [] : try arguments.bound(parameters, name)
        return try body(FilterCall(evaluator: evaluator, subject: subject, bound: bound, all: arguments))
    }
}

/// One use of a filter.
struct FilterCall {
    let evaluator: Evaluator
    /// The filtered value.
    let subject: Value
    private let bound: [Value?]
    /// The arguments as they were given.
    let all: CallArguments

    init(evaluator: Evaluator, subject: Value, bound: [Value?], all: CallArguments) {
        self.evaluator = evaluator
        self.subject = subject
        self.bound = bound
        self.all = all
    }

    /// The value of a parameter; `nil` when it is not given.
    subscript(index: Int) -> Value? { index < bound.count ? bound[index] : nil }

    /// The value of a parameter; `nil` when it is not given or `None`.
    func given(_ index: Int) -> Value? { self[index].flatMap { $0.isNone ? nil : $0 } }

    /// `str()` of the filtered value.
    func text() throws(TemplateError) -> String { try evaluator.text(of: subject) }

    func text(_ index: Int, _ preset: String = "") throws(TemplateError) -> String {
        guard let value = self[index] else { return preset }
        return try evaluator.text(of: value)
    }

    /// A parameter that has to be a text.
    func string(_ index: Int) throws(TemplateError) -> String {
        guard let value = self[index] else { return "" }
        return try string(value)
    }

    /// The filtered value, which has to be a text with a method.
    func text(with method: String) throws(TemplateError) -> String {
        if case .undefined(let missing) = subject { throw missing.error }
        if let text = subject.textValue { return text }
        let (type, method) = (PythonText.quoted(subject.typeName), PythonText.quoted(method))
        throw TemplateError(.attribute, "\(type) object has no attribute \(method)")
    }

    func string(_ value: Value) throws(TemplateError) -> String {
        if case .undefined(let missing) = value { throw missing.error }
        guard let text = value.textValue else { throw .type("expected str, got \(value.typeName)") }
        return text
    }

    func index(_ index: Int, _ preset: Int = 0) throws(TemplateError) -> Int {
        guard let value = self[index] else { return preset }
        return try Conversion.index(value)
    }

    func flag(_ index: Int, _ preset: Bool = false) throws(TemplateError) -> Bool {
        guard let value = self[index] else { return preset }
        return try evaluator.isTrue(value)
    }

    func items() throws(TemplateError) -> [Value] { try evaluator.items(of: subject) }

    /// A text that is HTML when the filtered value is.
    func same(_ text: String) -> Value { TextMethods.same(subject, text) }

    /// A text that is HTML where printing escapes.
    func safeWhereEscaping(_ text: String) -> Value { evaluator.isEscaping ? .markup(text) : .string(text) }

    func strings(_ texts: [String]) throws(TemplateError) -> Value { try evaluator.strings(texts) }
}
