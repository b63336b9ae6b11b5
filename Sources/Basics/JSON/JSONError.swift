/// Where and why a text is not the JSON that was expected.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes before the place, from 0.
    package let offset: Int
    /// The line of the place, from 1; a line ends with LF.
    package let line: Int
    /// The character of the line, from 1.
    package let column: Int
    /// A whole sentence; it never repeats a part of the text.
    package let reason: String

    /// Makes an error with a place that is known already.
    package init(offset: Int, line: Int, column: Int, reason: String) {
        self.offset = offset
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// Makes an error at an offset, and counts its line and column.
    init(_ reason: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                line &+= 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Bytes that continue a character are not counted.
                column &+= 1
            }
        }
        self.init(offset: offset, line: line, column: column, reason: reason)
    }

    /// The reason and the place.
    package var description: String { "\(reason) (line \(line), column \(column))" }
}

/// What a reader of JSON puts up with.
package struct JSONLimits: Hashable, Sendable {
    /// How many arrays and objects may lie inside each other; values up to a few hundred are safe on small stacks.
    package var maximumDepth: Int
    /// Whether an object with the same key twice is an error; otherwise the last value counts.
    package var refusesDuplicateKeys: Bool

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumDepth: How many arrays and objects may lie inside each other.
    ///   - refusesDuplicateKeys: Whether an object with the same key twice is an error.
    package init(maximumDepth: Int = 64, refusesDuplicateKeys: Bool = true) {
        self.maximumDepth = maximumDepth
        self.refusesDuplicateKeys = refusesDuplicateKeys
    }
}
