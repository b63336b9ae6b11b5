import Basics
import Domain
import Modeling

extension ReportKind {
    /// Reports join what permissions would have to tell apart: whoever asks must be allowed to see all of their sources,
    /// and some devices.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` that names the model which is missing.
    package func require(_ actor: Actor) throws {
        let authorizer = Authorizer()
        _ = try authorizer.allowed(.view, on: Device.schema, for: actor)
        for source in sources where authorizer.visible(source, for: actor) != .always {
            throw Problem(.forbidden, "The report needs the permission to view all of \(source.identifier).")
        }
    }

    /// Whether somebody may have the report.
    package func isOpen(to actor: Actor) -> Bool {
        do {
            try require(actor)
            return true
        } catch {
            return false
        }
    }
}
