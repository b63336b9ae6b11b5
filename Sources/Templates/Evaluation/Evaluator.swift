/// One rendering of a template: its data, its output and what it may still do.
final class Evaluator {
    let language: TemplateLanguage
    let options: TemplateOptions
    private let context: [String: TemplateValue]

    /// What is written so far, or what the innermost block has written.
    var output = ""
    /// Whether what is printed here is escaped.
    var isEscaping: Bool
    var scope: Scope
    /// The blocks of the template, for `self`.
    var blocks: [String: [Statement]] = [:]

    private let globals = Scope(parent: nil)
    private var containers: [Container] = []
    private var stepsLeft: Int
    private var depth = 0
    private var randomState: UInt64

    init(_ language: TemplateLanguage, _ context: [String: TemplateValue], _ options: TemplateOptions) {
        self.language = language
        self.context = context
        self.options = options
        isEscaping = options.escaping == .html
        scope = Scope(parent: globals)
        stepsLeft = options.limits.steps
        randomState = options.seed
        containers = [globals, scope]
    }

    /// Renders statements; the evaluator cannot be used afterwards.
    func render(_ statements: [Statement]) throws(TemplateError) -> String {
        defer { for container in containers { container.empty() } }
        try run(statements)
        return output
    }

    // MARK: Limits

    /// Counts work.
    func spend(_ steps: Int = 1) throws(TemplateError) {
        stepsLeft -= min(max(steps, 0), Int.max / 4)
        guard stepsLeft >= 0 else {
            stepsLeft = 0
            throw .limit("The template takes more than \(options.limits.steps) steps.")
        }
    }

    /// Goes one level down; ``leave()`` goes up again.
    func enter() throws(TemplateError) {
        guard depth < options.limits.depth else {
            throw .limit("The template is nested deeper than \(options.limits.depth) levels when rendered.")
        }
        depth += 1
    }

    func leave() {
        depth -= 1
    }

    /// Checks the length of a text.
    func limit(length: Int) throws(TemplateError) {
        guard length <= options.limits.outputBytes else {
            throw .limit("The template makes a text of more than \(options.limits.outputBytes) bytes.")
        }
    }

    /// Checks and counts the length of a text, before it is made.
    func check(length: Int) throws(TemplateError) {
        try limit(length: length)
        try spend(length >> 5)
    }

    /// Checks a length that is a product, before anything is made.
    func check(length: Int, times: Int) throws(TemplateError) {
        let (product, overflow) = length.multipliedReportingOverflow(by: max(times, 0))
        try check(length: overflow ? .max : product)
    }

    /// Counts the work of going through a text.
    func spend(reading value: Value) throws(TemplateError) {
        if let text = value.textValue { try spend(text.utf8.count >> 3) }
    }

    /// Counts a value that was made.
    func charge(_ value: Value) throws(TemplateError) -> Value {
        if let text = value.textValue { try check(length: text.utf8.count) }
        return value
    }

    /// A number from 0 up to a bound, which is at least 1; from Steele, Lea and Flood's SplitMix64.
    func random(below bound: Int) -> Int {
        randomState &+= 0x9E37_79B9_7F4A_7C15
        var mixed = randomState
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(bound, 1)))
    }

    // MARK: Containers

    func keep<Kept: Container>(_ container: Kept) -> Kept {
        containers.append(container)
        return container
    }

    func list(_ items: [Value]) throws(TemplateError) -> Value {
        try spend(items.count)
        return .list(keep(ListBox(items)))
    }

    func tuple(_ items: [Value], fields: [String] = [], view: String? = nil) throws(TemplateError) -> Value {
        try spend(items.count)
        return .tuple(keep(TupleBox(items, fields: fields, viewName: view)))
    }

    func iterator(_ items: [Value], _ name: String) throws(TemplateError) -> Value {
        try spend(items.count)
        return .iterator(keep(IteratorBox(items, name: name)))
    }

    func strings(_ items: [String], isMarkup: Bool = false) throws(TemplateError) -> Value {
        try list(items.map { isMarkup ? .markup($0) : .string($0) })
    }

    func function(
        _ shown: String, isType: Bool = false, _ body: @escaping FunctionBox.Body
    ) -> Value {
        .function(keep(FunctionBox(shown: shown, isType: isType, body)))
    }

    func undefined(_ message: String) -> Value { .undefined(Missing(message)) }

    // MARK: Names

    /// The value of a name: from the template, its data, or the language.
    func value(named name: String) throws(TemplateError) -> Value {
        if let value = scope.lookUp(name) { return value }
        let value: Value
        if let given = context[name] {
            value = try self.value(given)
        } else if name == "self" {
            value = .special(keep(SelfReference()))
        } else if let global = Globals.value(name, self) {
            value = global
        } else if let function = language.functions[name] {
            value = foreign(function)
        } else {
            return undefined("\(PythonText.quoted(name)) is undefined")
        }
        globals[name] = value
        return value
    }

    /// Takes in a value of another module.
    func value(_ given: TemplateValue) throws(TemplateError) -> Value {
        try spend()
        switch given {
        case .null: return .none
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(Int128(value))
        case .double(let value): return .double(value)
        case .string(let text): return .string(text)
        case .markup(let text): return .markup(text)
        case .undefined(let message): return undefined(message)
        case .object(let object): return .object(keep(ObjectBox(object)))
        case .function(let function): return foreign(function)
        case .list(let elements):
            try enter()
            defer { leave() }
            return try list(try values(elements))
        case .map(let members):
            try enter()
            defer { leave() }
            let dict = keep(DictBox())
            for member in members { dict.set(member.key, try value(member.value)) }
            return .dict(dict)
        }
    }

    func values(_ given: [TemplateValue]) throws(TemplateError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(given.count)
        for element in given { values.append(try value(element)) }
        return values
    }

    private func foreign(_ function: TemplateFunction) -> Value {
        self.function("<function \(function.name)>") { evaluator, arguments throws(TemplateError) in
            try evaluator.call(function, arguments)
        }
    }

    /// Calls a function of another module.
    func call(_ function: TemplateFunction, _ arguments: CallArguments) throws(TemplateError) -> Value {
        var positional: [TemplateValue] = []
        for value in arguments.positional { positional.append(try exported(value)) }
        var named: [String: TemplateValue] = [:]
        for pair in arguments.named { named[pair.name] = try exported(pair.value) }
        let escaping: TemplateOptions.Escaping = isEscaping ? .html : .none
        let result = try function.body(.init(positional: positional, named: named, escaping: escaping))
        return try charge(try value(result))
    }

    /// Hands a value to another module.
    func exported(_ value: Value) throws(TemplateError) -> TemplateValue {
        try enter()
        defer { leave() }
        try spend()
        switch value {
        case .undefined(let missing):
            return .undefined(missing.message)
        case .none: return .null
        case .bool(let value): return .bool(value)
        case .int(let number):
            guard let value = Int(exactly: number) else { throw .integerTooLarge }
            return .int(value)
        case .double(let value): return .double(value)
        case .string(let text): return .string(text)
        case .markup(let text): return .markup(text)
        case .object(let box): return .object(box.object)
        case .list, .tuple, .range, .iterator:
            var elements: [TemplateValue] = []
            for element in try items(of: value) { elements.append(try exported(element)) }
            return .list(elements)
        case .dict(let dict):
            var members: [(key: String, value: TemplateValue)] = []
            for (key, value) in zip(dict.keys, dict.values) { members.append((try text(of: key), try exported(value))) }
            return .map(members)
        case .function, .special: return .string(try text(of: value))
        }
    }
}
