/// What Python's built-in functions do with values.
extension Evaluator {
    // MARK: Truth and text

    func isTrue(_ value: Value) throws(TemplateError) -> Bool {
        switch value {
        case .undefined(let missing):
            if options.undefined == .strict { throw missing.error }
            return false
        case .none: return false
        case .bool(let value): return value
        case .int(let value): return value != 0
        case .double(let value): return value != 0
        case .string(let text), .markup(let text): return !text.isEmpty
        case .list(let list): return !list.items.isEmpty
        case .tuple(let tuple): return !tuple.items.isEmpty
        case .dict(let dict): return dict.count > 0
        case .range(let range): return range.count > 0
        case .iterator, .function, .object, .special: return true
        }
    }

    /// `str(value)`.
    func text(of value: Value) throws(TemplateError) -> String {
        switch value {
        case .string(let text), .markup(let text): return text
        case .undefined(let missing):
            if options.undefined == .strict { throw missing.error }
            return ""
        case .object(let box): return box.object.text
        case .special(let special) where special.string != nil: return special.string ?? ""
        default:
            var writer = TextWriter(self)
            try writer.write(value)
            return writer.text
        }
    }

    /// `repr(value)`.
    func representation(of value: Value) throws(TemplateError) -> String {
        var writer = TextWriter(self)
        try writer.write(value)
        return writer.text
    }

    /// What is printed, escaped where that is on.
    func printed(_ value: Value) throws(TemplateError) -> String {
        if case .markup(let text) = value { return text }
        let text = try text(of: value)
        return isEscaping ? PythonText.escaped(text) : text
    }

    /// A text that is escaped unless it is HTML already.
    func escaped(_ value: Value) throws(TemplateError) -> String {
        if case .markup(let text) = value { return text }
        return PythonText.escaped(try text(of: value))
    }

    // MARK: Sequences

    /// The elements; strings have characters, mappings have keys.
    func items(of value: Value) throws(TemplateError) -> [Value] {
        let items: [Value]
        switch value {
        case .undefined(let missing):
            if options.undefined == .strict { throw missing.error }
            return []
        case .string(let text): items = text.unicodeScalars.map { .string(String($0)) }
        case .markup(let text): items = text.unicodeScalars.map { .string(String($0)) }
        case .list(let list): items = list.items
        case .tuple(let tuple): items = tuple.items
        case .dict(let dict): items = dict.keys
        case .range(let range):
            try spend(range.count)
            return (0..<range.count).map { range[$0] }
        case .iterator(let iterator): items = iterator.rest()
        case .object(let box):
            guard let elements = try box.object.elements else { throw notIterable(value) }
            items = try values(elements)
        case .none, .bool, .int, .double, .function, .special: throw notIterable(value)
        }
        try spend(items.count)
        return items
    }

    private func notIterable(_ value: Value) -> TemplateError {
        .type("\(PythonText.quoted(value.typeName)) object is not iterable")
    }

    func isIterable(_ value: Value) -> Bool {
        switch value {
        case .none, .bool, .int, .double, .function, .special: false
        case .object(let box): ((try? box.object.elements) ?? nil) != nil
        default: true
        }
    }

    /// `len(value)`; `nil` when it has none.
    func count(of value: Value) throws(TemplateError) -> Int? {
        switch value {
        case .undefined(let missing):
            if options.undefined == .strict { throw missing.error }
            return 0
        case .string(let text), .markup(let text): return PythonText.length(text)
        case .list(let list): return list.items.count
        case .tuple(let tuple): return tuple.items.count
        case .dict(let dict): return dict.count
        case .range(let range): return range.count
        case .object(let box): return try box.object.elements?.count
        case .none, .bool, .int, .double, .function, .special, .iterator: return nil
        }
    }

    func length(of value: Value) throws(TemplateError) -> Int {
        guard let count = try count(of: value) else {
            throw .type("object of type \(PythonText.quoted(value.typeName)) has no len()")
        }
        return count
    }

    // MARK: Comparison

    func areEqual(_ left: Value, _ right: Value) throws(TemplateError) -> Bool {
        try spend()
        switch (left, right) {
        case (.undefined(let missing), _), (_, .undefined(let missing)):
            if options.undefined == .strict { throw missing.error }
            return left.isUndefined && right.isUndefined
        case (.none, .none): return true
        case (.string(let left), .string(let right)), (.string(let left), .markup(let right)),
            (.markup(let left), .string(let right)), (.markup(let left), .markup(let right)):
            guard left.utf8.count == right.utf8.count else { return false }
            try spend(left.utf8.count >> 5)
            return left == right
        case (.list(let left), .list(let right)):
            if left === right { return true }
            return try areEqual(left.items, right.items)
        case (.tuple(let left), .tuple(let right)):
            if left === right { return true }
            return try areEqual(left.items, right.items)
        case (.dict(let left), .dict(let right)):
            if left === right { return true }
            return try areEqual(left, right)
        case (.range(let left), .range(let right)):
            return left.start == right.start && left.count == right.count && left.step == right.step
        case (.object(let left), .object(let right)):
            return left.object.typeName == right.object.typeName && left.object.identity == right.object.identity
        case (.function(let left), .function(let right)): return left === right
        case (.iterator(let left), .iterator(let right)): return left === right
        case (.special(let left), .special(let right)):
            return left === right || (left.identity != nil && left.identity == right.identity)
        default:
            if let left = left.integerValue, let right = right.integerValue { return left == right }
            if let left = left.numberValue, let right = right.numberValue { return left == right }
            return false
        }
    }

