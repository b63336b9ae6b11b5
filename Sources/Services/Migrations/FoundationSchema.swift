/// The schema of the first release, frozen: a released migration never changes.
///
/// Made with `almanac database schema`; later changes are migrations of their own.
enum FoundationSchema {
    /// Every table, in the language of ``SchemaDescription``.
    static let text = [organization, inventory, lifecycle, system].joined(separator: "\n")
}
