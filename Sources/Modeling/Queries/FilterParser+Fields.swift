import Basics

/// The filters that follow from fields, and the values they take.
extension FilterParser {
    func filter(
        _ field: AnyField, _ path: [String], _ lookup: Lookup, _ values: [String], shape: FilterShape?
    ) throws -> Predicate? {
        if field is Derived { return nil }
        if field is Reserved {
            return try declared(.reserved(path.last ?? ""), lookup, values)
        }
        if let target = field.target {
            return try related(
                path, target, lookup, values, byIDOnly: shape.isIDOnly || target.lookupField == "id",
                isTree: field.info.isTree && target.treeField != nil)
        }
        switch shape {
        case .contains:
            guard lookup == .exact else { return nil }
            return values.last.map { .compare(path, .contains, [.text($0)]) } ?? .always
        case .exactRange:
            guard [.exact, .lte, .gte].contains(lookup) else { return nil }
            return try scalar(path, field.info.kind, lookup, values.suffix(1))
        default: break
        }
        switch field.info.kind {
        case .text:
            return try text(path, lookup, lookup.isWhole ? kept(values, field) : values, choices: field.info.choices)
        case .strings:
            guard lookup == .exact || lookup == .n else { return nil }
            return contentTypes(path, lookup, values)
        case .json:
            guard let value = values.last, lookup == .exact else { return lookup == .exact ? .always : nil }
            return .compare(path, .containsIgnoringCase, [.text(value)])
        case .boolean:
            guard lookup == .exact else { return nil }
            return values.last.flatMap(truth).map { .compare(path, .equals, [.bool($0)]) } ?? .always
        default:
            guard Lookup.ordered.contains(lookup) else { return nil }
            return try scalar(path, field.info.kind, lookup, values)
        }
    }

    /// Values as they would be stored: an address may be asked for in any of its written forms.
    func kept(_ values: [String], _ field: AnyField) -> [String] {
        guard field.info.format == .macAddress else { return values }
        return values.map { MACAddress($0)?.description ?? $0 }
    }

    /// Content types: any of them on roles and statuses, all of them elsewhere.
    func contentTypes(_ path: [String], _ lookup: Lookup, _ values: [String]) -> Predicate {
        guard !values.isEmpty else { return .always }
        let each = values.map { Predicate.compare(path, .listContains, [.text($0)]) }
        if lookup == .n { return .not(.any(each)) }
        let matchesAny = schema.identifier == "extras.role" || schema.identifier == "extras.status"
        return matchesAny ? .any(each) : .all(each)
    }

    func text(
        _ path: [String], _ lookup: Lookup, _ values: [String], choices: [Choice]
    ) throws -> Predicate? {
        guard Lookup.text.contains(lookup) else { return nil }
        guard let (comparison, isNegated) = lookup.comparison else { return isNull(path, values) }
        guard !values.isEmpty else { return .always }
        if !choices.isEmpty, comparison == .equals {
            for value in values where value != "null" && !choices.contains(where: { $0.value == value }) {
                throw notAChoice(value)
            }
        }
        if comparison == .matches || comparison == .matchesIgnoringCase {
            for value in values {
                do {
                    _ = try Pattern(value, caseInsensitive: comparison == .matchesIgnoringCase)
                } catch let error {
                    throw ValueError("Invalid regular expression: \(error.reason)")
                }
            }
        }
        let cells = values.filter { choices.isEmpty || $0 != "null" }.map(Value.text)
        var predicate: Predicate = cells.isEmpty ? .never : .compare(path, comparison, cells)
        if cells.count < values.count {
            predicate = predicate || .isNull(path) || .compare(path, .equals, [.text("")])
        }
        return isNegated ? .not(predicate) : predicate
    }

