import Basics
import Modeling

/// Answers to filter values that cannot be used (lifecycle.md §1.17).
enum FilterRefusal {
    /// The value names no row.
    static func notAChoice(_ value: String) -> ValueError {
        ValueError("Select a valid choice. \(value) is not one of the available choices.")
    }

    /// Reads a key.
    ///
    /// - Throws: ``ValueError`` when the text is no key.
    static func identifier(_ text: String) throws -> Identifier {
        guard let id = Identifier(text) else { throw ValueError("“\(text)” is not a valid UUID.") }
        return id
    }
}
