/// Where and why a text is not CSV.
package struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the place, from 1; line ends inside quotes count.
    package let line: Int
    /// The byte of the line, from 1.
    package let column: Int
    /// A whole sentence; it never repeats a part of the text.
    package let reason: String

    /// Makes an error.
    package init(line: Int, column: Int, reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// The reason and the place.
    package var description: String { "\(reason) (line \(line), column \(column))" }
}

/// How much a reader of CSV keeps in memory at most.
package struct CSVLimits: Hashable, Sendable {
    /// The longest field, in bytes.
    package var maximumFieldBytes: Int
    /// The greatest number of fields in a record.
    package var maximumFields: Int
    /// The longest record, in bytes, without separators and quotes.
    package var maximumRowBytes: Int

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumFieldBytes: The longest field, 1 MiB unless told.
    ///   - maximumFields: The greatest number of fields in a record.
    ///   - maximumRowBytes: The longest record, 16 MiB unless told.
    package init(maximumFieldBytes: Int = 1 << 20, maximumFields: Int = 1_024, maximumRowBytes: Int = 1 << 24) {
        self.maximumFieldBytes = maximumFieldBytes
        self.maximumFields = maximumFields
        self.maximumRowBytes = maximumRowBytes
    }
}
