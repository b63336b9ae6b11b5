import Basics
import Modeling
import Storage

/// Counts the rows of one list by one field after the other.
struct FieldCounter {
    /// What became of a field.
    enum Outcome {
        case counted(ValueCounts.Tally)
        /// It would take too long.
        case tooLong
        /// There are no values, too many to choose from, or a filter for rows without a value.
        case nothing
    }

    /// Rows of the list.
    let size: Int
    private let question: ValueCounts.Question
    private let session: Session
    private let limits: ValueCounts.Limits
    private let names: ValueNames
    /// The rows of the list.
    private let whole: Predicate
    /// How far up a tree is looked at most; damaged data may hold a cycle.
    private static let depth = 64

    init(_ question: ValueCounts.Question, _ session: Session, _ limits: ValueCounts.Limits) throws {
        self.question = question
        self.session = session
        self.limits = limits
        names = ValueNames(session, question.visibility)
        whole = try question.predicate(question.filters)
        size = try question.size(whole)
    }

    func count(_ field: CountedField) throws -> Outcome {
        let given = question.filters.first { $0.name == field.name }?.values.filter { !$0.isEmpty } ?? []
        // Rows without a value are counted nowhere, so what a filter for them adds to is not known.
        guard !given.contains("null") else { return .nothing }
        if case .tags = field.source { return try tags(field, given) }
        let rest =
            given.isEmpty ? whole : try question.predicate(question.filters.filter { $0.name != field.name })
        let rows = given.isEmpty ? size : try question.size(rest)
        let isShort = rows <= limits.glance || (rest == .always && field.isIndexed && rows <= limits.pass)
        switch field.source {
        case .cell(let path, let leaf, let takesKeysOnly):
            guard let labels = try names.labels(of: leaf, takesKeysOnly: takesKeysOnly) else { return .nothing }
            guard isShort else { return .tooLong }
            let counts = try session.tally(
                question.schema, by: path, where: rest, visibility: question.visibility)
            return Self.outcome(field, labelled(counts, labels), given)
        case .tree(let path, let target, let takesKeysOnly):
            guard isShort else { return .tooLong }
            let (counts, chosen) = try tree(path, target, rest, given)
            return try outcome(field, counts, target, chosen: chosen, given, takesKeysOnly: takesKeysOnly)
        case .custom(let definition):
            guard isShort else { return .tooLong }
            return try custom(field, definition, rest, given)
        case .tags: return .nothing
        }
    }

    private typealias Named = (name: ValueNames.Name, count: Int)

    private func labelled(
        _ counts: [(value: Value, count: Int)], _ labels: (Value) -> ValueNames.Name?
    ) -> [Named] {
        counts.compactMap { count in labels(count.value).map { ($0, count.count) } }
    }

    private static func outcome(
        _ field: CountedField, _ counts: [Named], _ given: [String], more: Int = 0,
        total: ((Named) -> Int)? = nil
    ) -> Outcome {
        let tally = ValueCounts.Tally(field, counts, given, more: more, total: total)
        return tally.choices.isEmpty ? .nothing : .counted(tally)
    }

    // MARK: Custom fields

    private func custom(
        _ field: CountedField, _ definition: CustomFieldDefinition, _ rest: Predicate, _ given: [String]
    ) throws -> Outcome {
        let isList = definition.type == .multiSelect
        let labels = ValueNames.labels(of: definition)
        func tally(_ predicate: Predicate) throws -> [Named] {
            let counts = try session.tally(
                question.schema, byMember: ["custom_field_data", definition.key], eachElement: isList,
                where: predicate)
            return labelled(counts, labels)
        }
        let counts = try tally(rest)
        guard counts.count <= CountedField.mostTargets else { return .nothing }
        guard isList, !given.isEmpty else { return Self.outcome(field, counts, given) }
        // A row may have several of the values: only those that the list does not have yet come to it.
        let added = Dictionary(
            try tally(rest && .not(whole)).map { ($0.name.key, $0.count) }, uniquingKeysWith: { first, _ in first })
        return Self.outcome(field, counts, given) { size + (added[$0.name.key] ?? 0) }
    }

    // MARK: Tags and trees

    /// Rows must carry all tags that a list is filtered by, so each narrows what the others have left.
    private func tags(_ field: CountedField, _ given: [String]) throws -> Outcome {
        guard let target = session.catalog["extras.tag"] else { return .nothing }
        guard size <= limits.glance else { return .tooLong }
        let visible = question.visibility?.predicate(target) ?? .always
        guard visible != .never else { return .nothing }
        let counts = try session.tally(question.schema, byTags: target, visible: visible, where: whole)
        return try outcome(field, counts, target, chosen: try chosen(given, target), given)
    }