    private func areEqual(_ left: [Value], _ right: [Value]) throws(TemplateError) -> Bool {
        guard left.count == right.count else { return false }
        try enter()
        defer { leave() }
        for (left, right) in zip(left, right) where try !areEqual(left, right) { return false }
        return true
    }

    private func areEqual(_ left: DictBox, _ right: DictBox) throws(TemplateError) -> Bool {
        guard left.count == right.count else { return false }
        try enter()
        defer { leave() }
        for (key, value) in zip(left.keys, left.values) {
            guard let other = right.value(try hashKey(of: key)), try areEqual(value, other) else { return false }
        }
        return true
    }

    /// Whether the left value comes before the right one.
    func isLess(_ left: Value, _ right: Value, _ sign: String = "<") throws(TemplateError) -> Bool {
        try spend()
        if case .undefined(let missing) = left { throw missing.error }
        if case .undefined(let missing) = right { throw missing.error }
        if let left = left.integerValue, let right = right.integerValue { return left < right }
        if let left = left.numberValue, let right = right.numberValue { return left < right }
        if let left = left.textValue, let right = right.textValue {
            try spend(min(left.utf8.count, right.utf8.count) >> 5)
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        }
        switch (left, right) {
        case (.list(let left), .list(let right)): return try isLess(left.items, right.items)
        case (.tuple(let left), .tuple(let right)): return try isLess(left.items, right.items)
        case (.special(let left), .special(let right)):
            if let left = left as? NetworkValue, let right = right as? NetworkValue { return left.precedes(right) }
        default: break
        }
        let types = "\(PythonText.quoted(left.typeName)) and \(PythonText.quoted(right.typeName))"
        throw .type("'\(sign)' not supported between instances of \(types)")
    }

    private func isLess(_ left: [Value], _ right: [Value]) throws(TemplateError) -> Bool {
        try enter()
        defer { leave() }
        for (left, right) in zip(left, right) where try !areEqual(left, right) { return try isLess(left, right) }
        return left.count < right.count
    }

    /// What equal keys share.
    func hashKey(of value: Value) throws(TemplateError) -> HashKey {
        try spend()
        switch value {
        case .undefined(let missing):
            if options.undefined == .strict { throw missing.error }
            return .undefined
        case .none: return .none
        case .bool, .int: return .int(value.integerValue ?? 0)
        case .double(let number):
            guard let whole = Int128(exactly: number) else { return .double(number) }
            return .int(whole)
        case .string(let text), .markup(let text):
            try spend(text.utf8.count >> 5)
            return .string(text)
        case .tuple(let tuple) where tuple.viewName == nil:
            try enter()
            defer { leave() }
            var keys: [HashKey] = []
            for item in tuple.items { keys.append(try hashKey(of: item)) }
            return .tuple(keys)
        case .range(let range): return .string(range.text)
        case .object(let box): return .object(box.object.typeName, box.object.identity)
        case .function(let function): return .identity(ObjectIdentifier(function))
        case .iterator(let iterator): return .identity(ObjectIdentifier(iterator))
        case .special(let special):
            return special.identity.map { .object(special.typeName, $0) } ?? .identity(ObjectIdentifier(special))
        case .list, .dict, .tuple: throw .type("unhashable type: \(PythonText.quoted(value.typeName))")
        }
    }

    /// Whether a container holds a value.
    func contains(_ container: Value, _ value: Value) throws(TemplateError) -> Bool {
        switch container {
        case .string(let text), .markup(let text):
            guard let part = value.textValue else {
                throw .type("'in <string>' requires string as left operand, not \(value.typeName)")
            }
            try spend(text.utf8.count >> 5)
            return part.isEmpty || ByteSearch.first(of: Array(part.utf8), in: Array(text.utf8)) != nil
        case .dict(let dict): return dict.contains(try hashKey(of: value))
        case .range(let range):
            guard let number = value.integerValue, range.count > 0 else { return false }
            let distance = number.subtractingReportingOverflow(Int128(range.start))
            guard !distance.overflow, distance.partialValue % Int128(range.step) == 0 else { return false }
            let index = distance.partialValue / Int128(range.step)
            return index >= 0 && index < Int128(range.count)
        default:
            guard isIterable(container) else {
                throw .type("argument of type \(PythonText.quoted(container.typeName)) is not iterable")
            }
            for item in try items(of: container) where try areEqual(item, value) { return true }
            return false
        }
    }

    /// The elements in order; equal ones stay as they are.
    func sorted(_ items: [Value], reverse: Bool = false, by keys: [Value]) throws(TemplateError) -> [Value] {
        // Merging from runs of one: stable, and comparisons may fail. A reversed order keeps equal elements too.
        var order = Array(items.indices)
        var buffer = order
        var width = 1
        while width < order.count {
            for start in stride(from: 0, to: order.count, by: width * 2) {
                let middle = min(start + width, order.count)
                let end = min(start + width * 2, order.count)
                var left = start
                var right = middle
                for place in start..<end {
                    let takesRight: Bool
                    if left < middle, right < end {
                        let (first, second) = (keys[order[left]], keys[order[right]])
                        takesRight = reverse ? try isLess(first, second) : try isLess(second, first)
                    } else {
                        takesRight = left >= middle
                    }
                    buffer[place] = order[takesRight ? right : left]
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
            swap(&order, &buffer)
            width *= 2
        }
        return order.map { items[$0] }
    }
}
