/// One record of a CSV text.
package struct CSVRow: Hashable, Sendable {
    /// The fields in order, quotes resolved; at least one.
    package let fields: [String]
    /// The line on which the record starts, from 1.
    package let line: Int

    /// Makes a record.
    package init(fields: [String], line: Int) {
        self.fields = fields
        self.line = line
    }
}
