/// Why a pattern cannot be compiled, or could not be used on a text.
package struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A whole sentence for whoever wrote the pattern.
    package let reason: String

    /// Makes an error from a whole sentence.
    package init(reason: String) {
        self.reason = reason
    }

    /// The same as ``reason``.
    package var description: String { reason }
}
