/// What PostgreSQL or the way to it refused.
struct PostgreSQLFault: Error {
    /// What it means for the unit of work.
    enum Consequence {
        /// The statement is refused; the transaction can only be rolled back.
        case refused
        /// Another transaction was in the way: the same work may succeed when it is done again.
        case conflict
        /// The connection is gone, or of no use.
        case lost
    }

    let consequence: Consequence
    let error: StorageError

    /// The way to the server is gone.
    static func lost(_ text: String) -> PostgreSQLFault {
        PostgreSQLFault(consequence: .lost, error: .unavailable(text))
    }

    init(consequence: Consequence, error: StorageError) {
        self.consequence = consequence
        self.error = error
    }

    /// Makes a fault of what the server reports.
    ///
    /// Details hold values of rows and are used for the names of columns only.
    /// - Source: <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
    init(state: String, message: String, detail: String?, table: String?, constraint: String?, sql: String) {
        let text = "PostgreSQL error \(state): \(message)"
        switch state {
        case "40001", "40P01": self.init(consequence: .conflict, error: .unavailable(text))
        case "57P01", "57P02", "57P03", "57P04", "57P05", "25P03":
            self.init(consequence: .lost, error: .unavailable(text))
        case "23505":
            self.init(
                consequence: .refused,
                error: Self.collision(detail: detail ?? "", table: table ?? "", constraint: constraint))
        case "23503": self.init(consequence: .refused, error: .foreignKey)
        case "53100": self.init(consequence: .refused, error: .full)
        case "55P03", "57014", "25006": self.init(consequence: .refused, error: .unavailable(text))
        case "54001", "54011", "54023": self.init(consequence: .refused, error: .tooComplex)
        default:
            switch state.prefix(2) {
            case "08": self.init(consequence: .lost, error: .unavailable(text))
            case "53", "58", "XX", "F0": self.init(consequence: .refused, error: .unavailable(text))
            case "22", "23": self.init(consequence: .refused, error: .constraint(text))
            case "28", "3D": self.init(consequence: .lost, error: .unavailable(text))
            default: self.init(consequence: .refused, error: .statement("\(text); \(sql)"))
            }
        }
    }

    /// Reads the columns out of `Key (a, COALESCE(b, ''::text))=(…) already exists.`, whatever the language around it.
    private static func collision(detail: String, table: String, constraint: String?) -> StorageError {
        guard let open = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=(")?.lowerBound else {
            return .unique(table: table, columns: [], index: constraint)
        }
        let list = detail[detail.index(after: open)..<end]
        var isExpression = false
        let columns = split(list).map { part -> String in
            let name: Substring
            if let inner = part.firstIndex(of: "(") {
                isExpression = true
                let rest = part[part.index(after: inner)...]
                name = rest[..<(rest.firstIndex(of: ",") ?? rest.endIndex)]
            } else {
                name = part
            }
            return name.filter { $0 != "\"" && $0 != " " }
        }
        guard isExpression else { return .unique(table: table, columns: columns, index: nil) }
        // The name as it was before it was shortened.
        let index = SchemaDescription.Index(columns: columns, isUnique: true)
        return .unique(table: "", columns: [], index: index.name(in: table))
    }

    /// Splits at the commas that stand in no parentheses.
    private static func split(_ list: Substring) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0
        var start = list.startIndex
        for index in list.indices {
            switch list[index] {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(list[start..<index])
                start = list.index(after: index)
            default: break
            }
        }
        parts.append(list[start...])
        return parts
    }
}
