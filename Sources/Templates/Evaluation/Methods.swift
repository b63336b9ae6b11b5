/// A method that templates may call.
typealias Method = @Sendable (Evaluator, Value, CallArguments) throws(TemplateError) -> Value

/// The methods of texts, lists and mappings that templates may call; there are no others.
enum Methods {
    static func method(_ name: String, of value: Value) -> Method? {
        switch value {
        case .string, .markup: TextMethods.all[name]
        case .list: ListMethods.all[name]
        case .tuple(let tuple): tuple.viewName == nil ? ListMethods.reading[name] : nil
        case .range: ListMethods.reading[name]
        case .dict: DictMethods.all[name]
        case .int, .bool, .double: numbers[name]
        default: nil
        }
    }

    private static let numbers: [String: Method] = [
        "bit_length": { _, value, _ in
            guard let number = value.integerValue else { return .none }
            return .int(Int128(128 - number.magnitude.leadingZeroBitCount))
        },
        "is_integer": { _, value, _ in
            .bool(value.numberValue.map { $0.isFinite && $0.rounded() == $0 } ?? false)
        },
        "conjugate": { _, value, _ in value },
    ]
}

extension CallArguments {
    /// The values of named parameters; `?` ends the name of one that may be missing.
    ///
    /// - Parameters:
    ///   - names: The parameters in order.
    ///   - function: The name of the function in messages.
    /// - Returns: One value per parameter, `nil` for those not given.
    func bound(_ names: [String], _ function: String) throws(TemplateError) -> [Value?] {
        guard positional.count <= names.count else {
            let most = names.count
            throw .type(
                "\(function)() takes at most \(most) argument\(most == 1 ? "" : "s") (\(positional.count) given)")
        }
        var values: [Value?] = positional
        values += [Value?](repeating: nil, count: names.count - positional.count)
        for pair in named {
            guard let place = names.firstIndex(where: { Self.plain($0) == pair.name }) else {
                throw .type("\(function)() got an unexpected keyword argument \(PythonText.quoted(pair.name))")
            }
            guard values[place] == nil else {
                throw .type("\(function)() got multiple values for argument \(PythonText.quoted(pair.name))")
            }
            values[place] = pair.value
        }
        for (name, value) in zip(names, values) where value == nil && !name.hasSuffix("?") {
            throw .type("\(function)() missing 1 required positional argument: \(PythonText.quoted(name))")
        }
        return values
    }

    private static func plain(_ name: String) -> String { name.hasSuffix("?") ? String(name.dropLast()) : name }
}

/// The methods of lists and tuples.
enum ListMethods {
    static let reading: [String: Method] = [
        "index": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["value", "start?", "stop?"], "index")
            let items = try evaluator.items(of: value)
            var bounds: [Int?] = []
            for value in bound[1...] { bounds.append(value == nil ? nil : try Conversion.index(value ?? .none)) }
            for place in Slice.places(items.count, bounds[0], bounds[1], nil) {
                if try evaluator.areEqual(items[place], bound[0] ?? .none) { return .int(Int128(place)) }
            }
            throw .value("\(try evaluator.representation(of: bound[0] ?? .none)) is not in list")
        },
        "count": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["value"], "count")
            var count: Int128 = 0
            for item in try evaluator.items(of: value) where try evaluator.areEqual(item, bound[0] ?? .none) {
                count += 1
            }
            return .int(count)
        },
    ]

    static let all: [String: Method] = reading.merging(changing) { $1 }

    private static let changing: [String: Method] = [
        "append": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["object"], "append")
            try evaluator.spend()
            try list(value).items.append(bound[0] ?? .none)
            return .none
        },
        "extend": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["iterable"], "extend")
            try list(value).items += try evaluator.items(of: bound[0] ?? .none)
            return .none
        },
        "insert": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["index", "object"], "insert")
            let list = try list(value)
            try evaluator.spend(1 + list.items.count >> 6)
            let index = try Conversion.index(bound[0] ?? .none)
            let count = list.items.count
            let place = index < 0 ? max(index.addingReportingOverflow(count).partialValue, 0) : min(index, count)
            list.items.insert(bound[1] ?? .none, at: place)
            return .none
        },
        "pop": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["index?"], "pop")
            let list = try list(value)
            guard !list.items.isEmpty else { throw TemplateError(.index, "pop from empty list") }
            try evaluator.spend(1 + list.items.count >> 6)
            let index = Int128(try Conversion.index(bound[0] ?? .int(-1)))
            guard let place = evaluator.position(index, list.items.count) else {
                throw TemplateError(.index, "pop index out of range")
            }
            return list.items.remove(at: place)
        },
        "remove": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["value"], "remove")
            let list = try list(value)
            for (place, item) in list.items.enumerated() where try evaluator.areEqual(item, bound[0] ?? .none) {
                list.items.remove(at: place)
                return .none
            }
            throw .value("list.remove(x): x not in list")
        },
        "clear": { _, value, _ throws(TemplateError) in
            try list(value).items = []
            return .none
        },
        "copy": { evaluator, value, _ throws(TemplateError) in try evaluator.list(try list(value).items) },
        "reverse": { evaluator, value, _ throws(TemplateError) in
            let list = try list(value)
            try evaluator.spend(list.items.count)
            list.items.reverse()
            return .none
        },
        "sort": { evaluator, value, arguments throws(TemplateError) in
            guard arguments.positional.isEmpty else { throw .type("sort() takes no positional arguments") }
            let bound = try arguments.bound(["key?", "reverse?"], "sort")
            let list = try list(value)
            var keys = list.items
            if let key = bound[0], !key.isNone {
                for index in keys.indices {
                    keys[index] = try evaluator.call(key, CallArguments(positional: [keys[index]]))
                }
            }
            let isReversed = try evaluator.isTrue(bound[1] ?? .none)
            list.items = try evaluator.sorted(list.items, reverse: isReversed, by: keys)
            return .none
        },
    ]

    private static func list(_ value: Value) throws(TemplateError) -> ListBox {
        guard case .list(let list) = value else { throw .type("the value is no list") }
        return list
    }
}

