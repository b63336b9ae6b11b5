import Basics
package import Modeling
package import Storage

/// How many rows of a list have each value of the fields with few values: what a list would be with one filter more.
///
/// Each field costs one grouped statement. A short list is counted whatever its filters; a long one only as a whole, by
/// fields that have an index, which is a pass over that index: about 10 ms per 100,000 rows and field. Everything else is
/// not counted rather than slow.
package struct ValueCounts: Sendable {
    /// A value of a field.
    package struct Choice: Sendable {
        /// What the parameter says.
        package let value: String
        /// The value for people.
        package let label: String
        /// Rows that have it, of those that fit all filters but those of this field.
        package let count: Int
        /// Rows of the list with this value among the filters.
        package let total: Int
        /// Whether it is among the filters already.
        package let isChosen: Bool
    }

    /// A field with its values, the most frequent first.
    package struct Tally: Sendable {
        package let field: CountedField
        /// The first ``mostChoices`` values, and those that are chosen.
        package let choices: [Choice]
        /// Values that are not among ``choices``.
        package let more: Int
        /// Whether one value takes the place of another, instead of standing beside it.
        package let isSingle: Bool
    }

    /// How much is counted at most.
    package struct Limits: Sendable {
        /// Rows of a list that is counted whatever its filters are.
        package let glance: Int
        /// Rows that are counted by passing over an index.
        package let pass: Int

        package init(glance: Int, pass: Int) {
            self.glance = glance
            self.pass = pass
        }

        /// Half a second, for a million devices.
        package static let standard = Limits(glance: 50_000, pass: 2_000_000)
    }

    /// Values of a field that are told.
    package static let mostChoices = 30

    /// Rows of the list.
    package let count: Int
    package let tallies: [Tally]
    /// Fields that it would take too long to count by.
    package let uncounted: [CountedField]

    /// A list whose rows are counted.
    package struct Question {
        package let schema: AnySchema
        /// Its filters.
        package let filters: [(name: String, values: [String])]
        /// Who looks; nil for those from whom nothing is hidden.
        package let visibility: Visibility?
        /// The rows that filters select among those that the reader may see.
        package let predicate: ([(name: String, values: [String])]) throws -> Predicate
        /// How many rows there are.
        package let size: (Predicate) throws -> Int

        package init(
            _ schema: AnySchema, filters: [(name: String, values: [String])], visibility: Visibility?,
            predicate: @escaping ([(name: String, values: [String])]) throws -> Predicate,
            size: @escaping (Predicate) throws -> Int
        ) {
            self.schema = schema
            self.filters = filters
            self.visibility = visibility
            self.predicate = predicate
            self.size = size
        }
    }

    /// Counts in a snapshot.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` for filters that cannot be used.
    package init(_ question: Question, in session: Session, limits: Limits = .standard) throws {
        let whole = try question.predicate(question.filters)
        let size = try question.size(whole)
        var tallies: [Tally] = []
        var uncounted: [CountedField] = []
        let names = ValueNames(session, question.visibility)
        for field in CountedField.all(question.schema) {
            let given = question.filters.first { $0.name == field.name }?.values.filter { !$0.isEmpty } ?? []
            // Rows without a value are counted nowhere, so what a filter for them adds to is not known.
            guard !given.contains("null"), let labels = try names.labels(of: field) else { continue }
            let predicate =
                given.isEmpty ? whole : try question.predicate(question.filters.filter { $0.name != field.name })
            let rows = given.isEmpty ? size : try question.size(predicate)
            guard rows <= limits.glance || (predicate == .always && field.isIndexed && rows <= limits.pass) else {
                uncounted.append(field)
                continue
            }
            let counts = try session.tally(
                question.schema, by: field.path, where: predicate, visibility: question.visibility)
            let tally = Tally(
                field, counts.compactMap { count in labels(count.value).map { ($0, count.count) } }, given)
            if !tally.choices.isEmpty { tallies.append(tally) }
        }
        self.count = size
        self.tallies = tallies
        self.uncounted = uncounted
    }
}

