/// Which executables may be jobs, as the operator has set it up.
///
/// Off unless the operator says otherwise: who may put a file there, or change a Git repository that provides jobs, has it run by
/// the workers with all that their user may do.
package struct OutsideAccess: Sendable {
    /// Whether executables are described and run at all.
    package var isEnabled = false
    /// The absolute path of the jobs folder; nil for none.
    package var folder: String?
    /// How long an executable may take to describe itself.
    package var patience = Duration.seconds(10)

    package init() {}
}
