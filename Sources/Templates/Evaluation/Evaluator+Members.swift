extension Evaluator {
    /// `value.name`: a member, or else an item of a mapping.
    func member(_ name: String, of value: Value) throws(TemplateError) -> Value {
        try spend()
        if let found = try attribute(name, of: value) { return found }
        if case .dict(let dict) = value, let found = dict.value(named: name) { return found }
        if case .undefined(let missing) = value { throw missing.error }
        return missing(name, of: value)
    }

    /// A member only; `nil` when there is none.
    func attribute(_ name: String, of value: Value) throws(TemplateError) -> Value? {
        if name.hasPrefix("_") || name == "mro" {
            if InternalNames.exists(name, on: value) {
                let words =
                    "access to attribute \(PythonText.quoted(name)) of \(PythonText.quoted(value.typeName)) object"
                return .undefined(Missing(words + " is unsafe.", isForbidden: true))
            }
            guard name == "mro" else { return nil }
        }
        switch value {
        case .undefined(let missing): throw missing.error
        case .object(let box):
            guard let member = try box.object.member(name) else { return nil }
            return try charge(try self.value(member))
        case .special(let special): return try special.member(name, self)
        case .tuple(let tuple):
            if let index = tuple.fields.firstIndex(of: name) { return tuple.items[index] }
        case .range(let range):
            if let bound = ["start": range.start, "stop": range.stop, "step": range.step][name] {
                return .int(Int128(bound))
            }
        case .int, .bool, .double:
            if let found = numberAttribute(name, of: value) { return found }
        default: break
        }
        guard let method = Methods.method(name, of: value) else { return nil }
        let shown = "<built-in method \(name) of \(value.typeName) object>"
        return function(shown) { evaluator, arguments throws(TemplateError) in
            try method(evaluator, value, arguments)
        }
    }

    private func numberAttribute(_ name: String, of value: Value) -> Value? {
        switch (name, value) {
        case ("real", .double), ("real", .int): value
        case ("real", _), ("numerator", .int), ("numerator", .bool): .int(value.integerValue ?? 0)
        case ("denominator", .int), ("denominator", .bool): .int(1)
        case ("imag", .double): .double(0)
        case ("imag", _): .int(0)
        default: nil
        }
    }

    func missing(_ name: String, of value: Value) -> Value {
        undefined("\(PythonText.quoted(value.typeDescription)) has no attribute \(PythonText.quoted(name))")
    }

    /// `value[key]`: an item, or else a member.
    func item(_ key: Value, of value: Value) throws(TemplateError) -> Value {
        try spend()
        if case .undefined(let missing) = value { throw missing.error }
        if let found = try element(key, of: value) { return found }
        guard let name = key.textValue else {
            return undefined("\(value.typeDescription) has no element \(try representation(of: key))")
        }
        return try attribute(name, of: value) ?? missing(name, of: value)
    }

    /// An element of a sequence or a mapping; `nil` when there is none.
    private func element(_ key: Value, of value: Value) throws(TemplateError) -> Value? {
        if case .dict(let dict) = value {
            guard let hash = try hashable(key) else { return nil }
            return dict.value(hash)
        }
        guard let index = key.integerValue else { return nil }
        switch value {
        case .string(let text), .markup(let text):
            let count = PythonText.length(text)
            guard let place = position(index, count) else { return nil }
            try spend(count >> 5)
            let scalars = text.unicodeScalars
            let character = String(scalars[scalars.index(scalars.startIndex, offsetBy: place)])
            return value.isMarkup ? .markup(character) : .string(character)
        case .list(let list): return position(index, list.items.count).map { list.items[$0] }
        case .tuple(let tuple) where tuple.viewName == nil:
            return position(index, tuple.items.count).map { tuple.items[$0] }
        case .range(let range): return position(index, range.count).map { range[$0] }
        case .object(let box):
            guard let elements = try box.object.elements, let place = position(index, elements.count) else {
                return nil
            }
            return try self.value(elements[place])
        default: return nil
        }
    }

    /// What equal keys share; `nil` for what cannot be a key.
    private func hashable(_ key: Value) throws(TemplateError) -> HashKey? {
        do throws(TemplateError) {
            return try hashKey(of: key)
        } catch {
            guard error.kind == .type else { throw error }
            return nil
        }
    }

    /// The place that an index means; negative ones count from the end.
    func position(_ index: Int128, _ count: Int) -> Int? {
        guard index < Int128(count), index >= -Int128(count) else { return nil }
        let place = Int(index)
        return place < 0 ? place + count : place
    }

    /// `value[start:stop:step]`.
    func slice(_ value: Value, _ start: Int?, _ stop: Int?, _ step: Int?) throws(TemplateError) -> Value {
        if case .undefined(let missing) = value { throw missing.error }
        guard step != 0 else { throw .value("slice step cannot be zero") }
        switch value {
        case .string(let text), .markup(let text):
            let scalars = Array(text.unicodeScalars)
            try spend(scalars.count >> 5)
            let part = PythonText.text(Slice.places(scalars.count, start, stop, step).map { scalars[$0] })
            return value.isMarkup ? .markup(part) : .string(part)
        case .list(let list):
            return try self.list(Slice.places(list.items.count, start, stop, step).map { list.items[$0] })
        case .tuple(let tuple) where tuple.viewName == nil:
            return try self.tuple(Slice.places(tuple.items.count, start, stop, step).map { tuple.items[$0] })
        case .range(let range):
            let (first, end, stride) = Slice.bounds(range.count, start, stop, step)
            // Bounds of a range fit an integer many times over: it has at most a hundred thousand elements.
            return .range(
                RangeValue(
                    start: range.start &+ first &* range.step, stop: range.start &+ end &* range.step,
                    step: range.step &* stride))
        case .object(let box):
            guard let elements = try box.object.elements else { break }
            return try list(try values(Slice.places(elements.count, start, stop, step).map { elements[$0] }))
        case .dict: throw .type("unhashable type: 'slice'")
        default: break
        }
        throw .type("\(PythonText.quoted(value.typeName)) object is not subscriptable")
    }
}

