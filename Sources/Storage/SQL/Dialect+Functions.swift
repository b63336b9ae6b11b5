extension Dialect {
    /// SQL of a key that follows from another key: the same input gives the same key, and order is kept.
    ///
    /// - Parameter number: Tells kinds of siblings apart, 1…255.
    package func siblingID(_ column: String, _ number: Int) -> String {
        switch self {
        case .sqlite: "sibling_id(\(column), \(number))"
        case .postgresql:
            "cast(substr(cast(\(column) AS text), 1, 34) || lpad(to_hex((('x' || "
                + "right(cast(\(column) AS text), 2))::bit(8)::int # \(number))), 2, '0') AS uuid)"
        }
    }

    /// SQL of a key that follows from several keys: the same keys in the same order give the same key.
    package func derivedID(_ columns: String...) -> String {
        switch self {
        case .sqlite: "derived_id(\(columns.joined(separator: ", ")))"
        case .postgresql:
            "cast(md5(\(columns.map { "cast(\($0) AS text)" }.joined(separator: " || "))) AS uuid)"
        }
    }

    /// SQL of "these differ", null being a value.
    package var isDistinct: String { self == .sqlite ? "IS NOT" : "IS DISTINCT FROM" }

    /// SQL of "these are the same", null being a value.
    package var isSame: String { self == .sqlite ? "IS" : "IS NOT DISTINCT FROM" }

    /// The name of a column where a bare word of SQL would be taken for something else.
    package func quoted(_ column: String) -> String {
        self == .postgresql && ReservedWords.all.contains(column) ? "\"\(column)\"" : column
    }

    /// Where nulls come in an order: first when it ascends, last when it descends, on either engine.
    func nullsOrder(isDescending: Bool) -> String {
        self == .sqlite ? "" : isDescending ? " NULLS LAST" : " NULLS FIRST"
    }

    /// SQL of a truth value.
    package func literal(_ truth: Bool) -> String {
        switch (self, truth) {
        case (.sqlite, true): "1"
        case (.sqlite, false): "0"
        case (.postgresql, true): "true"
        case (.postgresql, false): "false"
        }
    }
}

extension Dialect {
    /// The end of a query that takes rows which nobody else has taken; where there is one writer, nobody else has.
    package var skipLocked: String { self == .sqlite ? "" : " FOR UPDATE SKIP LOCKED" }

    /// A condition that the key is one of those that a question finds.
    ///
    /// The question is asked first, and each row found by its key, whatever the planner thinks of the table.
    package func key(_ name: String, among question: String) -> String {
        self == .sqlite ? "\(name) IN (\(question))" : "\(name) = ANY(ARRAY(\(question)))"
    }
}
