/// Jinja's filters that compare elements.
enum OrderFilters {
    static let all: [Filter] = [
        Filter("sort", "reverse?", "case_sensitive?", "attribute?", body: sort),
        Filter("dictsort", "case_sensitive?", "by?", "reverse?", body: dictsort),
        Filter("unique", "case_sensitive?", "attribute?", body: unique),
        Filter("min", "case_sensitive?", "attribute?") { call throws(TemplateError) in
            try extreme(call) { evaluator, best, value throws(TemplateError) in try evaluator.isLess(value, best) }
        },
        Filter("max", "case_sensitive?", "attribute?") { call throws(TemplateError) in
            try extreme(call) { evaluator, best, value throws(TemplateError) in try evaluator.isLess(best, value, ">") }
        },
        Filter("groupby", "attribute", "default?", "case_sensitive?", body: groupby),
    ]

    /// What a value is compared by.
    private static func key(_ value: Value, isCaseSensitive: Bool) -> Value {
        isCaseSensitive ? value : value.textValue.map { .string($0.lowercased()) } ?? value
    }

    private static func sort(_ call: FilterCall) throws(TemplateError) -> Value {
        let evaluator = call.evaluator
        let isCaseSensitive = try call.flag(1)
        var getters = [try AttributeGetter(call.given(2))]
        if let path = call.given(2)?.textValue, path.contains(",") {
            getters = []
            for part in PythonText.pieces(path, by: ",") { getters.append(try AttributeGetter(.string(part))) }
        }
        let items = try call.items()
        var keys: [Value] = []
        for item in items {
            var parts: [Value] = []
            for getter in getters {
                parts.append(key(try getter.value(of: item, evaluator), isCaseSensitive: isCaseSensitive))
            }
            keys.append(parts.count == 1 ? parts[0] : try evaluator.list(parts))
        }
        return try evaluator.list(try evaluator.sorted(items, reverse: try call.flag(0), by: keys))
    }

    private static func dictsort(_ call: FilterCall) throws(TemplateError) -> Value {
        let by = try call.text(1, "key")
        guard by == "key" || by == "value" else {
            throw .filterArgument("You can only sort by either \"key\" or \"value\"")
        }
        if case .undefined(let missing) = call.subject { throw missing.error }
        guard case .dict(let dict) = call.subject else {
            let type = PythonText.quoted(call.subject.typeName)
            throw TemplateError(.attribute, "\(type) object has no attribute 'items'")
        }
        let isCaseSensitive = try call.flag(0)
        let keys = (by == "key" ? dict.keys : dict.values).map { key($0, isCaseSensitive: isCaseSensitive) }
        let pairs = try DictMethods.pairs(call.subject, call.evaluator)
        return try call.evaluator.list(try call.evaluator.sorted(pairs, reverse: try call.flag(2), by: keys))
    }

    private static func unique(_ call: FilterCall) throws(TemplateError) -> Value {
        let getter = try AttributeGetter(call.given(1))
        let isCaseSensitive = try call.flag(0)
        var seen: Set<HashKey> = []
        var found: [Value] = []
        for item in try call.items() {
            let value = key(try getter.value(of: item, call.evaluator), isCaseSensitive: isCaseSensitive)
            if seen.insert(try call.evaluator.hashKey(of: value)).inserted { found.append(item) }
        }
        return try call.evaluator.iterator(found, "generator object sync_do_unique")
    }

    private static func extreme(
        _ call: FilterCall, _ isBetter: (Evaluator, Value, Value) throws(TemplateError) -> Bool
    ) throws(TemplateError) -> Value {
        let getter = try AttributeGetter(call.given(1))
        let isCaseSensitive = try call.flag(0)
        var best: (item: Value, key: Value)?
        for item in try call.items() {
            let key = key(try getter.value(of: item, call.evaluator), isCaseSensitive: isCaseSensitive)
            guard let known = best else {
                best = (item, key)
                continue
            }
            if try isBetter(call.evaluator, known.key, key) { best = (item, key) }
        }
        return best?.item ?? call.evaluator.undefined("No aggregated item, sequence was empty.")
    }

    private static func groupby(_ call: FilterCall) throws(TemplateError) -> Value {
        let evaluator = call.evaluator
        let getter = try AttributeGetter(call[0], preset: call.given(1))
        let isCaseSensitive = try call.flag(2)
        let items = try call.items()
        var keys: [Value] = []
        for item in items {
            keys.append(key(try getter.value(of: item, evaluator), isCaseSensitive: isCaseSensitive))
        }
        let order = try evaluator.sorted(items.indices.map { .int(Int128($0)) }, by: keys)
        var groups: [(key: Value, members: [Value])] = []
        for place in order.compactMap({ $0.integerValue.map { Int($0) } }) {
            if let last = groups.last, try evaluator.areEqual(last.key, keys[place]) {
                groups[groups.count - 1].members.append(items[place])
            } else {
                groups.append((keys[place], [items[place]]))
            }
        }
        var tuples: [Value] = []
        for group in groups {
            // The name of a group is written like in its first member.
            let name = isCaseSensitive ? group.key : try getter.value(of: group.members[0], evaluator)
            let pair = [name, try evaluator.list(group.members)]
            tuples.append(try evaluator.tuple(pair, fields: ["grouper", "list"]))
        }
        return try evaluator.list(tuples)
    }
}
