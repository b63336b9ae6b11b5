import Basics
import Modeling

/// What the columns of a CSV header mean to a model; made once per file and model.
struct CSVLayout: Sendable {
    /// The first column of each field, 1 for the first of the row.
    let columns: [String: Int]
    /// Columns that the model does not have.
    private let unknown: [(index: Int, name: String)]

    init(_ header: [String], _ schema: AnySchema) {
        let known = KnownMembers(schema)
        var columns: [String: Int] = [:]
        var unknown: [(index: Int, name: String)] = []
        for (index, cell) in header.enumerated() {
            let name = Words.trimmed(cell)
            let field = CSVObject.reference(name, schema)?.field ?? name
            if columns[field] == nil { columns[field] = index + 1 }
            // A table has no column of all custom fields: they would be read as one text.
            if !known.contains(field) || name == "custom_fields" { unknown.append((index, name)) }
        }
        self.columns = columns
        self.unknown = unknown
    }

    /// The unknown columns in which the row says something.
    func unknown(in row: [String]) -> [String] {
        unknown.compactMap { $0.index < row.count && !CSVObject.isNothing(row[$0.index]) ? $0.name : nil }
    }
}