extension ValueCounts.Tally {
    /// - Parameter given: The values that the list is filtered by already.
    fileprivate init(_ field: CountedField, _ counts: [(name: ValueNames.Name, count: Int)], _ given: [String]) {
        isSingle = field.field.info.kind == .boolean
        // Of a truth value the last one counts.
        let effective = isSingle ? Set(given.suffix(1).map { ["True", "1"].contains($0) ? "true" : $0 }) : Set(given)
        let chosen = counts.filter { effective.contains($0.name.value) || effective.contains($0.name.key) }
        let present = isSingle ? 0 : chosen.reduce(0) { $0 + $1.count }
        let sorted = counts.sorted { ($1.count, $0.name.label) < ($0.count, $1.name.label) }
        let all = sorted.map { name, count in
            let isChosen = chosen.contains { $0.name.key == name.key }
            return ValueCounts.Choice(
                value: name.value, label: name.label, count: count,
                total: isChosen ? max(present, count) : present + count, isChosen: isChosen)
        }
        self.field = field
        choices = all.prefix(ValueCounts.mostChoices) + all.dropFirst(ValueCounts.mostChoices).filter(\.isChosen)
        more = all.count - choices.count
    }
}

/// How values of a field are called: in the parameter of a filter, and by people.
struct ValueNames {
    /// The names of a value.
    struct Name {
        /// What a filter says: the name that people know where it is unique, else the key.
        let value: String
        /// The key of a row; of others the value.
        let key: String
        let label: String
    }

    private let session: Session
    private let visibility: Visibility?

    init(_ session: Session, _ visibility: Visibility?) {
        self.session = session
        self.visibility = visibility
    }

    /// The names of a field's values; nil when there are too many to choose from.
    ///
    /// - Returns: What gives the names of a cell; nil for a row that may not be seen, and for nothing.
    func labels(of field: CountedField) throws -> ((Value) -> Name?)? {
        if let target = field.field.target { return try labels(of: target, byKey: field.takesKeysOnly) }
        if field.field.info.kind == .boolean {
            return { value in
                guard case .bool(let truth) = value else { return nil }
                let text = truth ? "true" : "false"
                return Name(value: text, key: text, label: truth ? "Yes" : "No")
            }
        }
        let choices = Dictionary(
            field.field.info.choices.map { ($0.value, $0.label) }, uniquingKeysWith: { first, _ in first })
        return { value in
            guard case .text(let text) = value, !text.isEmpty, let label = choices[text] else { return nil }
            return Name(value: text, key: text, label: label)
        }
    }

    private func labels(of target: AnySchema, byKey isKeysOnly: Bool) throws -> ((Value) -> Name?)? {
        let visible = visibility?.predicate(target) ?? .always
        let rows =
            visible == .never
            ? []
            : try session.rows(
                Selection(target, where: visible, ordering: ["id"], limit: CountedField.mostTargets + 1))
        guard rows.count <= CountedField.mostTargets else { return nil }
        let texts = RowTexts(session, visibility: visibility)
        try texts.prefetch(target, rows)
        let isNamed = !isKeysOnly && target.naturalKey == [target.lookupField]
        let lookup = isNamed ? target.columnIndex[target.lookupField] : nil
        var names: [Identifier: Name] = [:]
        for row in rows {
            guard let id = row[0].identifier else { continue }
            let key = target.text(of: id)
            var value = key
            if let lookup, case .text(let text) = row[lookup], Self.isPlain(text, target) { value = text }
            names[id] = Name(value: value, key: key, label: try texts.display(target, row))
        }
        return { value in value.identifier.flatMap { names[$0] } }
    }

    /// Whether a filter takes the text for nothing but the name of a row.
    private static func isPlain(_ text: String, _ target: AnySchema) -> Bool {
        !text.isEmpty && text != "null" && !text.contains(";") && target.identifier(text) == nil
    }
}
