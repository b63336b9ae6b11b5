import Basics

/// The filters of custom fields and relationships: `cf_<key>` and `cr_<key>__<side>` (core.md §1.13).
extension FilterParser {
    func customFieldFilter(_ key: String, _ lookup: Lookup, _ values: [String]) throws -> Predicate? {
        guard let field = customization?.field(key), field.filterLogic != .disabled else { return nil }
        let path = ["custom_field_data", key]
        if lookup == .isnull { return isNull(path, values) }
        let named = values.filter { $0 != "null" }
        let asksForNull = named.count < values.count
        guard let predicate = try predicate(field, path, lookup, named) else { return nil }
        guard asksForNull else { return predicate }
        let isNegated = lookup.comparison?.isNegated ?? false
        if named.isEmpty { return isNegated ? .not(.isNull(path)) : .isNull(path) }
        return isNegated ? predicate && .not(.isNull(path)) : predicate || .isNull(path)
    }

    private func predicate(
        _ field: CustomFieldDefinition, _ path: [String], _ lookup: Lookup, _ values: [String]
    ) throws -> Predicate? {
        switch field.type {
        case .text, .url, .markdown:
            if lookup == .exact, field.filterLogic == .loose {
                return values.isEmpty ? .always : .compare(path, .containsIgnoringCase, values.map(Value.text))
            }
            return try text(path, lookup, values, choices: [])
        case .select:
            if lookup == .exact || lookup == .n { try checkChoices(values, field) }
            return try text(path, lookup, values, choices: [])
        case .multiSelect: return try selection(field, path, lookup, values)
        case .integer:
            guard Lookup.ordered.contains(lookup) else { return nil }
            return try scalar(path, .integer, lookup, values)
        case .date, .datetime:
            guard Lookup.ordered.contains(lookup), let (comparison, isNegated) = lookup.comparison else { return nil }
            guard !values.isEmpty else { return .always }
            // JSON keeps both as texts whose order is that of time.
            let cells = try values.map { try time($0, field.type, roundsUp: lookup == .gte || lookup == .lt) }
            let predicate = Predicate.compare(path, comparison, cells)
            return isNegated ? .not(predicate) : predicate
        case .boolean:
            guard lookup == .exact else { return nil }
            return values.last.flatMap(truth).map { .compare(path, .equals, [.bool($0)]) } ?? .always
        case .json:
            guard lookup == .exact else { return nil }
            return values.isEmpty ? .always : .compare(path, .containsIgnoringCase, values.map(Value.text))
        }
    }

    /// A day, or a moment in whole seconds, as values are kept.
    private func time(_ text: String, _ type: CustomFieldType, roundsUp: Bool) throws -> Value {
        guard type == .datetime else { return try cell(text, .day) }
        guard case .timestamp(let time) = try cell(text, .timestamp) else { return .null }
        let whole = time.wholeSeconds
        return .timestamp(roundsUp && whole != time ? Timestamp(microseconds: whole.microseconds + 1_000_000) : whole)
    }

    /// Any of the choices is in the list.
    private func selection(
        _ field: CustomFieldDefinition, _ path: [String], _ lookup: Lookup, _ values: [String]
    ) throws -> Predicate? {
        guard lookup == .exact || lookup == .n else {
            guard lookup == .ic || lookup == .nic else { return nil }
            return try text(path, lookup, values, choices: [])
        }
        guard !values.isEmpty else { return .always }
        try checkChoices(values, field)
        let predicate = Predicate.compare(path, .listContains, values.map(Value.text))
        return lookup == .n ? .not(predicate) : predicate
    }

    private func checkChoices(_ values: [String], _ field: CustomFieldDefinition) throws {
        if let value = values.first(where: { !field.choices.contains($0) }) { throw notAChoice(value) }
    }

    func relationshipFilter(_ name: Substring, _ lookup: Lookup, _ values: [String]) throws -> Predicate? {
        guard lookup == .exact || lookup == .n, let separator = name.ranges(of: "__").last,
            let side = RelationshipSide(rawValue: String(name[separator.upperBound...])),
            let end = customization?.relationship(String(name[..<separator.lowerBound]), other: side),
            let target = catalog[end.otherType]
        else { return nil }
        guard !values.isEmpty else { return .always }
        let named = values.filter { $0 != "null" }
        _ = try named.map(identifier)
        let (found, missing) = try resolver.resolve(named, in: target, by: "id")
        if let value = missing.first { throw notAChoice(value) }
        let link = RelationshipLink(
            relationship: end.relationship.id, side: end.side, otherModel: end.otherType)
        var predicate: Predicate = named.isEmpty ? .never : .linked(link, found)
        if named.count < values.count { predicate = predicate || .not(.linked(link, nil)) }
        return lookup == .n ? .not(predicate) : predicate
    }
}
