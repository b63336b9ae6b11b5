import Basics

/// Makes query parameters into a ``Predicate``.
///
/// Parameters are joined by AND, the values of one by OR; an unknown parameter or value is an error, never
/// passed over (core.md §1.13).
package struct FilterParser {
    package let schema: AnySchema
    package let catalog: Catalog
    let resolver: any FilterResolver
    private let extra: [FilterDeclaration]
    /// What operators added to the model.
    let customization: ModelCustomization?
    /// Values of one request at most; more is refused rather than compiled.
    private static let maximumTerms = 10_000

    package init(
        _ schema: AnySchema, _ catalog: Catalog, resolver: any FilterResolver, extra: [FilterDeclaration] = [],
        customization: ModelCustomization? = nil
    ) {
        self.schema = schema
        self.catalog = catalog
        self.resolver = resolver
        self.extra = extra
        self.customization = customization
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
        if name.hasPrefix("cf_") { return try customFieldFilter(String(name.dropFirst(3)), lookup, values) }
        if name.hasPrefix("cr_") { return try relationshipFilter(name.dropFirst(3), lookup, values) }
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
            guard schema.takesGroups, lookup == .exact || lookup == .n else { return nil }
            guard !values.isEmpty else { return .always }
            let (members, missing) = try resolver.members(ofGroups: values, in: schema)
            if let value = missing.first { throw notAChoice(value) }
            return lookup == .n ? .not(members) : members
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
        if let id = schema.identifier(text) { parts.append(.ids([id])) }
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

    func declared(
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
}