/// The places of a slice.
enum Slice {
    /// The places in order; the step is not 0.
    static func places(_ count: Int, _ start: Int?, _ stop: Int?, _ step: Int?) -> [Int] {
        let (first, end, step) = bounds(count, start, stop, step)
        return Array(stride(from: first, to: end, by: step))
    }

    /// The first place, the one that is not reached any more, and the step.
    static func bounds(_ count: Int, _ start: Int?, _ stop: Int?, _ step: Int?) -> (first: Int, end: Int, step: Int) {
        let step = step ?? 1
        let (low, high) = step > 0 ? (0, count) : (-1, count - 1)
        func bound(_ value: Int?, _ preset: Int) -> Int {
            guard let value else { return preset }
            return min(max(value < 0 ? value.addingReportingOverflow(count).partialValue : value, low), high)
        }
        return (bound(start, step > 0 ? 0 : count - 1), bound(stop, step > 0 ? count : -1), step)
    }
}

/// The names that objects of Python have beneath the surface, none of which a template gets to see.
enum InternalNames {
    private static let common: Set = [
        "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__", "__getattribute__",
        "__getstate__", "__gt__", "__hash__", "__init__", "__init_subclass__", "__le__", "__lt__", "__ne__", "__new__",
        "__reduce__", "__reduce_ex__", "__repr__", "__setattr__", "__sizeof__", "__str__", "__subclasshook__",
    ]
    private static let sequence: Set = [
        "__contains__", "__getitem__", "__iter__", "__len__", "__class_getitem__", "__reversed__", "__setitem__",
        "__delitem__",
    ]
    private static let text: Set = [
        "__add__", "__contains__", "__getitem__", "__iter__", "__len__", "__mod__", "__mul__",
    ]
    private static let number: Set = [
        "__abs__", "__add__", "__bool__", "__divmod__", "__float__", "__floordiv__", "__int__", "__mod__", "__mul__",
        "__neg__", "__pow__", "__radd__", "__round__", "__sub__", "__truediv__",
    ]
    private static let function: Set = [
        "__annotations__", "__builtins__", "__call__", "__closure__", "__code__", "__defaults__", "__dict__", "__get__",
        "__globals__", "__kwdefaults__", "__module__", "__name__", "__qualname__", "__self__", "__wrapped__",
    ]
    private static let type: Set = [
        "__base__", "__bases__", "__call__", "__dict__", "__module__", "__mro__", "__name__", "__qualname__",
        "__subclasses__", "__weakrefoffset__",
    ]
    private static let instance: Set = ["__dict__", "__module__", "__weakref__", "__call__", "__iter__", "__next__"]
    private static let undefined: Set = [
        "__module__", "__call__", "__getitem__", "__iter__", "__len__", "__bool__", "__add__", "__int__", "__slots__",
        "_undefined_exception", "_undefined_hint", "_undefined_message", "_undefined_name", "_undefined_obj",
        "_fail_with_undefined_error",
    ]

    /// Whether the reference has the name on a value; asked for names that begin with an underscore.
    static func exists(_ name: String, on value: Value) -> Bool {
        if name == "mro" {
            guard case .function(let box) = value else { return false }
            return box.isType
        }
        if common.contains(name) { return true }
        switch value {
        case .string: return text.contains(name)
        case .markup: return text.contains(name) || name.hasPrefix("__html") || instance.contains(name)
        case .list, .tuple, .dict, .range: return sequence.contains(name)
        case .int, .bool, .double: return number.contains(name)
        case .function(let box): return box.isType ? type.contains(name) : function.contains(name)
        case .undefined: return undefined.contains(name)
        case .special, .object, .iterator: return true
        case .none: return name == "__bool__"
        }
    }
}
