package import Basics

/// A name of the dictionary of products, and the names that stand in its place where it was given up (vendor.md §2.8).
package struct DictionaryName: Hashable, Sendable {
    /// The name, as a CPE name.
    package var name: String
    /// Whether the source has given it up.
    package var isDeprecated = false
    /// The names in its place, as CPE names; several where it stood for several things.
    package var replacements: [String] = []
    /// When the source changed it last.
    package var modified: Timestamp?

    /// Starts with a name that counts.
    package init(name: String) {
        self.name = name
    }
}
