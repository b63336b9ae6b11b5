package import Basics

/// What a criterion with bounds means by the source that wrote it: the versions that it lists by name (vendor.md §2.8).
package struct MatchCriterion: Hashable, Sendable {
    /// The `matchCriteriaId` that configurations name, in capitals.
    package var id: String
    /// The criterion as the source writes it, bounds behind it.
    package var text: String
    /// The name of the product, as a CPE name.
    package var product: String
    /// When the source changed it, or what it lists, last.
    package var modified: Timestamp?
    /// Whether it counts no more.
    package var isInactive = false
    /// Names of versions, as CPE names.
    package var names: [String] = []

    /// Starts without names.
    package init(id: String, product: String) {
        self.id = id
        self.product = product
        text = product
    }
}