    /// The rows at the top of a tree; when one is chosen, those above it and right below it.
    private func tree(
        _ path: [String], _ target: AnySchema, _ rest: Predicate, _ given: [String]
    ) throws -> (counts: [(root: Identifier, count: Int)], chosen: [Identifier]) {
        let visible = question.visibility?.predicate(target) ?? .always
        guard let parent = target.treeField, visible != .never else { return ([], []) }
        let chosen = try chosen(given, target)
        var roots = Predicate.ids(chosen)
        if chosen.count == 1, let row = chosen.first {
            roots = .ids(try self.path(to: row, parent, target)) || .compare([parent], .equals, [.id(row)])
        } else {
            // What lies below a row that may not be seen begins a tree of its own.
            let isTop: Predicate =
                visible == .always ? .isNull([parent]) : .isNull([parent]) || .not(.related([parent], visible))
            roots = chosen.isEmpty ? isTop : roots || isTop
        }
        let counts = try session.tally(
            question.schema, by: path, below: roots && visible, of: target, where: rest,
            visibility: question.visibility)
        return (counts, chosen)
    }

    /// The rows from one up to the top.
    private func path(to row: Identifier, _ parent: String, _ target: AnySchema) throws -> [Identifier] {
        guard let column = target.columnIndex[parent] else { return [row] }
        var path = [row]
        while path.count < Self.depth, let last = path.last,
            let above = try session.row(target, last)?[column].identifier, !path.contains(above)
        {
            path.append(above)
        }
        return path
    }

    /// The rows that the values of a filter mean, as the filter understands them.
    private func chosen(_ given: [String], _ target: AnySchema) throws -> [Identifier] {
        try StoreFilterResolver.resolve(
            given, in: target, by: target.lookupField, visible: question.visibility?.predicate(target) ?? .always,
            session
        ).found
    }

    /// Names only what is told: there may be many rows.
    private func outcome(
        _ field: CountedField, _ counts: [(root: Identifier, count: Int)], _ target: AnySchema,
        chosen: [Identifier], _ given: [String], takesKeysOnly: Bool = false
    ) throws -> Outcome {
        let sorted = counts.sorted { ($1.count, $0.root) < ($0.count, $1.root) }
        let told =
            sorted.prefix(ValueCounts.mostChoices)
            + sorted.dropFirst(ValueCounts.mostChoices).filter { chosen.contains($0.root) }
        let names = try names.names(of: told.map(\.root), in: target, byKey: takesKeysOnly)
        let named = told.compactMap { entry in names[entry.root].map { (name: $0, count: entry.count) } }
        return Self.outcome(
            field, named, given + chosen.map(target.text(of:)), more: counts.count - told.count
        ) { $0.count }
    }
}

extension ValueCounts.Tally {
    /// - Parameters:
    ///   - given: The values that the list is filtered by already.
    ///   - more: Values that are not among the counted.
    ///   - total: Rows of the list with the value added; unless given, the sum of all values that it then has.
    fileprivate init(
        _ field: CountedField, _ counts: [(name: ValueNames.Name, count: Int)], _ given: [String], more: Int,
        total: (((name: ValueNames.Name, count: Int)) -> Int)?
    ) {
        let isTruth = field.isSingle && !field.isTree
        // Of a truth value the last one counts.
        let effective = isTruth ? Set(given.suffix(1).map { ["True", "1"].contains($0) ? "true" : $0 }) : Set(given)
        let chosen = counts.filter { effective.contains($0.name.value) || effective.contains($0.name.key) }
        let present = isTruth ? 0 : chosen.reduce(0) { $0 + $1.count }
        let sorted = counts.sorted { ($1.count, $0.name.label) < ($0.count, $1.name.label) }
        let all = sorted.map { entry in
            let isChosen = chosen.contains { $0.name.key == entry.name.key }
            let sum = isChosen ? max(present, entry.count) : present + entry.count
            return ValueCounts.Choice(
                value: entry.name.value, label: entry.name.label, count: entry.count, total: total?(entry) ?? sum,
                isChosen: isChosen)
        }
        self.field = field
        choices = all.prefix(ValueCounts.mostChoices) + all.dropFirst(ValueCounts.mostChoices).filter(\.isChosen)
        self.more = all.count - choices.count + more
    }
}