    func scalar(
        _ path: [String], _ kind: Kind, _ lookup: Lookup, _ values: some Collection<String>
    ) throws -> Predicate {
        guard let (comparison, isNegated) = lookup.comparison else { return isNull(path, Array(values)) }
        guard !values.isEmpty else { return .always }
        let cells = try values.map { try cell($0, kind) }
        let predicate = Predicate.compare(path, comparison, cells)
        return isNegated ? .not(predicate) : predicate
    }

    func related(
        _ path: [String], _ target: AnySchema?, _ lookup: Lookup, _ values: [String], byIDOnly: Bool, isTree: Bool
    ) throws -> Predicate? {
        guard Lookup.related.contains(lookup), let target else { return nil }
        guard lookup != .isnull else { return isNull(path, values) }
        guard !values.isEmpty else { return .always }
        let named = values.filter { $0 != "null" }
        var ids: [Identifier] = []
        if byIDOnly {
            ids = try named.map(identifier)
            let (_, missing) = try resolver.resolve(named, in: target, by: "id")
            if let value = missing.first { throw notAChoice(value) }
        } else {
            let (found, missing) = try resolver.resolve(named, in: target, by: target.lookupField)
            if let value = missing.first { throw notAChoice(value) }
            ids = found
        }
        var predicate: Predicate
        if isTree {
            predicate = ids.isEmpty ? .never : .within(path, ids)
        } else {
            predicate = ids.isEmpty ? .never : .compare(path, .equals, ids.map(Value.id))
        }
        if named.count < values.count { predicate = predicate || .isNull(path) }
        return lookup == .n ? .not(predicate) : predicate
    }

    // MARK: Values

    func isNull(_ path: [String], _ values: [String]) -> Predicate {
        guard let wanted = values.last.flatMap(truth) else { return .always }
        return wanted ? .isNull(path) : .not(.isNull(path))
    }

    func cell(_ text: String, _ kind: Kind) throws -> Value {
        switch kind {
        case .integer:
            guard let number = Int64(text) else { throw ValueError("Enter a number.") }
            return .int(number)
        case .real:
            guard let number = Double(text), number.isFinite else { throw ValueError("Enter a number.") }
            return .double(number)
        case .decimal(_, let scale):
            guard let scaled = Self.scaled(text, scale) else { throw ValueError("Enter a number.") }
            return .int(scaled)
        case .day:
            guard let day = CalendarDay(text) ?? Timestamp(text)?.day else { throw ValueError("Enter a valid date.") }
            return .day(day)
        case .timestamp:
            guard let time = Timestamp(text) else { throw ValueError("Enter a valid date/time.") }
            return .timestamp(time)
        case .identifier: return .id(try identifier(text))
        default: return .text(text)
        }
    }

    /// A number as scaled integer, further digits cut off.
    static func scaled(_ text: String, _ scale: Int) -> Int64? {
        guard let number = Double(text), number.isFinite else { return nil }
        var factor = 1.0
        for _ in 0..<scale { factor *= 10 }
        return Int64(exactly: (number * factor).rounded())
    }

    func identifier(_ text: String) throws -> Identifier {
        guard let id = schema.identifier(text) else { throw ValueError("“\(text)” is not a valid UUID.") }
        return id
    }

    func truth(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "1": true
        case "false", "False", "0": false
        default: nil
        }
    }

    func notAChoice(_ value: String) -> ValueError {
        ValueError("Select a valid choice. \(value) is not one of the available choices.")
    }

    /// The field at the end of a path, or the model that a relation there leads to.
    func leaf(of path: [String]) -> (field: AnyField?, relation: AnySchema?)? {
        var schema = schema
        for (index, name) in path.enumerated() {
            let isLast = index == path.count - 1
            if let field = schema.fieldsByName[name] {
                if isLast { return (field, nil) }
                guard let target = field.target else { return nil }
                schema = target
            } else if let relation = catalog.relation(name, to: schema) {
                if isLast { return (nil, relation.source) }
                schema = relation.source
            } else {
                return nil
            }
        }
        return nil
    }
}

extension FilterShape? {
    var isIDOnly: Bool {
        if case .idOnly = self { return true }
        return false
    }
}