/// The methods of mappings.
enum DictMethods {
    static let all: [String: Method] = [
        "keys": { evaluator, value, _ throws(TemplateError) in
            try evaluator.tuple(try dict(value).keys, view: "dict_keys")
        },
        "values": { evaluator, value, _ throws(TemplateError) in
            try evaluator.tuple(try dict(value).values, view: "dict_values")
        },
        "items": { evaluator, value, _ throws(TemplateError) in
            try evaluator.tuple(try pairs(value, evaluator), view: "dict_items")
        },
        "get": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["key", "default?"], "get")
            return try dict(value).value(try evaluator.hashKey(of: bound[0] ?? .none)) ?? bound[1] ?? .none
        },
        "pop": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["key", "default?"], "pop")
            let dict = try dict(value)
            try evaluator.spend(1 + dict.count)
            let key = bound[0] ?? .none
            if let value = dict.remove(try evaluator.hashKey(of: key)) ?? bound[1] { return value }
            throw TemplateError(.key, try evaluator.representation(of: key))
        },
        "popitem": { evaluator, value, _ throws(TemplateError) in
            let dict = try dict(value)
            guard let key = dict.keys.last else { throw TemplateError(.key, "'popitem(): dictionary is empty'") }
            try evaluator.spend(1 + dict.count)
            return try evaluator.tuple([key, dict.remove(try evaluator.hashKey(of: key)) ?? .none])
        },
        "setdefault": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["key", "default?"], "setdefault")
            let hash = try evaluator.hashKey(of: bound[0] ?? .none)
            let dict = try dict(value)
            if let value = dict.value(hash) { return value }
            dict.set(hash, bound[0] ?? .none, bound[1] ?? .none)
            return bound[1] ?? .none
        },
        "update": { evaluator, value, arguments throws(TemplateError) in
            let dict = try dict(value)
            if let base = arguments[0] { try dict.update(from: base, evaluator) }
            for pair in arguments.named { dict.set(pair.name, pair.value) }
            return .none
        },
        "clear": { _, value, _ throws(TemplateError) in
            try dict(value).empty()
            return .none
        },
        "copy": { evaluator, value, _ throws(TemplateError) in
            let copy = evaluator.keep(DictBox())
            try copy.update(from: value, evaluator)
            return .dict(copy)
        },
    ]

    /// The members as tuples.
    static func pairs(_ value: Value, _ evaluator: Evaluator) throws(TemplateError) -> [Value] {
        let dict = try dict(value)
        var pairs: [Value] = []
        for (key, value) in zip(dict.keys, dict.values) { pairs.append(try evaluator.tuple([key, value])) }
        return pairs
    }

    private static func dict(_ value: Value) throws(TemplateError) -> DictBox {
        guard case .dict(let dict) = value else { throw .type("the value is no mapping") }
        return dict
    }
}
