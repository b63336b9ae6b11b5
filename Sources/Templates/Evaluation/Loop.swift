extension Evaluator {
    func run(_ loop: Statement.Loop) throws(TemplateError) {
        let elements = try evaluate(loop.elements)
        try run(loop, over: elements, depth: 0)
    }

    /// Goes through the elements; a recursive loop does it again for elements of elements.
    func run(_ loop: Statement.Loop, over elements: Value, depth: Int) throws(TemplateError) {
        let selected = try select(try items(of: elements), loop)
        let state = keep(LoopState(loop, selected, depth: depth, scope: scope, isEscaping: isEscaping))
        for index in selected.indices {
            try spend()
            state.index = index
            let flow = try inScope { () throws(TemplateError) in
                try assign(selected[index], to: loop.target)
                scope["loop"] = .special(state)
                return try run(loop.body)
            }
            if flow == .leaveLoop { return }
        }
        guard selected.isEmpty, !loop.otherwise.isEmpty else { return }
        try inScope { () throws(TemplateError) in _ = try run(loop.otherwise) }
    }

    private func select(_ items: [Value], _ loop: Statement.Loop) throws(TemplateError) -> [Value] {
        guard let test = loop.test else { return items }
        var selected: [Value] = []
        for item in items {
            let isSelected = try inScope { () throws(TemplateError) in
                try assign(item, to: loop.target)
                return try isTrue(try evaluate(test))
            }
            if isSelected { selected.append(item) }
        }
        return selected
    }
}

/// `loop`: where a loop is.
final class LoopState: Special {
    private let loop: Statement.Loop
    private var items: [Value]
    private let depth: Int
    private var scope: Scope?
    private let isEscaping: Bool
    private var lastChanged: [Value]?
    /// The place of the current element, from 0.
    var index = 0

    init(_ loop: Statement.Loop, _ items: [Value], depth: Int, scope: Scope, isEscaping: Bool) {
        self.loop = loop
        self.items = items
        self.depth = depth
        self.scope = scope
        self.isEscaping = isEscaping
    }

    override func empty() {
        items = []
        scope = nil
        lastChanged = nil
    }

    override var typeName: String { "LoopContext" }
    override var isCallable: Bool { true }
    override func text(_ evaluator: Evaluator) -> String { "<LoopContext \(index + 1)/\(items.count)>" }

    override func member(_ name: String, _ evaluator: Evaluator) throws(TemplateError) -> Value? {
        switch name {
        case "index": return .int(Int128(index + 1))
        case "index0": return .int(Int128(index))
        case "revindex": return .int(Int128(items.count - index))
        case "revindex0": return .int(Int128(items.count - index - 1))
        case "first": return .bool(index == 0)
        case "last": return .bool(index == items.count - 1)
        case "length": return .int(Int128(items.count))
        case "depth": return .int(Int128(depth + 1))
        case "depth0": return .int(Int128(depth))
        case "previtem": return index > 0 ? items[index - 1] : evaluator.undefined("there is no previous item")
        case "nextitem":
            return index + 1 < items.count ? items[index + 1] : evaluator.undefined("there is no next item")
        case "cycle":
            return evaluator.function("<bound method LoopContext.cycle>") { [self] _, arguments throws(TemplateError) in
                guard !arguments.positional.isEmpty else { throw .type("no items for cycling given") }
                return arguments.positional[index % arguments.positional.count]
            }
        case "changed":
            return evaluator.function("<bound method LoopContext.changed>") {
                [self] evaluator, arguments throws(TemplateError) in
                .bool(try hasChanged(arguments.positional, evaluator))
            }
        default: return nil
        }
    }

    private func hasChanged(_ values: [Value], _ evaluator: Evaluator) throws(TemplateError) -> Bool {
        defer { lastChanged = values }
        guard let last = lastChanged, last.count == values.count else { return true }
        for (old, new) in zip(last, values) where try !evaluator.areEqual(old, new) { return true }
        return false
    }

    override func call(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        guard loop.isRecursive else {
            throw .type("The loop must have the 'recursive' marker to be called recursively.")
        }
        guard arguments.positional.count == 1, let scope else {
            throw .type("loop() takes 1 positional argument but \(arguments.positional.count) were given")
        }
        let (outer, outerEscaping) = (evaluator.scope, evaluator.isEscaping)
        evaluator.scope = scope
        evaluator.isEscaping = isEscaping
        defer {
            evaluator.scope = outer
            evaluator.isEscaping = outerEscaping
        }
        let text = try evaluator.capture { () throws(TemplateError) in
            try evaluator.run(loop, over: arguments.positional[0], depth: depth + 1)
        }
        return isEscaping ? .markup(text) : .string(text)
    }
}
