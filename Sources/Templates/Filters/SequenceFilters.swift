/// Jinja's filters that look at or cut sequences.
enum SequenceFilters {
    static let all: [Filter] = looking + cutting

    private static let looking: [Filter] = [
        Filter("length") { call throws(TemplateError) in .int(Int128(try call.evaluator.length(of: call.subject))) },
        Filter("count") { call throws(TemplateError) in .int(Int128(try call.evaluator.length(of: call.subject))) },
        Filter("first") { call throws(TemplateError) in
            if case .iterator(let iterator) = call.subject, let next = iterator.next() { return next }
            return try call.items().first ?? call.evaluator.undefined("No first item, sequence was empty.")
        },
        Filter("last") { call throws(TemplateError) in
            if case .iterator = call.subject { throw .type("'generator' object is not reversible") }
            return try call.items().last ?? call.evaluator.undefined("No last item, sequence was empty.")
        },
        Filter("random") { call throws(TemplateError) in
            _ = try call.evaluator.length(of: call.subject)
            let items = try call.items()
            guard !items.isEmpty else { return call.evaluator.undefined("No random item, sequence was empty.") }
            return items[call.evaluator.random(below: items.count)]
        },
        Filter("list") { call throws(TemplateError) in try call.evaluator.list(try call.items()) },
        Filter("items") { call throws(TemplateError) in
            if call.subject.isUndefined { return try call.evaluator.iterator([], "generator object do_items") }
            guard case .dict = call.subject else { throw .type("Can only get item pairs from a mapping.") }
            return try call.evaluator.iterator(
                try DictMethods.pairs(call.subject, call.evaluator), "generator object do_items")
        },
        Filter("attr", "name") { call throws(TemplateError) in
            let name = try call.text(0)
            if call.subject.isUndefined, name.hasPrefix("__"), name.hasSuffix("__") {
                return call.evaluator.missing(name, of: call.subject)
            }
            return try call.evaluator.attribute(name, of: call.subject)
                ?? call.evaluator.missing(name, of: call.subject)
        },
        Filter("sum", "attribute?", "start?") { call throws(TemplateError) in
            let getter = try AttributeGetter(call.given(0))
            var sum = call[1] ?? .int(0)
            guard sum.textValue == nil else { throw .type("sum() can't sum strings [use ''.join(seq) instead]") }
            for item in try call.items() {
                sum = try call.evaluator.calculate(sum, .add, try getter.value(of: item, call.evaluator))
            }
            return sum
        },
        Filter("join", "d?", "attribute?", body: join),
    ]

    private static let cutting: [Filter] = [
        Filter("reverse") { call throws(TemplateError) in
            if let text = call.subject.textValue {
                return call.same(PythonText.text(text.unicodeScalars.reversed()))
            }
            let items: [Value] = try reversible(call).reversed()
            if case .iterator = call.subject { return try call.evaluator.list(items) }
            return try call.evaluator.iterator(items, "\(call.subject.typeName)_reverseiterator object")
        },
        Filter("batch", "linecount", "fill_with?", body: batch),
        Filter("slice", "slices", "fill_with?", body: slices),
    ]

    private static func reversible(_ call: FilterCall) throws(TemplateError) -> [Value] {
        guard call.evaluator.isIterable(call.subject) else { throw .filterArgument("argument must be iterable") }
        return try call.items()
    }

    private static func join(_ call: FilterCall) throws(TemplateError) -> Value {
        let evaluator = call.evaluator
        let getter = try AttributeGetter(call.given(1))
        var items: [Value] = []
        for item in try call.items() { items.append(try getter.value(of: item, evaluator)) }
        let separator = call[0] ?? .string("")
        let isSafe = evaluator.isEscaping && (separator.isMarkup || items.contains(where: \.isMarkup))
        let between = isSafe ? try evaluator.escaped(separator) : try evaluator.text(of: separator)
        var joined = ""
        for (index, item) in items.enumerated() {
            if index > 0 { joined += between }
            joined += isSafe ? try evaluator.escaped(item) : try evaluator.text(of: item)
            try evaluator.limit(length: joined.utf8.count)
        }
        return isSafe ? .markup(joined) : .string(joined)
    }

    private static func batch(_ call: FilterCall) throws(TemplateError) -> Value {
        let count = try call.index(0)
        var batches: [Value] = []
        var batch: [Value] = []
        for item in try call.items() {
            if batch.count == count {
                batches.append(try call.evaluator.list(batch))
                batch = []
            }
            batch.append(item)
        }
        if !batch.isEmpty {
            if let filler = call.given(1), batch.count < count {
                batch += try call.evaluator.repeated([filler], count - batch.count)
            }
            batches.append(try call.evaluator.list(batch))
        }
        return try call.evaluator.iterator(batches, "generator object do_batch")
    }

    private static func slices(_ call: FilterCall) throws(TemplateError) -> Value {
        let items = try call.items()
        let count = try call.index(0)
        guard count != 0 else { throw TemplateError(.zeroDivision, "integer division or modulo by zero") }
        try call.evaluator.spend(max(count, 0))
        var slices: [Value] = []
        var start = 0
        for number in 0..<max(count, 0) {
            let isLong = number < items.count % count
            let end = start + items.count / count + (isLong ? 1 : 0)
            var slice = Array(items[start..<end])
            if let filler = call.given(1), !isLong { slice.append(filler) }
            slices.append(try call.evaluator.list(slice))
            start = end
        }
        return try call.evaluator.iterator(slices, "generator object sync_do_slice")
    }
}

/// Gets `a.b.0` of values.
struct AttributeGetter {
    private let parts: [Value]
    private let preset: Value?

    /// Makes a getter; without a path it gives the value itself.
    init(_ path: Value?, preset: Value? = nil) throws(TemplateError) {
        self.preset = preset
        guard let path else {
            parts = []
            return
        }
        guard let text = path.textValue else {
            parts = [path]
            return
        }
        parts = PythonText.pieces(text, by: ".").map { part in
            let isNumber = !part.isEmpty && part.unicodeScalars.allSatisfy { $0.properties.numericType == .decimal }
            return isNumber ? .int(Int128(part) ?? .max) : .string(part)
        }
    }

    func value(of item: Value, _ evaluator: Evaluator) throws(TemplateError) -> Value {
        var value = item
        for part in parts {
            value = try evaluator.item(part, of: value)
            if value.isUndefined, let preset { value = preset }
        }
        return value
    }
}
