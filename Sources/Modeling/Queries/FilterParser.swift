import Basics

/// Makes query parameters into a ``Predicate``.
///
/// Parameters are joined by AND, the values of one by OR; an unknown parameter or value is an error, never
/// passed over (core.md §1.13).
package struct FilterParser {
    package let schema: AnySchema
    package let catalog: Catalog
    private let resolver: any FilterResolver
    private let extra: [FilterDeclaration]
    /// Values of one request at most; more is refused rather than compiled.
    private static let maximumTerms = 10_000

    package init(
        _ schema: AnySchema, _ catalog: Catalog, resolver: any FilterResolver, extra: [FilterDeclaration] = []
    ) {
        self.schema = schema
        self.catalog = catalog
        self.resolver = resolver
        self.extra = extra
    }

    /// Parses all parameters.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` with one entry per parameter that cannot be used.
    package func parse(_ parameters: [(name: String, values: [String])]) throws -> Predicate {
        guard parameters.reduce(0, { $0 + $1.values.count }) <= Self.maximumTerms else {
            throw Problem(.invalidInput, "A request may have at most \(Self.maximumTerms) filter values.")
        }
        var predicate = Predicate.always
        var errors: [FieldErrors] = []
        for (name, given) in parameters {
            let values = given.filter { !$0.isEmpty }
            do {
                guard let part = try self.predicate(name, values) else {
                    errors.append(FieldErrors(name, ["Unknown filter field"]))
                    continue
                }
                predicate = predicate && part
            } catch let error as ValueError {
                errors.append(FieldErrors(name, [error.message]))
            }
        }
        guard errors.isEmpty else { throw Problem(.invalidInput, "A filter cannot be used.", fields: errors) }
        return predicate
    }

    /// The predicate of one parameter, or nil when there is no such filter.
    private func predicate(_ name: String, _ values: [String]) throws -> Predicate? {
        if let found = try named(name, .exact, values) { return found }
        guard let range = name.ranges(of: "__").last,
            let lookup = Lookup(rawValue: String(name[range.upperBound...])), lookup != .exact
        else { return nil }
        return try named(String(name[..<range.lowerBound]), lookup, values)
    }

    private func named(_ name: String, _ lookup: Lookup, _ values: [String]) throws -> Predicate? {
        if let declared = (schema.filters + extra).first(where: { $0.name == name }) {
            return try self.declared(declared, lookup, values)
        }
        if let common = try commonFilter(name, lookup, values) { return common }
        if let field = schema.fieldsByName[name] {
            if field.info.filterShape == .some(.none) || field.info.isHidden || field.info.isWriteOnly { return nil }
            return try filter(field, [name], lookup, values, shape: field.info.filterShape)
        }
        if name.hasSuffix("_id"), let field = schema.fieldsByName[String(name.dropLast(3))], field.target != nil {
            return try related([field.info.name], field.target, lookup, values, byIDOnly: true, isTree: false)
        }
        if let relation = catalog.relation(name, to: schema) {
            return try related(
                [name], relation.source, lookup, values, byIDOnly: relation.source.lookupField == "id", isTree: false)
        }
        if name.hasPrefix("has_"), lookup == .exact { return try has(String(name.dropFirst(4)), values) }
        return nil
    }

    // MARK: Filters that most models have

    private func commonFilter(_ name: String, _ lookup: Lookup, _ values: [String]) throws -> Predicate? {
        switch name {
        case "id":
            guard Lookup.text.contains(lookup) else { return nil }
            return try keyFilter(lookup, values)
        case "q":
            let isSearched = !schema.searchPaths.isEmpty || schema.fields.contains(where: \.info.isSearched)
            return lookup == .exact && isSearched ? search(values) : nil
        case "created", "last_updated":
            guard schema.features.contains(.timestamps), Lookup.ordered.contains(lookup) else { return nil }
            return try scalar([name], .timestamp, lookup, values)
        case "tags":
            guard schema.features.contains(.tags) else { return nil }
            return try tags(lookup, values)
        case "contacts", "teams":
            guard schema.features.contains(.contacts), schema.fieldsByName[name] == nil,
                let target = catalog[name == "contacts" ? "extras.contact" : "extras.team"],
                Lookup.related.contains(lookup)
            else { return nil }
            return try associations(isContact: name == "contacts", target, lookup, values)
        case "dynamic_groups":
            guard schema.features.contains(.customFields), lookup == .exact || lookup == .n else { return nil }
            guard let value = values.first else { return .always }
            throw notAChoice(value)
        default: return nil
        }
    }

    private func keyFilter(_ lookup: Lookup, _ values: [String]) throws -> Predicate {
        guard !values.isEmpty else { return .always }
        switch lookup {
        case .exact: return .ids(try values.map(identifier))
        case .n: return .not(.ids(try values.map(identifier)))
        default: return try text(["id"], lookup, values, choices: []) ?? .always
        }
    }

    /// Any search field contains the text, or the id is exactly the text.
    private func search(_ values: [String]) -> Predicate {
        guard let text = values.last.map(Words.trimmed), !text.isEmpty else { return .always }
        var parts: [Predicate] = []
        for field in schema.fields where field.info.isSearched {
            parts.append(.compare([field.info.name], .containsIgnoringCase, [.text(text)]))
        }
        for path in schema.searchPaths {
            parts.append(
                .compare(path.split(separator: ".").map(String.init), .containsIgnoringCase, [.text(text)]))
        }
        if let id = Identifier(text) { parts.append(.ids([id])) }
        return .any(parts)
    }

    private func tags(_ lookup: Lookup, _ values: [String]) throws -> Predicate? {
        guard Lookup.related.contains(lookup), let target = catalog["extras.tag"] else { return nil }
        if lookup == .isnull {
            guard let wanted = values.last.flatMap(truth) else { return .always }
            let all = try resolver.identifiers(target, where: .always)
            return wanted ? .not(.tagged(all)) : .tagged(all)
        }
        let (found, missing) = try resolver.resolve(values, in: target, by: "name")
        if let value = missing.first { throw notAChoice(value) }
        let each = found.map { Predicate.tagged([$0]) }
        return lookup == .n ? .not(.any(each)) : .all(each)
    }

    private func associations(
        isContact: Bool, _ target: AnySchema, _ lookup: Lookup, _ values: [String]
    ) throws -> Predicate {
        if lookup == .isnull {
            guard let wanted = values.last.flatMap(truth) else { return .always }
            let any = Predicate.associated(contact: isContact, try resolver.identifiers(target, where: .always))
            return wanted ? .not(any) : any
        }
        let (found, missing) = try resolver.resolve(values, in: target, by: "name")
        if let value = missing.first { throw notAChoice(value) }
        guard !found.isEmpty else { return .always }
        let any = Predicate.associated(contact: isContact, found)
        return lookup == .n ? .not(any) : any
    }

    private func has(_ name: String, _ values: [String]) throws -> Predicate? {
        let isKnown: Bool
        if let field = schema.fieldsByName[name] {
            isKnown = field.target != nil || field is Reserved
        } else {
            isKnown = catalog.relation(name, to: schema) != nil
        }
        guard isKnown else { return nil }
        guard let wanted = values.last.flatMap(truth) else { return .always }
        return wanted ? .not(.isNull([name])) : .isNull([name])
    }

    // MARK: Declared filters

    private func declared(
        _ filter: FilterDeclaration, _ lookup: Lookup, _ values: [String]
    ) throws -> Predicate? {
        switch filter {
        case .path(_, let path, let shape):
            guard let (field, relation) = leaf(of: path) else { return nil }
            if let field { return try self.filter(field, path, lookup, values, shape: shape ?? field.info.filterShape) }
            return try related(
                path, relation, lookup, values, byIDOnly: shape.isIDOnly || relation?.lookupField == "id", isTree: false
            )
        case .tree(_, let path):
            let target = path == ["id"] ? schema : leaf(of: path)?.field?.target
            return try related(path, target, lookup, values, byIDOnly: false, isTree: true)
        case .boolean(_, let make):
            guard lookup == .exact else { return nil }
            return try values.last.flatMap(truth).map { try make($0, resolver) } ?? .always
        case .bound(_, let path, let comparison):
            guard lookup == .exact, let kind = leaf(of: path)?.field?.info.kind else { return nil }
            return try bound(path, kind, comparison, values)
        case .textContains(_, let path):
            guard lookup == .exact else { return nil }
            guard let value = values.last else { return .always }
            return .compare(path, .containsIgnoringCase, [.text(value)])
        case .custom(_, let make):
            guard lookup == .exact else { return nil }
            return values.isEmpty ? .always : try make(values, resolver)
        case .nothing:
            guard let value = values.last else { return .always }
            guard let isNegated = lookup.comparison?.isNegated else {
                return truth(value) == false ? .never : .always
            }
            return isNegated ? .always : .never
        case .reserved(let name):
            guard Lookup.related.contains(lookup) || Lookup.text.contains(lookup) else { return nil }
            guard let value = values.last else { return .always }
            if name.hasPrefix("has_") || lookup == .isnull {
                guard let wanted = truth(value) else { return .always }
                return wanted == (lookup == .isnull) ? .always : .never
            }
            if value == "null" { return .always }
            throw notAChoice(value)
        }
    }

    /// A day or moment compared; a day bound to a moment stands for its first instant.
    private func bound(
        _ path: [String], _ kind: Kind, _ comparison: Comparison, _ values: [String]
    ) throws -> Predicate {
        guard let text = values.last else { return .always }
        guard let time = Timestamp(text) else {
            throw ValueError(kind == .day ? "Enter a valid date." : "Enter a valid date/time.")
        }
        return .compare(path, comparison, [kind == .day ? .day(time.day) : .timestamp(time)])
    }

    // MARK: Filters that follow from fields

    private func filter(
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
    private func kept(_ values: [String], _ field: AnyField) -> [String] {
        guard field.info.format == .macAddress else { return values }
        return values.map { MACAddress($0)?.description ?? $0 }
    }

    /// Content types: any of them on roles and statuses, all of them elsewhere.
    private func contentTypes(_ path: [String], _ lookup: Lookup, _ values: [String]) -> Predicate {
        guard !values.isEmpty else { return .always }
        let each = values.map { Predicate.compare(path, .listContains, [.text($0)]) }
        if lookup == .n { return .not(.any(each)) }
        let matchesAny = schema.identifier == "extras.role" || schema.identifier == "extras.status"
        return matchesAny ? .any(each) : .all(each)
    }

    private func text(
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

    private func scalar(
        _ path: [String], _ kind: Kind, _ lookup: Lookup, _ values: some Collection<String>
    ) throws -> Predicate {
        guard let (comparison, isNegated) = lookup.comparison else { return isNull(path, Array(values)) }
        guard !values.isEmpty else { return .always }
        let cells = try values.map { try cell($0, kind) }
        let predicate = Predicate.compare(path, comparison, cells)
        return isNegated ? .not(predicate) : predicate
    }

    private func related(
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

    private func isNull(_ path: [String], _ values: [String]) -> Predicate {
        guard let wanted = values.last.flatMap(truth) else { return .always }
        return wanted ? .isNull(path) : .not(.isNull(path))
    }

    private func cell(_ text: String, _ kind: Kind) throws -> Value {
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
    private static func scaled(_ text: String, _ scale: Int) -> Int64? {
        guard let number = Double(text), number.isFinite else { return nil }
        var factor = 1.0
        for _ in 0..<scale { factor *= 10 }
        return Int64(exactly: (number * factor).rounded())
    }

    private func identifier(_ text: String) throws -> Identifier {
        guard let id = Identifier(text) else { throw ValueError("“\(text)” is not a valid UUID.") }
        return id
    }

    private func truth(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "1": true
        case "false", "False", "0": false
        default: nil
        }
    }

    private func notAChoice(_ value: String) -> ValueError {
        ValueError("Select a valid choice. \(value) is not one of the available choices.")
    }

    /// The field at the end of a path, or the model that a relation there leads to.
    private func leaf(of path: [String]) -> (field: AnyField?, relation: AnySchema?)? {
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
    fileprivate var isIDOnly: Bool {
        if case .idOnly = self { return true }
        return false
    }
}
