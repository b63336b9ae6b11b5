import Basics
package import Modeling
package import Storage

/// How many rows of a list have each value of the fields with few values: what a list would be with one filter more.
///
/// Each field costs one grouped statement, and a few by key for names. A short list is counted whatever its filters; a
/// long one only as a whole, by fields that have an index, which is a pass over that index: about 10 ms per 100,000 rows
/// and field. Everything else is not counted rather than slow.
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
        /// What operators added to the model.
        package let customization: ModelCustomization?
        /// The rows that filters select among those that the reader may see.
        package let predicate: ([(name: String, values: [String])]) throws -> Predicate
        /// How many rows there are.
        package let size: (Predicate) throws -> Int

        package init(
            _ schema: AnySchema, filters: [(name: String, values: [String])], visibility: Visibility?,
            customization: ModelCustomization? = nil,
            predicate: @escaping ([(name: String, values: [String])]) throws -> Predicate,
            size: @escaping (Predicate) throws -> Int
        ) {
            self.schema = schema
            self.filters = filters
            self.visibility = visibility
            self.customization = customization
            self.predicate = predicate
            self.size = size
        }
    }

    /// Counts in a snapshot.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` for filters that cannot be used.
    package init(_ question: Question, in session: Session, limits: Limits = .standard) throws {
        let counter = try FieldCounter(question, session, limits)
        var tallies: [Tally] = []
        var uncounted: [CountedField] = []
        for field in CountedField.all(question.schema, question.customization) {
            switch try counter.count(field) {
            case .counted(let tally): tallies.append(tally)
            case .tooLong: uncounted.append(field)
            case .nothing: break
            }
        }
        self.count = counter.size
        self.tallies = tallies
        self.uncounted = uncounted
    }
}
